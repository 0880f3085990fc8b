package crossbar

import (
	"slices"

	"github.com/xbar-sim/xbar/variability"
)

// A damage says which cells are dead and at what conductance. Their states may move as the model pleases;
// what anybody sees of them does not.
type damage struct {
	fault []variability.Fault
	g     []float32 // of dead cells, S
}

// newDamage draws the faults that the array is made with. It returns nil where every cell is sound and
// remains so.
func newDamage(a *Array, f variability.Faults) *damage {
	if f.None() && !a.card.Endurance.On() {
		return nil
	}
	n := a.Rows * a.Cols
	d := &damage{fault: f.Draw(a.Rows, a.Cols, a.stream.Named("faults")), g: make([]float32, n)}
	for _, end := range []struct {
		fault variability.Fault
		w     float64
	}{{variability.StuckLRS, 1}, {variability.StuckHRS, 0}} {
		if !slices.Contains(d.fault, end.fault) {
			continue
		}
		g := a.ends(end.w)
		for i, f := range d.fault {
			if f == end.fault {
				d.g[i] = float32(g[i])
			}
		}
	}
	return d
}

// ends returns what every cell conducts at relative conductance w, S. It changes the states.
func (a *Array) ends(w float64) []float64 {
	x := make([]float64, a.Rows*a.Cols)
	for i := range x {
		x[i] = w
	}
	a.card.Model.Set(a.state, x)
	a.ohmic.Conductance(x, a.state)
	return x
}

// dead reports whether a cell keeps its conductance for good.
func (d *damage) dead(cell int) bool { return d != nil && d.fault[cell] != variability.Sound }

// correct puts the conductances of dead cells into a scratch in which a model has moved them.
func (d *damage) correct(w *scratch) {
	if d == nil {
		return
	}
	for i, cell := range w.cells {
		if d.fault[cell] != variability.Sound {
			w.g[i] = float64(d.g[cell])
			w.before[i] = w.g[i]
		}
	}
}

// hold puts a dead cell into the read cache, where it neither drifts nor relaxes nor decays. Read noise it has.
func (a *Array) hold(cell int) {
	g := a.damage.g[cell]
	if a.drift != nil {
		a.drift.restart(a, cell, float64(g), float64(g))
		a.drift.nu[cell] = 0
	}
	if a.loss != nil {
		a.loss.still(a, cell, float64(g))
	}
	a.g[cell] = g
	a.wired.touch(cell, g)
	if a.noise != nil {
		a.noise.restart(a, cell, float64(g))
	}
}

// Fault returns what is wrong with cell (r, c).
func (a *Array) Fault(r, c int) variability.Fault {
	if a.damage == nil {
		return variability.Sound
	}
	return a.damage.fault[r*a.Cols+c]
}

// Faults counts the cells by what is wrong with them.
func (a *Array) Faults() (count [variability.FaultKinds]int) {
	if a.damage == nil {
		count[variability.Sound] = a.Rows * a.Cols
		return count
	}
	for _, f := range a.damage.fault {
		count[f]++
	}
	return count
}
