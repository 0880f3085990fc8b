package variability

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// A Fault is what is wrong with a cell for good.
type Fault uint8

// The faults. A cell that has one keeps its conductance whatever is done to it.
const (
	Sound    Fault = iota
	StuckLRS       // short: at the top of the cell's range
	StuckHRS       // at the bottom of the cell's range
	Unformed       // never formed: no filament, no current
	Open           // on a broken line or in a dead block: no current
	Frozen         // worn out where it stood
	FaultKinds
)

// String returns the fault in words.
func (f Fault) String() string {
	return [...]string{"sound", "stuck at LRS", "stuck at HRS", "unformed", "open", "frozen"}[f]
}

// Faults say how many cells of an array are dead when it is made, and how they lie. Fractions of cells,
// lines and blocks are exact up to rounding, not only in the mean, and sets are nested: with the
// same stream, a larger fraction kills the same cells and more of them.
//
// With Cluster > 1 stuck and unformed cells come in clusters: the first cell of each lies anywhere, the
// others, Cluster - 1 of them in the mean (Poisson), around it at normal distances of standard deviation
// Radius along either side; what falls off the edge is no cell. Every kind has clusters of its own.
//
// J. Neyman and E. L. Scott, Statistical approach to problems of cosmology, J. R. Stat. Soc. B 20(1),
// 1–43 (1958).
type Faults struct {
	LRS, HRS, Unformed float64 // of the cells
	Rows, Columns      float64 // of the lines: broken at the driver, all cells on them open
	Blocks             float64 // of the blocks: squares of Side cells, all open
	Side               int     // of a block, cells
	Cluster, Radius    float64 // cells of a cluster in the mean, 1 is alone; cells
}

// None reports whether every cell is sound.
func (f Faults) None() bool {
	return f.LRS == 0 && f.HRS == 0 && f.Unformed == 0 && f.Rows == 0 && f.Columns == 0 && f.Blocks == 0
}

// Check refuses fractions outside 0 to 1, more dead cells than there are, and clusters without size.
func (f Faults) Check() error {
	for _, x := range []struct {
		what string
		part float64
	}{{"stuck at LRS", f.LRS}, {"stuck at HRS", f.HRS}, {"unformed", f.Unformed}, {"open rows", f.Rows}, {"open columns", f.Columns}, {"dead blocks", f.Blocks}} {
		if !(x.part >= 0 && x.part <= 1) {
			return fmt.Errorf("%s = %g: want 0 to 1", x.what, x.part)
		}
	}
	if sum := f.LRS + f.HRS + f.Unformed; sum > 1+1e-9 {
		return fmt.Errorf("stuck at LRS %g + stuck at HRS %g + unformed %g: want at most 1 together", f.LRS, f.HRS, f.Unformed)
	}
	if f.Blocks > 0 && f.Side < 1 {
		return fmt.Errorf("blocks of %d cells a side: want 1 or more", f.Side)
	}
	if f.Cluster > 1 && !(f.Cluster <= 1e4 && f.Radius >= 0.1 && f.Radius <= 1e4) {
		return fmt.Errorf("clusters of %g cells within %g: want at most 10000 cells, and 0.1 to 10000", f.Cluster, f.Radius)
	}
	return nil
}

// Draw returns the fault of every cell, row after row. Lines and blocks come first, then cells that did not
// form, are stuck at LRS, at HRS; a cell that is dead already is passed over for the next one.
func (f Faults) Draw(rows, cols int, s Stream) []Fault {
	cells := make([]Fault, rows*cols)
	for _, r := range first(rows, f.Rows, s.Named("rows")) {
		for c := range cols {
			cells[r*cols+c] = Open
		}
	}
	for _, c := range first(cols, f.Columns, s.Named("columns")) {
		for r := range rows {
			cells[r*cols+c] = Open
		}
	}
	if f.Blocks > 0 {
		wide := (cols + f.Side - 1) / f.Side
		for _, b := range first(wide*((rows+f.Side-1)/f.Side), f.Blocks, s.Named("blocks")) {
			r0, c0 := b/wide*f.Side, b%wide*f.Side
			for r := r0; r < min(r0+f.Side, rows); r++ {
				for c := c0; c < min(c0+f.Side, cols); c++ {
					cells[r*cols+c] = Open
				}
			}
		}
	}
	f.kill(cells, cols, Unformed, f.Unformed, s.Named("unformed"))
	f.kill(cells, cols, StuckLRS, f.LRS, s.Named("lrs"))
	f.kill(cells, cols, StuckHRS, f.HRS, s.Named("hrs"))
	return cells
}

// share is part of n, rounded.
func share(n int, part float64) int { return int(math.Round(float64(n) * part)) }

// first returns a part of 0 … n-1 in random order: the beginning of what a larger part would be.
func first(n int, part float64, s Stream) []int {
	if part == 0 {
		return nil
	}
	return s.Rand().Perm(n)[:share(n, part)]
}

// kill gives a part of all cells a fault, as far as there are sound ones.
func (f Faults) kill(cells []Fault, cols int, kind Fault, part float64, s Stream) {
	left := share(len(cells), part)
	if left == 0 {
		return
	}
	take := func(cell int) {
		if left > 0 && cells[cell] == Sound {
			cells[cell] = kind
			left--
		}
	}
	if f.Cluster > 1 {
		f.clusters(cols, len(cells), s.Named("clusters").Source(), func(cell int) bool { take(cell); return left > 0 })
	}
	for _, cell := range s.Rand().Perm(len(cells)) { // all of them, or what clusters leave
		if left == 0 {
			return
		}
		take(cell)
	}
}

// clusters visits cells until visit is satisfied, but at most ten times as many as there are: where nearly
// all cells are dead, clusters no longer show.
func (f Faults) clusters(cols, n int, src *rand.PCG, visit func(cell int) bool) {
	rows, r := n/cols, rand.New(src)
	for seen := 0; seen < 10*n; {
		at := r.IntN(n)
		seen++
		if !visit(at) {
			return
		}
		for range poisson(f.Cluster-1, r) {
			seen++
			row := at/cols + int(math.Round(f.Radius*kernel.Normal(src)))
			col := at%cols + int(math.Round(f.Radius*kernel.Normal(src)))
			if row >= 0 && row < rows && col >= 0 && col < cols && !visit(row*cols+col) {
				return
			}
		}
	}
}

// poisson draws how many events of mean rate fall into unit time, by the times between them.
func poisson(rate float64, r *rand.Rand) int {
	n := 0
	for t := -kernel.Log(1 - float64(r.Float64())); t < rate; t -= kernel.Log(1 - float64(r.Float64())) {
		n++
	}
	return n
}
