package snn

import (
	"math"
	"slices"

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
	limit []float32 // threshold of a neuron that listens, +Inf for one that does not
	ready []int     // step from which a neuron listens again
	all   int       // step from which all do
	stale bool      // whether limit must be made anew: some neurons are deaf, or thresholds changed
	fired []int32
	decay float32
}

// Start makes n neurons with the same threshold (full weights).
func (l *LIF) Start(n int, threshold float64) {
	l.Threshold = make([]float64, n)
	l.v = make([]float32, n)
	l.limit = make([]float32, n)
	l.ready = make([]int, n)
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

// State implements Layer: membranes are at rest between presentations.
func (l *LIF) State() LayerState { return LayerState{Threshold: l.Threshold, Initial: l.initial} }

// SetState implements Layer; the number of neurons must be the same.
func (l *LIF) SetState(s LayerState) {
	if len(s.Threshold) != len(l.Threshold) {
		panic("snn: slice length does not match neurons")
	}
	copy(l.Threshold, s.Threshold)
	l.initial, l.stale = s.Initial, true
}

// Fork implements Layer.
func (l *LIF) Fork() Layer {
	d := *l
	d.Threshold, d.v, d.ready, d.limit = slices.Clone(l.Threshold), slices.Clone(l.v), slices.Clone(l.ready), slices.Clone(l.limit)
	d.fired = nil
	return &d
}

// Begin implements Layer: all membranes are brought to rest; thresholds stay.
func (l *LIF) Begin(int) {
	clear(l.v)
	clear(l.ready)
	l.all, l.stale = 0, true
}

// Plastic implements Layer: nothing happens at each spike.
func (l *LIF) Plastic(bool) {}

// Idle implements Layer: the next presentation begins at rest anyway.
func (l *LIF) Idle(int, int) bool { return true }

// Listening implements Layer.
func (l *LIF) Listening(t int) bool {
	if t >= l.all {
		return true
	}
	for _, r := range l.ready {
		if r <= t {
			return true
		}
	}
	return false
}

// Advance implements Layer: one neuron fires at most. Steps may be left out but not gone back to
// before Begin.
func (l *LIF) Advance(t int, input []float32) ([]int32, error) {
	if l.stale {
		l.renew(t)
	}
	crossed := kernel.LeakCross(l.v, l.decay, input, l.limit)
	if t < l.all {
		for j, r := range l.ready {
			if r > t {
				l.v[j] = 0
			}
		}
	}
	l.fired = l.fired[:0]
	if !crossed {
		return l.fired, nil
	}
	if winner := l.farthest(); winner >= 0 {
		l.inhibit(t, winner)
		l.fired = append(l.fired, int32(winner))
	}
	return l.fired, nil
}

// renew makes the limits of step t, which stand for as long as all neurons listen.
func (l *LIF) renew(t int) {
	th := l.Threshold[:len(l.limit)]
	for j, r := range l.ready {
		l.limit[j] = float32(th[j])
		if r > t {
			l.limit[j] = float32(math.Inf(1))
		}
	}
	l.stale = t < l.all
}

// farthest returns the listening neuron farthest beyond its threshold, the first of equals, or -1.
func (l *LIF) farthest() int {
	winner, most := -1, float32(0)
	limit := l.limit[:len(l.v)]
	for j, v := range l.v {
		if !(v >= limit[j]) {
			continue
		}
		if over := v - limit[j]; winner < 0 || over > most {
			winner, most = j, over
		}
	}
	return winner
}

func (l *LIF) inhibit(t, winner int) {
	until := t + 1 + int(math.Round(l.Inhibition/l.Step))
	clear(l.v)
	for j := range l.ready {
		l.ready[j] = max(l.ready[j], until)
	}
	l.ready[winner] = t + 1 + int(math.Round(l.Refractory/l.Step))
	l.all, l.stale = max(l.all, until, l.ready[winner]), true
}

// Adapt implements Layer: it moves the thresholds.
func (l *LIF) Adapt(counts []int32, _ float64) {
	target := l.Target / float64(len(l.Threshold))
	for j, n := range counts {
		th := l.Threshold[j] + float64(l.Gain*l.initial*(float64(n)-target))
		l.Threshold[j] = max(th, l.initial/100)
	}
	l.stale = true
}
