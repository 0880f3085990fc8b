package whatif

import "math"

// Isotonic returns the non-decreasing values that are nearest to y, the weighted sum of squares being least: pools of
// adjacent violators have the weighted mean of their members,
//
//	fit_i = max over a ≤ i of min over b ≥ i of Σ_{a..b} w y / Σ_{a..b} w
//
// Weights are positive. It panics where the lengths differ.
//
// R. E. Barlow, D. J. Bartholomew, J. M. Bremner and H. D. Brunk, Statistical Inference under Order Restrictions, Wiley (1972).
func Isotonic(y, w []float64) []float64 {
	if len(y) != len(w) {
		panic("whatif: values and weights differ in number")
	}
	type pool struct {
		sum, weight float64
		n           int
	}
	pools := make([]pool, 0, len(y))
	for i := range y {
		pools = append(pools, pool{float64(w[i] * y[i]), w[i], 1})
		for k := len(pools) - 1; k > 0 && pools[k-1].sum/pools[k-1].weight >= pools[k].sum/pools[k].weight; k-- {
			a, b := pools[k-1], pools[k]
			pools = append(pools[:k-1], pool{a.sum + b.sum, a.weight + b.weight, a.n + b.n})
		}
	}
	fit := make([]float64, 0, len(y))
	for _, p := range pools {
		mean := p.sum / p.weight
		for range p.n {
			fit = append(fit, mean)
		}
	}
	return fit
}

// Crossing returns the place at which a non-decreasing curve, linear between its points, first exceeds the limit: the
// largest place up to which the loss is allowed. It is -Inf where the first point is above the limit already, and +Inf
// where no point is. Places ascend.
func Crossing(places, curve []float64, limit float64) float64 {
	for i, v := range curve {
		if !(v > limit) {
			continue
		}
		if i == 0 {
			return math.Inf(-1)
		}
		part := (limit - curve[i-1]) / (v - curve[i-1])
		return places[i-1] + float64(part*(places[i]-places[i-1]))
	}
	return math.Inf(1)
}
