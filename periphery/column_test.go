package periphery

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/crossbar"
	"github.com/xbar-sim/xbar/variability"
)

func pulse(t testing.TB, tile *Tile, j int, dose []float32) {
	t.Helper()
	if err := tile.PulseColumn(j, dose); err != nil {
		t.Fatal(err)
	}
}

// counts returns the pulses that an array column has had, row by row.
func counts(tile *Tile, col int) []uint32 {
	n := make([]uint32, tile.rows)
	for r := range n {
		n[r] = tile.array.PulseCount(r, col)
	}
	return n
}

func snapshot(t testing.TB, tile *Tile) *Snapshot {
	t.Helper()
	s, err := tile.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A dose of n + f is n pulses and one more with probability f, for every cell independently:
// over all cells and calls the number of additional pulses is binomial.
func TestDoseIsTheExpectedNumberOfPulses(t *testing.T) {
	const rows, calls = 784, 100
	for _, dose := range []float32{0.01, 0.1, 0.3, 0.9, 1, 1.25, 2.6, 7} {
		tile := build(t, preset(t, "memristor"), rows, 2, Options{})
		whole := math.Floor(float64(dose))
		p := float64(dose) - whole
		var sum, square float64
		for call := range calls {
			before := counts(tile, 1)
			sign := float32(1 - 2*(call%2))
			pulse(t, tile, 1, doses(rows, sign*dose))
			for r, n := range counts(tile, 1) {
				more := float64(n-before[r]) - whole
				if more != 0 && (more != 1 || p == 0) {
					t.Fatalf("a dose of %g became %d pulses", dose, n-before[r])
				}
				sum += more
			}
		}
		n := float64(rows * calls)
		near(t, "additional pulses", sum/n, p, 4*math.Sqrt(p*(1-p)/n))
		if got := tile.Counts().Pulses; got != uint64(whole*n+sum) {
			t.Errorf("%d pulses were counted, want %g", got, whole*n+sum)
		}
		for _, c := range counts(tile, 1) {
			d := float64(c) - calls*float64(dose)
			square += d * d
		}
		v := calls * p * (1 - p) // of the pulses of one cell; its χ² has as many degrees as cells
		near(t, "scatter between cells", square/rows, v, 5*v*math.Sqrt(2.0/rows)+1e-6)
	}
}

// Ideal cells take a part of a pulse as that part of its change, 0.01 e^(-3w) per SET pulse.
func TestGradedDose(t *testing.T) {
	tile := build(t, preset(t, "ideal"), 3, 1, Options{})
	tile.Program([]float64{0, 0.5, 0.5}, false)
	pulse(t, tile, 0, []float32{0.25, 0.5, -1.5})
	first := 0.01 * math.Exp(-1.5)
	second := 0.005 * math.Exp(-3*(0.5+first))
	for i, want := range []float64{0.0025, 0.5 + 0.5*first, 0.5 - first - second} {
		near(t, "weight", float64(tile.Weights()[i]), want, 1e-7)
	}
}

func TestDoseOfZeroNeverPulses(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		tile := build(t, preset(t, rapid.SampledFrom([]string{"memristor", "pcm"}).Draw(r, "card")), 20, 3, Options{Refresh: DefaultRefresh()})
		dose := make([]float32, 20)
		for i := range dose {
			dose[i] = rapid.SampledFrom([]float32{0, 0, float32(math.Copysign(0, -1)), 0.5, -0.5, 1, -2}).Draw(r, "dose")
		}
		for j := range 3 {
			pulse(t, tile, j, dose)
		}
		for row, d := range dose {
			for c := range tile.array.Cols {
				if n := tile.array.PulseCount(row, c); d == 0 && n != 0 {
					r.Fatalf("row %d had no dose and %d pulses", row, n)
				}
			}
		}
	})
}

// One cell a weight: positive doses are SET pulses on it, negative ones RESET pulses, and the
// dummy column has neither.
func TestPulseColumnOfSingleCells(t *testing.T) {
	tile := build(t, preset(t, "memristor", "c2c_range", 0.0), 4, 3, Options{})
	tile.Program(level(12, 0.5), false)
	before := slices.Clone(tile.Weights())
	pulse(t, tile, 1, []float32{1, -1, 0, 3})
	after := tile.Weights()
	for i := range after {
		change := after[i] - before[i]
		want := map[int]float64{1: 1, 4: -1, 10: 1}[i]
		if float64(change)*want < 0 || (change == 0) != (want == 0) {
			t.Errorf("weight %d, %d changed by %g", i/3, i%3, change)
		}
	}
	for c, want := range [][]uint32{{0, 0, 0, 0}, {1, 1, 0, 3}, {0, 0, 0, 0}, {0, 0, 0, 0}} {
		if got := counts(tile, c); !slices.Equal(got, want) {
			t.Errorf("array column %d had %d pulses, want %d", c, got, want)
		}
	}
	c := tile.Counts()
	if c.Pulses != 5 || c.Energy != tile.array.WriteEnergy() || c.Energy < 5*1.3e-9 || c.Energy > 5*6e-9 {
		t.Errorf("%d pulses of %g J, want 5 of 1.3 to 6 nJ each", c.Pulses, c.Energy)
	}
}

