package crossbar

import (
	"slices"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
)

// Rewrite puts the cells of column col at relative conductances w, one a row (0..1 of each
// cell's own range), as a controller would that writes and verifies; each cell takes its nearest
// level and misses by the card's programming noise, as with Program. It counts as one write a cell with the energy of one nominal SET
// pulse, though a routine may need several.
func (a *Array) Rewrite(col int, w []float64) {
	if len(w) != a.Rows {
		panic("crossbar: slice length does not match array")
	}
	s := &a.work
	s.gather(a, col, a.everyRow())
	a.ohmic.Conductance(s.before, s.state)
	if _, ok := a.card.Model.(device.Leveled); ok {
		w = slices.Clone(w)
		device.Nearest(a.card.Model, w)
	}
	w = a.wear.aimed(w, func(r int) int { return r*a.Cols + col })
	a.card.Model.Set(s.state, w)
	if m, ok := a.card.Model.(device.Redrawn); ok {
		xi := s.xi[:len(w)*a.card.Model.Draws()]
		kernel.Normals(xi, a.chance(col))
		m.Redraw(s.state, xi)
	}
	a.ohmic.Conductance(s.g, s.state)
	if a.card.Program != (device.ProgramNoise{}) {
		a.missColumn(col, w)
	}
	s.scatter(a)
	p := a.card.Model.Nominal()
	a.settle(p.SetVoltage, p.SetWidth, nil)
}

// missColumn adds the programming error to the gathered cells of a column, with chance from the
// stream of its pulses.
func (a *Array) missColumn(col int, w []float64) {
	s := &a.work
	n := len(w)
	lo, hi, got := make([]float64, n), make([]float64, n), make([]float64, n)
	a.card.Model.Set(s.state, lo)
	a.ohmic.Conductance(lo, s.state)
	for i := range hi {
		hi[i] = 1
	}
	a.card.Model.Set(s.state, hi)
	a.ohmic.Conductance(hi, s.state)
	src := a.chance(col)
	for i, g := range s.g {
		miss := float64(a.card.Program.Sigma(g, a.card.Drift.Ref) * kernel.Normal(src))
		if hi[i] > lo[i] {
			got[i] = min(max((g+miss-lo[i])/(hi[i]-lo[i]), 0), 1)
		}
	}
	a.card.Model.Set(s.state, got)
	a.ohmic.Conductance(s.g, s.state)
}

// everyRow lists all rows.
func (a *Array) everyRow() []int32 {
	if a.rows == nil {
		a.rows = make([]int32, a.Rows)
		for r := range a.rows {
			a.rows[r] = int32(r)
		}
	}
	return a.rows
}
