package snn

import (
	"math/rand/v2"
	"slices"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// A Network is one layer of neurons on plastic synapses. An image is presented; Settle steps without
// input follow; and if the neurons have fired less often than Fewest, the same is done again with
// the next of Codes. Normalisation comes before every presentation that is learned, what homeostasis
// does per presentation after it.
//
// P. U. Diehl and M. Cook, Front. Comput. Neurosci. 9:99 (2015), doi:10.3389/fncom.2015.00099.
// Departure: the few spikes of the pause count for the image that caused them, not for the next.
type Network struct {
	Synapses Synapses
	Codes    []Code // Codes[0] for a first try, the later ones for images that drew too few spikes
	Layer    Layer
	Rule     Rule
	Norm     *Normaliser // nil: weights are left alone
	Delays   *Delays     // nil: spikes arrive at once

	Fewest   int     // spikes of the layer without which an image is shown again, stronger
	Settle   int     // steps without input after a presentation, in which the state goes on
	Forget   bool    // every presentation begins at rest and without memory
	Duration float64 // of a presentation, in the synapses' time, s: how far Learn moves it
	StepTime float64 // of a step in the neurons' time, s

	train  Train
	flight *flight
	ticker ticker // the synapses, if they want to know the step
	begin  int    // step in which the presentation began
	input  []float32
	clock  int // steps
	counts []int32
	shown  int // presentations, with those shown again
	spikes int // of all inputs
	fired  int // spikes of all neurons
}

// Learn presents an image with plasticity on, until it has drawn enough spikes, adapts the
// thresholds and lets the time pass. It returns how often each neuron fired in the last
// presentation; the slice is valid until the next call.
func (n *Network) Learn(image []byte, src *rand.PCG) ([]int32, error) {
	n.Layer.Plastic(true)
	return n.try(image, src, true)
}

// Respond presents an image with weights, thresholds and the synapses' time frozen, and returns how
// often each neuron fired in the last presentation; the slice is valid until the next call.
// Membranes that keep their state over presentations go on.
func (n *Network) Respond(image []byte, src *rand.PCG) ([]int32, error) {
	n.Layer.Plastic(false)
	return n.try(image, src, false)
}

// Shown returns the number of presentations so far, with images that were shown again, and of
// input spikes in them.
func (n *Network) Shown() (presentations, spikes int) { return n.shown, n.spikes }

// Activity returns the steps that the neurons have been through, pauses included, and their spikes.
func (n *Network) Activity() (steps, fired int) { return n.clock, n.fired }

func (n *Network) try(image []byte, src *rand.PCG, learn bool) ([]int32, error) {
	n.prepare(len(image))
	for level, code := range n.Codes {
		if learn && n.Norm != nil {
			if err := n.Norm.before(n.Synapses); err != nil {
				return nil, err
			}
		}
		code.Encode(&n.train, image, src)
		if err := n.present(learn); err != nil {
			return nil, err
		}
		if learn {
			n.Layer.Adapt(n.counts, float64(n.train.Steps()+n.Settle)*n.StepTime)
			n.Synapses.Advance(n.Duration)
		}
		if level == len(n.Codes)-1 || n.total() >= n.Fewest {
			break
		}
	}
	return n.counts, nil
}

func (n *Network) total() (spikes int) {
	for _, c := range n.counts {
		spikes += int(c)
	}
	return spikes
}

// ticker is what weights have beyond Synapses whose reads depend on time within a presentation: they are
// told of every step, from 0 on, before its read.
type ticker interface{ Tick(step int) }

func (n *Network) prepare(inputs int) {
	pre, post := n.Synapses.Dims()
	if inputs != pre {
		panic("snn: slice length does not match inputs")
	}
	if n.counts != nil {
		return
	}
	n.ticker, _ = n.Synapses.(ticker)
	n.input, n.counts = make([]float32, post), make([]int32, post)
	if n.Norm != nil && n.Norm.column == nil {
		n.Norm.start(pre, post)
	}
	if n.Delays != nil && n.flight == nil {
		n.flight = newFlight(n.Delays)
	}
}

// present shows the train that has been made, and then nothing.
func (n *Network) present(learn bool) error {
	rule := n.Rule
	if !learn {
		rule = nil
	}
	clear(n.counts)
	n.begin = n.clock
	n.Layer.Begin(n.clock)
	if n.Forget {
		n.forget(rule)
	}
	steps := n.train.Steps()
	n.Norm.watch(rule)
	for k := range steps {
		if err := n.advance(n.train.Step(k), n.train.Amplitudes(k), rule); err != nil {
			return err
		}
	}
	n.shown, n.spikes = n.shown+1, n.spikes+n.train.Spikes()
	return n.settle(rule)
}

func (n *Network) forget(rule Rule) {
	if rule != nil {
		rule.Forget()
	}
	if n.flight != nil {
		clear(n.flight.ring)
	}
}

// settle lets the pause after a presentation pass, in closed form as soon as that is exact.
func (n *Network) settle(rule Rule) error {
	const look = 16 // steps between two looks
	first := look
	if n.Delays != nil {
		first += n.Delays.Max
	}
	for k := range n.Settle {
		if k >= first && k%look == 0 && n.Layer.Idle(n.clock, n.Settle-k) {
			n.clock += n.Settle - k
			return nil
		}
		if err := n.advance(nil, nil, rule); err != nil {
			return err
		}
	}
	return nil
}

// advance brings the network through one step in which the listed inputs spike.
func (n *Network) advance(rows []int32, amp []float32, rule Rule) error {
	t := n.clock
	n.clock++
	if n.ticker != nil {
		n.ticker.Tick(t - n.begin)
	}
	if rule != nil {
		if err := rule.Pre(t, rows, n.Synapses); err != nil {
			return err
		}
	}
	if !n.Layer.Listening(t) {
		return nil
	}
	fired, err := n.Layer.Advance(t, n.heard(t, rows, amp))
	if err != nil || len(fired) == 0 {
		return err
	}
	n.fired += len(fired)
	for _, j := range fired {
		n.counts[j]++
		if rule != nil && n.Norm != nil {
			n.Norm.touch(j)
		}
	}
	if rule != nil {
		return rule.Post(t, fired, n.Synapses)
	}
	return nil
}

// heard returns what the neurons get in step t.
func (n *Network) heard(t int, rows []int32, amp []float32) []float32 {
	if n.flight == nil {
		clear(n.input)
		if len(rows) == 0 {
			return n.input
		}
		n.Synapses.Forward(n.input, rows, amp)
	} else {
		n.flight.launch(t, rows, amp, n.Synapses)
		copy(n.input, n.flight.land(t))
		n.flight.done(t)
	}
	if n.Norm != nil && n.Norm.gain != nil {
		kernel.Multiply(n.input, n.Norm.gain)
	}
	return n.input
}

// Fork returns a network that starts as this one stands and answers on other synapses, which
// must hold the same weights: several of them may respond at once. It cannot learn.
func (n *Network) Fork(s Synapses) *Network {
	f := &Network{
		Synapses: s, Codes: n.Codes, Layer: n.Layer.Fork(), Delays: n.Delays,
		Fewest: n.Fewest, Settle: n.Settle, Forget: n.Forget, StepTime: n.StepTime, clock: n.clock,
	}
	if n.flight != nil {
		f.flight = newFlight(n.Delays)
		copy(f.flight.ring, n.flight.ring)
	}
	if n.Norm != nil && n.Norm.gain != nil {
		f.Norm = &Normaliser{Kind: n.Norm.Kind, column: n.Norm.column, gain: slices.Clone(n.Norm.gain)}
	}
	return f
}
