package experiments

import (
	"math"
	"strings"
	"testing"
)

// Weights and thresholds that leave a trained network and come back are that network: on ideal cells it
// answers as before, up to the range that the converter finds for it. Scaled weights are the same weights.
func TestExportAndImport(t *testing.T) {
	c := set(t, tiny("ideal"), "adc.bits", "0", "train.images", "60", "label.images", "60")
	c.Command = "train"
	keep := &shelf{}
	trained := conduct(t, c, Env{Workers: 1, Checkpoint: keep})
	e, err := Exported(c, digits(t), keep, 0)
	if err != nil {
		t.Fatal(err)
	}
	if e.Weights.Rows != 784 || e.Weights.Cols != c.Network.Neurons || e.Thresholds.Rows != c.Network.Neurons || e.Conductances.X != nil {
		t.Fatalf("%d × %d weights, %d thresholds", e.Weights.Rows, e.Weights.Cols, e.Thresholds.Rows)
	}
	again := c.Clone()
	again.Mode, again.Weights.File, again.Weights.Thresholds, again.Weights.Clip = ExSitu, "w.csv", "t.csv", 0
	r := conduct(t, again, Env{Workers: 2, Weights: &e.Weights, Thresholds: &e.Thresholds})
	if a, b := trained.Trials[0].Metrics, r.Trials[0].Metrics; a.Accuracy != b.Accuracy || a.SpikesPerImg != b.SpikesPerImg {
		t.Errorf("trained: %g and %g spikes; programmed: %g and %g", a.Accuracy, a.SpikesPerImg, b.Accuracy, b.SpikesPerImg)
	}
	big := Matrix{e.Weights.Rows, e.Weights.Cols, append([]float64(nil), e.Weights.X...)}
	for i := range big.X {
		big.X[i] *= 1000
	}
	again.Weights.Clip, again.Weights.Thresholds = 1, ""
	one := conduct(t, again, Env{Workers: 2, Weights: &big}).Trials[0].Metrics
	other := conduct(t, again, Env{Workers: 1, Weights: &e.Weights}).Trials[0].Metrics
	if math.Abs(one.SpikesPerImg-other.SpikesPerImg) > 0.2 || one.SpikesPerImg == 0 {
		t.Errorf("weights a thousand times as large: %g spikes, not %g", one.SpikesPerImg, other.SpikesPerImg)
	}
}

// Conductances of cells leave as they are: their weights are their differences.
func TestExportedConductances(t *testing.T) {
	c := tiny("pcm")
	c.Command = "train"
	keep := &shelf{}
	conduct(t, c, Env{Workers: 1, Checkpoint: keep})
	e, err := Exported(c, digits(t), keep, 0)
	if err != nil {
		t.Fatal(err)
	}
	lo, hi := cards(t, c)[0].Model.Range()
	if e.Conductances.Cols != 2*e.Weights.Cols {
		t.Fatalf("%d columns of cells for %d weights", e.Conductances.Cols, e.Weights.Cols)
	}
	for i, w := range e.Weights.X {
		g := e.Conductances.X[2*i] - e.Conductances.X[2*i+1]
		if math.Abs(g/(hi-lo)-w) > 1e-5 {
			t.Fatalf("weight %d is %g, its cells differ by %g of the range", i, w, g/(hi-lo))
		}
	}
	if _, err := Exported(c, digits(t), keep, 7); err == nil {
		t.Error("a repeat that was not trained is exported")
	}
}

// Routines reach the cells: pulses are written and cost energy, looking makes the error smaller, and the
// default is what it was.
func TestProgrammingRoutines(t *testing.T) {
	run := func(routine string) Metrics {
		return conduct(t, set(t, tiny("memristor"), "mode", ExSitu, "write.routine", routine, "d2d", "0.3"), Env{Workers: 2}).Trials[0].Metrics
	}
	target, open, verify := run("target"), run("open"), run("verify")
	if target.Writes != 0 || target.ProgramPulses != 0 || target.Energy != 0 {
		t.Errorf("targets: %+v", target)
	}
	if open.Writes == 0 || open.Energy <= 0 || open.ProgramMissed != 0 || !(verify.ProgramError < open.ProgramError) || verify.ProgramPulses == 0 {
		t.Errorf("without looking %+v\nlooking %+v", open, verify)
	}
}

