package snn

import (
	"slices"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// Adaptive is LIF whose neurons tire: each own spike raises the threshold and draws a current from
// the membrane, both of which decay,
//
//	Leak dv/dt = -v - w + ...,   spike when v >= threshold + θ
//	TauTheta dθ/dt = -θ,   θ ← θ + ThetaStep·initial at an own spike
//	TauCurrent dw/dt = -w,   w ← w + CurrentStep·initial at an own spike
//
// with v, w and θ in full weights and initial the layer's initial threshold. θ and w go on in the
// dead time and are forgotten at the start of a presentation, as if the rest before it had been
// long.
//
// R. Kobayashi, Y. Tsubono and S. Shinomoto, Front. Comput. Neurosci. 3:9 (2009),
// doi:10.3389/neuro.10.009.2009 (threshold); R. Brette and W. Gerstner, J. Neurophysiol. 94,
// 3637–3642 (2005), doi:10.1152/jn.00686.2005, with a = 0 (current).
type Adaptive struct {
	LIF
	ThetaStep   float64 // of the initial threshold
	TauTheta    float64 // s
	CurrentStep float64 // of the initial threshold: it would hold v so far below rest
	TauCurrent  float64 // s

	theta, w       []float32
	high           []float32 // limit + θ
	net            []float32 // input less what w takes
	leftTheta      float32
	leftW, outflow float32
	seen           int // steps up to which θ and w have decayed
}

// Start makes n neurons with the same threshold (full weights).
func (a *Adaptive) Start(n int, threshold float64) {
	a.LIF.Start(n, threshold)
	a.theta, a.w = make([]float32, n), make([]float32, n)
	a.high, a.net = make([]float32, n), make([]float32, n)
	a.leftTheta = float32(a.Integrator.left(a.Step, a.TauTheta))
	a.leftW = float32(a.Integrator.left(a.Step, a.TauCurrent))
	a.outflow = float32(a.Integrator.overlap(a.Step, a.Leak, a.TauCurrent) / a.Leak)
}

// Fork implements Layer.
func (a *Adaptive) Fork() Layer {
	d := *a
	d.LIF = a.twin()
	d.theta, d.w = slices.Clone(a.theta), slices.Clone(a.w)
	d.high, d.net = slices.Clone(a.high), slices.Clone(a.net)
	return &d
}

// Begin implements Layer: all neurons are rested; thresholds stay.
func (a *Adaptive) Begin(t int) {
	a.LIF.Begin(t)
	clear(a.theta)
	clear(a.w)
	a.seen = t
}

// Advance implements Layer: one neuron fires at most.
func (a *Adaptive) Advance(t int, input []float32) ([]int32, error) {
	a.wake(t)
	for ; a.seen < t; a.seen++ { // steps in which nobody listened
		a.recover()
	}
	if t%flushEvery == 0 {
		flush(a.theta)
		flush(a.w)
	}
	in := a.drive(t, input)
	for j, w := range a.w {
		a.net[j] = in[j] - float32(a.outflow*w)
	}
	a.recover()
	a.seen = t + 1
	for j, th := range a.theta {
		a.high[j] = a.limit[j] + th
	}
	crossed := kernel.LeakCross(a.v, a.decay, a.net, a.high)
	a.hold(t)
	a.fired = a.fired[:0]
	if crossed {
		if winner := farthest(a.v, a.high); winner >= 0 {
			a.fire(t, winner)
			a.theta[winner] += float32(a.ThetaStep * a.initial)
			a.w[winner] += float32(a.CurrentStep * a.initial)
		}
	}
	return a.fired, nil
}

// recover lets θ and w decay by a step.
func (a *Adaptive) recover() {
	for j := range a.theta {
		a.theta[j] *= a.leftTheta
		a.w[j] *= a.leftW
	}
}
