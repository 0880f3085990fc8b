package periphery

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"
)

func TestLayouts(t *testing.T) {
	for _, name := range Layouts() {
		if l, err := layoutOf(name, 0, 0); err != nil || l == nil {
			t.Errorf("layout %s: %v", name, err)
		}
	}
	for _, name := range []string{"", "Single", "pairs"} {
		if l, err := layoutOf(name, 0, 0); err == nil || l != nil {
			t.Errorf("there is a layout %q", name)
		}
	}
}

// coarse is by how much a layout rounds weights.
func coarse(name string) float64 {
	switch name {
	case "sliced":
		return 0.5/65535 + 3e-7
	case "binary":
		return 0.5/8 + 3e-7
	}
	return 3e-7
}

// signed reports whether a layout has weights of both signs.
func signed(name string) bool { return strings.HasSuffix(name, "pair") }

// Whatever the layout: weights that are placed on cells and sensed come back, to the rounding of digits
// and binary cells, with anything that is common to all cells of a row on top.
func TestPlaceAndSense(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, name := range Layouts() {
			l, _ := layoutOf(name, 0, 0)
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
				if !signed(name) {
					x = max(x, 0)
				}
				if math.Abs(float64(got[j])-x) > coarse(name)+3e-7*float64(offset) {
					t.Fatalf("%s: weight %g is sensed as %g", name, x, got[j])
				}
				var sum float64
				for _, p := range l.terms(nil, j, len(row)) {
					sum += float64(p.factor) * float64(current[p.col])
				}
				if math.Abs(sum-float64(got[j])) > 1e-6 {
					t.Fatalf("%s: the terms of weight %d sum to %g, sensed is %g", name, j, sum, got[j])
				}
			}
		}
	})
}

// A pulse up raises the weight and no other, a pulse down lowers it; only layouts without signs need a
// RESET for that, and no two weights share a cell. Where cells take turns, each is taken once in a round,
// and a step is so much smaller.
func TestTargets(t *testing.T) {
	const n = 5
	for name, turns := range map[string]uint64{"single": 1, "pair": 1, "multi": 3, "multi-pair": 3, "binary": 1} {
		l, _ := layoutOf(name, 0, 0)
		used := map[int]int{}
		for j := range n {
			for _, up := range []bool{true, false} {
				for turn := range turns {
					first, count, set := l.targets(j, up, turn)
					if set != (up || signed(name)) {
						t.Errorf("%s: weight %d, up %v: SET %v", name, j, up, set)
					}
					current := make([]float32, l.columns(n))
					for c := first; c < first+count; c++ {
						if up || signed(name) {
							used[c]++
						}
						current[c] = 1
						if !set {
							current[c] = -1
						}
					}
					got, want := make([]float32, n), make([]float32, n)
					l.sense(got, current)
					want[j] = 1 / float32(turns)
					if !up {
						want[j] = -want[j]
					}
					for i := range want {
						if math.Abs(float64(got[i]-want[i])) > 1e-6 {
							t.Errorf("%s: weight %d, up %v, turn %d changes the weights by %g", name, j, up, turn, got)
							break
						}
					}
					other := l.partner(j, first)
					if back := l.partner(j, other); back != first || (other != first) != signed(name) {
						t.Errorf("%s: column %d has the partner %d, which has %d", name, first, other, back)
					}
				}
			}
		}
		for c, k := range used {
			if k != 1 || c >= l.columns(n) {
				t.Errorf("%s: column %d is used %d times", name, c, k)
			}
		}
	}
}

