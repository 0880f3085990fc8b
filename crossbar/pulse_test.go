package crossbar

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/variability"
)

// set and reset send one nominal pulse.
func set(a *Array, col int, rows []int32) {
	p := a.Card().Model.Nominal()
	a.Pulse(col, rows, p.SetVoltage, p.SetWidth)
}

func reset(a *Array, col int, rows []int32) {
	p := a.Card().Model.Nominal()
	a.Pulse(col, rows, p.ResetVoltage, p.ResetWidth)
}

// some draws a set of rows in any order.
func some(t *rapid.T, n int) []int32 {
	rows := rapid.Permutation(all(n)).Draw(t, "rows")
	return rows[:rapid.IntRange(0, n).Draw(t, "number of rows")]
}

// A pulse counts for its cells and starts their clocks; of all others not one bit changes.
func TestPulseTouchesOnlyItsCells(t *testing.T) {
	cards := map[string]*device.Card{}
	for _, name := range device.Presets() {
		cards[name] = preset(t, name)
	}
	rapid.Check(t, func(r *rapid.T) {
		rows, cols := rapid.IntRange(1, 12).Draw(r, "rows"), rapid.IntRange(1, 8).Draw(r, "columns")
		card := cards[rapid.SampledFrom(device.Presets()).Draw(r, "card")]
		a := build(t, card, rows, cols, Options{D2D: rapid.SampledFrom([]float64{0, 0.3}).Draw(r, "d2d")})
		a.Program(level(rows*cols, 0.5), true)
		a.Advance(rapid.Float64Range(0, 1e5).Draw(r, "waiting"))
		col, pulsed := rapid.IntRange(0, cols-1).Draw(r, "column"), some(r, rows)
		before := snapshot(t, a)
		if rapid.Bool().Draw(r, "up") {
			set(a, col, pulsed)
		} else {
			reset(a, col, pulsed)
		}
		after := snapshot(t, a)
		for i := range rows * cols {
			if i%cols == col && slices.Contains(pulsed, int32(i/cols)) {
				if after.Pulses[i] != before.Pulses[i]+1 || after.Last[i] != a.Now() || a.PulseCount(i/cols, col) != after.Pulses[i] {
					r.Fatalf("cell %d: count %d, last pulse at %g s", i, after.Pulses[i], after.Last[i])
				}
				continue
			}
			same := after.Pulses[i] == before.Pulses[i] && after.Last[i] == before.Last[i] && after.G[i] == before.G[i]
			for k := range after.X {
				same = same && after.X[k][i] == before.X[k][i]
			}
			if !same {
				r.Fatalf("cell %d changed when column %d, rows %v were pulsed", i, col, pulsed)
			}
		}
		if a.Writes() != uint64(len(pulsed)) {
			r.Fatalf("%d pulses were counted, want %d", a.Writes(), len(pulsed))
		}
	})
}

func TestPulseOnNothing(t *testing.T) {
	a := build(t, preset(t, "memristor"), 4, 3, Options{})
	before := snapshot(t, a)
	set(a, 1, nil)
	if !reflect.DeepEqual(snapshot(t, a), before) {
		t.Error("a pulse on no rows changed the array")
	}
}

// One SET across the whole range at 0.9 V and 100 µs: 0.81 V² · (13.36 + 59.17)/2 µS · 100 µs =
// 2.94 nJ, the energy that NeuroSim gives for an LTP pulse of this card. RESET has 1 V.
func TestPulseEnergy(t *testing.T) {
	card := preset(t, "memristor", "states_ltp", 1.0, "states_ltd", 1.0, "c2c_range", 0.0)
	a := build(t, card, 5, 2, Options{})
	set(a, 0, []int32{1, 4})
	near(t, "energy of two SET pulses, nJ", a.WriteEnergy()*1e9, 2*0.81*36.265e-6*1e-4*1e9, 1e-9)
	near(t, "energy of a SET pulse, nJ", a.WriteEnergy()*1e9/2, 2.94, 0.003)
	set(a, 0, []int32{1})
	near(t, "energy of a SET pulse at the top, nJ", a.WriteEnergy()*1e9, (2*36.265+59.17)*0.081, 1e-9)
	reset(a, 0, []int32{4})
	near(t, "with a RESET pulse, nJ", a.WriteEnergy()*1e9, (2*36.265+59.17)*0.081+36.265*0.1, 1e-9)
	if a.Writes() != 4 {
		t.Errorf("%d pulses were counted, want 4", a.Writes())
	}
}

// Half a step is paid for by the conductances before and after it, with the noise of the pulse.
func TestPulseEnergyOfScatteredCells(t *testing.T) {
	a := build(t, preset(t, "memristor"), 40, 3, Options{D2D: 0.2})
	a.Program(ramp(120, 0, 1), true)
	var want float64
	for k := range 6 {
		before := doubles(a.Conductances())
		col := k % 3
		v := []float64{0.9, -1}[k%2]
		a.Pulse(col, all(40), v, 100e-6)
		for i, g := range doubles(a.Conductances()) {
			if i%3 == col {
				want += v * v * (before[i] + g) / 2 * 100e-6
			}
		}
		near(t, "energy, J", a.WriteEnergy(), want, 1e-6*want)
	}
}

// The phase-change card states the energy of a pulse: 4.5 pJ a SET and 15 pJ a RESET.
func TestPulseEnergyPerPulse(t *testing.T) {
	a := build(t, preset(t, "pcm"), 6, 2, Options{})
	set(a, 0, all(6))
	set(a, 1, all(2))
	near(t, "energy of 8 SET pulses, pJ", a.WriteEnergy()*1e12, 36, 1e-9)
	reset(a, 0, all(3))
	near(t, "with 3 RESET pulses, pJ", a.WriteEnergy()*1e12, 81, 1e-9)
}

