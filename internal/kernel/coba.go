package kernel

import "math"

// A CobaStep is what a step of dt does to conductance-based leaky integrate-and-fire neurons with
// an excitatory and an inhibitory conductance, both in units of the leak conductance:
//
//	τ dv/dt = (rest - v) + ge (exc - v) + gi (inh - v)
//
// Potentials are in any one unit. P. U. Diehl and M. Cook, Front. Comput. Neurosci. 9, 99 (2015),
// doi:10.3389/fncom.2015.00099.
type CobaStep struct {
	Rate           float32 // dt/τ
	Rest, Exc, Inh float32 // potentials of rest and of the two conductances
	DecayE, DecayI float32 // what a step leaves of the conductances, exp(-dt/τe) and exp(-dt/τi)
	MeanE, MeanI   float32 // mean conductance of a step over that at its start; CobaExponential only
}

// CobaEuler advances conductance-based neurons by one forward Euler step,
//
//	v  ← v + rate·(((rest - v) + ge·(exc - v)) + gi·(inh - v))
//	ge ← decayE·ge + in
//	gi ← decayI·gi + inhibit
//
// with the conductances from before the step in the first line, and reports whether any v has
// passed its limit, v > limit. NaN crosses nothing. A conductance that comes within 2⁻¹⁰⁰ of 0 is 0:
// decaying on, it would stay for ever among the subnormal numbers, with which processors are 40 times
// slower. The slices must have the same length.
func CobaEuler(v, ge, gi, in, limit []float32, inhibit float32, s *CobaStep) (crossed bool) {
	sameLength(v, ge, gi, in, limit)
	return fastest.cobaEuler(v, ge, gi, in, limit, inhibit, s)
}

// CobaExponential is CobaEuler with the step of exponential Euler: conductances stand at their
// means over the step, a = meanE·ge and b = meanI·gi, and the linear equation is then solved,
//
//	g  = (1 + a) + b
//	v∞ = ((rest + a·exc) + b·inh)/g
//	v  ← v∞ + (v - v∞)·exp(-rate·g)
//
// The exponential is that of Exp32.
func CobaExponential(v, ge, gi, in, limit []float32, inhibit float32, s *CobaStep) (crossed bool) {
	sameLength(v, ge, gi, in, limit)
	return fastest.cobaExponential(v, ge, gi, in, limit, inhibit, s)
}

func sameLength(v, ge, gi, in, limit []float32) {
	if n := len(v); len(ge) != n || len(gi) != n || len(in) != n || len(limit) != n {
		panic("kernel: lengths differ")
	}
}

// settle returns 0 for what is within 2⁻¹⁰⁰ of it, and NaN for NaN.
func settle(g float32) float32 {
	const least, magnitude = (127 - 100) << 23, 1<<31 - 1
	if math.Float32bits(g)&magnitude < least {
		return 0
	}
	return g
}

func cobaEulerPlain(v, ge, gi, in, limit []float32, inhibit float32, s *CobaStep) (crossed bool) {
	n, c := len(v), *s
	ge, gi, in, limit = ge[:n], gi[:n], in[:n], limit[:n]
	for i, x := range v {
		drive := (c.Rest - x) + float32(ge[i]*(c.Exc-x))
		drive += float32(gi[i] * (c.Inh - x))
		x += float32(c.Rate * drive)
		v[i] = x
		ge[i] = settle(float32(ge[i]*c.DecayE) + in[i])
		gi[i] = settle(float32(gi[i]*c.DecayI) + inhibit)
		if x > limit[i] {
			crossed = true
		}
	}
	return crossed
}

func cobaExponentialPlain(v, ge, gi, in, limit []float32, inhibit float32, s *CobaStep) (crossed bool) {
	n, c := len(v), *s
	ge, gi, in, limit = ge[:n], gi[:n], in[:n], limit[:n]
	for i, x := range v {
		a, b := float32(ge[i]*c.MeanE), float32(gi[i]*c.MeanI)
		g := (1 + a) + b
		end := (c.Rest + float32(a*c.Exc)) + float32(b*c.Inh)
		end /= g
		x = end + float32((x-end)*Exp32(-float32(c.Rate*g)))
		v[i] = x
		ge[i] = settle(float32(ge[i]*c.DecayE) + in[i])
		gi[i] = settle(float32(gi[i]*c.DecayI) + inhibit)
		if x > limit[i] {
			crossed = true
		}
	}
	return crossed
}
