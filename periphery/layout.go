package periphery

import (
	"fmt"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// A layout says of which cells a weight is made.
type layout interface {
	// columns is the number of array columns for n weight columns.
	columns(n int) int
	// sense turns array column currents into those of the weights, A.
	sense(dst, current []float32)
	// target is the array column to pulse, and whether with SET, to move a weight up or down.
	target(j int, up bool) (col int, set bool)
	// cells are the array columns whose difference is weight j, of so many columns.
	cells(j, columns int) (plus, minus int)
	// paired tells whether both belong to the weight alone.
	paired() bool
	// place writes the relative conductances of the cells of weight j of one row.
	place(row []float64, j int, w float64)
}

// Layouts lists the layouts by name.
func Layouts() []string { return []string{"single", "pair"} }

func newLayout(name string) (layout, error) {
	switch name {
	case "single":
		return single{}, nil
	case "pair":
		return pair{}, nil
	}
	return nil, fmt.Errorf("layout %q: want one of %v", name, Layouts())
}

// single is one cell a weight and one dummy column for the array, whose cells stay at the
// bottom of their range and are never pulsed. Its current is subtracted from every other
// column's, so that a finite on/off ratio does not become a bias. The dummy cells differ from
// cell to cell, drift and are noisy like all others.
type single struct{}

func (single) columns(n int) int { return n + 1 }

func (single) sense(dst, current []float32) {
	kernel.Below(dst, current[:len(dst)], current[len(current)-1])
}

func (single) target(j int, up bool) (int, bool) { return j, up }

func (single) cells(j, columns int) (plus, minus int) { return j, columns - 1 }

func (single) paired() bool { return false }

func (single) place(row []float64, j int, w float64) { row[j] = max(w, 0) }

// pair is two cells a weight, w = (G+ - G-)/(g_max - g_min), in neighbouring columns. Both
// directions of change are SET pulses: on the plus cell to go up, on the minus cell to go
// down, because the RESET of a phase-change cell is abrupt.
type pair struct{}

func (pair) columns(n int) int { return 2 * n }

func (pair) sense(dst, current []float32) { kernel.PairDifference(dst, current[:2*len(dst)]) }

func (pair) target(j int, up bool) (int, bool) {
	if up {
		return 2 * j, true
	}
	return 2*j + 1, true
}

func (pair) cells(j, _ int) (plus, minus int) { return 2 * j, 2*j + 1 }

func (pair) paired() bool { return true }

func (pair) place(row []float64, j int, w float64) {
	row[2*j], row[2*j+1] = max(w, 0), max(-w, 0)
}
