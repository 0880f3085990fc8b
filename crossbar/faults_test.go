package crossbar

import (
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/variability"
)

func someFaults() variability.Faults {
	return variability.Faults{LRS: 0.1, HRS: 0.1, Unformed: 0.1, Rows: 0.1, Columns: 0.125}
}

// life takes an array through programming, pulses either way, dosed and rewritten columns, disturbance and
// time.
func life(a *Array, watch func(when string)) {
	p := a.Card().Model.Nominal()
	rows := []int32{0, 1, 2, 5, 9, 11, 19}
	a.Program(level(a.Rows*a.Cols, 0.6), true)
	watch("programming")
	for c := range a.Cols {
		a.Pulse(c, rows, p.SetVoltage, p.SetWidth)
		a.Pulse(c, rows[2:], p.ResetVoltage, p.ResetWidth)
	}
	watch("pulses")
	a.Rewrite(2, level(a.Rows, 0.3))
	watch("rewriting")
	a.Advance(1e6)
	a.Conductances()
	watch("drift")
}

// A dead cell never moves: not by programming, pulses, disturbance or drift. The others do as if it were
// not there, to the bit.
func TestDeadCellsStay(t *testing.T) {
	for _, name := range []string{"memristor", "pcm", "vteam", "neurram"} {
		for _, bias := range []string{"gated", "half"} {
			stream := variability.Seed(7)
			card := preset(t, name)
			if name == "neurram" { // and decay beside relaxation
				if err := card.Set("retain_tau", "1 h"); err != nil {
					t.Fatal(err)
				}
			}
			a := build(t, card, 20, 8, Options{D2D: 0.2, Stream: stream, Faults: someFaults(), Bias: bias})
			b := build(t, card, 20, 8, Options{D2D: 0.2, Stream: stream, Bias: bias})
			if n := a.Faults(); n[variability.StuckLRS] != 16 || n[variability.StuckHRS] != 16 || n[variability.Unformed] != 16 || n[variability.Open] != 2*8+20-2 {
				t.Fatalf("%v of 160 cells", n)
			}
			ends := build(t, card, 20, 8, Options{D2D: 0.2, Stream: stream})
			ends.Program(level(160, 1), false)
			top := slices.Clone(ends.Conductances())
			ends.Program(level(160, 0), false)
			bottom := slices.Clone(ends.Conductances())
			var seen [][]float32
			life(b, func(string) { seen = append(seen, slices.Clone(b.Conductances())) })
			life(a, func(when string) {
				sound := seen[0]
				seen = seen[1:]
				for i, g := range a.Conductances() {
					want := sound[i]
					switch a.Fault(i/8, i%8) {
					case variability.StuckLRS:
						want = top[i]
					case variability.StuckHRS:
						want = bottom[i]
					case variability.Unformed, variability.Open:
						want = 0
					}
					// a row that is renewed at other times is within the tolerance of drift
					if g != want && (a.Fault(i/8, i%8) != variability.Sound || a.drift == nil) {
						t.Fatalf("%s, %s: after %s cell %d (%v) conducts %g, want %g", name, bias, when, i, a.Fault(i/8, i%8), g, want)
					}
				}
			})
		}
	}
}

// A controller that asks what a pulse would do is told that it does nothing, and a snapshot brings dead cells
// back dead.
func TestDeadCellsAreKnown(t *testing.T) {
	make1 := func() *Array {
		return build(t, preset(t, "pcm"), 20, 8, Options{Stream: variability.Seed(7), Faults: someFaults()})
	}
	a, b := make1(), make1()
	p := a.Card().Model.Nominal()
	life(a, func(string) {})
	for r := range 20 {
		for c := range 8 {
			if step := a.ExpectedStep(r, c, p.SetVoltage, p.SetWidth); (step == 0) != (a.Fault(r, c) != variability.Sound) {
				t.Errorf("cell %d, %d (%v): a pulse is expected to move it by %g", r, c, a.Fault(r, c), step)
			}
		}
	}
	s, err := a.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Restore(s); err != nil {
		t.Fatal(err)
	}
	for _, x := range []*Array{a, b} {
		x.Advance(1e5)
		x.Pulse(1, []int32{0, 1, 2, 3}, p.SetVoltage, p.SetWidth)
	}
	if !slices.Equal(a.Conductances(), b.Conductances()) {
		t.Error("the restored array differs")
	}
}

// Without faults there is nothing to carry about.
func TestSoundArraysCarryNothing(t *testing.T) {
	if a := build(t, preset(t, "pcm"), 3, 3, Options{}); a.damage != nil || a.Faults()[variability.Sound] != 9 || a.Fault(1, 1) != variability.Sound {
		t.Errorf("%+v", a.damage)
	}
}
