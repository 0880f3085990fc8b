package periphery

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// The pulses of the table do what the integrated waveforms do, from any state, to 1 % of the
// window's peak. Left out are delays within a pulse of an edge of the rectangular windows, where a
// cell has a part of a SET and a part of a RESET pulse, which no one number is: less than one delay in
// forty of the window even for pulses of 100 µs. Left out, too, are cells of which one pulse moves more than
// 2 % of the range: what a part of such a pulse does is not what a whole one does with that probability, and it is
// the latter that a network draws.
func TestTableIsTheWindow(t *testing.T) {
	each(t, func(t *testing.T, card *device.Card, w *Window) {
		if most := coarsest(card); most > 0.02 {
			t.Skipf("a pulse moves up to %.2g of the range", most)
		}
		worst := w.Table().Mismatch(w)
		t.Logf("table within %.2g %% of the peak", 100*worst)
		if worst > 0.01 {
			t.Errorf("table and integration differ by %.2g of the peak", worst)
		}
	})
}

// coarsest is the most that a nominal pulse moves a cell that knows parts of pulses, of the range.
func coarsest(card *device.Card) float64 {
	if m, ok := card.Model.(device.PulseCounter); ok && m.WholePulses() {
		return 0 // a part of a pulse is a whole one by chance, in the window too
	}
	var most float64
	for _, from := range []float64{0, 0.25, 0.5, 0.75, 1} {
		for _, up := range []bool{true, false} {
			c := newPulsed(card, from)
			c.pulse(up, 1)
			most = max(most, math.Abs(c.change()))
		}
	}
	return most
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
