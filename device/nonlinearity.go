package device

import (
	"math"
	"sync"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// nlScale turns the largest deviation of a normalised pulse curve from the diagonal into
// NeuroSim's label: the table of its authors is NL = (f - x)/(0.07 √2) at that point.
const nlScale = 10 / (0.7 * math.Sqrt2)

// NLMax is the label of a step: no exponential curve has a larger one.
const NLMax = nlScale

// Label returns NeuroSim's nonlinearity label of the curve
//
//	f(x) = (1 - e^(-x/a)) / (1 - e^(-1/a)),  0 <= x <= 1,
//
// with a = A/P_max > 0: NL = 10.1015 max(f(x) - x). The maximum lies at x* = a ln(B/a) with
// B = 1/(1 - e^(-1/a)).
//
// P.-Y. Chen, X. Peng and S. Yu, "NeuroSim: A Circuit-Level Macro Model for Benchmarking
// Neuro-Inspired Architectures in Online Learning", IEEE Trans. Comput.-Aided Des. 37(12),
// 3067–3080 (2018), doi:10.1109/TCAD.2018.2789723. The closed form is exact; the program
// itself uses a table with steps of 0.01.
func Label(a float64) float64 {
	b := 1 / (1 - kernel.Exp(-1/a))
	x := float64(a * kernel.Log(b/a))
	return nlScale * (float64(b*(1-kernel.Exp(-x/a))) - x)
}

// slope returns dNL/da. The maximum moves with a, but to first order only the curve below it
// matters (envelope theorem): dNL/da = 10.1015 ∂f/∂a at x*.
func slope(a float64) float64 {
	full := kernel.Exp(-1 / a)
	b := 1 / (1 - full)
	x := a * kernel.Log(b/a)
	part := kernel.Exp(-x / a)
	return nlScale * float64(b*b) / float64(a*a) * (float64((1-part)*full) - float64(x*part*(1-full)))
}

// labelTable holds a·NL at steps of 1/tableSteps in NL, from 0 on: a smooth curve that starts at
// nlScale/8, the limit of a nearly straight line.
var labelTable = sync.OnceValue(func() []float64 {
	t := []float64{nlScale / 8}
	for k := 1; float64(k)/tableSteps < NLMax-0.02; k++ {
		nl := float64(k) / tableSteps
		t = append(t, nl*bisectLabel(nl))
	}
	return t
})

const tableSteps = 50

// FromLabel returns the a of Label for a label 0 < nl < NLMax: a table, refined by two steps of
// Newton's method, or bisection where the table ends.
func FromLabel(nl float64) float64 {
	t := labelTable()
	k := int(nl * tableSteps)
	if k+1 >= len(t) || nl < 0.01 {
		return bisectLabel(nl)
	}
	a := (t[k] + float64((float64(nl*tableSteps)-float64(k))*(t[k+1]-t[k]))) / nl
	for range 3 {
		a -= (Label(a) - nl) / slope(a)
	}
	return a
}

// bisectLabel finds a to the last bit.
func bisectLabel(nl float64) float64 {
	lo, hi := 1e-5, 1e6
	for range 200 {
		mid := math.Sqrt(lo * hi)
		if mid <= lo || mid >= hi {
			break
		}
		if Label(mid) > nl {
			lo = mid
		} else {
			hi = mid
		}
	}
	return math.Sqrt(lo * hi)
}
