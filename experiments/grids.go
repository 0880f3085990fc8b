package experiments

import (
	"math"

	"github.com/xbar-sim/xbar/crossbar"
)

// mostPlaces is how many numbers a grid keeps.
const mostPlaces = 1 << 16

// newGrid makes a grid of one number a cell.
func newGrid(name, quantity, unit string, rows, cols int, at func(cell int) float64) Grid {
	g := Grid{Name: name, Quantity: quantity, Unit: unit, Merged: 1}
	for ((rows+g.Merged-1)/g.Merged)*((cols+g.Merged-1)/g.Merged) > mostPlaces {
		g.Merged++
	}
	g.Rows, g.Cols = (rows+g.Merged-1)/g.Merged, (cols+g.Merged-1)/g.Merged
	sums, cells := make([]float64, g.Rows*g.Cols), make([]float64, g.Rows*g.Cols)
	for k := range rows * cols {
		place := k/cols/g.Merged*g.Cols + k%cols/g.Merged
		sums[place] += at(k)
		cells[place]++
	}
	for k := range sums {
		sums[k] /= cells[k]
		g.Scale = math.Max(g.Scale, math.Abs(sums[k]))
	}
	g.Values = make([]float32, len(sums))
	for k, x := range sums {
		if g.Scale > 0 {
			g.Values[k] = float32(math.Round(x/g.Scale*1e4) / 1e4)
		}
	}
	return g
}

// gridsOf are the grids of an array: what its lines take, and what cells have suffered while others were programmed.
func gridsOf(a *crossbar.Array) []Grid {
	var list []Grid
	if lost := a.Lost(); lost != nil {
		list = append(list, newGrid("voltage_loss", "taken by the lines", "%", a.Rows, a.Cols, func(k int) float64 { return 100 * float64(lost[k]) }))
	}
	if a.Disturbs() {
		list = append(list, newGrid("disturb", "voltage × time while other cells are programmed", "µV s", a.Rows, a.Cols, func(k int) float64 {
			d := a.Disturb(k/a.Cols, k%a.Cols)
			return 1e6 * (d.Set - d.Reset)
		}))
	}
	return list
}
