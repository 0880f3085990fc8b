package crossbar

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/variability"
)

// partOf is what an unselected cell sees of the programming voltage.
func partOf(bias string) float64 {
	if bias == "half" {
		return 0.5
	}
	return 1.0 / 3
}

// Counts and time integrals of every cell, against a plain list of what every pulse put on it.
func TestDisturbIsCounted(t *testing.T) {
	card := preset(t, "memristor")
	rapid.Check(t, func(r *rapid.T) {
		bias := rapid.SampledFrom([]string{"half", "third"}).Draw(r, "bias")
		rows, cols := rapid.IntRange(1, 7).Draw(r, "rows"), rapid.IntRange(1, 6).Draw(r, "columns")
		a := build(t, card, rows, cols, Options{Bias: bias})
		want := make([]Disturb, rows*cols)
		for range rapid.IntRange(0, 15).Draw(r, "pulses") {
			col, pulsed := rapid.IntRange(0, cols-1).Draw(r, "column"), some(r, rows)
			v := rapid.SampledFrom([]float64{0.9, -1, 0.7}).Draw(r, "volts")
			width := rapid.SampledFrom([]float64{1e-4, 3e-5}).Draw(r, "width")
			a.Pulse(col, pulsed, v, width)
			if len(pulsed) == 0 {
				continue
			}
			for i := range want {
				row := slices.Contains(pulsed, int32(i/cols))
				seen := v * partOf(bias)
				switch {
				case row && i%cols == col:
					continue
				case !row && i%cols != col:
					if seen = -seen; bias == "half" {
						continue
					}
				}
				want[i].Count++
				if seen > 0 {
					want[i].Set += seen * width
				} else {
					want[i].Reset += seen * width
				}
			}
		}
		for i, w := range want {
			got := a.Disturb(i/cols, i%cols)
			if got.Count != w.Count || math.Abs(got.Set-w.Set) > 1e-12*1e-4*15 || math.Abs(got.Reset-w.Reset) > 1e-12*1e-4*15 {
				r.Fatalf("cell %d: %+v, want %+v", i, got, w)
			}
		}
	})
}

// On cells whose threshold is below V/2, n pulses on the neighbours move a cell as Step says n times;
// programmed cells have their own pulse and nothing else.
func TestDisturbIsWhatStepSays(t *testing.T) {
	for _, bias := range []string{"half", "third"} {
		for _, name := range []string{"memristor", "ideal", "vteam"} {
			low := []any{"v_th", 0.2}
			if name == "vteam" {
				low = []any{"v_th_set", 0.5, "v_th_reset", -0.5, "c2c", 0.0}
			} else if name == "memristor" {
				low = append(low, "c2c_range", 0.0)
			}
			card := preset(t, name, low...)
			a := build(t, card, 4, 3, Options{Bias: bias})
			a.Program(level(12, 0.4), false)
			const n = 7
			for range n {
				set(a, 1, []int32{0, 2})
			}
			p, part := card.Model.Nominal(), partOf(bias)
			for cell := range 12 {
				v := 0.0
				switch row := cell/3 == 0 || cell/3 == 2; {
				case row && cell%3 == 1:
					v = p.SetVoltage
				case row || cell%3 == 1:
					v = part * p.SetVoltage
				case bias == "third":
					v = -part * p.SetVoltage
				}
				s := device.NewState(card.Model, 1)
				card.Model.Set(s, []float64{0.4})
				for range n {
					card.Model.Step(s, []float64{v}, p.SetWidth, nil)
				}
				g := []float64{0}
				card.Model.(device.Ohmic).Conductance(g, s)
				if got := a.Conductances()[cell]; got != float32(g[0]) {
					t.Errorf("%s, %s, cell %d at %g V: %g S, want %g", name, bias, cell, v, got, g[0])
				}
			}
		}
	}
}

