package periphery

import (
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat"

	"github.com/xbar-sim/xbar/device"
)

// silent returns a card whose pulses and reads do not scatter and that does not drift.
func silent(t testing.TB, name string) *device.Card {
	c := preset(t, name)
	c.Spread = nil
	for _, p := range c.Params() {
		if p.Name == "c2c" || p.Name == "c2c_range" {
			if err := c.Set(p.Name, 0.0); err != nil {
				t.Fatal(err)
			}
		}
	}
	c.Drift, c.Noise, c.Program = device.Drift{Onset: 20, Ref: 25e-6}, device.ReadNoise{}, device.ProgramNoise{}
	return c
}

// errorsOf are true less wanted weights.
func errorsOf(tile *Tile, w []float64) []float64 {
	var e []float64
	for i, x := range tile.Weights() {
		e = append(e, float64(x)-w[i])
	}
	return e
}

func write(t testing.TB, tile *Tile, w []float64, change func(*Writer)) *Written {
	t.Helper()
	wr := DefaultWriter()
	change(&wr)
	r, err := tile.Write(w, wr)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Without looking, cells that are nominal come within half a step of their targets, by the number of
// pulses that the card's own curve says; cells that differ do not, and looking puts that right.
func TestOpenLoop(t *testing.T) {
	w := random(120, 0.05, 0.95, 3)
	tile := build(t, silent(t, "memristor"), 30, 4, Options{})
	r := write(t, tile, w, func(wr *Writer) { wr.Routine = "open" })
	rungs := tile.ladder(Writer{Train: "identical", Budget: 100})
	for i, e := range errorsOf(tile, w) {
		n := r.Pulses[i/4*5+i%4]
		if gap := rungs[n+1] - rungs[max(n, 1)-1]; math.Abs(e) > gap/2+1e-6 {
			t.Errorf("weight %g after %d pulses: off by %g, steps of %g", w[i], n, e, gap/2)
		}
	}
	if r.Looks != 0 || r.Missed != 0 || r.Cells != 120 {
		t.Errorf("%+v", r)
	}
	opt := Options{}
	opt.Array.D2D = 0.3
	blind := build(t, silent(t, "memristor"), 30, 4, opt)
	a := write(t, blind, w, func(wr *Writer) { wr.Routine = "open" })
	seeing := build(t, silent(t, "memristor"), 30, 4, opt)
	b := write(t, seeing, w, func(wr *Writer) { wr.Routine, wr.Tolerance = "verify", 0.03 })
	if !(a.SDError > 0.1) || !(b.SDError < a.SDError/2) {
		t.Errorf("cells that differ: sd of the error %g without looking, %g with", a.SDError, b.SDError)
	}
}

// Noiseless cells end within the tolerance where a step is finer than it; every pulse is one that the
// array has counted, cell by cell; the error that is reported is the true one.
func TestWriteVerify(t *testing.T) {
	for _, layout := range []string{"single", "pair", "multi"} {
		w := random(120, 0.1, 0.9, 4)
		tile := build(t, silent(t, "memristor"), 30, 4, Options{Layout: layout})
		r := write(t, tile, w, func(wr *Writer) { wr.Routine, wr.Tolerance, wr.Budget = "verify", 0.05, 200 })
		if r.Missed != 0 || r.Worst > 0.05+1e-9 || !(r.MeanPulses() > 1) {
			t.Errorf("%s: %d missed, worst %g, %g pulses", layout, r.Missed, r.Worst, r.MeanPulses())
		}
		var sum uint64
		for i, n := range r.Pulses {
			if got := tile.Array().PulseCount(i/tile.Array().Cols, i%tile.Array().Cols); got != n {
				t.Errorf("%s: cell %d has had %d pulses, %d are reported", layout, i, got, n)
			}
			sum += uint64(n)
		}
		if all := r.Events.Set.Pulses + r.Events.Reset.Pulses; all != sum || r.Looks < sum {
			t.Errorf("%s: %d pulses by cell, %d by sign, %d looks", layout, sum, all, r.Looks)
		}
		for i, e := range errorsOf(tile, w) {
			if math.Abs(e) > 0.05+1e-6 {
				t.Errorf("%s: weight %g is off by %g", layout, w[i], e)
			}
		}
	}
}

// A budget is a budget, and who did not make it is counted.
func TestWriteBudget(t *testing.T) {
	tile := build(t, silent(t, "memristor"), 10, 2, Options{})
	r := write(t, tile, level(20, 0.9), func(wr *Writer) { wr.Routine, wr.Budget = "verify", 3 })
	if r.Missed != 20 || slices.Max(r.Pulses) != 3 || r.MeanPulses() != 3 || r.Looks != 2*10*4 {
		t.Errorf("%d missed, %g pulses, %d looks; want 20, 3, 80", r.Missed, r.MeanPulses(), r.Looks)
	}
}

// A routine sees what reads show it: noise of a read becomes an error of the cell, and the mean of 16 reads
// a smaller one.
func TestWriteThroughNoisyReads(t *testing.T) {
	sd := func(reads int) float64 {
		card := silent(t, "memristor")
		card.Noise = device.ReadNoise{White: 0.1}
		tile := build(t, card, 200, 2, Options{})
		w := level(400, 0.5)
		write(t, tile, w, func(wr *Writer) { wr.Routine, wr.Reads, wr.Tolerance, wr.Budget = "verify", reads, 0.01, 300 })
		return stat.StdDev(errorsOf(tile, w), nil)
	}
	if one, many := sd(1), sd(16); !(one > 1.3*many) {
		t.Errorf("sd of the error %g through single reads, %g through the mean of 16", one, many)
	}
}

// Growing pulses cross a range in fewer steps, on a model that feels width and amplitude; a growing width is
// the sum of its times for one that counts time.
func TestGrowingPulses(t *testing.T) {
	n := map[string]float64{}
	for _, train := range Trains() {
		tile := build(t, silent(t, "vteam"), 8, 2, Options{})
		r := write(t, tile, level(16, 0.8), func(wr *Writer) { wr.Routine, wr.Train, wr.Step, wr.Budget = "open", train, 0.1, 2000 })
		n[train] = r.MeanPulses()
		near(t, train+": error", r.MeanError, 0, 0.1)
	}
	if !(n["width"] < n["identical"]) || !(n["amplitude"] < n["identical"]) {
		t.Errorf("mean pulses %v", n)
	}
	for k, want := range []float64{1, 1.5, 2, 2.5, 3, 3} {
		a, d := Writer{Train: "amplitude", Step: 0.5}.grown(k)
		if a != want || d != 1 {
			t.Errorf("pulse %d grows to %g and %g, want %g and 1", k, a, d, want)
		}
	}
}

// Targets are what Program does, and the report is of the error that the card's noise leaves.
func TestWriteTargets(t *testing.T) {
	w := random(60, -1, 1, 6)
	a, b := build(t, preset(t, "pcm"), 15, 4, Options{}), build(t, preset(t, "pcm"), 15, 4, Options{})
	r := write(t, a, w, func(*Writer) {})
	b.Program(w, true)
	if !slices.Equal(a.Weights(), b.Weights()) || r.SDError == 0 || r.Looks != 0 || r.Events.Set.Pulses != 0 {
		t.Errorf("%+v", r)
	}
}

func TestWriterCheck(t *testing.T) {
	for key, change := range map[string]func(*Writer){
		"write.routine": func(w *Writer) { w.Routine = "blind" }, "write.train": func(w *Writer) { w.Train = "" },
		"write.step": func(w *Writer) { w.Step = math.NaN() }, "write.tolerance": func(w *Writer) { w.Tolerance = 0 },
		"write.budget": func(w *Writer) { w.Budget = 0 }, "write.reads": func(w *Writer) { w.Reads = -1 },
	} {
		w := DefaultWriter()
		change(&w)
		if err := w.Check(); err == nil || !strings.Contains(err.Error(), key) {
			t.Errorf("%s: error %v", key, err)
		}
	}
	if err := DefaultWriter().Check(); err != nil {
		t.Error(err)
	}
}
