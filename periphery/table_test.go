package periphery

import (
	"math"
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// The pulses of the table do what the integrated waveforms do, from any state, to 1 % of the
// window's peak. Left out are delays within a pulse of an edge of the rectangular windows, where a
// cell has a part of a SET and a part of a RESET pulse, which no one number is: less than one delay in
// forty of the window even for pulses of 100 µs. Left out are cards of models whose speed is no product
// of a function of voltage and one of state, or whose steps differ by decades over the range: no number
// of nominal pulses does there what a waveform does (see Table).
func TestTableIsTheWindow(t *testing.T) {
	each(t, func(t *testing.T, card *device.Card, w *Window) {
		if !slices.Contains([]string{"ideal", "memristor", "pcm", "vteam"}, card.Name) {
			t.Skip("no number of nominal pulses does what a waveform does")
		}
		table := w.Table()
		dts, peak := delays(w, 17)
		p := card.Model.Nominal()
		edge := p.SetWidth + p.ResetWidth
		var worst float64
		for _, dt := range dts {
			mixed := math.Abs(dt) <= edge || math.Abs(math.Abs(dt)-DefaultWindow) <= edge
			if mixed && (w.scheme.Gated || w.scheme.Depresses) {
				continue
			}
			for _, from := range []float64{0, 0.1, 0.3, 0.5, 0.7, 0.9, 1} {
				worst = max(worst, math.Abs(table.Change(dt, from)-w.Change(dt, from)))
			}
		}
		t.Logf("table within %.2g %% of the peak, %.3g %% of the range", 100*worst/peak, 100*peak)
		if worst > 0.01*peak {
			t.Errorf("table and integration differ by %.2g of the peak", worst/peak)
		}
	})
}

// On its own points the table is the window.
func TestTableDose(t *testing.T) {
	w := windowOf(t, "exponential", "memristor")
	table := w.Table()
	for _, p := range table.pieces {
		for _, k := range []int{1, 40, pieceSteps - 1} {
			dt := p.lo + (p.hi-p.lo)*float64(k)/pieceSteps
			if got, want := table.Dose(dt), w.dose(dt); math.Abs(got-want) > 1e-9 {
				t.Errorf("%g s apart: %g pulses, want %g", dt, got, want)
			}
		}
	}
	if table.None() != 0 || table.Dose(1) != 0 || table.Dose(-1) != 0 || table.Learns() != nil {
		t.Error("beyond the waveforms something happens, or within them nothing")
	}
	if got := windowOf(t, "rectangular", "memristor").Table(); math.Abs(got.None()+1) > 1e-12 || got.Dose(1) != got.None() || got.Dose(-1) != got.None() {
		t.Errorf("an output spike alone gives %g pulses, want -1", got.None())
	}
	width := w.card.Model.Nominal().SetWidth
	long := Scheme{Gated: true, Pre: Waveform{{From: 0, To: 1, Start: 1, End: 1}}, Post: Waveform{{From: 0, To: 60 * width, Start: -1, End: -1}}}
	many, err := NewWindow(w.card, long) // 60 pulses, three times what takes the cell to its end
	if err != nil {
		t.Fatal(err)
	}
	if got := many.dose(0.1); math.Abs(got-60) > 1e-9 {
		t.Errorf("60 pulses are counted as %g", got)
	}
	silent := Table{card: w.card, pieces: []piece{{lo: 0, hi: 1, dose: make([]float64, 3)}}}
	if silent.Learns() == nil {
		t.Error("a table without a dose passes")
	}
}

// What a network takes from the table: doses on its clock. An input spike after the output spike
// adds to what the output spike has done already.
func TestTableSteps(t *testing.T) {
	const step = 1e-3
	for _, shape := range Shapes() {
		table := windowOf(t, shape, "memristor").Table()
		before, after, none, err := table.Steps(step)
		if err != nil {
			t.Fatal(err)
		}
		for k, d := range before {
			if want := float32(table.Dose(float64(k) * step)); d != want {
				t.Errorf("%s: %d steps before: %g pulses, want %g", shape, k, d, want)
			}
		}
		for k, d := range after {
			if want := float32(table.Dose(-float64(k+1)*step) - table.None()); d != want {
				t.Errorf("%s: %d steps after: %g pulses, want %g", shape, k+1, d, want)
			}
		}
		switch shape {
		case "rectangular":
			if none != -1 || after != nil || len(before) != 25 || before[24] != 1 {
				t.Errorf("rectangular: none %g, %d before, %d after", none, len(before), len(after))
			}
		case "gated":
			if none != 0 || before[0] != 1 || before[24] != 1 || after[0] != -1 || after[23] != -1 {
				t.Errorf("gated: none %g, before %v, after %v", none, before, after)
			}
		default:
			if none != 0 || !(before[1] > before[2] && after[0] < after[1] && after[1] < 0) {
				t.Errorf("%s: none %g, before %v, after %v", shape, none, before, after)
			}
		}
	}
	table := windowOf(t, "gated", "memristor").Table()
	for _, step := range []float64{0, -1, math.NaN(), 1e-12} {
		if _, _, _, err := table.Steps(step); err == nil {
			t.Errorf("a step of %g s passes", step)
		}
	}
}

func TestDosesOfAColumn(t *testing.T) {
	table := windowOf(t, "exponential", "memristor").Table()
	dose := make([]float32, 4)
	table.Doses(dose, 1, []float64{1, 0.99, math.Inf(-1), math.NaN()})
	for i, want := range []float64{table.Dose(0), table.Dose(1 - 0.99), 0, 0} {
		if dose[i] != float32(want) {
			t.Errorf("row %d: %g pulses, want %g", i, dose[i], want)
		}
	}
}
