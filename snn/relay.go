package snn

import (
	"math"
	"slices"
)

// Relay is the inhibitory population of Diehl and Cook in full: a partner of every excitatory
// neuron, which hears it alone and inhibits all others,
//
//	τ dv/dt = (Rest - v) + ge (Exc - v),   TauE dge/dt = -ge,   spike when v > Threshold
//
// in forward Euler steps; a spike of the excitatory neuron adds Weight to ge. With the published
// numbers it fires exactly once, one step after each spike, however the excitatory neuron fires
// (at most every 5 ms); a test shows it. Conductance then does without.
//
// P. U. Diehl and M. Cook, Front. Comput. Neurosci. 9:99 (2015), doi:10.3389/fncom.2015.00099.
type Relay struct {
	Tau, TauE       float64 // s
	Rest, Reset     float64 // V
	Threshold       float64 // V
	Exc             float64 // V
	Weight          float64 // conductance that a spike of the partner adds, of the leak's
	Refractory      float64 // s, with the membrane held at Reset
	v, ge           []float32
	ready           []int
	rate, decay     float32
	rest, exc, high float32
	steps           int
	fired           []int32
}

// NewRelay returns the inhibitory neurons as published.
func NewRelay() *Relay {
	return &Relay{
		Tau: 10e-3, TauE: 1e-3, Rest: -60e-3, Reset: -45e-3, Threshold: -40e-3, Exc: 0, Weight: 10.4, Refractory: 2e-3,
	}
}

func (r *Relay) start(n int, step float64) {
	r.rate, r.decay = float32(step/r.Tau), float32(1-step/r.TauE)
	r.rest, r.exc, r.high = float32(r.Rest*milli), float32(r.Exc*milli), float32(r.Threshold*milli)
	r.steps = int(math.Round(r.Refractory / step))
	r.v, r.ge = slices.Repeat([]float32{r.rest}, n), make([]float32, n)
	r.ready = slices.Repeat([]int{never}, n)
}

// advance brings the population through step t and returns the partners of the neurons that it
// inhibits with: those that fire. heard are the neurons that fired in the step before.
func (r *Relay) advance(t int, heard []int32) []int32 {
	for _, j := range heard {
		r.ge[j] += float32(r.Weight)
	}
	r.fired = r.fired[:0]
	for j := range r.v {
		v, g := r.v[j], r.ge[j]
		if g < negligible { // before it becomes subnormal
			g = 0
		}
		r.ge[j] = g * r.decay
		if t < r.ready[j] {
			continue
		}
		v += float32(r.rate * ((r.rest - v) + float32(g*(r.exc-v))))
		if v > r.high {
			r.fired = append(r.fired, int32(j))
			v = float32(r.Reset * milli)
			r.ready[j] = t + 1 + r.steps
		}
		r.v[j] = v
	}
	return append(heard[:0], r.fired...)
}

func (r *Relay) fork() *Relay {
	d := *r
	d.v, d.ge, d.ready, d.fired = slices.Clone(r.v), slices.Clone(r.ge), slices.Clone(r.ready), nil
	return &d
}

func (r *Relay) setState(membranes []float32, ready []int) {
	n := len(r.v)
	if len(membranes) != 2*n || len(ready) != n {
		panic("snn: slice length does not match inhibitory neurons")
	}
	copy(r.v, membranes[:n])
	copy(r.ge, membranes[n:])
	copy(r.ready, ready)
}
