package snn

// Symmetric is STDP at input and output spikes in which both directions slow down towards the
// bound that they head for:
//
//	input spike    Δw = -EtaPre y w^Exponent
//	output spike   Δw = +EtaPost (x - Target) (1 - w)^Exponent
//
// x and y are traces of the input and of the neuron.
//
// P. U. Diehl and M. Cook, Front. Comput. Neurosci. 9:99 (2015), doi:10.3389/fncom.2015.00099,
// section 2.3, third rule.
type Symmetric struct {
	EtaPre, EtaPost float64 // of the range
	Target          float64 // of x
	Exponent        float64 // >= 0
	X, Y            Trace
}

// Needs implements Law.
func (l *Symmetric) Needs() Needs {
	return Needs{Pre: l.X, Post: &l.Y, OnPre: l.EtaPre != 0, Weights: l.Exponent != 0}
}

// Pre implements Law.
func (l *Symmetric) Pre(dw []float32, e PreEvent) {
	for k, y := range e.Y {
		d := -l.EtaPre * float64(y)
		if e.W != nil {
			d *= power(float64(e.W[k]), l.Exponent)
		}
		dw[k] = float32(d)
	}
}

// Post implements Law.
func (l *Symmetric) Post(dw []float32, e PostEvent) { rise(dw, e, l.EtaPost, l.Target, l.Exponent) }
