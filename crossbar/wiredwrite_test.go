package crossbar

import (
	"math"
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/crossbar/circuit"
	"github.com/xbar-sim/xbar/variability"
)

// throughLines returns the voltages that a pulse of v on rows of column col puts on them, of an array of the
// conductances that it has.
func throughLines(a *Array, col int, rows []int32, v float64) []float64 {
	a.work.collect(a, col, rows)
	a.through(col, rows, v)
	return append([]float64(nil), a.work.v...)
}

// nodal solves the whole tile of an array that is one, for word and bit lines at the given voltages; off cells are open.
func nodal(t *testing.T, a *Array, left, bottom []float64, on func(r, c int) bool) []float64 {
	t.Helper()
	w := a.wired
	g := make([]float64, a.Rows*a.Cols)
	for k, x := range a.Conductances() {
		if on(k/a.Cols, k%a.Cols) {
			g[k] = w.behind(float64(x))
		}
	}
	x, err := circuit.NewExact(w.geometry(a.Rows, a.Cols), g)
	if err != nil {
		t.Fatal(err)
	}
	d := &circuit.Drive{Left: left, Bottom: bottom}
	if w.TwoSided {
		d.Right = left
	}
	var s circuit.Solution
	if err := x.Solve(&s, d); err != nil {
		t.Fatal(err)
	}
	for k := range g {
		s.Word[k] = (s.Word[k] - s.Bit[k]) / (1 + float64(a.g[k])*w.Access)
	}
	return s.Word
}

// Gated writes are a ladder: the same voltages as the whole circuit with the other cells open.
func TestGatedWritesAreTheCircuit(t *testing.T) {
	const rows, cols, col = 30, 20, 13
	for _, w := range []Wiring{
		{Word: 20, Bit: 30}, {Word: 20, Bit: 0}, {Word: 0, Bit: 20}, {Word: 20, Bit: 30, Source: 200, Sense: 100, TwoSided: true, Access: 5e3},
	} {
		w.Model = "cached"
		a := build(t, preset(t, "memristor"), rows, cols, Options{Wiring: w})
		a.Program(scattered(rows*cols, 1), false)
		pulsed := everyThird(rows, 1)
		got := throughLines(a, col, pulsed, 1.5)
		left := make([]float64, rows)
		for _, r := range pulsed {
			left[r] = 1.5
		}
		want := nodal(t, a, left, make([]float64, cols), func(r, c int) bool { return c == col && left[r] > 0 })
		for k, r := range pulsed {
			near(t, "voltage of a cell, V", got[k], want[int(r)*cols+col], 1e-9)
		}
	}
}

// Writes without switches are the circuit with all cells, under the voltages of the scheme.
func TestBiasedWritesAreTheCircuit(t *testing.T) {
	const rows, cols, col = 24, 18, 5
	pulsed := everyThird(rows, 0)
	for _, bias := range []string{"half", "third"} {
		a := build(t, preset(t, "memristor"), rows, cols, Options{Wiring: Wiring{Model: "exact", Word: 20, Bit: 20}, Bias: bias})
		a.Program(scattered(rows*cols, 1), false)
		got := throughLines(a, col, pulsed, 1.2)
		left, bottom := make([]float64, rows), make([]float64, cols)
		if bias == "third" {
			left, bottom = level(rows, 0.4), level(cols, 0.8)
		}
		for _, r := range pulsed {
			left[r] = map[string]float64{"half": 0.6, "third": 1.2}[bias]
		}
		bottom[col] = map[string]float64{"half": -0.6, "third": 0}[bias]
		want := nodal(t, a, left, bottom, func(int, int) bool { return true })
		for k, r := range pulsed {
			near(t, bias+": voltage of a cell, V", got[k], want[int(r)*cols+col], 1e-4)
		}
		for k, v := range a.others.solved[0].v {
			near(t, bias+": voltage of any cell, V", v, want[k], 1e-4)
		}
	}
}

