package snn

import (
	"math"
	"slices"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// LIF is a layer of leaky integrate-and-fire neurons in Competition. The membrane rests and is
// reset at 0 and is in units of a full weight:
//
//	Leak dv/dt = -v,   v ← v + input at the end of each step,   spike when v >= threshold
//
// With a synaptic time constant, input is charge that flows in over that time: each input makes
// a current jump,
//
//	Leak dv/dt = -v + i Leak/Synapse,   Synapse di/dt = -i,   i ← i + input
//
// so that a weight w peaks at w Leak/(Leak-Synapse) (e^(-t/Leak) - e^(-t/Synapse)) at
// t = Leak Synapse/(Leak-Synapse) ln(Leak/Synapse), at w/e for equal time constants, and at w for
// Synapse → 0. Currents end with a reset.
//
// Steps are exact (S. Rotter and M. Diesmann, Biol. Cybern. 81, 381–402 (1999),
// doi:10.1007/s004220050570), or forward Euler for comparison with programs that take it.
type LIF struct {
	Competition
	Leak       float64 // membrane time constant, s
	Synapse    float64 // of the current, s; 0: input is charge at once
	Integrator Integrator

	v, i          []float32
	in            []float32
	decay, decayI float32
	inflow        float32 // what a step brings of a current of 1
}

// Start makes n neurons with the same threshold (full weights).
func (l *LIF) Start(n int, threshold float64) {
	l.enter(n, threshold)
	l.v = make([]float32, n)
	l.decay = float32(l.Integrator.left(l.Step, l.Leak))
	if l.Synapse > 0 {
		l.i, l.in = make([]float32, n), make([]float32, n)
		l.decayI = float32(l.Integrator.left(l.Step, l.Synapse))
		l.inflow = float32(l.Integrator.overlap(l.Step, l.Leak, l.Synapse) / l.Synapse)
	}
}

// V returns the membranes (full weights). They belong to the layer.
func (l *LIF) V() []float32 { return l.v }

// Fork implements Layer.
func (l *LIF) Fork() Layer {
	d := l.twin()
	return &d
}

func (l *LIF) twin() LIF {
	d := *l
	d.split()
	d.v, d.i, d.in = slices.Clone(l.v), slices.Clone(l.i), slices.Clone(l.in)
	return d
}

// Begin implements Layer: all membranes are brought to rest; thresholds stay.
func (l *LIF) Begin(int) {
	clear(l.v)
	clear(l.i)
	l.attend()
}

// Advance implements Layer: one neuron fires at most.
func (l *LIF) Advance(t int, input []float32) ([]int32, error) {
	l.wake(t)
	crossed := kernel.LeakCross(l.v, l.decay, l.drive(t, input), l.limit)
	l.hold(t)
	l.fired = l.fired[:0]
	if crossed {
		if winner := farthest(l.v, l.limit); winner >= 0 {
			l.fire(t, winner)
		}
	}
	return l.fired, nil
}

// drive returns what a step brings to the membranes.
func (l *LIF) drive(t int, input []float32) []float32 {
	if l.Synapse == 0 {
		return input
	}
	if t%flushEvery == 0 {
		flush(l.i)
	}
	in := l.in[:len(l.i)]
	for j, x := range l.i {
		in[j] = l.inflow * x
		l.i[j] = float32(l.decayI*x) + input[j]
	}
	return in
}

// hold keeps at rest what does not listen.
func (l *LIF) hold(t int) {
	if !l.deaf {
		return
	}
	for j, r := range l.ready {
		if r > t {
			l.v[j] = 0
			if l.i != nil {
				l.i[j] = 0
			}
		}
	}
}

func (l *LIF) fire(t, winner int) {
	clear(l.v)
	clear(l.i)
	l.win(t, winner)
}

// What decays is cut off where it no longer matters, before it comes to the subnormal numbers, with
// which processors are slow.
const (
	flushEvery = 64 // steps
	negligible = 1e-15
)

// flush makes 0 of what is within negligible of it.
func flush(x []float32) {
	for j, y := range x {
		if abs(y) < negligible {
			x[j] = 0
		}
	}
}

func abs(x float32) float32 { return float32(math.Abs(float64(x))) }
