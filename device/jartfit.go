package device

import "github.com/xbar-sim/xbar/internal/kernel"

// The explicit currents of JART VCM v1b at 45 nm radius, fitted by the authors of its implementation in
// aihwkit to the solution of the model's implicit circuit: Schottky contact, disc, plug and series
// resistance. Voltages in V, currents in A, n in 10²⁶/m³.
const (
	jartAlpha0, jartAlpha2, jartAlpha3   = 4.81951e-5, 1.03685, 0.34567 // α1 = α0 e^(-α2/α3)
	jartBeta0, jartBeta1                 = 7.0526e-4, 4.2383e-5
	jartC0, jartC1, jartC2, jartC3       = 4.004, 2.8646, 4.2125, 1.4134
	jartD0, jartD1, jartD2, jartD3       = 6.6103, 1.4524, 7.4235, 4.0585
	jartF0, jartF1, jartF2, jartF3       = 6.326e-4, 1.4711, 0.5199, 1.561
	jartG0, jartG1                       = 4.84e-3, 0.1353
	jartH0, jartH1, jartH2, jartH3       = 5.548, 6.8648, 51.586, 0.36
	jartJ0, jartK0, jartNRef             = 1.054, 1.0526, 0.008
	jartVFit, jartRFit                   = 2.0, 45e-9 // V: beyond it the cell is taken as ohmic; m
	jartLeast                            = 0.1
	jartROxide, jartRLine                = 650, 719.2437 // Ω
	jartAlphaLine, jartRthLine, jartZvoE = 3.92e-3, 90471.47, 2 * 1.602e-19
)

// A jartFit is the current at one voltage as a function of n:
//
//	SET    I = P - a,  P = b/(1 + (c/n)^d)^f
//	RESET  I = b/(1 + c (n/0.008)^-d)^f
//
// in magnitudes. The offset a of the fit to SET exceeds P far below the concentrations it was made for;
// there the current is a tenth of P, so that the cell stays passive.
type jartFit struct {
	set              bool
	scale            float64 // of the current, for voltages beyond the fit
	a, b, c, d, f    float64
	voltage, applied float64 // V, magnitudes: within the fit, and as given
}

// fitAt returns the fit at voltage v > 0 (V), of SET or RESET.
func fitAt(set bool, applied float64) jartFit {
	v := min(applied, jartVFit)
	k := jartFit{set: set, voltage: v, applied: applied, scale: 1}
	if applied > v {
		k.scale = applied / v
	}
	if !set {
		k.b = -jartG0 * expm1(-jartG1*v)
		k.c = jartH0 + float64(jartH1*v) + float64(jartH2*kernel.Exp(-jartH3*v))
		k.d, k.f = jartJ0, 1.0/jartK0
		return k
	}
	// α0 - (α0 + α1)/(1 + e^((v-α2)/α3)), written as what is left of the difference
	rest := kernel.Exp(-jartAlpha2 / jartAlpha3)
	k.a = jartAlpha0 * float64(rest*expm1(v/jartAlpha3)) / (1 + float64(rest*kernel.Exp(v/jartAlpha3)))
	k.b = float64(jartBeta0*v) - float64(jartBeta1*expm1(v))
	k.c = float64(jartC2*kernel.Exp(v/jartC3)) - float64(jartC1*v) - jartC0
	k.d = float64(jartD2*kernel.Exp(v/jartD3)) - float64(jartD1*v) - jartD0
	k.f = jartF0 + (jartF1-jartF0)/(1+power(v/jartF2, jartF3))
	return k
}

// current returns the magnitude of the current, A.
func (k *jartFit) current(n float64) float64 {
	if k.set {
		p := k.b / power(1+power(k.c/n, k.d), k.f)
		return k.scale * max(p-k.a, jartLeast*p)
	}
	return k.scale * k.b / power(1+float64(k.c*power(n/jartNRef, -k.d)), k.f)
}

// concentration is the n at which a current i (A) flows: the inverse of current.
func (k *jartFit) concentration(i float64) float64 {
	i /= k.scale
	if k.set {
		p := min(i+k.a, i/jartLeast)
		return k.c / power(max(power(k.b/p, 1/k.f)-1, 1e-300), 1/k.d)
	}
	return jartNRef * power(max(power(k.b/i, 1/k.f)-1, 1e-300)/k.c, -1/k.d)
}