// A pair moves either way by SET pulses: on its plus cell to go up, on its minus cell to go
// down. Every one of them costs the 4.5 pJ of a SET.
func TestPulseColumnOfPairs(t *testing.T) {
	tile := build(t, still(t), 4, 3, Options{})
	pulse(t, tile, 1, []float32{1, -1, 0, -3})
	for c, want := range [][]uint32{{0, 0, 0, 0}, {0, 0, 0, 0}, {1, 0, 0, 0}, {0, 1, 0, 3}, {0, 0, 0, 0}, {0, 0, 0, 0}} {
		if got := counts(tile, c); !slices.Equal(got, want) {
			t.Errorf("array column %d had %d pulses, want %d", c, got, want)
		}
	}
	near(t, "energy, pJ", tile.Counts().Energy*1e12, 5*4.5, 1e-9)
	lo, _ := tile.array.Card().Model.Range()
	for i, g := range tile.array.Conductances() {
		if float64(g) < lo*(1-1e-6) {
			t.Errorf("cell %d is at %g S: it was RESET", i, g)
		}
	}
}

// SET and RESET are the card's own pulses, each with its own voltage and width.
func TestPulsesAreNominal(t *testing.T) {
	card := preset(t, "memristor", "t_set", "20 µs", "t_reset", "3 ms", "v_set", "1.2 V", "v_reset", "-1.7 V")
	tile, twin := build(t, card, 6, 2, Options{}), build(t, card, 6, 2, Options{})
	for _, x := range []*Tile{tile, twin} {
		x.Program(level(12, 0.5), false)
	}
	pulse(t, tile, 1, []float32{1, 1, -1, 0, -1, 1})
	twin.array.Pulse(1, []int32{0, 1, 5}, 1.2, 20e-6)
	twin.array.Pulse(1, []int32{2, 4}, -1.7, 3e-3)
	if !reflect.DeepEqual(snapshot(t, tile).Array, snapshot(t, twin).Array) {
		t.Error("a dose is not the card's nominal pulses")
	}
}

func TestPulseColumnRefuses(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	tile := build(t, preset(t, "memristor"), 4, 3, Options{})
	before := snapshot(t, tile)
	for _, tt := range []struct {
		name string
		j    int
		dose []float32
		want string
	}{
		{"column", 3, doses(4, 1), "column 3 with 4 doses: the tile has 4 rows and 3 columns"},
		{"column below zero", -1, doses(4, 1), "column -1"},
		{"too few", 0, doses(3, 1), "3 doses"},
		{"too many", 0, doses(5, 1), "5 doses"},
		{"not a number", 0, []float32{1, nan, 1, 1}, "column 0, row 1: dose NaN"},
		{"infinite", 1, []float32{1, 1, inf, 1}, "column 1, row 2: dose +Inf"},
		{"infinite downward", 1, []float32{1, 1, 1, -inf}, "column 1, row 3: dose -Inf"},
		{"endless", 1, []float32{1, 1, 1, 3e7}, "column 1, row 3: dose 3e+07"},
	} {
		if err := tile.PulseColumn(tt.j, tt.dose); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one with %s", tt.name, err, tt.want)
		}
	}
	if !reflect.DeepEqual(snapshot(t, tile), before) {
		t.Error("a refused dose changed the tile")
	}
}

// Which cells of a column are pulsed, and how they scatter, depends on the column and on nothing
// that happens to others.
func TestColumnsAreIndependent(t *testing.T) {
	for _, layout := range []string{"single", "pair"} {
		run := func(order ...int) *Tile {
			tile := build(t, preset(t, "memristor"), 50, 8, Options{Layout: layout})
			for _, j := range order {
				pulse(t, tile, j, doses(50, 0.4))
			}
			return tile
		}
		x := func(tile *Tile) []float64 { return snapshot(t, tile).Array.X[0] }
		a, b := x(run(3, 5, 5, 1)), x(run(5, 1, 3, 5))
		if !slices.Equal(a, b) {
			t.Errorf("%s: the order of columns matters", layout)
		}
		if slices.Equal(a, x(run(3, 5, 1))) {
			t.Errorf("%s: a second pulse did nothing", layout)
		}
		alone := run(5, 5)
		three, _, _ := alone.layout.targets(3, true, 0)
		five, _, _ := alone.layout.targets(5, true, 0)
		if both := run(3, 5); slices.Equal(counts(both, three), counts(both, five)) {
			t.Errorf("%s: two columns chose the same cells", layout)
		}
		for c := range alone.array.Cols {
			if a, _, _ := alone.layout.targets(5, true, 0); c == a && !slices.Equal(counts(alone, c), counts(run(3, 5, 5, 1), c)) {
				t.Errorf("%s: other columns chose the cells of column 5", layout)
			}
		}
	}
}

// Two tiles of one stream are the same to the bit, noise included; those of two streams are not.
func TestSameStreamSameTile(t *testing.T) {
	run := func(name string, k int) ([]float32, *Snapshot) {
		tile := build(t, preset(t, name, "read_noise", 0.02), 30, 6, Options{
			DAC: DAC{Bits: 4, Noise: 0.01}, ADC: ADC{Bits: 8, Range: 20, Noise: 0.5}, Refresh: DefaultRefresh(),
			Array: crossbar.Options{D2D: 0.2, Stream: variability.Seed(3).At(k)},
		})
		tile.Program(random(180, 0, 1, 2), true)
		var seen []float32
		for n := range 10 {
			tile.NextInput(variability.Seed(4).At(n))
			seen = append(seen, forward(tile, []int32{1, 5, int32(n)}, nil)...)
			pulse(t, tile, n%6, doses(30, 0.5-float32(n%3)/2))
			tile.Advance(100)
		}
		return seen, snapshot(t, tile)
	}
	for _, name := range []string{"memristor", "pcm"} {
		seen, s := run(name, 0)
		again, sAgain := run(name, 0)
		other, _ := run(name, 1)
		if !slices.Equal(seen, again) || !reflect.DeepEqual(s, sAgain) {
			t.Errorf("%s: two tiles of one stream differ", name)
		}
		if slices.Equal(seen, other) {
			t.Errorf("%s: tiles of two streams are the same", name)
		}
	}
}
