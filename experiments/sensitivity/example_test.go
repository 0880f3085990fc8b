package sensitivity_test

import (
	"fmt"

	"github.com/xbar-sim/xbar/experiments/sensitivity"
	"github.com/xbar-sim/xbar/variability"
)

// Of x₀ + 2 x₁ + 0·x₂ on the unit cube, x₀ makes a fifth of the variance, x₁ four fifths, and x₂ none.
func ExampleSobol() {
	f := func(x []float64) float64 { return x[0] + 2*x[1] }
	all, _, err := sensitivity.Sobol(f, 3, 4096, variability.Seed(1))
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, s := range all {
		fmt.Printf("x%d: %.1f\n", i, s.Total)
	}
	// Output:
	// x0: 0.2
	// x1: 0.8
	// x2: 0.0
}
