package crossbar

import (
	"math"
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/variability"
)

// worn returns a card without scatter whose cells live so many cycles.
func worn(t testing.TB, name string, cycles float64, more ...any) *device.Card {
	t.Helper()
	return preset(t, name, append([]any{"endurance", cycles}, more...)...)
}

// swing drives all cells of column 0 through n full cycles of pulses.
func swing(a *Array, n int) {
	p := a.Card().Model.Nominal()
	rows := a.everyRow()
	for range n {
		for range 60 {
			a.Pulse(0, rows, p.SetVoltage, p.SetWidth)
		}
		for range 60 {
			a.Pulse(0, rows, p.ResetVoltage, p.ResetWidth)
		}
	}
}

// Pulses that do nothing but cost the floor: after k of them a cell has consumed k/2 floor, and the part of
// cells that are dead is F(k floor/2) of the Weibull law; four standard errors of a binomial.
func TestFailuresAreWeibull(t *testing.T) {
	const cells = 4000
	card := worn(t, "memristor", 10.0, "endurance_shape", 1.5, "endurance_floor", 1.0, "endurance_step", 2.0)
	a := build(t, card, cells, 1, Options{Stream: variability.Seed(61)})
	p := card.Model.Nominal()
	for k := 1; k <= 40; k++ {
		a.Pulse(0, a.everyRow(), p.ResetVoltage, p.ResetWidth) // floor 1: half a cycle each, whatever they move
		w, ok := a.Wear()
		want := 1 - math.Exp(-math.Pow(float64(k)/2/10, 1.5))
		if e := 4 * math.Sqrt(want*(1-want)/cells); !ok || math.Abs(float64(w.Failed)/cells-want) > e {
			t.Fatalf("after %d half cycles %d of %d cells are dead, want %.0f ± %.0f", k, w.Failed, cells, want*cells, e*cells)
		}
	}
	n := a.Faults()
	dead := float64(cells - n[variability.Sound])
	if part := float64(n[variability.StuckLRS]) / dead; math.Abs(part-0.7) > 4*math.Sqrt(0.21/dead) {
		t.Errorf("%.3f of the dead cells are stuck at LRS, want 0.7: %v", part, n)
	}
	if n[variability.Frozen] != 0 {
		t.Errorf("%d cells froze", n[variability.Frozen])
	}
}

// A dead cell never moves again, LRS is the top of its own range and HRS the bottom, and frozen is where it
// stood; what a cell does before is the same as without wear, to the bit.
func TestWornCellsStay(t *testing.T) {
	for _, name := range []string{"memristor", "pcm", "vteam"} {
		card := worn(t, name, map[string]float64{"memristor": 2, "pcm": 2, "vteam": 0.1}[name], "endurance_lrs", 0.4, "endurance_hrs", 0.3, "endurance_shape", 1.0)
		opt := Options{D2D: 0.2, Stream: variability.Seed(62)}
		a, plain := build(t, card, 60, 2, opt), build(t, preset(t, name), 60, 2, opt)
		top := build(t, preset(t, name), 60, 2, opt)
		top.Program(level(120, 1), false)
		bottom := build(t, preset(t, name), 60, 2, opt)
		died := map[int]float32{}
		for range 12 {
			swing(a, 1)
			swing(plain, 1)
			for i, g := range a.Conductances() {
				f := a.Fault(i/2, i%2)
				held, was := died[i]
				switch {
				case f == variability.Sound:
					if a.drift == nil && g != plain.g[i] {
						t.Fatalf("%s: cell %d conducts %g, %g without wear", name, i, g, plain.g[i])
					}
				case was && g != held:
					t.Fatalf("%s: dead cell %d moved from %g to %g", name, i, held, g)
				case f == variability.StuckLRS && g != top.g[i], f == variability.StuckHRS && g != bottom.g[i]:
					t.Fatalf("%s: cell %d is %v and conducts %g; its range is %g to %g", name, i, f, g, bottom.g[i], top.g[i])
				default:
					died[i] = g
				}
			}
			a.Program(level(120, 0.5), true)
			plain.Program(level(120, 0.5), true)
			a.Advance(1e4)
			plain.Advance(1e4)
		}
		n := a.Faults()
		if n[variability.StuckLRS] == 0 || n[variability.StuckHRS] == 0 || n[variability.Frozen] == 0 || n[variability.Sound] < 60 {
			t.Errorf("%s: %v of 120 cells, of which the second column had no pulses", name, n)
		}
	}
}

