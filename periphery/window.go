package periphery

import (
	"math"
	"slices"

	"github.com/xbar-sim/xbar/device"
)

// A Window is what two spikes under a scheme do to one nominal cell of a card, by how far apart they
// are. It is integrated, not assumed: Change takes the cell through the voltage V(t) = V_pre(t) -
// V_post(t) between them.
//
// A model with dynamics is stepped through every time beyond its threshold, between two edges of the
// waveforms, in 512 steps of constant voltage, that of their middles. A model that counts pulses (device.PulseCounter)
// is stepped once for every time that the voltage spends beyond a threshold, however high it is
// there. Where such a model knows whole pulses only, the part of one is the probability of a whole
// one, as in Tile.PulseColumn. Everything is a mean: no scatter of a pulse, no spread of the cells.
//
// Halving the steps changes the windows of pulse-counting cards and of VTEAM by at most 1e-5 of their
// peak, those of models that run away by 1e-3 (see TestWindowConverges).
type Window struct {
	card   *device.Card
	scheme Scheme
	steps  int // of a stretch
}

// stretchSteps is how many steps cover the time between two edges of the waveforms.
const stretchSteps = 512

// NewWindow returns the window of a card under a scheme. It errs where Scheme.Check does.
func NewWindow(card *device.Card, scheme Scheme) (*Window, error) {
	if err := scheme.Check(card); err != nil {
		return nil, err
	}
	return &Window{card: card, scheme: scheme, steps: stretchSteps}, nil
}

// Scheme returns the waveforms behind the window.
func (w *Window) Scheme() Scheme { return w.scheme }

// Change returns by how much the conductance of a cell changes, as a part of g_max - g_min, when it
// starts at relative conductance from (0..1) and the output spike comes dt (s) after the input spike;
// dt < 0 is before it.
func (w *Window) Change(dt, from float64) float64 {
	s := device.NewState(w.card.Model, 1)
	w.card.Model.Set(s, []float64{from})
	before := conductance(w.card, s)
	w.apply(s, dt)
	lo, hi := w.card.Model.Range()
	return (conductance(w.card, s) - before) / (hi - lo)
}

// Curve returns Change for every delay (s).
func (w *Window) Curve(delays []float64, from float64) []float64 {
	out := make([]float64, len(delays))
	for i, dt := range delays {
		out[i] = w.Change(dt, from)
	}
	return out
}

// Delays returns delays (s, rising) that show the whole window and as much on either side: 48 between any
// two at which edges of the waveforms meet, and these, where the window has its kinks.
func (w *Window) Delays() []float64 {
	const points = 48
	meet := w.scheme.meetings()
	reach := 1.2 * max(-meet[0], meet[len(meet)-1])
	meet = append(append([]float64{-reach}, meet...), reach)
	var all []float64
	for i := range len(meet) - 1 {
		for k := range points {
			all = append(all, meet[i]+float64((meet[i+1]-meet[i])*(float64(k)/points)))
		}
	}
	return append(all, reach)
}

// conductance is what a read of a single cell finds, S.
func conductance(card *device.Card, s device.State) float64 {
	v := card.Model.Nominal().ReadVoltage
	i := []float64{0}
	card.Model.Current(i, s, []float64{v})
	return i[0] / v
}

// apply takes the cell s through the spikes. A stretch is the time between two neighbouring edges
// of the waveforms; within it the voltage is smooth.
func (w *Window) apply(s device.State, dt float64) {
	if counter, ok := w.card.Model.(device.PulseCounter); ok {
		for _, e := range w.excursions(dt) {
			count(w.card.Model, counter, s, e)
		}
		return
	}
	v := []float64{0}
	w.stretches(dt, func(from, to float64, at func(t float64) float64) {
		for _, r := range w.active(from, to, at) {
			h := (r.to - r.from) / float64(w.steps)
			for k := range w.steps {
				v[0] = at(r.from + float64((float64(k)+0.5)*h))
				w.card.Model.Step(s, v, h, nil)
			}
		}
	})
}

// A span is a time from and to, s after the input spike.
type span struct{ from, to float64 }

