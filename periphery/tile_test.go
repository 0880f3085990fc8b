package periphery

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/crossbar"
	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/device/devicetest"
	"github.com/xbar-sim/xbar/snn"
	"github.com/xbar-sim/xbar/variability"
)

var _ snn.Synapses = (*Tile)(nil)

// preset and still return cards.
var (
	preset = devicetest.Preset
	still  = devicetest.Still
)

func build(t testing.TB, c *device.Card, rows, cols int, opt Options) *Tile {
	t.Helper()
	if opt.Array.Stream == (variability.Stream{}) {
		opt.Array.Stream = variability.Seed(1).Named("periphery")
	}
	tile, err := New(c, rows, cols, opt)
	if err != nil {
		t.Fatal(err)
	}
	return tile
}

func near(t testing.TB, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s = %.9g, want %.9g ± %.2g", what, got, want, tol)
	}
}

// random returns n numbers from lo to hi.
func random(n int, lo, hi float64, seed uint64) []float64 {
	src := variability.Seed(seed).Rand()
	x := make([]float64, n)
	for i := range x {
		x[i] = lo + (hi-lo)*src.Float64()
	}
	return x
}

// level returns n times w.
func level(n int, w float64) []float64 { return random(n, w, w, 0) }

// all returns the rows 0 to n-1, doses n times d.
func all(n int) []int32 {
	rows := make([]int32, n)
	for i := range rows {
		rows[i] = int32(i)
	}
	return rows
}

func doses(n int, d float32) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = d
	}
	return x
}

func forward(tile *Tile, rows []int32, amp []float32) []float32 {
	_, cols := tile.Dims()
	dst := make([]float32, cols)
	tile.Forward(dst, rows, amp)
	return dst
}

// With everything ideal a tile multiplies a matrix: its sums are those in float64 within 1e-6
// of the largest they could be, whatever the layout.
func TestForwardIsTheMatrixProduct(t *testing.T) {
	card := preset(t, "ideal")
	rapid.Check(t, func(r *rapid.T) {
		rows, cols := rapid.IntRange(1, 60).Draw(r, "rows"), rapid.IntRange(1, 12).Draw(r, "columns")
		layout := rapid.SampledFrom([]string{"single", "pair", "multi", "multi-pair"}).Draw(r, "layout")
		tile := build(t, card, rows, cols, Options{Layout: layout})
		lo := -1.0
		if !signed(layout) {
			lo = 0
		}
		w := random(rows*cols, lo, 1, rapid.Uint64().Draw(r, "seed"))
		tile.Program(w, false)
		active := rapid.Permutation(all(rows)).Draw(r, "rows")[:rapid.IntRange(0, rows).Draw(r, "active")]
		var amp []float32
		if rapid.Bool().Draw(r, "amplitudes") {
			for _, a := range random(len(active), 0, 1, 7) {
				amp = append(amp, float32(a))
			}
		}
		got := forward(tile, active, amp)
		for j := range cols {
			var want float64
			for i, row := range active {
				x := w[int(row)*cols+j]
				if amp != nil {
					x *= float64(amp[i])
				}
				want += x
			}
			if math.Abs(float64(got[j])-want) > 1e-6*float64(len(active)+1) {
				r.Fatalf("column %d: %.9g, want %.9g", j, got[j], want)
			}
		}
	})
}

