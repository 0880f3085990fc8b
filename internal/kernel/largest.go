package kernel

import "math"

// Largest is the largest magnitude among x, 0 of none; NaN counts for nothing.
func Largest(x []float64) float64 {
	n := len(x) &^ 7
	return max(fastestChains.largest(x[:n]), largestPlain(x[n:]))
}

func largestPlain(x []float64) float64 {
	top := 0.0
	for _, y := range x {
		if y = math.Abs(y); y > top {
			top = y
		}
	}
	return top
}

// Imbalance is the largest magnitude of (before-v) + (after-v) - scale·a: what stays in the nodes of a chain
// of unit conductances between neighbours before and after when a leaves them. All lengths must be equal.
func Imbalance(v, before, after, a []float64, scale float64) float64 {
	before, after, a = before[:len(v)], after[:len(v)], a[:len(v)]
	n := len(v) &^ 7
	return max(fastestChains.imbalance(v[:n], before[:n], after[:n], a[:n], scale),
		imbalancePlain(v[n:], before[n:], after[n:], a[n:], scale))
}

func imbalancePlain(v, before, after, a []float64, scale float64) float64 {
	before, after, a = before[:len(v)], after[:len(v)], a[:len(v)]
	top := 0.0
	for k, y := range v {
		if x := math.Abs(((before[k] - y) + (after[k] - y)) - float64(a[k]*scale)); x > top {
			top = x
		}
	}
	return top
}