// active returns the parts of a stretch in which the voltage may move the cell: those beyond a
// threshold, to a step at either end, or all of it for a model without thresholds.
func (w *Window) active(from, to float64, at func(t float64) float64) []span {
	set, reset, hard := w.card.Thresholds()
	if !hard {
		return []span{{from, to}}
	}
	var all []span
	h := (to - from) / float64(w.steps)
	beyond := func(t float64) bool { v := at(t); return v > set || v < reset }
	was := beyond(from)
	for k := range w.steps {
		a, b := from+float64(float64(k)*h), from+float64(float64(k+1)*h)
		is := beyond(b)
		switch {
		case !was && !is:
		case len(all) > 0 && all[len(all)-1].to >= a:
			all[len(all)-1].to = b
		default:
			all = append(all, span{a, b})
		}
		was = is
	}
	return all
}

// stretches calls f for every stretch of the waveforms of two spikes dt apart, in the order of time
// (s after the input spike), with the voltage across the cell in it.
func (w *Window) stretches(dt float64, f func(from, to float64, at func(t float64) float64)) {
	var edges []float64
	for _, p := range w.scheme.Pre {
		edges = append(edges, p.From, p.To)
	}
	for _, p := range w.scheme.Post {
		edges = append(edges, p.From+dt, p.To+dt)
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	for i := range len(edges) - 1 {
		from, to := edges[i], edges[i+1]
		middle := from + float64((to-from)/2)
		pre, post := w.scheme.Pre.phase(middle), w.scheme.Post.phase(middle-dt)
		if post == nil && (pre == nil || w.scheme.Gated) {
			continue
		}
		f(from, to, func(t float64) float64 { return w.scheme.across(pre, post, t, dt) })
	}
}

// An excursion is a time without break that the voltage spends beyond one threshold.
type excursion struct {
	volts float64 // the highest
	dt    float64 // s
	end   float64 // s after the input spike
}

// excursions returns the excursions of two spikes dt apart, in the order of time. Between two steps
// the voltage is taken for straight.
func (w *Window) excursions(dt float64) []excursion {
	set, reset, _ := w.card.Thresholds()
	var all []excursion
	beyond := func(v float64) int {
		switch {
		case v > set:
			return 1
		case v < reset:
			return -1
		}
		return 0
	}
	spend := func(side int, from, to, v float64) {
		if side == 0 || to <= from {
			return
		}
		if n := len(all); n == 0 || all[n-1].end < from || all[n-1].volts > 0 != (side > 0) {
			all = append(all, excursion{volts: v})
		}
		e := &all[len(all)-1]
		e.dt, e.end = e.dt+(to-from), to
		if math.Abs(v) > math.Abs(e.volts) {
			e.volts = v
		}
	}
	threshold := map[int]float64{1: set, -1: reset}
	w.stretches(dt, func(from, to float64, at func(t float64) float64) {
		t0, v0 := from, at(from)
		for k := range w.steps {
			t1 := from + float64((to-from)*(float64(k+1)/float64(w.steps)))
			if k == w.steps-1 {
				t1 = to // without rounding, so that an excursion goes on in the next stretch
			}
			v1 := at(t1)
			a, b := beyond(v0), beyond(v1)
			leave, enter := t1, t1
			if a != b {
				leave = t0 + float64((t1-t0)*((threshold[a]-v0)/(v1-v0)))
				enter = t0 + float64((t1-t0)*((threshold[b]-v0)/(v1-v0)))
			}
			spend(a, t0, leave, v0)
			spend(b, enter, t1, v1)
			t0, v0 = t1, v1
		}
	})
	return all
}

// count lets one excursion act on a cell of a model that counts pulses.
func count(m device.Model, counter device.PulseCounter, s device.State, e excursion) {
	n := math.Abs(counter.Count(e.volts, e.dt))
	v := []float64{e.volts}
	if n == 0 {
		return
	}
	if !counter.WholePulses() {
		m.Step(s, v, e.dt, nil)
		return
	}
	width := e.dt / n
	if whole := math.Floor(n); whole > 0 {
		m.Step(s, v, float64(whole*width), nil)
		n -= whole
	}
	chance(m, s, v, width, n)
}

// chance applies a pulse that comes with probability p: every variable of the state becomes its mean.
func chance(m device.Model, s device.State, v []float64, width, p float64) {
	if p <= 0 {
		return
	}
	before := make([]float64, len(s.X))
	for k, x := range s.X {
		before[k] = x[0]
	}
	m.Step(s, v, width, nil)
	for k, x := range s.X {
		x[0] = before[k] + float64(p*(x[0]-before[k]))
	}
}
