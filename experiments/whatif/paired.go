package whatif

import (
	"fmt"
	"math"
	"strconv"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/xbar-sim/xbar/experiments"
)

// A Difference is the mean of paired differences with its 95 % interval, and the probability of one as large if
// the true mean were 0 (two-sided t test). One pair has no interval: SD, Lo, Hi and P are NaN.
type Difference struct {
	N            int
	Mean, SD     float64
	Lo, Hi       float64
	P            float64
	PHolm        float64   // P corrected for the number of comparisons, by Holm; NaN until Holm was asked
	Each         []float64 // the differences, by repeat
	Distinct     bool      // the interval excludes 0
	Undetermined bool      // fewer than two pairs
}

// Paired returns how much better b is than a, pair by pair: the mean of b - a with its Student interval.
func Paired(a, b []float64) Difference {
	if len(a) != len(b) {
		panic("whatif: slices of a paired comparison differ in length")
	}
	d := Difference{N: len(a), PHolm: math.NaN(), Each: make([]float64, len(a))}
	for i := range a {
		d.Each[i] = b[i] - a[i]
	}
	d.Mean, d.SD, d.Lo, d.Hi = experiments.MeanCI(d.Each)
	d.P = studentP(d.Mean, d.SD, d.N)
	d.Distinct = d.Lo > 0 || d.Hi < 0
	d.Undetermined = d.N < 2
	return d
}

// studentP is the two-sided p of a mean of n values of standard deviation sd, rounded to 9 digits: the last ones
// depend on the processor's exponential.
func studentP(mean, sd float64, n int) float64 {
	switch {
	case n < 2 || math.IsNaN(sd):
		return math.NaN()
	case sd == 0 && mean == 0:
		return 1
	case sd == 0:
		return 0
	}
	t := math.Abs(mean) / (sd / math.Sqrt(float64(n)))
	p := 2 * distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(n - 1)}.CDF(-t)
	p, _ = strconv.ParseFloat(strconv.FormatFloat(p, 'e', 8, 64), 64)
	return p
}

// studentT is the 0.975 quantile of Student's t, rounded to 12 digits for the same reason.
func studentT(df int) float64 {
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(df)}.Quantile(0.975)
	t, _ = strconv.ParseFloat(strconv.FormatFloat(t, 'e', 11, 64), 64)
	return t
}

// CorrectHolm corrects the p of a family of comparisons in place by [Holm].
func CorrectHolm(family []*Difference) {
	p := make([]float64, len(family))
	for i, d := range family {
		p[i] = d.P
	}
	for i, v := range Holm(p) {
		family[i].PHolm = v
	}
}

// MeanText is the mean of accuracies with its 95 % interval, in percent.
func MeanText(x []float64) string {
	mean, _, lo, hi := experiments.MeanCI(x)
	if math.IsNaN(lo) {
		return fmt.Sprintf("%.1f", 100*mean)
	}
	return fmt.Sprintf("%.1f (%.1f to %.1f)", 100*mean, 100*lo, 100*hi)
}