func TestForwardAddsAndScales(t *testing.T) {
	tile := build(t, preset(t, "ideal"), 5, 3, Options{})
	tile.Program(random(15, 0, 1, 3), false)
	dst := []float32{10, 20, 30}
	tile.Forward(dst, nil, nil)
	if !slices.Equal(dst, []float32{10, 20, 30}) {
		t.Errorf("a read of no rows gave %g", dst)
	}
	plain := forward(tile, []int32{1, 4}, nil)
	tile.Forward(dst, []int32{1, 4}, nil)
	for j := range dst {
		near(t, "sum on top of what was there", float64(dst[j]), float64(10*(j+1))+float64(plain[j]), 1e-5)
	}
	tile.SetGain(2)
	for j, x := range forward(tile, []int32{1, 4}, nil) {
		near(t, "with a gain of 2", float64(x), 2*float64(plain[j]), 1e-6)
	}
	tile.SetColumnGains([]float64{1, 0.5, 0})
	got := forward(tile, []int32{1, 4}, nil)
	if got[0] != plain[0] || got[1] != plain[1]/2 || got[2] != 0 {
		t.Errorf("with gains 1, 0.5 and 0: %g, without %g", got, plain)
	}
	defer func() {
		if recover() == nil {
			t.Error("gains for another number of columns were taken")
		}
	}()
	tile.SetColumnGains([]float64{1})
}

// Weights are what was programmed, signed where the layout has signs, and held at the limits.
func TestProgramAndWeights(t *testing.T) {
	for _, name := range device.Presets() {
		for _, layout := range []string{"single", "pair"} {
			card := preset(t, name)
			card.Spread = nil // nominal cells
			tile := build(t, card, 13, 7, Options{Layout: layout})
			w := random(13*7, -1.3, 1.3, 4)
			tile.Program(w, false)
			for i, got := range tile.Weights() {
				want := min(max(w[i], -1), 1)
				if layout == "single" {
					want = max(want, 0)
				}
				near(t, name+", "+layout+": weight", float64(got), want, 1e-6)
			}
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("weights of another shape were programmed")
		}
	}()
	build(t, preset(t, "ideal"), 3, 3, Options{}).Program(make([]float64, 8), false)
}

// The bottom of the memristor's range lets through a quarter of what the top does. A dummy
// column takes that away: weights of zero have no response, and a column of full weights
// responds as if there were nothing at the bottom.
func TestNoBiasFromFiniteOnOffRatio(t *testing.T) {
	for _, layout := range []string{"single", "pair", "multi", "multi-pair", "sliced"} {
		rounding := 0.0
		if layout != "single" && layout != "pair" {
			rounding = 1e-5 // of factors that add to one
		}
		tile := build(t, preset(t, "memristor"), 50, 4, Options{Layout: layout})
		for j, x := range forward(tile, all(50), nil) {
			if math.Abs(float64(x)) > rounding {
				t.Errorf("%s: zero weights in column %d respond with %g full weights", layout, j, x)
			}
		}
		w := make([]float64, 200)
		for r := range 50 {
			w[4*r+2] = 1
		}
		tile.Program(w, false)
		for j, x := range forward(tile, all(50), nil) {
			near(t, layout+": response", float64(x), []float64{0, 0, 50, 0}[j], 1e-4)
		}
	}
}

// With differing cells the dummy column removes the mean, so that columns of zero weights have
// no bias in common beyond its own cells' scatter: ±√rows times the cell's.
func TestDummyColumnDiffersFromCellToCell(t *testing.T) {
	const rows, cols, cv = 400, 300, 0.3
	tile := build(t, preset(t, "memristor"), rows, cols, Options{Array: crossbar.Options{D2D: cv}})
	lo, hi := tile.Array().Card().Model.Range()
	var sum float64
	for _, x := range forward(tile, all(rows), nil) {
		sum += float64(x)
	}
	sigma := math.Sqrt(rows) * cv * lo / (hi - lo)
	if mean := sum / cols; mean == 0 || math.Abs(mean) > 4*sigma {
		t.Errorf("zero weights respond with %g full weights in the mean, want not 0 and within ± %g (%g without a dummy)", mean, 4*sigma, rows*lo/(hi-lo))
	}
}

func TestLayoutOfTheCard(t *testing.T) {
	for name, columns := range map[string]int{"ideal": 8, "memristor": 8, "pcm": 14, "vteam": 8} {
		tile := build(t, preset(t, name), 3, 7, Options{})
		rows, cols := tile.Dims()
		if rows != 3 || cols != 7 || tile.Array().Cols != columns || tile.Array().Rows != 3 {
			t.Errorf("%s: 3 × 7 weights are %d × %d on %d × %d cells, want %d columns", name, rows, cols, tile.Array().Rows, tile.Array().Cols, columns)
		}
	}
}

