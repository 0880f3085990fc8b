package snn

import "github.com/xbar-sim/xbar/internal/kernel"

// PowerLaw is STDP with a target for the input's trace and a power of the weight's distance from
// its upper bound, at output spikes alone:
//
//	Δw = Eta (x - Target) (1 - w)^Exponent
//
// On average a weight stands where x = Target at output spikes. An input that does not know of
// them and whose additive trace has time constant τ has x = rτ on average, so that inputs faster
// than Target/τ grow. A weight that has reached 1 stays there unless Exponent is 0.
//
// P. U. Diehl and M. Cook, Front. Comput. Neurosci. 9:99 (2015), doi:10.3389/fncom.2015.00099,
// section 2.3, first rule; D. Querlioz et al., IEEE Trans. Nanotechnol. 12(3), 288–295 (2013),
// doi:10.1109/TNANO.2013.2250995, for learning at output spikes alone.
type PowerLaw struct {
	Eta      float64 // of the range
	Target   float64 // of x
	Exponent float64 // >= 0
	X        Trace
}

// Needs implements Law.
func (l *PowerLaw) Needs() Needs { return Needs{Pre: l.X, Weights: l.Exponent != 0} }

// Pre implements Law: an input spike by itself changes nothing.
func (l *PowerLaw) Pre([]float32, PreEvent) {}

// Post implements Law.
func (l *PowerLaw) Post(dw []float32, e PostEvent) { rise(dw, e, l.Eta, l.Target, l.Exponent) }

// rise sets dw to eta (x - target) (1 - w)^exponent.
func rise(dw []float32, e PostEvent, eta, target, exponent float64) {
	for i, x := range e.X {
		d := eta * (float64(x) - target)
		if e.W != nil {
			d *= power(1-float64(e.W[i]), exponent)
		}
		dw[i] = float32(d)
	}
}

// power returns x^a for a >= 0; what is below 0 counts as 0, and 0^0 is 1.
func power(x, a float64) float64 {
	switch {
	case a == 0:
		return 1
	case x <= 0:
		return 0
	case a == 1:
		return x
	}
	return kernel.Exp(a * kernel.Log(x))
}
