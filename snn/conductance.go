package snn

import (
	"fmt"
	"math"
	"slices"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// Conductance is the excitatory layer of Diehl and Cook: leaky integrate-and-fire neurons with
// synaptic conductances g (relative to the leak) and a threshold of their own,
//
//	τ dv/dt   = (Rest - v) + ge (Exc - v) + gi (Inh - v)
//	TauE dge/dt = -ge,   TauI dgi/dt = -gi
//	spike when v > Threshold + θ,   θ ← θ + ThetaPlus per spike,   dθ/dt = -θ/ThetaTau
//
// In a step, all neurons are updated and compared with their thresholds; then the spikes of
// inputs and neurons change conductances; then those that fired are reset. θ moves in training
// only.
//
// Each spike makes the neuron's own inhibitory neuron fire one step later, which adds
// Inhibition to gi of all others. That inhibitory neuron is a relay: it fires once, one step
// after every spike that it gets, so that nothing of it is kept here. Relay has it in full.
//
// P. U. Diehl and M. Cook, Front. Comput. Neurosci. 9:99 (2015), doi:10.3389/fncom.2015.00099.
type Conductance struct {
	Step       float64 // s
	Tau        float64 // membrane, s
	TauE, TauI float64 // synapses, s
	Rest       float64 // V
	Reset      float64 // V
	Threshold  float64 // V, at θ = 0
	Exc, Inh   float64 // reversal potentials, V
	Inhibition float64 // conductance that a spike adds to all others, of the leak's
	Refractory float64 // s, in which a neuron is as Dead says
	Dead       Refractoriness
	DeadTime   float64 // s, in which it cannot fire, if that is longer
	Integrator Integrator
	ThetaStart float64 // V
	ThetaPlus  float64 // V
	ThetaTau   float64 // s
	Relay      *Relay  // the inhibitory neurons in full; nil: by their effect

	theta   []float64 // V
	v       []float32 // mV
	ge, gi  []float32
	limit   []float32 // mV; beyond while a neuron cannot fire
	since   []int     // step of the last spike
	resting []int32   // neurons in their refractory time
	in      []float32
	own     []float32 // gi of the neurons whose partners fire, before the step
	fired   []int32
	relayed []int32 // neurons whose inhibitory partner fires in this step
	hold    int     // steps of Refractory
	dead    int     // step after a spike in which a neuron can fire again
	step    kernel.CobaStep
	advance func(v, ge, gi, in, limit []float32, inhibit float32, s *kernel.CobaStep) (crossed bool)
	plastic bool
	resumed bool // from a state: who is in its dead time is not known yet
}

// Refractoriness is what happens to a neuron in its refractory time.
type Refractoriness int

// The kinds of refractory time.
const (
	Suppress Refractoriness = iota // it integrates but cannot fire
	Clamp                          // its membrane is held at Reset; conductances go on
	Ignore                         // its membrane is held at Reset and its input is lost
)

// Refractorinesses lists them by name, in order.
func Refractorinesses() []string { return []string{"suppress", "clamp", "ignore"} }

const milli = 1e3 // mV per V: membranes are kept in mV, float32

// Start makes n neurons at voltage v (V) with the starting threshold.
func (c *Conductance) Start(n int, v float64) {
	c.theta = slices.Repeat([]float64{c.ThetaStart}, n)
	c.v = slices.Repeat([]float32{float32(v * milli)}, n)
	c.ge, c.gi, c.limit, c.in = make([]float32, n), make([]float32, n), make([]float32, n), make([]float32, n)
	c.since = slices.Repeat([]int{never}, n)
	c.step = kernel.CobaStep{
		Rate: float32(c.Step / c.Tau), Rest: float32(c.Rest * milli), Exc: float32(c.Exc * milli), Inh: float32(c.Inh * milli),
	}
	c.step.DecayE, c.step.DecayI = float32(c.Integrator.left(c.Step, c.TauE)), float32(c.Integrator.left(c.Step, c.TauI))
	c.step.MeanE, c.step.MeanI = float32(meanOver(c.Step/c.TauE)), float32(meanOver(c.Step/c.TauI))
	c.advance = kernel.CobaExponential
	if c.Integrator == Euler {
		c.advance = kernel.CobaEuler
	}
	if c.Relay != nil {
		c.Relay.start(n, c.Step)
	}
	c.hold = int(math.Round(c.Refractory / c.Step))
	c.dead = c.hold
	if c.Dead != Suppress && c.hold > 0 {
		c.dead++ // held for so many steps after that of the spike
	}
	c.dead = max(c.dead, int(math.Round(c.DeadTime/c.Step)))
	for j := range c.theta {
		c.free(j)
	}
}

// free lets neuron j fire again.
func (c *Conductance) free(j int) { c.limit[j] = float32((c.Threshold + c.theta[j]) * milli) }

// Begin implements Layer: membranes go on from presentation to presentation.
func (c *Conductance) Begin(int) {}

// Listening implements Layer.
func (c *Conductance) Listening(int) bool { return true }

// Plastic implements Layer.
func (c *Conductance) Plastic(on bool) { c.plastic = on }

// Advance implements Layer. Forward Euler beyond its limit of stability is an error.
func (c *Conductance) Advance(t int, input []float32) ([]int32, error) {
	c.resume(t)
	c.wake(t)
	inhibit := c.inhibit(t)
	look := len(c.relayed) > 0 || t%lookEvery == 0
	crossed := c.advance(c.v, c.ge, c.gi, c.heard(t, input), c.limit, inhibit, &c.step)
	c.spare()
	c.clamp(t)
	c.fired = c.fired[:0]
	if crossed || look {
		if err := c.check(t); err != nil {
			return nil, err
		}
	}
	if crossed {
		c.compare()
	}
	for _, j := range c.fired {
		c.fire(t, j)
	}
	c.relayed = append(c.relayed[:0], c.fired...)
	return c.fired, nil
}

// compare lists the neurons that fire.
func (c *Conductance) compare() {
	for j, v := range c.v {
		if v > c.limit[j] {
			c.fired = append(c.fired, int32(j))
		}
	}
}

// wake lets neurons fire again whose dead time is over.
func (c *Conductance) wake(t int) {
	kept := c.resting[:0]
	for _, j := range c.resting {
		if t-c.since[j] >= c.dead {
			c.free(int(j))
		} else {
			kept = append(kept, j)
		}
	}
	c.resting = kept
}

// inhibit returns what the inhibitory neurons add to gi in this step.
func (c *Conductance) inhibit(t int) float32 {
	if c.Relay != nil {
		c.relayed = c.Relay.advance(t, c.relayed)
	}
	c.own = c.own[:0]
	for _, j := range c.relayed {
		c.own = append(c.own, c.gi[j])
	}
	return float32(float64(len(c.relayed)) * c.Inhibition)
}

// spare takes the inhibition of its own partner from each neuron.
func (c *Conductance) spare() {
	others := float32(float64(len(c.relayed)-1) * c.Inhibition)
	for k, j := range c.relayed {
		c.gi[j] = float32(c.own[k]*c.step.DecayI) + others
	}
}

const (
	beyond    = 1000 // mV: no membrane reaches this voltage unless the solution diverges
	lookEvery = 64   // steps between looks at membranes that neither fire nor are inhibited
)

// check tells a solution that has left what a membrane can be. Forward Euler does so when too many
// neurons fire at once: where Step/Tau (1+ge+gi) > 2, a step throws the membrane to the other side of
// where it should go, and further away than it was. A few such steps pass; when they make others
// fire, it goes on without end.
func (c *Conductance) check(t int) error {
	for j, v := range c.v {
		if !(v > -beyond && v < beyond) {
			return fmt.Errorf("step %d: the membranes diverge: neuron %d is at %.3g V under %.3g leaks of inhibition; forward Euler in steps of %g s bears %.0f: "+
				"take neuron.integrator = exponential, input.delay or a shorter input.step", t, j, v/milli, c.gi[j], c.Step, 2/float64(c.step.Rate)-1)
		}
	}
	return nil
}

// heard is the input without that of neurons that ignore it.
func (c *Conductance) heard(t int, input []float32) []float32 {
	if c.Dead != Ignore || len(c.resting) == 0 {
		return input
	}
	copy(c.in, input)
	for _, j := range c.resting {
		if t-c.since[j] <= c.hold {
			c.in[j] = 0
		}
	}
	return c.in
}

// clamp holds the membranes of refractory neurons.
func (c *Conductance) clamp(t int) {
	if c.Dead == Suppress {
		return
	}
	for _, j := range c.resting {
		if t-c.since[j] <= c.hold {
			c.v[j] = float32(c.Reset * milli)
		}
	}
}

func (c *Conductance) fire(t int, j int32) {
	c.v[j] = float32(c.Reset * milli)
	c.since[j] = t
	if c.plastic {
		c.theta[j] += c.ThetaPlus
	}
	if c.dead == 0 {
		c.free(int(j))
		return
	}
	c.limit[j] = beyond
	c.resting = append(c.resting, j)
}

// Idle implements Layer: without conductances the membranes fall to Rest exponentially. It
// refuses while a conductance or a spike is still under way, a membrane held, or a threshold in
// reach.
func (c *Conductance) Idle(t, steps int) bool {
	const calm = 1e-7 // of the leak: moves a membrane by less than 1e-6 mV in all
	c.resume(t)
	c.wake(t)
	if len(c.relayed) > 0 || c.Relay != nil || c.Dead != Suppress && c.Reset != c.Rest && len(c.resting) > 0 {
		return false
	}
	for j, v := range c.v {
		if abs(c.ge[j]) > calm || abs(c.gi[j]) > calm || v > c.limit[j] || c.step.Rest > c.limit[j] {
			return false
		}
	}
	for _, j := range c.resting { // the dead time of a neuron may end in the rest
		if th := float32((c.Threshold + c.theta[j]) * milli); c.v[j] > th || c.step.Rest > th {
			return false
		}
	}
	clear(c.ge)
	clear(c.gi)
	left := float32(kernel.Exp(kernel.Log(c.Integrator.left(c.Step, c.Tau)) * float64(steps)))
	for j, v := range c.v {
		c.v[j] = c.step.Rest + float32((v-c.step.Rest)*left)
	}
	return true
}

// Adapt implements Layer: θ decays over the presentation.
func (c *Conductance) Adapt(_ []int32, seconds float64) {
	left := kernel.Exp(-seconds / c.ThetaTau)
	for j := range c.theta {
		c.theta[j] *= left
		if c.limit[j] != beyond {
			c.free(j)
		}
	}
}

// Theta returns what is added to the threshold of every neuron, V.
func (c *Conductance) Theta() []float64 { return c.theta }

// Fork implements Layer.
func (c *Conductance) Fork() Layer {
	d := *c
	d.theta, d.v, d.ge, d.gi = slices.Clone(c.theta), slices.Clone(c.v), slices.Clone(c.ge), slices.Clone(c.gi)
	d.limit, d.since, d.in = slices.Clone(c.limit), slices.Clone(c.since), slices.Clone(c.in)
	d.resting, d.relayed, d.own, d.fired = slices.Clone(c.resting), slices.Clone(c.relayed), nil, nil
	if c.Relay != nil {
		d.Relay = c.Relay.fork()
	}
	return &d
}

// State implements Layer.
func (c *Conductance) State() LayerState {
	s := LayerState{Threshold: c.theta, V: c.v, GE: c.ge, GI: c.gi, Since: c.since}
	if c.Relay != nil {
		s.Relay, s.RelayReady = slices.Concat(c.Relay.v, c.Relay.ge), c.Relay.ready
	}
	return s
}

// SetState implements Layer; the number of neurons must be the same.
func (c *Conductance) SetState(s LayerState) {
	n := len(c.v)
	if len(s.Threshold) != n || len(s.V) != n || len(s.GE) != n || len(s.GI) != n || len(s.Since) != n {
		panic("snn: slice length does not match neurons")
	}
	copy(c.theta, s.Threshold)
	copy(c.v, s.V)
	copy(c.ge, s.GE)
	copy(c.gi, s.GI)
	copy(c.since, s.Since)
	if c.Relay != nil {
		c.Relay.setState(s.Relay, s.RelayReady)
	}
	c.resumed = true
}

// resume finds out who is in its dead time, and whose partners are about to fire.
func (c *Conductance) resume(t int) {
	if !c.resumed {
		return
	}
	c.resumed = false
	c.resting, c.relayed = c.resting[:0], c.relayed[:0]
	for j, last := range c.since {
		c.free(j)
		if t-last < c.dead {
			c.limit[j] = beyond
			c.resting = append(c.resting, int32(j))
		}
		if last == t-1 {
			c.relayed = append(c.relayed, int32(j))
		}
	}
}