func TestNewTileRefuses(t *testing.T) {
	for _, tt := range []struct {
		name       string
		rows, cols int
		opt        Options
		want       string
	}{
		{"no rows", 0, 3, Options{}, "0 × 3 weights"},
		{"no columns", 3, 0, Options{}, "3 × 0 weights"},
		{"negative", 3, -1, Options{Layout: "pair"}, "3 × -1 weights"},
		{"layout", 3, 3, Options{Layout: "triple"}, `"triple": want one of [single pair multi multi-pair sliced binary]`},
		{"spread", 3, 3, Options{Array: crossbar.Options{D2D: -1}}, "-1"},
		{"dac bits", 3, 3, Options{DAC: DAC{Bits: 17}}, "dac.bits = 17: want 0 to 16"},
		{"adc bits", 3, 3, Options{ADC: ADC{Bits: 1}}, "adc.bits = 1: want 0 or 2 to 16"},
		{"refresh", 3, 3, Options{Refresh: Refresh{Full: 1.5}}, "refresh"},
	} {
		tile, err := New(preset(t, "memristor"), tt.rows, tt.cols, tt.opt)
		if tile != nil || err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one with %s", tt.name, err, tt.want)
		}
	}
}

// Time reaches the cells: a day takes a third of a phase-change cell's conductance, and so of a
// weight of either sign.
func TestAdvanceReachesTheCells(t *testing.T) {
	tile := build(t, preset(t, "pcm"), 40, 40, Options{})
	tile.Program(random(1600, -1, 1, 5), false)
	before := tile.Weights()
	tile.Advance(86400)
	near(t, "time, s", tile.Array().Now(), 86400, 0)
	var was, is float64
	for i, w := range tile.Weights() {
		was, is = was+math.Abs(float64(before[i])), is+math.Abs(float64(w))
	}
	near(t, "weights after a day over those before", is/was, math.Pow(1+86400.0/20, -0.049), 0.02)
}

// Reads superpose: the sums of two disjoint sets of inputs add up to those of both, amplitudes scale them, and a column
// does not know where it stands. Cells of a card with a finite range, ideal converters.
func TestReadsSuperpose(t *testing.T) {
	card := preset(t, "vteam")
	rapid.Check(t, func(r *rapid.T) {
		rows, cols := rapid.IntRange(2, 40).Draw(r, "rows"), rapid.IntRange(1, 8).Draw(r, "columns")
		layout := rapid.SampledFrom([]string{"single", "pair", "multi", "multi-pair"}).Draw(r, "layout")
		w := random(rows*cols, 0, 1, rapid.Uint64().Draw(r, "seed"))
		order := rapid.Permutation(all(cols)).Draw(r, "order")
		moved := make([]float64, len(w))
		for i := range rows {
			for k, j := range order {
				moved[i*cols+k] = w[i*cols+int(j)]
			}
		}
		tile, other := build(t, card, rows, cols, Options{Layout: layout}), build(t, card, rows, cols, Options{Layout: layout})
		tile.Program(w, false)
		other.Program(moved, false)
		active := rapid.Permutation(all(rows)).Draw(r, "rows")
		part := rapid.IntRange(0, rows).Draw(r, "part")
		half := make([]float32, rows)
		for i := range half {
			half[i] = 0.5
		}
		a, b, both := forward(tile, active[:part], nil), forward(tile, active[part:], nil), forward(tile, active, nil)
		scaled, shuffled := forward(tile, active, half), forward(other, active, nil)
		tol := 2e-6 * float64(rows)
		for k, j := range order {
			for what, x := range map[string]float32{"parts": a[j] + b[j], "twice half an amplitude": 2 * scaled[j], "another place": shuffled[k]} {
				if math.Abs(float64(x-both[j])) > tol {
					r.Fatalf("column %d in %s: %g, want %g", j, what, x, both[j])
				}
			}
		}
	})
}
