package whatif

import (
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
)

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

// Bent is a loss on the scale on which curves are straight between their points: linear well below a quarter of the limit, logarithmic
// above it, asinh(4 loss/limit). Small losses grow as a power of what causes them, a straight line on two logarithmic
// scales; chords of a linear one would lie above the curve and make every requirement stricter than it is.
func Bent(loss, limit float64) float64 {
	x := 4 * math.Abs(loss) / limit
	return math.Copysign(kernel.Log(x+math.Sqrt(float64(x*x)+1)), loss)
}

// Crossing returns the place at which a non-decreasing curve first exceeds the limit, which is positive: the largest place up to which
// the loss is allowed. Between points the curve is straight on the scale asinh(4 loss/limit). It is -Inf where the first point is above
// the limit already, and +Inf where no point is. Places ascend.
func Crossing(places, curve []float64, limit float64) float64 {
	for i, v := range curve {
		if !(v > limit) {
			continue
		}
		if i == 0 {
			return math.Inf(-1)
		}
		from := Bent(curve[i-1], limit)
		part := (Bent(limit, limit) - from) / (Bent(v, limit) - from)
		return places[i-1] + float64(part*(places[i]-places[i-1]))
	}
	return math.Inf(1)
}

// Along returns the curve at a place between its points, as Crossing sees it, and its end values beyond them.
func Along(places, curve []float64, limit, place float64) float64 {
	last := len(places) - 1
	for i := 1; i <= last; i++ {
		if place > places[i] || place < places[i-1] {
			continue
		}
		a, b := Bent(curve[i-1], limit), Bent(curve[i], limit)
		v := a + float64((b-a)*((place-places[i-1])/(places[i]-places[i-1])))
		e := kernel.Exp(math.Abs(v))
		return math.Copysign(limit/4*(e-1/e)/2, v)
	}
	if place <= places[0] {
		return curve[0]
	}
	return curve[last]
}
