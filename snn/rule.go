package snn

// A Rule turns spikes into changes of weights. Steps are counted from the start of the network's
// life and never fall.
type Rule interface {
	// Forget makes it as if nothing had spiked yet.
	Forget()
	// Pre tells that the listed inputs spike in step t.
	Pre(t int, rows []int32, w Plastic) error
	// Post tells that the listed neurons fire in step t; it comes after Pre of that step.
	Post(t int, fired []int32, w Plastic) error
}

// Plastic is what a rule does to weights: a part of Synapses.
type Plastic interface {
	// PulseColumn changes the weights of neuron j; see Synapses.
	PulseColumn(j int, dose []float32) error
	// PulseRows changes the weights from the listed inputs to the listed neurons; see Synapses.
	PulseRows(rows, cols []int32, dose []float32) error
}

// Legible is what weights have beyond Plastic if a law may look at them: ideal ones, or an array
// whose controller reads before it writes. A full weight is 1.
type Legible interface {
	// Column copies the weights of neuron j to dst, one element an input.
	Column(dst []float32, j int)
	// Cells sets dst[k] to the weight from input i to neuron cols[k].
	Cells(dst []float32, i int32, cols []int32)
}

// A Law is the formula of a learning rule in which one spike changes a weight by what it finds
// of the other side's spikes. Changes are in units of the weight's range, positive to
// potentiate. Plasticity delivers them.
//
// A change depends on what the event holds and on nothing else, one synapse for itself: without
// Needs.Weights, Pre is asked once for all input spikes that meet the same traces.
type Law interface {
	// Needs says what the law wants to know.
	Needs() Needs
	// Post sets dw[i] to the change of the weight from input i to a neuron that fires.
	Post(dw []float32, e PostEvent)
	// Pre sets dw[k] to the change of the weight from an input that spikes to neuron e.Cols[k].
	Pre(dw []float32, e PreEvent)
}

// Needs is what a law wants to know of each spike.
type Needs struct {
	Pre     Trace  // of inputs, seen by Post
	Post    *Trace // of neurons, seen by Pre and, as before the spike, by Post; nil: none
	Slow    *Trace // a second trace of neurons; where it is 0, an output spike changes nothing; nil: none
	Weights bool   // the weights themselves
	OnPre   bool   // input spikes change weights
	Silent  bool   // ... of neurons without a trace, too
}

// A PostEvent is an output spike of one neuron. Slices belong to the caller.
type PostEvent struct {
	Neuron int32
	Step   int
	X      []float32 // traces of the inputs as the synapses see them, with the spikes of this step
	Y, Z   float32   // the neuron's own traces just before the spike
	W      []float32 // its weights, nil where the law does not need them
}

// A PreEvent is an input spike as some neurons see it. Slices belong to the caller.
type PreEvent struct {
	Cols []int32
	Y    []float32 // traces of those neurons when the spike reaches them, without spikes of that step
	W    []float32 // the weights to them, nil where the law does not need them
}

// A starter is a law that is told the size of its network before the first spike.
type starter interface {
	start(pre, post int, step float64)
}
