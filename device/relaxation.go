package device

import (
	"slices"

	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
)

// Relaxation is what filamentary oxide cells do after they were programmed: within seconds to a day the
// conductance moves with the logarithm of time, in the mean by a state-dependent bias and in every cell
// by another amount, so that the distribution of one level widens,
//
//	G(t) = max(0, G_prog + a(g) L + ξ (s0(g) + s1(g) L)),   L = ln(1 + min(t, relax_end)/relax_t0)
//
// with g = G_prog/g_ref held within 0 to 1. a, s0 and s1 are polynomials in g, constant first, times
// relax_scale. ξ is one standard normal per cell and programming, so that a cell that is read again is
// found on its own way, however often it was looked at; a random walk in ln t would widen with √L,
// and the standard deviations that arrays show (Falcone 2025: 0.4118 + 0.0420 ln t µS) grow with L.
// s0 is what has come about before the first reading. Reads see the relaxed conductance; a pulse acts on the
// programmed state, as with drift, and starts the clock and ξ again. t is the effective time of the
// activation energy relax_ea (Acceleration).
//
// Shape: W. Wan et al., "A compute-in-memory chip based on resistive random-access memory", Nature (2022),
// as fitted in IBM's aihwkit (ReRamWan2022: relaxation saturates within a day; ReRamCMO).
type Relaxation struct {
	Mean             []float64 // a, S
	SD0, SD          []float64 // s0 and s1, S
	Onset            float64   // s
	End              float64   // s; 0 is never
	Scale            float64
	ActivationEnergy float64 // eV
}

// DefaultRelaxation does not relax.
func DefaultRelaxation() Relaxation {
	return Relaxation{Onset: 1, Scale: 1}
}

// Params lists the relaxation parameters of a card.
func (r *Relaxation) Params() []si.Param {
	return []si.Param{
		{Name: "relax_mean", At: &r.Mean, Unit: "S", Doc: "relaxation after programming: mean change per e-fold of time, a polynomial in G/g_ref", Min: -1, Max: 1},
		{Name: "relax_sd", At: &r.SD, Unit: "S", Doc: "its standard deviation between cells, per e-fold of time", Of: "G", Min: -1, Max: 1},
		{Name: "relax_sd_0", At: &r.SD0, Unit: "S", Doc: "standard deviation that has come about before the first reading", Of: "G", Min: -1, Max: 1},
		{Name: "relax_t0", At: &r.Onset, Unit: "s", Doc: "time from which relaxation goes with the logarithm of time", Min: 1e-12, Max: 1e9},
		{Name: "relax_end", At: &r.End, Unit: "s", Doc: "time after which it stops; 0 is never", Min: 0, Max: 1e12},
		{Name: "relax_scale", At: &r.Scale, Doc: "factor on all of it; 0 is none", Min: 0, Max: 100},
		{Name: "relax_ea", At: &r.ActivationEnergy, Unit: "eV", Doc: "activation energy of relaxation", Min: 0, Max: 3},
	}
}

// Active reports whether any cell relaxes.
func (r *Relaxation) Active() bool {
	some := func(c []float64) bool { return slices.ContainsFunc(c, func(x float64) bool { return x != 0 }) }
	return r.Scale != 0 && (some(r.Mean) || some(r.SD0) || some(r.SD))
}

// Course returns how a cell programmed to g (S), of deviate xi, goes: G = g + offset + slope·Log(t), S;
// ref is g_ref (S).
func (r *Relaxation) Course(g, ref, xi float64) (offset, slope float64) {
	x := min(max(g/ref, 0), 1)
	offset = float64(r.Scale * xi * max(polynomial(r.SD0, x), 0))
	slope = float64(r.Scale * (polynomial(r.Mean, x) + float64(xi*max(polynomial(r.SD, x), 0))))
	return offset, slope
}

// Log returns L at effective time t (s) after programming.
func (r *Relaxation) Log(t float64) float64 {
	if r.End > 0 {
		t = min(t, r.End)
	}
	return kernel.Log1p(t / r.Onset)
}

// Rate returns dL/dt, 1/s.
func (r *Relaxation) Rate(t float64) float64 {
	if r.End > 0 && t >= r.End {
		return 0
	}
	return 1 / (r.Onset + t)
}

// polynomial returns c[0] + c[1] x + c[2] x² + ….
func polynomial(c []float64, x float64) float64 {
	var y float64
	for _, a := range slices.Backward(c) {
		y = a + float64(y*x)
	}
	return y
}
