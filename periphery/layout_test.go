package periphery

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestLayouts(t *testing.T) {
	for _, name := range Layouts() {
		if l, err := newLayout(name); err != nil || l == nil {
			t.Errorf("layout %s: %v", name, err)
		}
	}
	for _, name := range []string{"", "Single", "pairs"} {
		if l, err := newLayout(name); err == nil || l != nil {
			t.Errorf("there is a layout %q", name)
		}
	}
}

// Whatever the layout: weights that are placed on cells and sensed come back, with anything that
// is common to all cells of a row on top.
func TestPlaceAndSense(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, name := range Layouts() {
			l, _ := newLayout(name)
			n := rapid.IntRange(1, 20).Draw(t, "columns")
			w := rapid.SliceOfN(rapid.Float64Range(-1, 1), n, n).Draw(t, "weights")
			offset := rapid.Float32Range(0, 1).Draw(t, "offset")
			row := make([]float64, l.columns(n))
			for j, x := range w {
				l.place(row, j, x)
			}
			current := make([]float32, len(row))
			for c, x := range row {
				if x < 0 || x > 1 {
					t.Fatalf("%s: cell %d at %g of its range", name, c, x)
				}
				current[c] = float32(x) + offset
			}
			got := make([]float32, n)
			l.sense(got, current)
			for j, x := range w {
				if l == (single{}) {
					x = max(x, 0)
				}
				if math.Abs(float64(got[j])-x) > 3e-7 {
					t.Fatalf("%s: weight %g is sensed as %g", name, x, got[j])
				}
			}
		}
	})
}

// A pulse up raises the weight and no other, a pulse down lowers it; only layouts without signs
// need a RESET for that, and no two weights share a cell.
func TestTargets(t *testing.T) {
	const n = 5
	for _, name := range Layouts() {
		l, _ := newLayout(name)
		var used []int
		for j := range n {
			for _, up := range []bool{true, false} {
				col, set := l.target(j, up)
				if set != (up || l == (pair{})) {
					t.Errorf("%s: weight %d, up %v: SET %v", name, j, up, set)
				}
				if up || l == (pair{}) {
					used = append(used, col)
				}
				current := make([]float32, l.columns(n))
				current[col] = 1
				if !set {
					current[col] = -1
				}
				got, want := make([]float32, n), make([]float32, n)
				l.sense(got, current)
				want[j] = 1
				if !up {
					want[j] = -1
				}
				if !slices.Equal(got, want) {
					t.Errorf("%s: weight %d, up %v, changes the weights by %g", name, j, up, got)
				}
			}
		}
		slices.Sort(used)
		if len(slices.Compact(used)) != len(used) || used[len(used)-1] >= l.columns(n) {
			t.Errorf("%s: weights are on columns %v", name, used)
		}
	}
}
