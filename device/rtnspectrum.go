package device

import (
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// Density returns the one-sided spectral density of the telegraph noise of cells programmed to g (S), of the
// mean over cells, over G², at each of the frequencies (Hz), in 1/Hz; ref is g_ref (S). Traps add, so
//
//	S(f)/G² = rtn_traps E[A²] E[4 p (1-p) (1/τ)/((1/τ)² + (2πf)²)],   1/τ = 1/τc + 1/τe
//
// over the lognormal amplitude and times. Where the times spread over decades this is near to 1/f between
// them.
func (n *Telegraph) Density(g, ref float64, frequencies []float64) []float64 {
	s := make([]float64, len(frequencies))
	power := float64(n.Traps * n.square(g, ref))
	n.overTimes(func(weight float64, trap Trap) {
		for i, f := range frequencies {
			s[i] += float64(power * weight * trap.Spectrum(f))
		}
	})
	return s
}

// square returns E[A²] over the lognormal factor f of the amplitude: with a = A of f = 1 before it is cut, m the
// largest A, and ln f ~ N(-σ²/2, σ²),
//
//	E[min(a f, m)²] = a² e^(σ²) Φ(z - 2σ) + m² Φ(-z),   z = (ln(m/a) + σ²/2)/σ
func (n *Telegraph) square(g, ref float64) float64 {
	a := float64(n.Amplitude)
	if n.Exp != 0 {
		a *= kernel.Exp(-n.Exp * kernel.Log(max(g/ref, 1e-12)))
	}
	if a == 0 || n.Max == 0 {
		return 0
	}
	if n.CV == 0 {
		a = min(a, n.Max)
		return a * a
	}
	v := kernel.Log(1 + float64(n.CV*n.CV))
	sigma := math.Sqrt(v)
	z := (kernel.Log(n.Max/a) + float64(v/2)) / sigma
	return float64(a*a*kernel.Exp(v)*uniform(z-float64(2*sigma))) + float64(n.Max*n.Max*uniform(-z))
}

// overTimes visits traps whose times lie on a grid over the lognormal distribution of both, with weights that
// add to 1. The trapezoidal rule in steps of at most half an e-fold is exact to 1e-8 for such functions.
func (n *Telegraph) overTimes(visit func(weight float64, trap Trap)) {
	if n.TimeSD == 0 {
		visit(1, n.Trap([3]float64{}))
		return
	}
	const reach = 6 // standard deviations
	half := int(math.Ceil(reach / min(0.5, 0.5/n.TimeSD)))
	weights, sum := make([]float64, 2*half+1), 0.0
	at := func(i int) float64 { return float64(reach) * float64(i-half) / float64(half) }
	for i := range weights {
		weights[i] = kernel.Exp(-float64(at(i)*at(i)) / 2)
		sum += weights[i]
	}
	for i, w := range weights {
		for j, u := range weights {
			if p := w / sum * (u / sum); p > 1e-12 {
				visit(p, n.Trap([3]float64{0, at(i), at(j)}))
			}
		}
	}
}