// Combinations that no array can have are refused with the reason.
func TestLayoutsAreRefused(t *testing.T) {
	for _, tt := range []struct {
		layout        string
		cells, levels int
		card, want    string
	}{
		{"binary", 0, 0, "pcm", "want cells of two levels"},
		{"single", 3, 0, "pcm", "want multi, multi-pair, sliced or binary"},
		{"pair", 2, 0, "pcm", "want multi"},
		{"multi", 65, 0, "pcm", "layout.cells = 65"},
		{"multi", -1, 0, "pcm", "layout.cells = -1"},
		{"sliced", 4, 1, "pcm", "layout.levels = 1"},
		{"sliced", 9, 16, "pcm", "2²⁴"},
		{"sliced", 4, 16, "stt-mram", "layout.levels = 2"},
		{"pairs", 0, 0, "pcm", `layout "pairs"`},
	} {
		card := preset(t, tt.card)
		_, err := New(card, 3, 2, Options{Layout: tt.layout, Cells: tt.cells, Levels: tt.levels})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: error %v", tt, err)
		}
		if err2 := Suits(tt.layout, tt.cells, tt.levels, card); err2 == nil || err2.Error() != err.Error() {
			t.Errorf("%+v: Suits says %v", tt, err2)
		}
	}
	tile := build(t, preset(t, "pcm"), 2, 2, Options{Layout: "sliced"})
	if err := tile.PulseColumn(0, []float32{1, 1}); err == nil || tile.Counts().Pulses != 0 {
		t.Errorf("digits were pulsed: %v", err)
	}
	if err := tile.PulseRows([]int32{0}, []int32{1}, []float32{1}); err == nil {
		t.Error("digits of a row were pulsed")
	}
}

// Ideal parts give back the matrix, of any layout, through reads, columns, rows and single weights.
func TestTileIsTheMatrixInEveryLayout(t *testing.T) {
	for _, name := range Layouts() {
		card := preset(t, "ideal")
		if name == "binary" {
			card = preset(t, "stt-mram")
			card.Spread = nil
		}
		tile := build(t, card, 11, 4, Options{Layout: name})
		w := random(44, -1, 1, 5)
		if !signed(name) {
			w = random(44, 0, 1, 5)
		}
		tile.Program(w, false)
		tol := coarse(name) + 1e-6
		got := tile.Weights()
		col, cell := make([]float32, 11), make([]float32, 1)
		for i, x := range w {
			r, j := i/4, i%4
			near(t, name+": weight", float64(got[i]), x, tol)
			tile.Column(col, j)
			near(t, name+": column", float64(col[r]), x, tol)
			tile.Cells(cell, int32(r), []int32{int32(j)})
			near(t, name+": cell", float64(cell[0]), x, tol)
			near(t, name+": read", float64(forward(tile, []int32{int32(r)}, nil)[j]), x, tol)
		}
		tile.ScaleColumn(2, 0.5)
		tile.Column(col, 2)
		for r := range col {
			near(t, name+": scaled", float64(col[r]), 0.5*float64(got[r*4+2]), 2*tol)
		}
	}
}

// One counter serves all weights: every update goes to the next cell, whichever weight it is of, so that
// each of three cells has a third of the pulses; averaging three cells makes the scatter of a weight after
// the same change √3 smaller.
func TestArbitration(t *testing.T) {
	tile := build(t, preset(t, "memristor"), 1, 2, Options{Layout: "multi", Cells: 3})
	for k := range 9 {
		if err := tile.PulseColumn(k%2, []float32{1}); err != nil {
			t.Fatal(err)
		}
	}
	for c, want := range []uint32{2, 1, 2, 1, 2, 1} { // weight 0 in updates 0, 2, 4, 6, 8; weight 1 in 1, 3, 5, 7
		if got := tile.Array().PulseCount(0, c); got != want {
			t.Errorf("cell %d has had %d pulses, want %d", c, got, want)
		}
	}
	other := build(t, preset(t, "memristor"), 1, 2, Options{Layout: "multi", Cells: 3})
	s, err := tile.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Restore(s); err != nil || other.turn != 9 {
		t.Errorf("restored at turn %d: %v", other.turn, err)
	}
	sd := func(cells, pulses int) float64 {
		const rows = 4000
		tile := build(t, preset(t, "memristor"), rows, 1, Options{Layout: "multi", Cells: cells})
		tile.Program(level(rows, 0.3), false)
		if err := tile.PulseColumn(0, doses(rows, float32(pulses))); err != nil {
			t.Fatal(err)
		}
		var x []float64
		for _, w := range tile.Weights() {
			x = append(x, float64(w))
		}
		return stat.StdDev(x, nil)
	}
	near(t, "scatter of three cells over that of one", sd(3, 6)/sd(1, 2), 1/math.Sqrt(3), 4*0.58/math.Sqrt(4000)+0.02)
}
