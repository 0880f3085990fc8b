package snn

import (
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// LIF is a layer of leaky integrate-and-fire neurons with lateral inhibition, in steps of Step
// seconds:
//
//	v ← v e^(-Step/Leak) + input,   spike when v >= threshold
//
// In a step the neuron farthest beyond its threshold fires. It returns to 0 and is refractory
// for Refractory; all others are reset to 0 and inhibited for Inhibition. A neuron that is
// refractory or inhibited ignores its input.
//
// Thresholds follow a target rate (homeostasis): after a presentation with n spikes of a
// neuron, threshold += Gain·initial·(n - Target/neurons), so that each neuron comes to fire
// Target/neurons times per presentation, and never below a hundredth of the initial value.
//
// D. Querlioz et al., IEEE Trans. Nanotechnol. 12(3), 288–295 (2013),
// doi:10.1109/TNANO.2013.2250995. Departure: homeostasis acts per presentation and not
// continuously.
type LIF struct {
	Step       float64 // s
	Leak       float64 // membrane time constant, s
	Refractory float64 // s
	Inhibition float64 // s
	Target     float64 // spikes of the whole layer per presentation
	Gain       float64 // of homeostasis, fraction of the initial threshold per spike

	Threshold []float64 // per neuron, full weights; changed from outside, it holds from Reset on
	initial   float64

	v     []float32
	limit []float32 // Threshold as it is compared with v
	ready []int32   // step from which a neuron listens again
	all   int32     // step from which all do
	stale bool      // whether limit is of earlier thresholds
	decay float32
}

// Start makes n neurons with the same threshold (full weights).
func (l *LIF) Start(n int, threshold float64) {
	l.Threshold = make([]float64, n)
	l.v = make([]float32, n)
	l.limit = make([]float32, n)
	l.ready = make([]int32, n)
	l.decay = float32(kernel.Exp(-l.Step / l.Leak))
	l.SetThreshold(threshold)
}

// SetThreshold gives every neuron the same threshold (full weights).
func (l *LIF) SetThreshold(threshold float64) {
	l.initial = threshold
	for j := range l.Threshold {
		l.Threshold[j] = threshold
	}
	l.stale = true
}

// Initial returns the threshold that homeostasis takes as its unit (full weights).
func (l *LIF) Initial() float64 { return l.initial }

// Restore puts back thresholds and their unit as they were once; the number of neurons must be
// the same.
func (l *LIF) Restore(threshold []float64, initial float64) {
	if len(threshold) != len(l.Threshold) {
		panic("snn: slice length does not match neurons")
	}
	copy(l.Threshold, threshold)
	l.initial, l.stale = initial, true
}

// Reset brings all membranes to rest; thresholds stay.
func (l *LIF) Reset() {
	clear(l.v)
	clear(l.ready)
	l.all, l.stale = 0, true
}

// Listening reports whether any neuron integrates in step t.
func (l *LIF) Listening(t int) bool {
	if t >= int(l.all) {
		return true
	}
	for _, r := range l.ready {
		if int(r) <= t {
			return true
		}
	}
	return false
}

// Advance integrates the input of step t and returns the neuron that fires, or -1.
func (l *LIF) Advance(t int, input []float32) int {
	if l.stale {
		for j, th := range l.Threshold {
			l.limit[j] = float32(th)
		}
		l.stale = false
	}
	crossed := kernel.LeakCross(l.v, l.decay, input, l.limit)
	if t < int(l.all) {
		for j, r := range l.ready {
			if int(r) > t {
				l.v[j] = 0
			}
		}
	}
	if !crossed { // not even by a neuron that does not listen
		return -1
	}
	winner := l.farthest(t)
	if winner >= 0 {
		l.inhibit(t, winner)
	}
	return winner
}

// farthest returns the listening neuron farthest beyond its threshold, the first of equals, or -1.
func (l *LIF) farthest(t int) int {
	winner, most := -1, float32(0)
	limit := l.limit[:len(l.v)]
	for j, v := range l.v {
		if !(v >= limit[j]) || int(l.ready[j]) > t {
			continue
		}
		if over := v - limit[j]; winner < 0 || over > most {
			winner, most = j, over
		}
	}
	return winner
}

func (l *LIF) inhibit(t, winner int) {
	until := int32(t + 1 + int(math.Round(l.Inhibition/l.Step)))
	clear(l.v)
	for j := range l.ready {
		l.ready[j] = max(l.ready[j], until)
	}
	l.ready[winner] = int32(t + 1 + int(math.Round(l.Refractory/l.Step)))
	l.all = max(l.all, until, l.ready[winner])
}

// Adapt moves the thresholds after a presentation in which the neurons fired counts times.
func (l *LIF) Adapt(counts []int32) {
	target := l.Target / float64(len(l.Threshold))
	for j, n := range counts {
		th := l.Threshold[j] + float64(l.Gain*l.initial*(float64(n)-target))
		l.Threshold[j] = max(th, l.initial/100)
	}
	l.stale = true
}
