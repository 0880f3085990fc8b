package snn

// A Layer is the neurons of a network with the inhibition between them and the homeostasis that
// keeps them busy. Steps are counted from the start of the network's life.
type Layer interface {
	// Begin starts a presentation in step t. Layers that keep their state over presentations do
	// nothing.
	Begin(t int)
	// Listening reports whether any neuron integrates its input in step t; input of other steps
	// need not be made.
	Listening(t int) bool
	// Advance integrates the input of step t, one element a neuron, and returns the neurons that
	// fire, in rising order; the slice is valid until the next call. It is an error when the
	// solution has left what a membrane can be.
	Advance(t int, input []float32) ([]int32, error)
	// Idle lets steps pass without any input from step t on, in closed form. It reports false and
	// does nothing where there is none, or where a neuron might fire.
	Idle(t, steps int) bool
	// Plastic switches what homeostasis does at each spike on or off.
	Plastic(on bool)
	// Adapt is homeostasis after a presentation in which the neurons fired counts times and which
	// took so many seconds.
	Adapt(counts []int32, seconds float64)
	// Fork returns a layer that starts as this one stands, and shares nothing that changes.
	Fork() Layer
	// State returns what a layer keeps from one presentation to the next; it shares memory with the
	// layer.
	State() LayerState
	// SetState puts back what State returned, for a layer that was made in the same way.
	SetState(LayerState)
}

// LayerState is what a layer keeps from one presentation to the next.
type LayerState struct {
	Threshold []float64 // what homeostasis moves, in the layer's own unit
	Initial   float64   // LIF: threshold that homeostasis takes as its unit
	V, GE, GI []float32 // membranes (mV) and conductances, where they are kept
	Since     []int     // step of the last spike

	Relay      []float32 // membranes (mV) and conductances of the inhibitory neurons, where they are simulated
	RelayReady []int     // step from which each integrates again
}
