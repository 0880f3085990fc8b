package snn

import "math/rand/v2"

// A Network is one layer of neurons on plastic synapses. It keeps nothing from one
// presentation to the next but weights and thresholds.
type Network struct {
	Synapses Synapses
	Code     Code
	Neurons  *LIF
	Rule     Rule
	Duration float64 // of a presentation, s: how far Learn moves the synapses' time

	train  Train
	input  []float32
	dose   []float32
	counts []int32
}

// Learn presents an image with plasticity on, adapts the thresholds and lets the time of the
// presentation pass. It returns how often each neuron fired; the slice is valid until the next
// call.
func (n *Network) Learn(image []byte, src *rand.PCG) ([]int32, error) {
	if err := n.present(image, src, n.Rule); err != nil {
		return nil, err
	}
	n.Neurons.Adapt(n.counts)
	n.Synapses.Advance(n.Duration)
	return n.counts, nil
}

// Respond presents an image with weights, thresholds and clock frozen, and returns how often
// each neuron fired; the slice is valid until the next call.
func (n *Network) Respond(image []byte, src *rand.PCG) []int32 {
	if err := n.present(image, src, nil); err != nil {
		panic("snn: a presentation without learning failed: " + err.Error())
	}
	return n.counts
}

// InputSpikes returns the number of input spikes of the last presentation.
func (n *Network) InputSpikes() int { return n.train.Spikes() }

func (n *Network) present(image []byte, src *rand.PCG, rule Rule) error {
	pre, post := n.Synapses.Dims()
	if len(image) != pre {
		panic("snn: slice length does not match inputs")
	}
	if n.input == nil {
		n.input, n.counts, n.dose = make([]float32, post), make([]int32, post), make([]float32, pre)
	}
	n.Code.Encode(&n.train, image, src)
	n.Neurons.Reset()
	clear(n.counts)
	if rule != nil {
		rule.Begin(pre)
	}
	for t := range n.train.Steps() {
		rows := n.train.Step(t)
		if rule != nil {
			rule.Pre(t, rows)
		}
		if !n.Neurons.Listening(t) {
			continue
		}
		clear(n.input)
		n.Synapses.Forward(n.input, rows, n.train.Amplitudes(t))
		j := n.Neurons.Advance(t, n.input)
		if j < 0 {
			continue
		}
		n.counts[j]++
		if rule != nil {
			rule.Post(t, n.dose)
			if err := n.Synapses.PulseColumn(j, n.dose); err != nil {
				return err
			}
		}
	}
	return nil
}