// Half of the window at the top is lost after a decade of 0.5: conductances lie where the law says, a routine
// that verifies meets its targets inside what is left, and nothing leaves the range.
func TestWindowCloses(t *testing.T) {
	card := worn(t, "memristor", 1e9, "endurance_top", 0.25, "endurance_bottom", 0.125, "endurance_onset", 1.0, "c2c_range", 0.0, "prog_0", 0.0)
	a := build(t, card, 4, 1, Options{Aged: 99}) // two decades
	lo, hi := card.Model.Range()
	for _, tt := range []struct{ w, want float64 }{{0, 0.25}, {0.3, 0.3}, {0.45, 0.45}, {1, 0.5}} {
		a.Program(level(4, tt.w), false)
		near(t, "conductance in the range", (float64(a.g[0])-lo)/(hi-lo), tt.want, 1e-6)
	}
	a.Rewrite(0, level(4, 0.4))
	near(t, "rewritten", (float64(a.g[2])-lo)/(hi-lo), 0.4, 1e-6)
	p := card.Model.Nominal()
	a.Program(level(4, 0.4), false)
	before, step := float64(a.g[1]), a.ExpectedStep(1, 0, p.SetVoltage, p.SetWidth)
	a.Pulse(0, []int32{1}, p.SetVoltage, p.SetWidth)
	near(t, "expected step", float64(a.g[1])-before, step, 1e-6*step+1e-11)
	fresh := build(t, preset(t, "memristor", "c2c_range", 0.0), 1, 1, Options{})
	fresh.Program(level(1, 0.4), false)
	if full := fresh.ExpectedStep(0, 0, p.SetVoltage, p.SetWidth); !(step < 0.5*full) {
		t.Errorf("a pulse moves %g in a quarter of the window, %g in all of it", step, full)
	}
}

// Cells that are old when they come have died as the law says, and a longer life with the same chance is the
// same cells dying later.
func TestAgedCells(t *testing.T) {
	dead := func(life, aged float64) *Array {
		return build(t, worn(t, "memristor", life), 100, 30, Options{Aged: aged, Stream: variability.Seed(63)})
	}
	a, b := dead(1e6, 5e5), dead(2e6, 5e5)
	w, _ := a.Wear()
	want := 1 - math.Exp(-math.Pow(0.5, 1.5))
	if e := 4 * math.Sqrt(want*(1-want)/3000); math.Abs(float64(w.Failed)/3000-want) > e {
		t.Errorf("%d of 3000 cells are dead, want %.0f ± %.0f", w.Failed, want*3000, e*3000)
	}
	for i := range 3000 {
		if b.Fault(i/30, i%30) != variability.Sound && a.Fault(i/30, i%30) == variability.Sound {
			t.Fatalf("cell %d dies sooner of a longer life", i)
		}
	}
	if x, _ := b.Wear(); x.Failed >= w.Failed || x.Failed == 0 {
		t.Errorf("%d dead at twice the life of %d", x.Failed, w.Failed)
	}
	old := dead(2e6, 1e6)
	for i := range 3000 { // age and life in the same ratio
		if old.Fault(i/30, i%30) != a.Fault(i/30, i%30) {
			t.Fatalf("cell %d: age and life in the same ratio differ", i)
		}
	}
}

// The histogram counts every cell by the pulses it had, and a snapshot brings wear back.
func TestWearIsKept(t *testing.T) {
	make1 := func() *Array {
		return build(t, worn(t, "memristor", 1.0), 16, 3, Options{Stream: variability.Seed(64)})
	}
	a, b := make1(), make1()
	p := a.Card().Model.Nominal()
	for r := range int32(16) {
		for range r {
			a.Pulse(1, []int32{r}, p.SetVoltage, p.SetWidth)
		}
	}
	w, _ := a.Wear()
	if !slices.Equal(w.Histogram, []int{33, 1, 2, 4, 8}) || w.Max != 15 || w.Median != 0 || w.P99 != 15 || w.Cells != 48 {
		t.Errorf("%+v", w)
	}
	swing(a, 1)
	s, err := a.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Restore(s); err != nil {
		t.Fatal(err)
	}
	swing(a, 2)
	swing(b, 2)
	x, _ := a.Wear()
	y, _ := b.Wear()
	if !slices.Equal(a.Conductances(), b.Conductances()) || x.Cycles != y.Cycles || a.Faults() != b.Faults() || x.Failed == w.Failed {
		t.Errorf("the restored array differs: %+v and %+v", x, y)
	}
	if s.Used = s.Used[1:]; b.Restore(s) == nil {
		t.Error("a snapshot of another shape is taken")
	}
	if _, ok := build(t, preset(t, "memristor"), 2, 2, Options{Aged: 1e9}).Wear(); ok {
		t.Error("cells of a card without endurance wear")
	}
}
