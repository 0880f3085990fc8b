package snn

// Oja is Hebb's rule with a decay that keeps the sum of squared weights:
//
//	output spike   Δw = Eta (x - y w)
//
// x and y are traces of the input and of the neuron, y as just before the spike. Output spikes
// come at a rate in proportion to y, so that the mean change is Eta (y x - y² w), Oja's rule for
// rates: the weights of a linear neuron y = Σ w x become the first principal component of its
// inputs, with Σ w² = 1. Traces of both sides should be of one kind and time constant.
//
// E. Oja, J. Math. Biol. 15, 267–273 (1982), doi:10.1007/BF00275687.
type Oja struct {
	Eta  float64 // of the range
	X, Y Trace
}

// Needs implements Law.
func (l *Oja) Needs() Needs { return Needs{Pre: l.X, Post: &l.Y, Weights: true} }

// Pre implements Law: an input spike by itself changes nothing.
func (l *Oja) Pre([]float32, PreEvent) {}

// Post implements Law.
func (l *Oja) Post(dw []float32, e PostEvent) {
	eta := float32(l.Eta)
	for i, x := range e.X {
		dw[i] = eta * (x - float32(e.Y*e.W[i]))
	}
}
