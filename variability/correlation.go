package variability

import (
	"errors"
	"math"
)

// ErrCorrelation says that a matrix is the correlation of nothing.
var ErrCorrelation = errors.New("correlations contradict each other: no cells can have them all")

// Cholesky returns the lower triangle L, row after row, of a correlation matrix R = L Lᵀ of n rows. A matrix
// without full rank (correlations of 1 and -1) is taken; one with a negative eigenvalue is
// ErrCorrelation.
func Cholesky(r []float64, n int) ([]float64, error) {
	const small = 1e-12 // rounding, against the unit diagonal
	l := make([]float64, n*n)
	for j := range n {
		for i := j; i < n; i++ {
			sum := r[i*n+j]
			for k := range j {
				sum -= float64(l[i*n+k] * l[j*n+k])
			}
			switch {
			case i == j && sum < -1e3*small, i != j && l[j*n+j] == 0 && math.Abs(sum) > 1e-5:
				return nil, ErrCorrelation
			case i == j && sum > small:
				l[j*n+j] = math.Sqrt(sum)
			case i != j && l[j*n+j] > 0:
				l[i*n+j] = sum / l[j*n+j]
			}
		}
	}
	return l, nil
}

// Correlate replaces independent standard deviates, z[p][i] of cell i for parameter p, by deviates with
// the correlations whose triangle is l.
func Correlate(z [][]float64, l []float64) {
	n := len(z)
	own := make([]float64, n)
	for i := range z[0] {
		for p := range z {
			own[p] = z[p][i]
		}
		for p := range z {
			var sum float64
			for q := range p + 1 {
				sum += float64(l[p*n+q] * own[q])
			}
			z[p][i] = sum
		}
	}
}
