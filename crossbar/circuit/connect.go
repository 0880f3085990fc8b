package circuit

import (
	"fmt"
	"math"
)

// A forest joins things that belong together.
type forest []int

func newForest(n int) forest {
	f := make(forest, n)
	for i := range f {
		f[i] = i
	}
	return f
}

func (f forest) find(i int) int {
	for f[i] != i {
		f[i] = f[f[i]]
		i = f[i]
	}
	return i
}

func (f forest) join(i, j int) { f[f.find(j)] = f.find(i) }

// held refuses arrays with a line whose voltage nothing decides: it floats, and so does every line
// that cells join it to.
func (g *Geometry) held(s []float64) error {
	floating := 0
	f := newForest(g.Rows + g.Cols + 1) // word lines, bit lines, the world
	world := g.Rows + g.Cols
	for i := range g.Rows {
		if open(g.Left, i) && open(g.Right, i) {
			floating++
		} else {
			f.join(world, i)
		}
	}
	for j := range g.Cols {
		if open(g.Top, j) && open(g.Bottom, j) {
			floating++
		} else {
			f.join(world, g.Rows+j)
		}
	}
	if floating == 0 {
		return nil
	}
	for i := range g.Rows {
		for j, x := range s[i*g.Cols : (i+1)*g.Cols] {
			if x > 0 {
				f.join(i, g.Rows+j)
			}
		}
	}
	for k := range world {
		if f.find(k) != f.find(world) {
			if k < g.Rows {
				return fmt.Errorf("word line %d floats and no cell joins it to a line with a terminal: its voltage is undefined", k+1)
			}
			return fmt.Errorf("bit line %d floats and no cell joins it to a line with a terminal: its voltage is undefined", k-g.Rows+1)
		}
	}
	return nil
}

// carry is the conductance of a node with excess conductance d to the world as seen through a unit
// conductance.
func carry(d float64) float64 {
	if d > 1e300 {
		return 1
	}
	return d / (1 + d)
}

// finite reports whether x is a number that is not infinite.
func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
