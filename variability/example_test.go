package variability_test

import (
	"fmt"
	"math"

	"github.com/xbar-sim/xbar/variability"
)

// A stream is a name: whoever asks first, a path gives the same numbers.
func ExampleStream() {
	repeat := variability.Seed(1).Named("repeat").At(3)
	read := repeat.Named("read")
	fmt.Println(read.Rand().Uint64() == read.Rand().Uint64())
	fmt.Println(read == variability.Seed(1).Named("repeat").At(3).Named("read"))
	fmt.Println(read == repeat.Named("write"))
	// Output:
	// true
	// true
	// false
}

// Factors of a hundred thousand cells, lognormal with a coefficient of variation of 0.3, never below 0 and with the mean 1.
func ExampleSpread() {
	f := make([]float32, 100_000)
	variability.Spread{Kind: variability.Lognormal, CV: 0.3}.Factors(f, variability.Seed(1).Named("d2d"))
	var sum, square float64
	for _, x := range f {
		sum += float64(x)
		square += float64(x) * float64(x)
	}
	mean := sum / float64(len(f))
	fmt.Printf("mean %.2f, standard deviation %.2f\n", mean, math.Sqrt(square/float64(len(f))-mean*mean))
	// Output:
	// mean 1.00, standard deviation 0.30
}