// Cells with a threshold above V/2 keep every bit, however they are spread; the same array with
// switches is the same array. That the thresholds of single cells count is seen by spreading them
// down to V/2.
func TestDisturbBelowThreshold(t *testing.T) {
	for _, name := range device.Presets() {
		card := preset(t, name)
		up, down, ok := card.Thresholds()
		if p := card.Model.Nominal(); !ok || up <= p.SetVoltage/2 || down >= p.ResetVoltage/2 {
			continue // half a pulse is beyond these thresholds
		}
		for _, bias := range []string{"half", "third"} {
			a := build(t, preset(t, name), 9, 5, Options{D2D: 0.3, Bias: bias})
			b := build(t, preset(t, name), 9, 5, Options{D2D: 0.3})
			for _, x := range []*Array{a, b} {
				x.Program(ramp(45, 0, 1), true)
				set(x, 2, []int32{1, 4, 8})
				x.Advance(10)
				reset(x, 3, []int32{0, 4})
			}
			sa, sb := snapshot(t, a), snapshot(t, b)
			sa.Disturb, sa.Events, sb.Events = nil, Events{}, Events{}
			if !reflect.DeepEqual(sa, sb) {
				t.Errorf("%s, %s: bias changes cells below their threshold", name, bias)
			}
			if a.Disturb(1, 0).Count == 0 || b.Disturb(1, 0).Count != 0 {
				t.Errorf("%s, %s: half-selected cells are not counted, or gated ones are", name, bias)
			}
		}
	}
	spread := map[string]variability.Spread{"v_th": {Kind: variability.Lognormal, CV: 0.3}}
	a := build(t, preset(t, "memristor", "c2c_range", 0.0), 40, 2, Options{Bias: "half", Spread: spread})
	a.Program(level(80, 0.5), false)
	before := doubles(a.Conductances())
	set(a, 0, all(40))
	moved := 0
	for r := range 40 {
		th := 0.6 * float64(a.state.Spread["v_th"][2*r+1])
		did := doubles(a.Conductances())[2*r+1] != before[2*r+1]
		if did != (0.45 > th) {
			t.Errorf("a cell with a threshold of %g V moved at 0.45 V: %v", th, did)
		}
		if did {
			moved++
		}
	}
	if moved == 0 || moved == 40 {
		t.Errorf("%d of 40 cells moved: nothing is tested", moved)
	}
}

// A disturbed cell goes on drifting from its last pulse: what is read is the new conductance times
// the drift of the old clock.
func TestDisturbKeepsTheClock(t *testing.T) {
	card := preset(t, "memristor", "v_th", 0.2, "c2c_range", 0.0)
	card.Impose(0.05, 0)
	a, still := build(t, card, 3, 2, Options{Bias: "half"}), build(t, card, 3, 2, Options{})
	for _, x := range []*Array{a, still} {
		x.Program(level(6, 0.5), false)
		x.Advance(1e4)
		x.Conductances() // renews the read cache, so that the pulse meets a drifted cell
		set(x, 0, []int32{1})
		x.Advance(1e4)
	}
	s := device.NewState(card.Model, 1)
	card.Model.Set(s, []float64{0.5})
	g := []float64{0, 0}
	card.Model.(device.Ohmic).Conductance(g[:1], s)
	card.Model.Step(s, []float64{0.45}, 1e-4, nil)
	card.Model.(device.Ohmic).Conductance(g[1:], s)
	near(t, "disturbed over undisturbed", float64(a.Conductances()[3])/float64(still.Conductances()[3]), g[1]/g[0], 2e-3)
	near(t, "a cell that shares nothing", float64(a.Conductances()[5])/float64(still.Conductances()[5]), 1, 0)
}

// Disturbed cells scatter like pulsed ones, 5 % of the range a pulse and anew at every pulse: √2 times
// that after two, 1200 cells to 4 s.e. Steps without scatter differ by far less.
func TestDisturbScatters(t *testing.T) {
	a := build(t, preset(t, "memristor", "v_th", 0.2), 40, 31, Options{Bias: "half"})
	a.Program(level(1240, 0.5), false)
	for n := range 2 {
		set(a, 30, all(40))
		var mean, square float64
		for r := range 40 {
			for c := range 30 {
				x := a.state.X[0][r*31+c]
				mean, square = mean+x/1200, square+x*x/1200
			}
		}
		want := 0.05 * math.Sqrt(float64(n+1))
		near(t, "scatter", math.Sqrt(square-mean*mean), want, 4*want/math.Sqrt(2400))
	}
}

func TestDisturbIsStored(t *testing.T) {
	for _, bias := range []string{"half", "third"} {
		make1 := func(b string) *Array {
			return build(t, preset(t, "memristor", "v_th", 0.2), 7, 5, Options{Bias: b})
		}
		a, b := make1(bias), make1(bias)
		set(a, 1, []int32{0, 3})
		reset(a, 2, []int32{3})
		if err := b.Restore(stored(t, a)); err != nil {
			t.Fatal(err)
		}
		set(a, 4, []int32{3, 6})
		set(b, 4, []int32{3, 6})
		if !reflect.DeepEqual(snapshot(t, a), snapshot(t, b)) {
			t.Errorf("%s: the restored array goes another way", bias)
		}
		if err := make1("").Restore(snapshot(t, a)); err == nil {
			t.Errorf("%s: an array with switches takes it", bias)
		}
		if err := b.Restore(snapshot(t, make1("gated"))); err == nil {
			t.Errorf("%s: takes what an array with switches stored", bias)
		}
	}
}

func TestUnknownBias(t *testing.T) {
	if _, err := New(preset(t, "memristor"), 2, 2, Options{Bias: "quarter"}); err == nil || err.Error() != fmt.Sprintf("bias %q: want one of %v", "quarter", Biases()) {
		t.Errorf("error %v", err)
	}
}