// Where no other cell can move, the column alone is solved, with word lines as sources: the error is a part of what
// lines take.
func TestColumnOfBiasedWrites(t *testing.T) {
	const rows, cols, volts = 64, 64, 0.9
	pulsed := everyThird(rows, 0)
	for _, bias := range []string{"half", "third"} {
		for _, ohm := range []float64{1, 4} {
			w := Wiring{Model: "cached", Word: ohm, Bit: ohm}
			a := build(t, preset(t, "memristor"), rows, cols, Options{Wiring: w, Bias: bias})
			w.Model = "exact"
			b := build(t, preset(t, "memristor"), rows, cols, Options{Wiring: w, Bias: bias})
			a.Program(scattered(rows*cols, 2), false)
			b.Program(scattered(rows*cols, 2), false)
			lost, off := 0.0, 0.0
			for _, col := range []int{0, 30, 63} {
				got, want := throughLines(a, col, pulsed, volts), throughLines(b, col, pulsed, volts)
				for k := range got {
					lost, off = max(lost, 1-want[k]/volts), max(off, math.Abs(got[k]-want[k])/volts)
				}
			}
			t.Logf("%s, %g Ω: lines take up to %.3f of the voltage, the column is off by %.4f", bias, ohm, lost, off)
			if len(a.others.solved) > 0 || len(b.others.solved) == 0 || off > 0.2*lost {
				t.Errorf("%s, %g Ω: off by %.3g of the voltage where lines take %.3g", bias, ohm, off, lost)
			}
		}
	}
}

// What is taken as linear is stated with its error: cells I = G V0 sinh(V/V0) draw more at high voltage.
func TestWriteVoltagesAgainstNewton(t *testing.T) {
	const rows, cols, col, volts = 32, 32, 20, 1.0
	pulsed := everyThird(rows, 0)
	for _, bias := range []string{"gated", "half"} {
		a := build(t, preset(t, "memristor"), rows, cols, Options{Wiring: Wiring{Model: "exact", Word: 5, Bit: 5}, Bias: bias})
		a.Program(scattered(rows*cols, 2), false)
		got := throughLines(a, col, pulsed, volts)
		d := &circuit.Drive{Left: make([]float64, rows), Bottom: make([]float64, cols)}
		g := make([]float64, rows*cols)
		high, low := volts, 0.0
		if bias == "half" {
			high, low = volts/2, -volts/2
		}
		for _, r := range pulsed {
			d.Left[r] = high
		}
		d.Bottom[col] = low
		for k, x := range a.Conductances() {
			if bias == "half" || k%cols == col && d.Left[k/cols] > 0 {
				g[k] = float64(x)
			}
		}
		x, err := circuit.NewNewton(a.wired.geometry(rows, cols), circuit.Sinh{G: g, V0: volts / 2})
		if err != nil {
			t.Fatal(err)
		}
		var s circuit.Solution
		if err := x.Solve(&s, d); err != nil {
			t.Fatal(err)
		}
		lost, off := 0.0, 0.0
		for k, r := range pulsed {
			want := s.Word[int(r)*cols+col] - s.Bit[int(r)*cols+col]
			lost, off = max(lost, 1-want/volts), max(off, math.Abs(got[k]-want)/volts)
		}
		t.Logf("%s: lines take up to %.3f of the voltage, the linear solution is off by %.4f", bias, lost, off)
		if off > 0.5*lost || off == 0 {
			t.Errorf("%s: off by %.3g of the voltage where lines take %.3g", bias, off, lost)
		}
	}
}

