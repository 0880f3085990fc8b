package snn

import (
	"math"
	"slices"
)

// Competition is what layers share in which at most one neuron fires in a step of Step seconds: the
// neuron farthest beyond its threshold. It is then refractory for Refractory; all others are brought
// to rest and inhibited for Inhibition. A neuron that is refractory or inhibited ignores its input.
//
// Thresholds follow a target rate (homeostasis): after a presentation with n spikes of a
// neuron, threshold += Gain·initial·(n - Target/neurons), so that each neuron comes to fire
// Target/neurons times per presentation, and never below a hundredth of the initial value.
//
// D. Querlioz et al., IEEE Trans. Nanotechnol. 12(3), 288–295 (2013),
// doi:10.1109/TNANO.2013.2250995. Departure: homeostasis acts per presentation and not
// continuously.
type Competition struct {
	Step       float64 // s
	Refractory float64 // s
	Inhibition float64 // s
	Target     float64 // spikes of the whole layer per presentation
	Gain       float64 // of homeostasis, fraction of the initial threshold per spike

	Threshold []float64 // per neuron, full weights; written from outside, it counts from Begin on
	initial   float64

	limit []float32 // Threshold; +Inf while a neuron does not listen
	ready []int     // step from which a neuron listens again
	all   int       // step from which all do
	deaf  bool      // some do not
	fired []int32
}

// enter makes n neurons with the same threshold (full weights).
func (c *Competition) enter(n int, threshold float64) {
	c.Threshold = make([]float64, n)
	c.limit = make([]float32, n)
	c.ready = make([]int, n)
	c.SetThreshold(threshold)
}

// SetThreshold gives every neuron the same threshold (full weights).
func (c *Competition) SetThreshold(threshold float64) {
	c.initial = threshold
	for j := range c.Threshold {
		c.Threshold[j] = threshold
	}
	c.attend()
}

// Competing returns c itself: what layers that embed a Competition have in common.
func (c *Competition) Competing() *Competition { return c }

// Initial returns the threshold that homeostasis takes as its unit (full weights).
func (c *Competition) Initial() float64 { return c.initial }

// State implements Layer: membranes are at rest between presentations.
func (c *Competition) State() LayerState {
	return LayerState{Threshold: c.Threshold, Initial: c.initial}
}

// SetState implements Layer; the number of neurons must be the same.
func (c *Competition) SetState(s LayerState) {
	if len(s.Threshold) != len(c.Threshold) {
		panic("snn: slice length does not match neurons")
	}
	copy(c.Threshold, s.Threshold)
	c.initial = s.Initial
	c.attend()
}

// Plastic implements Layer: nothing happens at each spike.
func (c *Competition) Plastic(bool) {}

// Idle implements Layer: the next presentation begins at rest anyway.
func (c *Competition) Idle(int, int) bool { return true }

// Listening implements Layer.
func (c *Competition) Listening(t int) bool {
	if t >= c.all {
		return true
	}
	for _, r := range c.ready {
		if r <= t {
			return true
		}
	}
	return false
}

// Adapt implements Layer: it moves the thresholds.
func (c *Competition) Adapt(counts []int32, _ float64) {
	target := c.Target / float64(len(c.Threshold))
	for j, n := range counts {
		th := c.Threshold[j] + float64(c.Gain*c.initial*(float64(n)-target))
		c.Threshold[j] = max(th, c.initial/100)
	}
	c.attend()
}

// attend makes all neurons listen, to their thresholds as they are now.
func (c *Competition) attend() {
	clear(c.ready)
	c.all, c.deaf = 0, false
	for j, th := range c.Threshold {
		c.limit[j] = float32(th)
	}
}

// wake lets neurons listen whose dead time is over in step t.
func (c *Competition) wake(t int) {
	if !c.deaf {
		return
	}
	c.deaf = false
	for j, r := range c.ready {
		if r > t {
			c.deaf = true
		} else {
			c.limit[j] = float32(c.Threshold[j])
		}
	}
}

// farthest returns the neuron farthest beyond its limit, the first of equals, or -1.
func farthest(v, limit []float32) int {
	winner, most := -1, float32(0)
	limit = limit[:len(v)]
	for j, x := range v {
		if x < limit[j] {
			continue
		}
		if over := x - limit[j]; winner < 0 || over > most {
			winner, most = j, over
		}
	}
	return winner
}

// win makes all others deaf, and the winner, for as long as they are to be.
func (c *Competition) win(t, winner int) {
	until := t + 1 + int(math.Round(c.Inhibition/c.Step))
	for j := range c.ready {
		c.ready[j] = max(c.ready[j], until)
		c.limit[j] = float32(math.Inf(1))
	}
	c.ready[winner] = t + 1 + int(math.Round(c.Refractory/c.Step))
	c.all = max(c.all, until, c.ready[winner])
	c.deaf = true
	c.fired = append(c.fired, int32(winner))
}

// split makes the slices of a copy its own.
func (c *Competition) split() {
	c.Threshold, c.limit, c.ready = slices.Clone(c.Threshold), slices.Clone(c.limit), slices.Clone(c.ready)
	c.fired = nil
}
