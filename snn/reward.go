package snn

import (
	"errors"
	"fmt"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// Reward is a rule with three factors: what the law of Inner would do to a weight waits as its
// eligibility e and is done, by as much as it turns out to be worth, when a reward R comes,
//
//	input and output spikes   e ← e + Δw of the law
//	always                    Tau de/dt = -e
//	reward                    Δw = Eta R e
//
// with one R for each neuron. Eligibility stays after a reward and goes on falling.
//
// To learn with labels, give neuron j the class j mod classes, let Learn present an image, and
// call Network.Reward with +1 for the neurons of the image's class and -1 for all others.
//
// E. M. Izhikevich, Cereb. Cortex 17(10), 2443–2452 (2007), doi:10.1093/cercor/bhl152;
// N. Frémaux and W. Gerstner, Front. Neural Circuits 9:85 (2016), doi:10.3389/fncir.2015.00085.
type Reward struct {
	Inner *Plasticity // its doses, in nominal pulses, become eligibility
	Eta   float64     // of the eligibility, for a reward of 1
	Tau   float64     // s

	e     eligibility
	plain legibleEligibility
	dose  []float32
}

// Start makes the rule ready for a network of pre inputs and post neurons.
func (r *Reward) Start(pre, post int) {
	r.Inner.Start(pre, post)
	r.e = eligibility{pre: pre, post: post, e: make([]float32, pre*post), some: make([]bool, post), rate: r.Inner.Step / r.Tau, growth: 1}
	r.plain.eligibility = &r.e
	r.dose = make([]float32, pre)
}

// Forget implements Rule.
func (r *Reward) Forget() {
	r.Inner.Forget()
	clear(r.e.e)
	clear(r.e.some)
}

// Pre implements Rule.
func (r *Reward) Pre(t int, rows []int32, w Plastic) error {
	return r.Inner.Pre(t, rows, r.collect(t, w))
}

// Post implements Rule.
func (r *Reward) Post(t int, fired []int32, w Plastic) error {
	return r.Inner.Post(t, fired, r.collect(t, w))
}

// collect returns what gathers the changes of step t.
func (r *Reward) collect(t int, w Plastic) Plastic {
	r.e.reach(t)
	if read, ok := w.(Legible); ok {
		r.plain.Legible = read
		return &r.plain
	}
	return &r.e
}

// Deliver brings the rewards of step t, one element a neuron or a single one for all.
func (r *Reward) Deliver(t int, reward []float32, w Plastic) error {
	if len(reward) != 1 && len(reward) != r.e.post {
		return fmt.Errorf("reward: %d elements, want 1 or one for each of %d neurons", len(reward), r.e.post)
	}
	r.e.reach(t)
	for j := range r.e.post {
		gain := float32(r.Eta) * reward[min(j, len(reward)-1)] / r.e.growth
		if gain == 0 || !r.e.some[j] {
			continue
		}
		for i := range r.dose {
			r.dose[i] = gain * r.e.e[i*r.e.post+j]
		}
		if err := w.PulseColumn(j, r.dose); err != nil {
			return err
		}
	}
	return nil
}

// Reward delivers rewards, one element a neuron or a single one for all, to a rule that waits for
// them; for any other rule it is an error.
func (n *Network) Reward(reward []float32) error {
	r, ok := n.Rule.(*Reward)
	if !ok {
		return errors.New("reward: the learning rule does not wait for one")
	}
	if n.Norm != nil && n.counts != nil {
		for j, some := range r.e.some {
			if some {
				n.Norm.touch(int32(j))
			}
		}
	}
	return r.Deliver(n.clock, reward, n.Synapses)
}

// An eligibility is a matrix that decays as a whole: its values are e times growth, so that a step
// changes one number.
type eligibility struct {
	pre, post int
	e         []float32
	some      []bool  // columns that are not all 0
	rate      float64 // per step
	base      int     // step in which growth was 1
	growth    float32
}

// longest is the growth, as a logarithm, after which values are written anew.
const longest = 8

// reach brings the decay to step t.
func (m *eligibility) reach(t int) {
	x := m.rate * float64(t-m.base)
	if x <= longest {
		m.growth = float32(kernel.Exp(x))
		return
	}
	m.base, m.growth = t, 1
	clear(m.some)
	left := float32(kernel.Exp(-x))
	for k, v := range m.e {
		if v *= left; v < 1e-20 && v > -1e-20 {
			v = 0
		}
		if m.e[k] = v; v != 0 {
			m.some[k%m.post] = true
		}
	}
}

// PulseColumn implements Plastic.
func (m *eligibility) PulseColumn(j int, dose []float32) error {
	m.some[j] = true
	for i, d := range dose {
		m.e[i*m.post+j] += float32(d * m.growth)
	}
	return nil
}

// PulseRows implements Plastic.
func (m *eligibility) PulseRows(rows, cols []int32, dose []float32) error {
	for _, i := range rows {
		row := m.e[int(i)*m.post : (int(i)+1)*m.post]
		for k, j := range cols {
			row[j] += float32(dose[k] * m.growth)
			m.some[j] = true
		}
	}
	return nil
}

// legibleEligibility gathers changes for weights that a law may look at.
type legibleEligibility struct {
	*eligibility
	Legible
}

func (r *Reward) state() RuleState {
	s := r.Inner.state()
	s.Eligible, s.Base = r.e.e, r.e.base
	return s
}

func (r *Reward) setState(s RuleState) {
	r.Inner.setState(s)
	clear(r.e.e)
	copy(r.e.e, s.Eligible)
	r.e.base = s.Base
	for j := range r.e.some {
		r.e.some[j] = len(s.Eligible) > 0
	}
}
