package periphery

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/si"
)

// A Table is a Window for fast use: the delay of two spikes in, and out how many nominal pulses do to
// a cell what their waveforms do, > 0 to potentiate and < 0 to depress. That number is what
// Tile.PulseColumn takes. For a model that counts pulses it is the time beyond the threshold over the
// width of a pulse, for any other that number of nominal pulses, the last one in part, that
// changes a cell from the middle of its range by as much.
//
// The table is piecewise linear in the delay, with a piece of its own between any two delays at which
// edges of the waveforms meet, where windows have their kinks. With pulse-counting cards and VTEAM, whose
// speed is a function of voltage times one of state, its pulses and the integrated waveforms differ by
// at most 1 % of the peak of the window, from any state (see TestTableIsTheWindow). Where heat or the
// field ties voltage to state (Stanford: 20 % of the peak), or where one waveform is worth more pulses
// than take a cell from the middle to its end, it is right for a cell in the middle only; Mismatch says by how much it is
// wrong elsewhere. One exception: within a pulse of the edges of the rectangular windows a cell has parts of a SET and of a
// RESET pulse, of which the table has the net effect from the middle of the range.
type Table struct {
	card   *device.Card
	pieces []piece
	none   float64
}

// A piece is a stretch of delays with the dose at evenly spaced points, ends included.
type piece struct {
	lo, hi float64 // s
	dose   []float64
}

// pieceSteps is how many steps a piece has.
const pieceSteps = 128

// Table tabulates the window.
func (w *Window) Table() *Table {
	t := &Table{card: w.card}
	meet := w.scheme.meetings()
	alone := *w
	alone.scheme.Pre = nil
	t.none = alone.dose(0)
	for i := range len(meet) - 1 {
		lo, hi := meet[i], meet[i+1]
		p := piece{lo: lo, hi: hi, dose: make([]float64, pieceSteps+1)}
		for k := range p.dose {
			p.dose[k] = w.dose(lo + float64((hi-lo)*(float64(k)/pieceSteps)))
		}
		t.pieces = append(t.pieces, p)
	}
	return t
}

// meetings returns the delays (s) at which an edge of one waveform meets one of the other, rising.
func (s Scheme) meetings() []float64 {
	edges := func(w Waveform) []float64 {
		var out []float64
		for _, p := range w {
			out = append(out, p.From, p.To)
		}
		return out
	}
	var all []float64
	for _, pre := range edges(s.Pre) {
		for _, post := range edges(s.Post) {
			all = append(all, pre-post)
		}
	}
	slices.Sort(all)
	// Delays that rounding alone keeps apart are one.
	tiny := 1e-12 * (all[len(all)-1] - all[0])
	return slices.CompactFunc(all, func(x, y float64) bool { return math.Abs(y-x) <= tiny })
}

// Dose returns the pulses (> 0 potentiate) that an output spike dt (s) after an input spike is worth;
// dt < 0 is before it. Delays at which the waveforms do not meet give what an output spike does
// alone.
func (t *Table) Dose(dt float64) float64 {
	i, ok := slices.BinarySearchFunc(t.pieces, dt, func(p piece, dt float64) int {
		switch {
		case dt < p.lo:
			return 1
		case dt >= p.hi:
			return -1
		}
		return 0
	})
	if !ok {
		return t.none
	}
	p := &t.pieces[i]
	x := float64((dt - p.lo) / (p.hi - p.lo) * pieceSteps)
	k := min(int(x), pieceSteps-1)
	return p.dose[k] + float64((x-float64(k))*(p.dose[k+1]-p.dose[k]))
}

// None returns the pulses that an output spike is worth on a row without an input spike near it: the
// depression of a scheme that depresses by the output spike, else 0.
func (t *Table) None() float64 { return t.none }

// Change returns what the pulses of Dose do to a nominal cell at relative conductance from (0..1): the
// mean change of its conductance over g_max - g_min, with the part of a pulse as the probability of a
// whole one.
func (t *Table) Change(dt, from float64) float64 {
	c := newPulsed(t.card, from)
	d := t.Dose(dt)
	for ; math.Abs(d) > 1; d -= math.Copysign(1, d) {
		c.pulse(d > 0, 1)
	}
	c.pulse(d > 0, math.Abs(d))
	return c.change()
}

