package crossbar

import (
	"math"
	"math/bits"
	"slices"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// A wear follows how much of its life every cell has consumed.
type wear struct {
	law  *device.Endurance
	life []float32           // full cycles
	used []float64           // full cycles
	fate []variability.Fault // what becomes of the cell
	span [2]float64          // nominal limits of the conductance, S
}

// newWear returns nil where cells do not wear. It needs a.damage.
func newWear(a *Array, aged float64) *wear {
	law := &a.card.Endurance
	if !law.On() {
		return nil
	}
	n := a.Rows * a.Cols
	w := &wear{law: law, life: make([]float32, n), used: make([]float64, n), fate: make([]variability.Fault, n)}
	w.span[0], w.span[1] = a.card.Model.Range()
	src := a.stream.Named("endurance").Source()
	rest := make([]float64, n) // where cells that die before their first pulse freeze
	for i := range w.life {
		u := min(kernel.Uniform(src), 1-0x1p-53)
		w.life[i] = float32(law.At(u))
		w.fate[i] = law.Fate(kernel.Uniform(src))
		rest[i] = kernel.Uniform(src)
		w.used[i] = aged
	}
	if aged > 0 {
		w.bury(a, rest)
	}
	return w
}

// bury lets cells die that have outlived their life before the array is used.
func (w *wear) bury(a *Array, rest []float64) {
	place := slices.Clone(rest)
	for i, fate := range w.fate {
		switch fate {
		case variability.StuckLRS:
			place[i] = 1
		case variability.StuckHRS:
			place[i] = 0
		}
	}
	a.card.Model.Set(a.state, place)
	a.ohmic.Conductance(place, a.state)
	for i, g := range place {
		if w.used[i] >= float64(w.life[i]) && !a.damage.dead(i) {
			a.damage.fault[i], a.damage.g[i] = w.fate[i], float32(g)
		}
	}
}

// seen returns what a cell of undamaged conductance g (S) conducts in the window that it has left.
func (w *wear) seen(cell int, g float64) float64 {
	if w == nil {
		return g
	}
	top, bottom := w.law.Lost(w.used[cell])
	if top == 0 && bottom == 0 {
		return g
	}
	lo, width := w.span[0], w.span[1]-w.span[0]
	return lo + float64(width*bottom) + float64((g-lo)*(1-top-bottom))
}

// aim returns where a routine that verifies conductances puts a cell which is to be at relative conductance x
// of its range: so far up the window that is left.
func (w *wear) aim(cell int, x float64) float64 {
	top, bottom := w.law.Lost(w.used[cell])
	if left := 1 - top - bottom; left > 1e-9 {
		return min(max((x-bottom)/left, 0), 1)
	}
	return x
}

// aimed returns the targets of cells of which the k-th is cell(k).
func (w *wear) aimed(x []float64, cell func(k int) int) []float64 {
	if w == nil || w.law.Top == 0 && w.law.Bottom == 0 {
		return x
	}
	x = slices.Clone(x)
	for k := range x {
		x[k] = w.aim(cell(k), x[k])
	}
	return x
}

// pulse books a pulse of voltage v (V), or of each of its own, on the gathered cells, whose conductances become what is seen of
// them, and lets those die whose life is consumed.
func (w *wear) pulse(a *Array, s *scratch, v float64, each []float64) {
	if w == nil {
		return
	}
	nominal := a.card.Model.Nominal().SetVoltage
	if v < 0 {
		nominal = a.card.Model.Nominal().ResetVoltage
	}
	volt := v / nominal
	for i, cell := range s.cells {
		k := int(cell)
		if a.damage.dead(k) {
			continue
		}
		if each != nil {
			volt = each[i] / nominal
		}
		s.before[i], s.g[i] = w.seen(k, s.before[i]), w.seen(k, s.g[i])
		w.used[k] += float64(w.law.Cost(math.Abs(s.g[i]-s.before[i])/(w.span[1]-w.span[0]), volt))
		if w.used[k] >= float64(w.life[k]) {
			w.die(a, k, s.g[i])
			s.g[i] = float64(a.damage.g[k])
		}
	}
}

// die ends the life of a cell that conducts g (S).
func (w *wear) die(a *Array, cell int, g float64) {
	one, x := a.state.Slice(cell, cell+1), []float64{g}
	switch w.fate[cell] {
	case variability.StuckLRS:
		a.card.Model.Set(one, []float64{1})
		a.ohmic.Conductance(x, one)
	case variability.StuckHRS:
		a.card.Model.Set(one, []float64{0})
		a.ohmic.Conductance(x, one)
	}
	a.damage.fault[cell], a.damage.g[cell] = w.fate[cell], float32(x[0])
}

// A Wear is what the cells of an array have been through.
type Wear struct {
	Cells, Failed    int     // cells, and those of them whose life is consumed
	Used             float64 // the largest part of its life that any cell has consumed; 1 is dead
	Cycles           float64 // mean of what cells have consumed, full cycles
	Median, P99, Max float64 // pulses a cell
	Histogram        []int   // cells without a pulse, with 1, with 2 to 3, with 4 to 7, …
}

// Wear returns what the cells have been through; ok is false where they do not wear.
func (a *Array) Wear() (r Wear, ok bool) {
	w := a.wear
	if w == nil {
		return r, false
	}
	r.Cells = len(w.used)
	for i, used := range w.used {
		part := used / float64(w.life[i])
		if part >= 1 {
			r.Failed++
		}
		r.Used = max(r.Used, min(part, 1))
		r.Cycles += used / float64(r.Cells)
	}
	pulses := slices.Sorted(slices.Values(a.pulses))
	at := func(q float64) float64 { return float64(pulses[int(math.Ceil(q*float64(len(pulses))))-1]) }
	r.Median, r.P99, r.Max = at(0.5), at(0.99), at(1)
	r.Histogram = make([]int, bits.Len32(pulses[len(pulses)-1])+1)
	for _, n := range pulses {
		r.Histogram[bits.Len32(n)]++
	}
	return r, true
}
