package periphery

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/variability"
)

// spared is a tile of 30 × 7 weights with spares and dead cells.
func spared(t testing.TB, card *device.Card, layout string, s Spares, f variability.Faults) *Tile {
	t.Helper()
	opt := Options{Layout: layout, Spares: s}
	opt.Array.Stream = variability.Seed(3).Named("spared")
	opt.Array.Faults = f
	tile, err := New(card, 30, 7, opt)
	if err != nil {
		t.Fatal(err)
	}
	return tile
}

// ramp30 are weights that differ, 0.05 to 0.95.
func ramp30() []float64 {
	w := make([]float64, 30*7)
	for i := range w {
		w[i] = 0.05 + 0.9*float64(i*37%len(w))/float64(len(w))
	}
	return w
}

// delivered is what every way of reading weights says of them: currents row by row, columns, single cells
// and Weights, in full weights.
func delivered(t *Tile) [][]float32 {
	var all [][]float32
	for r := range int32(30) {
		sum := make([]float32, 7)
		t.Forward(sum, []int32{r}, nil)
		cells := make([]float32, 7)
		t.Cells(cells, r, []int32{0, 1, 2, 3, 4, 5, 6})
		all = append(all, sum, cells)
	}
	for j := range 7 {
		col := make([]float32, 30)
		t.Column(col, j)
		all = append(all, col)
	}
	return append(all, t.Weights())
}

// Dead lines, as many as there are spares, are found by reads and replaced: the tile then is the matrix that
// it is without faults, in every layout, whichever way it is read. Without the spares it is not.
func TestSparesGiveBackTheMatrix(t *testing.T) {
	broken := variability.Faults{Rows: 0.1, Columns: 0.08, Cluster: 1, Radius: 1, Side: 1}
	for _, layout := range []string{"single", "pair", "multi", "multi-pair", "sliced"} {
		card := preset(t, "ideal")
		sound := spared(t, card, layout, Spares{}, variability.Faults{})
		dead := spared(t, card, layout, Spares{}, broken)
		cured := spared(t, card, layout, Spares{Rows: 12, Columns: 12}, broken)
		for _, x := range []*Tile{sound, dead, cured} {
			x.Program(ramp30(), false)
		}
		want := delivered(sound)
		worst := func(x *Tile) (off float64) {
			for k, list := range delivered(x) {
				for i, v := range list {
					off = max(off, math.Abs(float64(v-want[k][i])))
				}
			}
			return off
		}
		if off := worst(cured); off > 1e-6 {
			t.Errorf("%s: off by %g of a full weight after %+v", layout, off, cured.Repaired())
		}
		if off := worst(dead); off < 0.05 {
			t.Errorf("%s: off by %g only, without spares", layout, off)
		}
		if r := cured.Repaired(); r.Left != 0 || r.Bad == 0 || r.Rows+r.Columns == 0 {
			t.Errorf("%s: %+v", layout, r)
		}
	}
}

// A sound array with spares replaces nothing and is the same matrix; one without spares is not tested and
// counts nothing.
func TestSoundArrayKeepsItsLines(t *testing.T) {
	plain := spared(t, preset(t, "ideal"), "single", Spares{}, variability.Faults{})
	more := spared(t, preset(t, "ideal"), "single", Spares{Rows: 3, Columns: 2}, variability.Faults{})
	if plain.Counts().Looks != 0 || plain.Counts().Pulses != 0 || plain.Repaired() != (Repair{}) {
		t.Errorf("without spares %+v", plain.Counts())
	}
	if r := more.Repaired(); r != (Repair{}) || !slices.Equal(more.array.row, upTo(30)) || !slices.Equal(more.array.col, upTo(8)) {
		t.Errorf("a sound array: %+v", r)
	}
	plain.Program(ramp30(), false)
	more.Program(ramp30(), false)
	if !reflect.DeepEqual(delivered(plain), delivered(more)) {
		t.Error("spares change the matrix")
	}
	cells := uint64(33 * 10)
	if c := more.Counts(); c.Looks-plain.Counts().Looks != 2*cells || c.Pulses != 2*cells {
		t.Errorf("the test takes %d looks and %d writes of %d cells", c.Looks-plain.Counts().Looks, c.Pulses, cells)
	}
}

