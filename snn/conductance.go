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
	limit   []float32 // mV; +Inf while a neuron cannot fire
	since   []int     // step of the last spike
	resting []int32   // neurons in their refractory time
	in      []float32
	fired   []int32
	relayed []int32 // neurons whose inhibitory partner fires in this step
	hold    int     // steps of Refractory
	dead    int     // steps in which a neuron cannot fire
	step    kernel.CobaStep
	plastic bool
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

// Integrator is how a membrane is brought from one step to the next.
type Integrator int

// The integrators. Euler is the forward step of the published program: stable only while
// Step/τ (1+ge+gi) < 2. Exponential takes each conductance at its mean over the step and
// solves for v exactly: it is stable for every conductance.
const (
	Euler Integrator = iota
	Exponential
)

// Integrators lists them by name, in order.
func Integrators() []string { return []string{"euler", "exponential"} }

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
	if c.Integrator == Euler {
		c.step.DecayE, c.step.DecayI = float32(1-c.Step/c.TauE), float32(1-c.Step/c.TauI)
	} else {
		c.step.DecayE, c.step.DecayI = float32(kernel.Exp(-c.Step/c.TauE)), float32(kernel.Exp(-c.Step/c.TauI))
		c.step.MeanE, c.step.MeanI = meanOver(c.Step/c.TauE), meanOver(c.Step/c.TauI)
	}
	if c.Relay != nil {
		c.Relay.start(n, c.Step)
	}
	c.hold = int(math.Round(c.Refractory / c.Step))
	c.dead = max(c.hold, int(math.Round(c.DeadTime/c.Step)))
	for j := range c.theta {
		c.free(j)
	}
}

// meanOver is the mean over a step of a conductance that starts it at 1, (1-e^(-x))/x.
func meanOver(x float64) float32 { return float32((1 - kernel.Exp(-x)) / x) }

// free lets neuron j fire again.
func (c *Conductance) free(j int) { c.limit[j] = float32((c.Threshold + c.theta[j]) * milli) }

// Begin implements Layer: membranes go on from presentation to presentation.
func (c *Conductance) Begin(int) {}

// Listening implements Layer.
func (c *Conductance) Listening(int) bool { return true }

// Plastic implements Layer.
func (c *Conductance) Plastic(on bool) { c.plastic = on }

// Advance implements Layer. A Step that is too long for the conductances is an error.
func (c *Conductance) Advance(t int, input []float32) ([]int32, error) {
	c.wake(t)
	inhibit := c.inhibit(t)
	if t%flushEvery == 0 {
		flush(c.ge)
		flush(c.gi)
	}
	advance := kernel.CobaEuler
	if c.Integrator == Exponential {
		advance = kernel.CobaExponential
	}
	crossed := advance(c.v, c.ge, c.gi, c.heard(t, input), c.limit, inhibit, &c.step)
	for _, j := range c.relayed { // nobody inhibits itself
		c.gi[j] = max(0, c.gi[j]-float32(c.Inhibition))
	}
	c.clamp(t)
	c.fired = c.fired[:0]
	if crossed {
		for j, v := range c.v {
			if v > c.limit[j] {
				c.fired = append(c.fired, int32(j))
			}
		}
		if err := c.check(t); err != nil {
			return nil, err
		}
	}
	for _, j := range c.fired {
		c.fire(t, j)
	}
	c.relayed = append(c.relayed[:0], c.fired...)
	return c.fired, nil
}

// Conductances are cut off where they no longer matter, before they become subnormal numbers, with
// which processors are slow.
const (
	flushEvery = 64 // steps
	negligible = 1e-15
)

func flush(g []float32) {
	for j, x := range g {
		if x < negligible {
			g[j] = 0
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
	return float32(float64(len(c.relayed)) * c.Inhibition)
}

// beyond is the voltage that no membrane reaches unless the solution diverges, mV.
const beyond = 1000

// check tells a solution that has left what a membrane can be. Forward Euler does so when too many
// neurons fire at once: where Step/τ (1+ge+gi) > 2, every step throws the membrane further.
func (c *Conductance) check(t int) error {
	for j, v := range c.v {
		if !(v > -beyond && v < beyond) {
			return fmt.Errorf("step %d: the membranes diverge: neuron %d is at %.3g V with %d neurons inhibiting at once; steps of %g s of forward Euler bear gi up to %.0f: "+
				"take neuron.integrator = exponential, input delays or a shorter input.step", t, j, v/milli, len(c.relayed), c.Step, 2/float64(c.step.Rate)-1)
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
		if t-c.since[j] < c.hold {
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
		if t-c.since[j] < c.hold {
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
	c.limit[j] = float32(math.Inf(1))
	c.resting = append(c.resting, j)
}

// Idle implements Layer: without conductances the membranes fall to Rest exponentially. It
// refuses while a conductance or a spike is still under way, or a threshold in reach.
func (c *Conductance) Idle(t, steps int) bool {
	const calm = 1e-7 // of the leak: moves a membrane by less than 1e-6 mV in all
	if len(c.relayed) > 0 || c.Relay != nil {
		return false
	}
	c.wake(t)
	for j, v := range c.v {
		if c.ge[j] > calm || c.gi[j] > calm || v > c.limit[j] || c.step.Rest > c.limit[j] {
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
	per := -c.Step / c.Tau
	if c.Integrator == Euler {
		per = kernel.Log(1 - c.Step/c.Tau)
	}
	left := float32(kernel.Exp(per * float64(steps)))
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
		if !math.IsInf(float64(c.limit[j]), 1) {
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
	d.resting, d.relayed, d.fired = slices.Clone(c.resting), slices.Clone(c.relayed), nil
	if c.Relay != nil {
		d.Relay = c.Relay.fork()
	}
	return &d
}

// State implements Layer.
func (c *Conductance) State() LayerState {
	s := LayerState{Threshold: c.theta, V: c.v, GE: c.ge, GI: c.gi, Since: c.since}
	if c.Relay != nil {
		s.Relay = c.Relay.state()
	}
	return s
}

// SetState implements Layer.
func (c *Conductance) SetState(s LayerState) {
	copy(c.theta, s.Threshold)
	copy(c.v, s.V)
	copy(c.ge, s.GE)
	copy(c.gi, s.GI)
	copy(c.since, s.Since)
	if c.Relay != nil {
		c.Relay.setState(s.Relay)
	}
	c.resting, c.relayed = c.resting[:0], c.relayed[:0]
	for j := range c.theta {
		c.free(j)
	}
}
