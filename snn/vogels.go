package snn

// Vogels is the rule of synapses that inhibit, by which a neuron comes to fire at a rate of its
// own:
//
//	input spike    Δw = Eta (y - 2 Rate Tau)
//	output spike   Δw = Eta x
//
// x and y are additive traces of the input and of the neuron, both with time constant Tau. With
// independent Poisson spikes a weight drifts by 2 Eta r_pre Tau (r_post - Rate): inhibition
// grows until the neuron fires at Rate. It acts on silent neurons too. On synapses that excite, a
// negative Eta does the same.
//
// T. P. Vogels, H. Sprekeler, F. Zenke, C. Clopath and W. Gerstner, Science 334(6062), 1569–1573
// (2011), doi:10.1126/science.1211095.
type Vogels struct {
	Eta  float64 // of the range
	Rate float64 // of the neuron, Hz
	Tau  float64 // s
}

// Needs implements Law.
func (l *Vogels) Needs() Needs {
	trace := Trace{Tau: l.Tau, Kind: Additive}
	return Needs{Pre: trace, Post: &trace, OnPre: true, Silent: true}
}

// Pre implements Law.
func (l *Vogels) Pre(dw []float32, e PreEvent) {
	eta, alpha := float32(l.Eta), float32(2*l.Rate*l.Tau)
	for k, y := range e.Y {
		dw[k] = eta * (y - alpha)
	}
}

// Post implements Law.
func (l *Vogels) Post(dw []float32, e PostEvent) {
	eta := float32(l.Eta)
	for i, x := range e.X {
		dw[i] = eta * x
	}
}
