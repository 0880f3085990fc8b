package periphery

import (
	"math"
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/snn"
)

var _ snn.Rewritable = (*Tile)(nil)

// A fraction of a pulse on a row is a chance of one, independent in every cell.
func TestPulseRows(t *testing.T) {
	const cols, calls, dose = 50, 200, 0.3
	tile := build(t, preset(t, "memristor"), 3, cols, Options{})
	every, doses := make([]int32, cols), make([]float32, cols)
	for j := range every {
		every[j], doses[j] = int32(j), dose
	}
	for range calls {
		if err := tile.PulseRows([]int32{1}, every, doses); err != nil {
			t.Fatal(err)
		}
	}
	const n = cols * calls
	near(t, "pulses a call and cell", float64(tile.Counts().Pulses)/n, dose, 5*math.Sqrt(dose*(1-dose)/n))
	for j := range cols {
		if tile.array.PulseCount(0, j) != 0 || tile.array.PulseCount(2, j) != 0 {
			t.Error("other rows were pulsed")
		}
	}
	for _, bad := range []struct {
		row  int32
		cols []int32
		dose []float32
	}{
		{3, every, doses}, {-1, every, doses}, {0, every[:1], doses}, {0, []int32{cols}, doses[:1]}, {0, every[:1], []float32{float32(math.NaN())}},
	} {
		if tile.PulseRows([]int32{0, bad.row}, bad.cols, bad.dose) == nil {
			t.Errorf("row %d, %d columns, %d doses: no error", bad.row, len(bad.cols), len(bad.dose))
		}
		if tile.array.PulseCount(0, 0) != 0 {
			t.Errorf("row %d, %d columns, %d doses: another row was pulsed", bad.row, len(bad.cols), len(bad.dose))
		}
	}
}

// Rows of one call get what they get one after another.
func TestPulseRowsInTurn(t *testing.T) {
	rows, cols, doses := []int32{2, 0, 2, 1}, []int32{3, 1}, []float32{0.6, -0.4}
	together, apart := build(t, preset(t, "memristor"), 3, 4, Options{}), build(t, preset(t, "memristor"), 3, 4, Options{})
	for range 20 {
		if err := together.PulseRows(rows, cols, doses); err != nil {
			t.Fatal(err)
		}
		for k := range rows {
			if err := apart.PulseRows(rows[k:k+1], cols, doses); err != nil {
				t.Fatal(err)
			}
		}
	}
	got, want := make([]float32, 3), make([]float32, 3)
	for j := range 4 {
		together.Column(got, j)
		apart.Column(want, j)
		if !slices.Equal(got, want) {
			t.Errorf("column %d: %v, one after another %v", j, got, want)
		}
	}
}

// A column is scaled as a whole, within the card's programming noise, and no weight beyond its limit.
func TestScaleColumn(t *testing.T) {
	for _, name := range []string{"ideal", "memristor", "pcm"} {
		tile := build(t, preset(t, name), 200, 3, Options{})
		w := make([]float64, 600)
		for i := range w {
			w[i] = float64(i/3) / 400
		}
		tile.Program(w, false)
		before, after := make([]float32, 200), make([]float32, 200)
		tile.Column(before, 1)
		tile.ScaleColumn(1, 1.5)
		tile.Column(after, 1)
		var sum, want float64
		for i := range after {
			sum, want = sum+float64(after[i]), want+min(1.5*float64(before[i]), 1)
		}
		tolerance := 1e-4
		if name != "ideal" {
			tolerance = 0.05 // errors of 3 to 4 % of the range in 200 cells of a mean of 0.37
		}
		near(t, name+": sum over what was asked for", sum/want, 1, tolerance)
		other := make([]float32, 200)
		tile.Column(other, 2)
		for i, x := range other {
			near(t, name+": another column", float64(x), float64(tile.Weights()[3*i+2]), 1e-6)
		}
	}
}

// Readers of a tile find what the tile finds, and their conversions are added to its counts.
func TestTileReader(t *testing.T) {
	tile := build(t, preset(t, "pcm"), 40, 5, Options{ADC: ADC{Bits: 6, Range: 4, Noise: 0.5}})
	w := make([]float64, 200)
	for i := range w {
		w[i] = float64(i%7)/7 - 0.4
	}
	tile.Program(w, true)
	r := tile.Reader()
	rows := []int32{1, 5, 30}
	for k := range 4 {
		want, got := make([]float32, 5), make([]float32, 5)
		s := tile.stream.Named("input").At(k)
		tile.NextInput(s)
		tile.Forward(want, rows, nil)
		r.NextInput(s)
		r.Forward(got, rows, nil)
		for j := range want {
			if want[j] != got[j] {
				t.Errorf("input %d: a reader finds %g, the tile %g", k, got[j], want[j])
			}
		}
	}
	before := tile.Counts().Samples
	tile.Absorb(r)
	if got := tile.Counts().Samples; before != 20 || got != 40 || r.Counts().Samples != 0 {
		t.Errorf("%d samples became %d", before, got)
	}
}
