package plots

import (
	"fmt"

	"github.com/xbar-sim/xbar/experiments"
)

// CellGrid draws a number for every cell of the array of a run, word lines down and bit lines across, such as what its lines
// take of the voltage. Rows of a tile are driven on the left and its columns sensed at the bottom.
func CellGrid(r *experiments.Result, run experiments.Run, g experiments.Grid) (Figure, error) {
	l := Lattice{Rows: g.Rows, Cols: g.Cols, Quantity: g.Quantity, Unit: g.Unit, Down: "word line", Across: "bit line"}
	for _, x := range g.Values {
		l.Values = append(l.Values, g.Scale*float64(x))
	}
	notes := runNotes(r, run)
	if g.Merged > 1 {
		l.Down, l.Across = fmt.Sprintf("%d word lines", g.Merged), fmt.Sprintf("%d bit lines", g.Merged)
		notes = append(notes, note{fmt.Sprintf("Each place is the mean of %d × %d cells.", g.Merged, g.Merged), false})
	}
	return heatMap(l, append(notes, idealised(r)...))
}
