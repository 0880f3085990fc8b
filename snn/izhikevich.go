package snn

import (
	"math"
	"slices"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// Izhikevich is a layer of Izhikevich neurons in Competition. With v in mV and t in ms,
//
//	dv/dt = 0.04 v² + 5 v + 140 - u + I,   du/dt = A (B v - u)
//	v >= 30:  v ← C, u ← u + D, a spike
//
// Input is charge that flows in evenly over a step: as much as the threshold lifts v by Kick,
// which carries a resting neuron to the point of no return. A neuron that is refractory is held at C and
// an inhibited one at rest, while u goes on.
//
// A step is divided into sub-steps of 0.25 ms at most, each by Kahan's method: products of the
// unknowns are taken as v·v' and their sums as (v+v')/2, of the old and the new value. The step is
// of second order and explicit, keeps the resting state and the current at which it loses
// stability exactly, and cannot leave for infinity from below the peak: there its denominator is
// positive.
//
// E. M. Izhikevich, IEEE Trans. Neural Netw. 14(6), 1569–1572 (2003),
// doi:10.1109/TNN.2003.820440. W. Kahan and R.-C. Li, J. Comput. Phys. 134, 316–331 (1997).
// Departure: the published program takes forward Euler steps of 0.5 ms for v and 1 ms for u.
type Izhikevich struct {
	Competition
	A float64 // rate of recovery, 1/ms
	B float64 // sensitivity of recovery, below 0.2671; beyond there is no rest
	C float64 // v after a spike, mV
	D float64 // what a spike adds to u

	v, u       []float64
	scale      []float64 // I per full weight
	rest, kick float64   // mV
	subs       int       // sub-steps of a step
	h          float64   // ms
	p, q       float64   // u' = p u + q (v + v')
	pull       float64   // of v' in its own equation beside 0.04 v, 2.5 - q/2
	drag       float64   // of u in that of v', (1+p)/2
	leftU      float64   // what a step with constant v leaves of u - B v
	seen       int       // step up to which u has gone on
	over       []int32   // neurons that passed the peak in this step
}

const peak = 30 // mV

// A firingPattern is the parameters of one kind of firing.
type firingPattern struct {
	name       string
	a, b, c, d float64
}

// patterns are those of Izhikevich (2003), figure 2.
func patterns() []firingPattern {
	return []firingPattern{
		{"regular-spiking", 0.02, 0.2, -65, 8},
		{"intrinsically-bursting", 0.02, 0.2, -55, 4},
		{"chattering", 0.02, 0.2, -50, 2},
		{"fast-spiking", 0.1, 0.2, -65, 2},
		{"thalamo-cortical", 0.02, 0.25, -65, 0.05},
		{"resonator", 0.1, 0.26, -65, 2},
		{"low-threshold-spiking", 0.02, 0.25, -65, 2},
	}
}

// Patterns lists the kinds of firing that NewIzhikevich knows, by name.
func Patterns() []string {
	var names []string
	for _, p := range patterns() {
		names = append(names, p.name)
	}
	return names
}

// NewIzhikevich returns a layer with the parameters of a pattern, nil for an unknown name.
func NewIzhikevich(name string) *Izhikevich {
	for _, p := range patterns() {
		if p.name == name {
			return &Izhikevich{A: p.a, B: p.b, C: p.c, D: p.d}
		}
	}
	return nil
}

// Start makes n neurons with the same threshold (full weights).
func (l *Izhikevich) Start(n int, threshold float64) {
	l.enter(n, threshold)
	root := math.Sqrt(float64((5-l.B)*(5-l.B)) - 4*0.04*140)
	if math.IsNaN(root) {
		panic("snn: Izhikevich neurons without a resting state")
	}
	l.rest = (l.B - 5 - root) / 0.08
	l.kick = -125 - float64(2*l.rest) // to the other zero of dv/dt with u as at rest
	ms := l.Step * milli
	l.subs = max(1, int(math.Ceil(ms/0.25-1e-9)))
	l.h = ms / float64(l.subs)
	half := l.h * l.A / 2
	l.p, l.q = (1-half)/(1+half), half*l.B/(1+half)
	l.pull, l.drag = 2.5-float64(l.q/2), (1+l.p)/2
	l.leftU = kernel.Exp(-l.A * ms)
	l.v, l.u, l.scale = make([]float64, n), make([]float64, n), make([]float64, n)
	l.Begin(0)
}

// Kick returns how far an input as large as the threshold lifts a membrane, mV. A steady input x in
// steps of Step is a current I = x/threshold·Kick/Step, in mV/ms with Step in ms.
func (l *Izhikevich) Kick() float64 { return l.kick }

// V returns the membranes (mV) and their recovery u. They belong to the layer.
func (l *Izhikevich) V() (v, u []float64) { return l.v, l.u }

// Fork implements Layer.
func (l *Izhikevich) Fork() Layer {
	d := *l
	d.split()
	d.v, d.u, d.scale, d.over = slices.Clone(l.v), slices.Clone(l.u), slices.Clone(l.scale), nil
	return &d
}

// Begin implements Layer: all neurons are brought to rest; thresholds stay.
func (l *Izhikevich) Begin(t int) {
	l.attend()
	l.seen = t
	for j, th := range l.Threshold {
		l.v[j], l.u[j] = l.rest, l.B*l.rest
		l.scale[j] = l.kick / (th * l.Step * milli)
	}
}

// Advance implements Layer: one neuron fires at most, the first to reach the peak.
func (l *Izhikevich) Advance(t int, input []float32) ([]int32, error) {
	l.wake(t)
	for ; l.seen < t; l.seen++ { // steps in which nobody listened
		for j := range l.v {
			l.holdAt(j)
		}
	}
	l.seen = t + 1
	l.over = l.over[:0]
	winner, first, most := -1, 0, 0.0
	for j, r := range l.ready {
		if r > t {
			l.holdAt(j)
			continue
		}
		when, top := l.integrate(j, float64(l.scale[j]*float64(input[j])))
		if when >= 0 {
			l.over = append(l.over, int32(j))
		}
		if when >= 0 && (winner < 0 || when < first || when == first && top > most) {
			winner, first, most = j, when, top
		}
	}
	l.fired = l.fired[:0]
	if winner >= 0 {
		l.inhibit(t, winner)
	}
	return l.fired, nil
}

// holdAt lets a neuron pass a step in which it does not listen.
func (l *Izhikevich) holdAt(j int) {
	end := l.B * l.v[j]
	l.u[j] = end + float64((l.u[j]-end)*l.leftU)
}

// integrate brings neuron j through a step with current i. It returns the sub-step in which the
// membrane passed the peak and where it then was, or -1. Should it come there again in the same
// step, it waits.
func (l *Izhikevich) integrate(j int, i float64) (when int, top float64) {
	v, u := l.v[j], l.u[j]
	when = -1
	for s := range l.subs {
		rise := 140 + i + float64(l.pull*v) - float64(l.drag*u)
		next := (v + float64(l.h*rise)) / (1 - float64(l.h*(float64(0.04*v)+l.pull)))
		if next < peak {
			u = float64(l.p*u) + float64(l.q*(v+next))
			v = next
			continue
		}
		if when >= 0 {
			v = math.Nextafter(peak, 0)
			break
		}
		when, top = s, next
		u = float64(l.p*u) + float64(l.q*(v+peak)) + l.D
		v = l.C
	}
	l.v[j], l.u[j] = v, u
	return when, top
}

// inhibit brings the others to rest; those that had passed the peak, too, have not fired.
func (l *Izhikevich) inhibit(t, winner int) {
	for _, j := range l.over {
		if int(j) != winner {
			l.u[j] -= l.D
		}
	}
	for j := range l.v {
		if j != winner {
			l.v[j] = l.rest
		}
	}
	l.win(t, winner)
	if l.ready[winner] > t+1 {
		l.v[winner] = l.C
	}
}
