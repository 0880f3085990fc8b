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
// Input is charge that flows in evenly over a step: as much as the threshold (full weights) is 15 mV,
// which carries a regular-spiking neuron from rest to the point of no return, and a steady input x
// is a current I = x/threshold·15 mV/Step. A neuron that is refractory is held at C and an inhibited
// one at rest, while u goes on.
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

	v, u  []float64
	scale []float64 // I per full weight
	rest  float64   // mV
	subs  int       // sub-steps of a step
	sub   kahan     // one of them
	leftU float64   // what a step with constant v leaves of u - B v
	seen  int       // step up to which u has gone on
	over  []int32   // neurons that passed the peak in this step
}

// kahan is a step of h by Kahan's method, in which
//
//	u' = p u + q (v + v')
//	v' (1 - h (0.04 v + pull)) = v + h (140 + I + pull v - drag u)
type kahan struct{ h, p, q, pull, drag float64 }

func newKahan(h, a, b float64) kahan {
	half := float64(h * a / 2)
	k := kahan{h: h, p: (1 - half) / (1 + half), q: half * b / (1 + half)}
	k.pull, k.drag = 2.5-float64(k.q/2), (1+k.p)/2
	return k
}

// step returns v after the step.
func (k *kahan) step(v, u, i float64) float64 {
	return (v + float64(k.h*k.rise(v, u, i))) / (1 - float64(k.h*(float64(0.04*v)+k.pull)))
}

func (k *kahan) rise(v, u, i float64) float64 { return 140 + i + float64(k.pull*v) - float64(k.drag*u) }

// recover returns u after a step in which v went to next.
func (k *kahan) recover(v, next, u float64) float64 {
	return float64(k.p*u) + float64(k.q*(v+next))
}

// crossing returns when v passes the peak within a step that ends beyond it: where step, taken for
// less than h, is the peak.
func (k *kahan) crossing(v, u, i float64) float64 {
	return min((peak-v)/(k.rise(v, u, i)+float64(peak*(float64(0.04*v)+k.pull))), k.h)
}

const (
	peak = 30 // mV
	kick = 15 // mV that an input as large as the threshold brings
)

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
	root := math.Sqrt(float64((5-l.B)*(5-l.B)) - 22.4) // 4·0.04·140
	if math.IsNaN(root) {
		panic("snn: Izhikevich neurons without a resting state")
	}
	l.rest = (l.B - 5 - root) / 0.08
	ms := l.Step * milli
	l.subs = max(1, int(math.Ceil(float64(ms/0.25)-1e-9)))
	l.sub = newKahan(ms/float64(l.subs), l.A, l.B)
	l.leftU = kernel.Exp(-l.A * ms)
	l.v, l.u, l.scale = make([]float64, n), make([]float64, n), make([]float64, n)
	l.Begin(0)
}

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
		l.scale[j] = kick / (th * l.Step * milli)
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
	winner, first := -1, 0.0
	for j, r := range l.ready {
		if r > t {
			l.holdAt(j)
			continue
		}
		when := l.integrate(j, float64(l.scale[j]*float64(input[j])))
		if when < 0 {
			continue
		}
		l.over = append(l.over, int32(j))
		if winner < 0 || when < first {
			winner, first = j, when
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
	end := float64(l.B * l.v[j])
	l.u[j] = end + float64((l.u[j]-end)*l.leftU)
}

// integrate brings neuron j through a step with current i. It returns when the membrane passed the
// peak, ms from the start of the step, or -1. Should it come there again in the same step, it waits.
func (l *Izhikevich) integrate(j int, i float64) (when float64) {
	v, u := l.v[j], l.u[j]
	when = -1
	for s := range l.subs {
		next := l.sub.step(v, u, i)
		if next < peak {
			v, u = next, l.sub.recover(v, next, u)
			continue
		}
		if when >= 0 {
			v = math.Nextafter(peak, 0)
			break
		}
		early := l.sub.crossing(v, u, i)
		when = float64(l.sub.h*float64(s)) + early
		before, after := newKahan(early, l.A, l.B), newKahan(l.sub.h-early, l.A, l.B)
		u = before.recover(v, peak, u) + l.D
		v = min(after.step(l.C, u, i), math.Nextafter(peak, 0))
		u = after.recover(l.C, v, u)
	}
	l.v[j], l.u[j] = v, u
	return when
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