// One pulse from the middle of the range moves a cell of the memristor card by the step that the
// model has without noise, with a standard deviation of 5 % of the range; c2c adds its part of
// the step in quadrature. The ends are ten standard deviations away.
func TestPulseStatistics(t *testing.T) {
	const rows, cols = 200, 100
	for _, tt := range []struct {
		c2c float64
		up  bool
	}{{0, true}, {0, false}, {3, true}, {3, false}} {
		card := preset(t, "memristor", "c2c", tt.c2c)
		p := card.Model.Nominal()
		volt, width := p.SetVoltage, p.SetWidth
		if !tt.up {
			volt, width = p.ResetVoltage, p.ResetWidth
		}
		a := build(t, card, rows, cols, Options{})
		a.Program(level(rows*cols, 0.5), false)
		shot := func() (scatter []float64, mean float64) {
			want := device.NewState(card.Model, rows*cols)
			copy(want.X[0], a.state.X[0])
			card.Model.Step(want, level(rows*cols, volt), width, nil)
			mean = want.X[0][0] - a.state.X[0][0]
			for col := range cols {
				a.Pulse(col, all(rows), volt, width)
			}
			for i, x := range a.state.X[0] {
				scatter = append(scatter, x-want.X[0][i])
			}
			return scatter, mean
		}
		first, step := shot()
		sigma := math.Hypot(0.05, tt.c2c*step)
		if math.Abs(step) < 0.01 || math.Abs(step) > 0.04 {
			t.Errorf("the mean step is %g of the range, want about 1/40", step)
		}
		mean, sd := stat.MeanStdDev(first, nil)
		near(t, "mean of the scatter", mean, 0, 4*sigma/math.Sqrt(rows*cols))
		near(t, "standard deviation of a step", sd, sigma, 4*sigma/math.Sqrt(2*rows*cols))

		second, _ := shot()
		const four = 4 / 141.4 // standard errors of 20 000 pairs
		near(t, "correlation of two pulses", stat.Correlation(first, second, nil), 0, four)
		near(t, "correlation of neighbours in a row", stat.Correlation(first[1:], first[:len(first)-1], nil), 0, four)
		near(t, "correlation of neighbours in a column", stat.Correlation(first[cols:], first[:len(first)-cols], nil), 0, four)
	}
}

// Every column has a stream of its own: what happens to one does not move the numbers of
// another, in whatever order pulses come.
func TestPulseColumnsAreIndependent(t *testing.T) {
	for _, name := range []string{"memristor", "pcm", "vteam"} {
		make1 := func() *Array {
			a := build(t, preset(t, name), 30, 8, Options{D2D: 0.2})
			a.Program(level(240, 0.4), true)
			return a
		}
		a, b, c := make1(), make1(), make1()
		set(a, 3, all(30))
		set(a, 5, all(20))
		set(a, 5, all(30))
		set(b, 5, all(20))
		set(b, 5, all(30))
		set(b, 3, all(30))
		set(c, 5, all(20))
		set(c, 5, all(30))
		for k := range a.state.X {
			for i, x := range a.state.X[k] {
				if x != b.state.X[k][i] || (i%8 == 5 && x != c.state.X[k][i]) {
					t.Fatalf("%s: cell %d depends on the order in which columns are pulsed", name, i)
				}
			}
		}
		near(t, name+": energy", a.WriteEnergy(), b.WriteEnergy(), 1e-12*a.WriteEnergy())
	}
}

// Pulses of one column scatter differently from those of another and from the next array's.
func TestPulseStreamsDiffer(t *testing.T) {
	const rows = 10_000
	steps := func(k, col int) []float64 {
		a := build(t, preset(t, "memristor"), rows, 2, Options{Stream: variability.Seed(4).At(k)})
		a.Program(level(2*rows, 0.5), false)
		set(a, col, all(rows))
		var x []float64
		for r := range rows {
			x = append(x, a.state.X[0][2*r+col])
		}
		return x
	}
	one := steps(0, 0)
	near(t, "correlation with another column", stat.Correlation(one, steps(0, 1), nil), 0, 0.04)
	near(t, "correlation with another repeat", stat.Correlation(one, steps(1, 0), nil), 0, 0.04)
	if !slices.Equal(one, steps(0, 0)) {
		t.Error("the same stream gave other pulses")
	}
}

// Where nothing is random, a train of pulses is the model's own recursion.
func TestPulseTrainOfIdealCells(t *testing.T) {
	a := build(t, preset(t, "ideal"), 4, 4, Options{})
	x := 0.0
	for range 100 {
		set(a, 2, []int32{3})
		x = min(x+0.01*math.Exp(-3*x), 1)
	}
	near(t, "conductance after 100 SET pulses, µS", float64(a.Conductances()[14])*1e6, 10*x, 1e-6)
	for range 30 {
		reset(a, 2, []int32{3})
		x = max(x-0.01*math.Exp(-3*(1-x)), 0)
	}
	near(t, "and 30 RESET pulses, µS", float64(a.Conductances()[14])*1e6, 10*x, 1e-6)
	if n := a.PulseCount(3, 2); n != 130 || a.Writes() != 130 {
		t.Errorf("the cell counts %d pulses and the array %d, want 130", n, a.Writes())
	}
}
