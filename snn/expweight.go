package snn

import "github.com/xbar-sim/xbar/internal/kernel"

// ExpWeight is STDP with a target for the input's trace and an exponential dependence on the
// weight, at output spikes alone:
//
//	Δw = Eta (x e^(-Damping w) - Target e^(-Damping (1-w)))
//
// which vanishes at w = (1 + ln(x/Target)/Damping)/2: weights settle by themselves between the
// bounds.
//
// P. U. Diehl and M. Cook, Front. Comput. Neurosci. 9:99 (2015), doi:10.3389/fncom.2015.00099,
// section 2.3, second rule; the exponentials are those of D. Querlioz et al., IEEE Trans.
// Nanotechnol. 12(3), 288–295 (2013), doi:10.1109/TNANO.2013.2250995.
type ExpWeight struct {
	Eta     float64 // of the range
	Target  float64 // of x
	Damping float64 // over the range
	X       Trace
}

// Needs implements Law.
func (l *ExpWeight) Needs() Needs { return Needs{Pre: l.X, Weights: true} }

// Pre implements Law: an input spike by itself changes nothing.
func (l *ExpWeight) Pre([]float32, PreEvent) {}

// Post implements Law.
func (l *ExpWeight) Post(dw []float32, e PostEvent) {
	for i, x := range e.X {
		w := float64(e.W[i])
		up := float64(x) * kernel.Exp(-l.Damping*w)
		down := l.Target * kernel.Exp(-l.Damping*(1-w))
		dw[i] = float32(l.Eta * (float64(up) - float64(down)))
	}
}