// Cells far from the drivers switch less; with resistance going to 0 all cells end as on ideal lines, whatever the
// bias, and have suffered the same.
func TestFarCellsSwitchLess(t *testing.T) {
	const rows, cols = 24, 24
	run := func(bias string, ohm float64) *Array {
		w := Wiring{Model: "exact", Word: ohm, Bit: ohm}
		a := build(t, preset(t, "vteam", "c2c", 0.0), rows, cols, Options{Wiring: w, Bias: bias})
		a.Program(level(rows*cols, 0.3), false)
		p := a.Card().Model.Nominal()
		for _, c := range []int{1, 12, 23} {
			a.Pulse(c, everyThird(rows, 0), p.SetVoltage, p.SetWidth)
		}
		return a
	}
	far := run("gated", 200)
	at := func(a *Array, r, c int) float64 { return float64(a.Conductances()[r*cols+c]) }
	start := at(far, 0, 0)
	if !(at(far, 21, 1) > at(far, 21, 12) && at(far, 21, 12) > at(far, 21, 23) && at(far, 21, 23) > start && at(far, 21, 12) > at(far, 0, 12)) {
		t.Errorf("conductances of %v along the lines, from %g S", []float64{at(far, 21, 1), at(far, 21, 12), at(far, 21, 23), at(far, 0, 12)}, start)
	}
	for _, bias := range Biases() {
		ideal, nearly := run(bias, 0), run(bias, 1e-7)
		for k, g := range nearly.Conductances() {
			if want := ideal.g[k]; math.Abs(float64(g-want)) > 1e-4*float64(want) {
				t.Fatalf("%s, cell %d: %g S on lines of 0.1 µΩ, %g S on ideal ones", bias, k, g, want)
			}
		}
		if got, want := nearly.Disturb(5, 12), ideal.Disturb(5, 12); got != want {
			t.Errorf("%s: disturbed by %+v, on ideal lines %+v", bias, got, want)
		}
	}
}

// A pulse disturbs its own tiles and no others.
func TestDisturbEndsAtTheTile(t *testing.T) {
	const rows, cols = 20, 20
	opt := Options{Wiring: Wiring{Model: "cached", Word: 1, Bit: 1, TileRows: 10, TileCols: 10}, Bias: "third", Stream: variability.Seed(1)}
	a := build(t, preset(t, "vteam"), rows, cols, opt)
	a.Program(level(rows*cols, 0.5), false)
	before := slices.Clone(a.Conductances())
	p := a.Card().Model.Nominal()
	a.Pulse(3, []int32{2, 4}, p.SetVoltage, p.SetWidth)
	for r := range rows {
		for c := range cols {
			d, inside := a.Disturb(r, c), r < 10 && c < 10
			if own := c == 3 && (r == 2 || r == 4); (d.Count > 0) != (inside && !own) {
				t.Fatalf("cell %d, %d: %+v", r, c, d)
			}
			if !inside && a.Conductances()[r*cols+c] != before[r*cols+c] {
				t.Fatalf("cell %d, %d of another tile moved", r, c)
			}
		}
	}
	s, err := a.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	b := build(t, preset(t, "vteam"), rows, cols, opt)
	if err := b.Restore(s); err != nil || b.Disturb(2, 7) != a.Disturb(2, 7) {
		t.Errorf("restored: %v, %+v", err, b.Disturb(2, 7))
	}
}

// Under a compliance current SET ends near the current over the threshold; RESET does not know it.
func TestCompliance(t *testing.T) {
	const limit = 20e-6
	card := preset(t, "memristor", "c2c_range", 0.0, "c2c", 0.0)
	a := build(t, card, 2, 1, Options{Compliance: limit})
	p := card.Model.Nominal()
	threshold := 0.0
	for _, x := range card.Params() {
		if x.Name == "v_th" {
			threshold, _ = x.Float()
		}
	}
	for range 500 {
		a.Pulse(0, []int32{0}, p.SetVoltage, p.SetWidth)
	}
	stop := limit / threshold
	got := float64(a.Conductances()[0])
	step := a.ExpectedStep(1, 0, p.SetVoltage, p.SetWidth)
	if lo, hi := card.Model.Range(); stop > lo && stop < hi && (got < stop || got > stop+step) {
		t.Errorf("SET ended at %g S, want %g S and at most a step of %g S", got, stop, step)
	} else if stop >= hi || stop <= lo {
		t.Fatalf("a limit that says nothing: %g S of %g to %g S", stop, lo, hi)
	}
	if _, err := New(card, 1, 1, Options{Compliance: -1}); err == nil {
		t.Error("a negative current was taken")
	}
}