// Mismatch returns how far the pulses of the table are from the integrated waveforms: the largest difference between
// Change and Window.Change, from states from 0 to 1 and over delays everywhere in the window, over the peak of the
// window in mid-range (0 or more; 0.01 is 1 %). Left out are delays within a pulse of an edge of rectangular windows,
// where a part of a SET and a part of a RESET pulse meet.
func (t *Table) Mismatch(w *Window) float64 {
	const each = 7 // delays between two meetings of edges
	var worst, peak float64
	nominal := t.card.Model.Nominal()
	edge := nominal.SetWidth + nominal.ResetWidth
	meet := w.scheme.meetings()
	for i := range len(meet) - 1 {
		for k := range each {
			dt := meet[i] + float64((meet[i+1]-meet[i])*((float64(k)+0.37)/each))
			if (w.scheme.Gated || w.scheme.Depresses) && (dt-meet[i] <= edge || meet[i+1]-dt <= edge) {
				continue
			}
			for _, from := range []float64{0, 0.1, 0.3, 0.5, 0.7, 0.9, 1} {
				change := w.Change(dt, from)
				worst = max(worst, math.Abs(t.Change(dt, from)-change))
				if from == 0.5 {
					peak = max(peak, math.Abs(change))
				}
			}
		}
	}
	if peak == 0 {
		return 0
	}
	return worst / peak
}

// Doses writes to dose what an output spike at time post (s) is worth on every row, whose last input
// spike was at pre[i] ≤ post (s); -Inf or NaN is never. Only the nearest input spike before the
// output spike counts. The slices must have one length.
func (t *Table) Doses(dose []float32, post float64, pre []float64) {
	if len(dose) != len(pre) {
		panic("periphery: slice length does not match rows")
	}
	for i, at := range pre {
		d := t.none
		if dt := post - at; !math.IsNaN(dt) && !math.IsInf(dt, 0) {
			d = t.Dose(dt)
		}
		dose[i] = float32(d)
	}
}

// Steps returns the table on the clock of a network with steps of the given length (s), as
// snn.Overlap takes it: before[k] are the pulses for an input spike k steps before the output spike,
// none those without one, and after[k-1] those that an input spike k steps after the output spike
// adds to none. after is empty where output spikes alone decide.
func (t *Table) Steps(step float64) (before, after []float32, none float32, err error) {
	reach := max(t.pieces[len(t.pieces)-1].hi, -t.pieces[0].lo)
	if !(step > 0 && reach/step < 1<<20) {
		return nil, nil, 0, &si.ValueError{
			Key: "step", Value: si.Format(step, "s"), Doc: "step of the network",
			Want: "more than a millionth of the window of " + si.Format(reach, "s"),
		}
	}
	none = float32(t.none)
	for k := 0; float64(k)*step < t.pieces[len(t.pieces)-1].hi; k++ {
		before = append(before, float32(t.Dose(float64(k)*step)))
	}
	moves := false
	for k := 1; float64(k)*step <= -t.pieces[0].lo; k++ {
		d := float32(t.Dose(-float64(k)*step) - t.none)
		after, moves = append(after, d), moves || d != 0
	}
	if !moves {
		after = nil
	}
	return before, after, none, nil
}

// dose returns the pulses that the waveforms of two spikes dt apart are worth.
func (w *Window) dose(dt float64) float64 {
	if counter, ok := w.card.Model.(device.PulseCounter); ok {
		var sum float64
		mixed := false
		for _, e := range w.excursions(dt) {
			n := counter.Count(e.volts, e.dt)
			mixed = mixed || n*sum < 0
			sum += n
		}
		if !mixed {
			return sum
		}
	}
	const middle, most = 0.5, 1 << 12
	want := w.Change(dt, middle)
	c, n := newPulsed(w.card, middle), 0.0
	for up := want > 0; want != 0 && n < most; n++ {
		before := c.change()
		c.pulse(up, 1)
		step := c.change() - before
		if left := want - before; math.Abs(left) <= math.Abs(step) {
			return math.Copysign(n+left/step, want)
		}
		if step == 0 || step > 0 != up {
			break // at the end of its range a cell moves no more
		}
	}
	if want == 0 {
		return 0
	}
	return math.Copysign(n, want)
}

// pulsed is a nominal cell under nominal pulses.
type pulsed struct {
	card  *device.Card
	state device.State
	start float64 // S
}

func newPulsed(card *device.Card, from float64) *pulsed {
	s := device.NewState(card.Model, 1)
	card.Model.Set(s, []float64{from})
	return &pulsed{card: card, state: s, start: conductance(card, s)}
}

// pulse gives the cell a nominal pulse with probability p, in the mean.
func (c *pulsed) pulse(up bool, p float64) {
	n := c.card.Model.Nominal()
	v, width := n.ResetVoltage, n.ResetWidth
	if up {
		v, width = n.SetVoltage, n.SetWidth
	}
	chance(c.card.Model, c.state, []float64{v}, width, p)
}

// change returns how far the cell has come, of its range.
func (c *pulsed) change() float64 {
	lo, hi := c.card.Model.Range()
	return (conductance(c.card, c.state) - c.start) / (hi - lo)
}

// errNoWindow says that a scheme does nothing at any delay.
var errNoWindow = errors.New("no pair of spikes moves the cell")

// Learns refuses a table under which no delay of two spikes changes a cell.
func (t *Table) Learns() error {
	for _, p := range t.pieces {
		for _, d := range p.dose {
			if d != 0 {
				return nil
			}
		}
	}
	return fmt.Errorf("%s: %w", t.card.Name, errNoWindow)
}