// What does not fit is refused with what would.
func TestImportsAreRefused(t *testing.T) {
	good := Matrix{784, 10, make([]float64, 7840)}
	negative := Matrix{784, 10, make([]float64, 7840)}
	negative.X[5] = -1
	missing := Matrix{784, 10, make([]float64, 7840)}
	missing.X[25] = math.NaN()
	for _, tt := range []struct {
		card string
		w    *Matrix
		keys []string
		want string
	}{
		{"memristor", &negative, nil, "want layout.kind = pair"},
		{"pcm", &missing, nil, "row 3, column 6"},
		{"pcm", &Matrix{784, 9, make([]float64, 784*9)}, nil, "784 × 9: want 784 × 10"},
		{"pcm", nil, nil, "was not read"},
		{"pcm", &good, []string{"weights.thresholds", "t.csv"}, "weights.thresholds: the matrix was not read"},
	} {
		c := set(t, tiny(tt.card), append([]string{"mode", ExSitu, "network.neurons", "10", "weights.file", "w.csv"}, tt.keys...)...)
		err := c.CheckMatrices(Env{Data: digits(t), Weights: tt.w})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("error %v, want %q", err, tt.want)
		}
	}
	for _, keys := range [][]string{{"weights.file", "w.csv"}, {"weights.thresholds", "t.csv", "mode", ExSitu}, {"weights.file", "w.csv", "mode", ExSitu, "neuron.model", "conductance"}} {
		if err := set(t, tiny("pcm"), keys...).Check(); err == nil || !strings.Contains(err.Error(), "weights.") {
			t.Errorf("%v: error %v", keys, err)
		}
	}
}

// A matrix of both signs, scaled and offset, gives the same network on cells of one sign as it does on
// pairs: weights and thresholds are scaled together, and the reference column takes the offset back.
func TestImportWithOffset(t *testing.T) {
	w, th := Matrix{784, 10, make([]float64, 7840)}, Matrix{10, 1, make([]float64, 10)}
	for i := range w.X {
		w.X[i] = math.Round(64*math.Sin(float64(i*i%1009))) / 64 // exact in single precision
	}
	w.X[0] = 1
	for j := range th.X {
		th.X[j] = 16
	}
	run := func(keys ...string) Metrics {
		c := set(t, tiny("ideal"), append([]string{"mode", ExSitu, "network.neurons", "10", "weights.file", "w.csv", "weights.thresholds", "t.csv"}, keys...)...)
		return conduct(t, c, Env{Workers: 1, Weights: &w, Thresholds: &th}).Trials[0].Metrics
	}
	for _, bits := range []string{"0", "16"} { // plain numbers, and cells
		pair := run("adc.bits", bits, "layout.kind", "pair")
		single := run("adc.bits", bits, "layout.kind", "single", "weights.offset", "0.5", "weights.scale", "0.5")
		lost := run("adc.bits", bits, "layout.kind", "single", "weights.offset", "0.01")
		if pair.SpikesPerImg == 0 || math.Abs(pair.SpikesPerImg-single.SpikesPerImg) > 0.01*pair.SpikesPerImg {
			t.Errorf("%s bits: on pairs %g spikes an image, on single cells %g", bits, pair.SpikesPerImg, single.SpikesPerImg)
		}
		if math.Abs(pair.SpikesPerImg-lost.SpikesPerImg) < 0.1*pair.SpikesPerImg {
			t.Errorf("%s bits: %g spikes an image where weights below the offset are lost, %g where none is", bits, lost.SpikesPerImg, pair.SpikesPerImg)
		}
	}
	for _, keys := range [][]string{
		{"weights.offset", "0.5"},
		{"weights.scale", "0.5"},
		{"weights.offset", "0.5", "weights.file", "w.csv", "mode", ExSitu, "layout.kind", "pair"},
	} {
		if err := set(t, tiny("pcm"), keys...).Check(); err == nil || !strings.Contains(err.Error(), "weights.") {
			t.Errorf("%v: error %v", keys, err)
		}
	}
}