// The plan of exchanges: of single bad cells it cures as many as it has lines, those with more first, and
// a spare that is worse stays spare.
func TestSparesReplaceTheWorst(t *testing.T) {
	const rows, cols = 6, 5 // 2 and 1 of them spare
	bad := make([]bool, rows*cols)
	for _, at := range [][2]int{{0, 0}, {0, 1}, {0, 2}, {2, 3}, {3, 3}, {1, 1}, {5, 0}, {5, 1}} {
		bad[at[0]*cols+at[1]] = true
	}
	p := &plan{bad: bad, cols: cols, line: [2][]int32{upTo(4), upTo(4)}, spare: [2][]int32{{4, 5}, {4}}}
	if p.left() != 6 {
		t.Fatalf("%d bad cells on lines in use, want 6", p.left())
	}
	for {
		rows, from, to, gain := p.best()
		if gain <= 0 {
			break
		}
		p.swap(rows, from, to)
	}
	// row 0 (three) goes to row 4, column 3 (two) to column 4, and row 5, which has two, would not gain over row 1
	if !slices.Equal(p.line[0], []int32{4, 1, 2, 3}) || !slices.Equal(p.line[1], []int32{0, 1, 2, 4}) || p.left() != 1 {
		t.Errorf("lines in use %v, %d bad", p.line, p.left())
	}
}

// Learning, refreshing, writing and reading go to the cells behind the switches: what is pulsed through a
// repaired tile is what its columns then deliver, and replaced lines are never pulsed.
func TestRepairedTileLearns(t *testing.T) {
	broken := variability.Faults{Rows: 0.1, Columns: 0.08, Cluster: 1, Radius: 1, Side: 1}
	for _, layout := range []string{"single", "pair"} {
		x := spared(t, preset(t, "memristor"), layout, Spares{Rows: 12, Columns: 12}, broken)
		x.refresh = DefaultRefresh()
		before := make([]uint32, x.Array().Rows*x.Array().Cols)
		for i := range before {
			before[i] = x.Array().PulseCount(i/x.Array().Cols, i%x.Array().Cols)
		}
		dose := make([]float32, 30)
		for i := range dose {
			dose[i] = 40
		}
		for j := range 7 {
			if err := x.PulseColumn(j, dose); err != nil {
				t.Fatal(err)
			}
		}
		for j := range 7 {
			col := make([]float32, 30)
			x.Column(col, j)
			if m := slices.Min(col); m < 0.3 {
				t.Errorf("%s: column %d has a weight of %g after 40 pulses", layout, j, m)
			}
		}
		for i, n := range before {
			r, c := i/x.Array().Cols, i%x.Array().Cols
			used := slices.Contains(x.array.row, int32(r)) && slices.Contains(x.array.col, int32(c))
			if !used && x.Array().PulseCount(r, c) != n {
				t.Fatalf("%s: cell %d, %d is not in use and was pulsed", layout, r, c)
			}
		}
	}
}

// A restored tile with spares goes on where it was, and counts its test once.
func TestRepairedTileGoesOn(t *testing.T) {
	broken := variability.Faults{Rows: 0.1, HRS: 0.02, Cluster: 1, Radius: 1, Side: 1}
	a := spared(t, preset(t, "pcm"), "pair", Spares{Rows: 5, Columns: 3}, broken)
	dose := make([]float32, 30)
	for i := range dose {
		dose[i] = 1.5
	}
	pulse := func(x *Tile) {
		if err := x.PulseColumn(2, dose); err != nil {
			t.Fatal(err)
		}
	}
	pulse(a)
	s, err := a.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	b := spared(t, preset(t, "pcm"), "pair", Spares{Rows: 5, Columns: 3}, broken)
	if err := b.Restore(s); err != nil {
		t.Fatal(err)
	}
	pulse(a)
	pulse(b)
	if !reflect.DeepEqual(a.Weights(), b.Weights()) || a.Counts() != b.Counts() {
		t.Errorf("restored %+v, went on %+v", b.Counts(), a.Counts())
	}
}

// Numbers of spares that no array can have are refused with their key.
func TestSparesRefused(t *testing.T) {
	for _, s := range []Spares{{Rows: -1}, {Columns: MaxSpares + 1}} {
		if _, err := New(preset(t, "ideal"), 3, 3, Options{Spares: s}); err == nil {
			t.Errorf("%+v was taken", s)
		}
	}
}
