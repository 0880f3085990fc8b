package device_test

import (
	"math"
	"slices"
)

// kolmogorov returns the largest distance between the distribution of x and cdf. Of n independent
// deviates it exceeds 1.95/√n in one sample of a thousand.
func kolmogorov(x []float64, cdf func(float64) float64) float64 {
	x = slices.Sorted(slices.Values(x))
	n := float64(len(x))
	var d float64
	for i, v := range x {
		p := cdf(v)
		d = max(d, float64(i+1)/n-p, p-float64(i)/n)
	}
	return d
}

func logs(x []float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = math.Log(v)
	}
	return out
}
