package periphery

import (
	"fmt"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// A layout says of which cells a weight is made: how many array columns it takes, how their currents are
// one number, which of them a pulse goes to, and how a number is placed on them.
type layout interface {
	// columns is the number of array columns for n weight columns.
	columns(n int) int
	// sense turns array column currents into those of the weights, A.
	sense(dst, current []float32)
	// targets are the array columns, count of them from first on, to pulse, and whether with SET, to
	// move a weight up or down; turn is how many updates the array has seen.
	targets(j int, up bool, turn uint64) (first, count int, set bool)
	// terms appends the array columns, of so many, whose weighted sum is weight j.
	terms(to []term, j, columns int) []term
	// partner is the array column whose cells a refresh holds against those of col: equal to col where
	// weights are not made of pairs.
	partner(j, col int) int
	// place writes the relative conductances of the cells of weight j of one row.
	place(row []float64, j int, w float64)
}

// A term is an array column and what it counts in a weight. A reference column belongs to all weights.
type term struct {
	col       int
	factor    float32
	reference bool
}

// Layouts lists the layouts by name.
//
//	single      one cell a weight, and one dummy column for the array
//	pair        the difference of two cells, which are only ever SET
//	multi       the mean of N cells, one of which takes a pulse in turn, and a dummy column
//	multi-pair  the difference of two such means
//	sliced      N digits to the base L, a cell each, and a dummy column; takes no pulses
//	binary      the mean of N cells of two levels, which all take every pulse, and a dummy column
func Layouts() []string { return []string{"single", "pair", "multi", "multi-pair", "sliced", "binary"} }

// layoutOf returns the layout of a name with so many cells a weight (or side of a pair) and levels a cell;
// 0 is 3, 4 or 8 cells, as the layout has it, and 16 levels.
func layoutOf(name string, cells, levels int) (layout, error) {
	if cells < 0 || cells > maxCells {
		return nil, fmt.Errorf("layout.cells = %d: want 1 to %d, or 0 for the layout's own", cells, maxCells)
	}
	if (name == "single" || name == "pair") && cells > 1 {
		return nil, fmt.Errorf("layout.cells = %d with layout %s: want multi, multi-pair, sliced or binary for more than one", cells, name)
	}
	if levels != 0 && (levels < 2 || levels > 256) {
		return nil, fmt.Errorf("layout.levels = %d: want 2 to 256", levels)
	}
	switch name {
	case "single":
		return single{}, nil
	case "pair":
		return pair{}, nil
	case "multi":
		return newMulti(several(cells, 3)), nil
	case "multi-pair":
		return newMultiPair(several(cells, 3)), nil
	case "sliced":
		return newSliced(several(cells, 4), several(levels, 16))
	case "binary":
		return newBinary(several(cells, 8)), nil
	}
	return nil, fmt.Errorf("layout %q: want one of %v", name, Layouts())
}

// maxCells is the most cells of a weight, or of a side of a pair.
const maxCells = 64

func several(n, otherwise int) int {
	if n == 0 {
		return otherwise
	}
	return n
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

func (single) targets(j int, up bool, _ uint64) (int, int, bool) { return j, 1, up }

func (single) terms(to []term, j, columns int) []term {
	return append(to, term{j, 1, false}, term{columns - 1, -1, true})
}

func (single) partner(_, col int) int { return col }

func (single) place(row []float64, j int, w float64) { row[j] = max(w, 0) }

// pair is two cells a weight, w = (G+ - G-)/(g_max - g_min), in neighbouring columns. Both
// directions of change are SET pulses: on the plus cell to go up, on the minus cell to go
// down, because the RESET of a phase-change cell is abrupt.
type pair struct{}

func (pair) columns(n int) int { return 2 * n }

func (pair) sense(dst, current []float32) { kernel.PairDifference(dst, current[:2*len(dst)]) }

func (pair) targets(j int, up bool, _ uint64) (int, int, bool) {
	if up {
		return 2 * j, 1, true
	}
	return 2*j + 1, 1, true
}

func (pair) terms(to []term, j, _ int) []term {
	return append(to, term{2 * j, 1, false}, term{2*j + 1, -1, false})
}

func (pair) partner(_, col int) int { return col ^ 1 }

func (pair) place(row []float64, j int, w float64) {
	row[2*j], row[2*j+1] = max(w, 0), max(-w, 0)
}
