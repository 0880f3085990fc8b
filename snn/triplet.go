package snn

// Triplet is STDP in which the neuron's previous spike gates potentiation, as in the published
// program of Diehl and Cook:
//
//	input spike    Δw = -EtaPre y
//	output spike   Δw = +EtaPost x z
//
// x, y and z are traces of the input, of the neuron, and a slow one of the neuron as it was
// before the spike. With nearest traces (set to 1) the first spike after a long silence
// changes nearly nothing.
//
// J.-P. Pfister and W. Gerstner, J. Neurosci. 26(38), 9673–9682 (2006),
// doi:10.1523/JNEUROSCI.1425-06.2006; P. U. Diehl and M. Cook, Front. Comput. Neurosci. 9:99
// (2015), doi:10.3389/fncom.2015.00099.
type Triplet struct {
	EtaPre, EtaPost float64 // of the range
	X, Y, Z         Trace
}

// Needs implements Law.
func (l *Triplet) Needs() Needs {
	return Needs{Pre: l.X, Post: &l.Y, Slow: &l.Z, OnPre: l.EtaPre != 0}
}

// Pre implements Law.
func (l *Triplet) Pre(dw []float32, e PreEvent) {
	eta := float32(l.EtaPre)
	for k, y := range e.Y {
		dw[k] = -eta * y
	}
}

// Post implements Law.
func (l *Triplet) Post(dw []float32, e PostEvent) {
	gain := float32(l.EtaPost) * e.Z
	for i, x := range e.X {
		dw[i] = gain * x
	}
}
