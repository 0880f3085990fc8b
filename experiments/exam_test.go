package experiments

import (
	"context"
	"math"
	"testing"
)

const waited = 86400 // s, the day that networks wait here

// waiting returns a study that learns in no time, with ideal converters, and is tested after a day of
// drift, the same for all cells.
func waiting(t testing.TB, device string, keysAndValues ...string) *Config {
	t.Helper()
	c := set(t, tiny(device), "clock.speedup", "1e9", "adc.bits", "0", "after", "1 d", "drift", "0.05", "drift_sd", "0")
	return set(t, c, keysAndValues...)
}

// examined trains the network of a study and examines it.
func examined(t testing.TB, c *Config) (*network, Metrics, *Run) {
	t.Helper()
	n := started(t, c, digits(t), 0)
	learn(t, n, c.Train.Images)
	m, details, err := n.exam(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return n, m, details
}

// Where all cells drift alike, G falls by (1 + t/t0)^-ν, one gain takes it back, and the network
// answers as it did before waiting.
func TestExamOfUniformDrift(t *testing.T) {
	factor := math.Pow(1+waited/20., -0.05)
	_, fresh, _ := examined(t, waiting(t, "memristor", "after", "0"))
	if !math.IsNaN(fresh.AccuracyRaw) || !math.IsNaN(fresh.MeanG) || fresh.Gain != 1 {
		t.Errorf("without waiting: %+v", fresh)
	}
	for _, kind := range []string{"global", "column", "none"} {
		n, m, _ := examined(t, waiting(t, "memristor", "compensation", kind))
		// training took less than 1e-6 s, and the read cache holds float32
		if !near(m.MeanG, factor, 1e-6) {
			t.Errorf("%s: mean G is %.8g of what it was, want %.8g", kind, m.MeanG, factor)
		}
		if now := n.tile.Now(); !near(now, waited, 1e-3) || !near(m.SimTime, 40*0.35/1e9, 1e-12) {
			t.Errorf("%s: %g s in all, %g s of them training", kind, now, m.SimTime)
		}
		want := 1.0
		if kind != "none" {
			want = 1 / factor
		}
		if !near(m.Gain, want, 1e-4) {
			t.Errorf("%s: gain %.8g, want %.8g", kind, m.Gain, want)
		}
		switch kind {
		case "none":
			if m.AccuracyRaw != m.Accuracy || m.SpikesPerImg >= fresh.SpikesPerImg {
				t.Errorf("uncompensated: %+v, without waiting %+v", m, fresh)
			}
		case "global": // but for spikes that rounding moved: of 20 images, one
			if !near(m.Accuracy, fresh.Accuracy, 0.051) || !near(m.SpikesPerImg, fresh.SpikesPerImg, 0.1) {
				t.Errorf("compensated: %+v, without waiting %+v", m, fresh)
			}
		}
		if m.Writes != fresh.Writes || m.WriteEnergy != fresh.WriteEnergy {
			t.Errorf("%s: %g writes of %g J, without waiting %g of %g J", kind, m.Writes, m.WriteEnergy, fresh.Writes, fresh.WriteEnergy)
		}
	}
}

// Where exponents differ as ν = |μ + σξ|, the mean over cells is that of a lognormal factor,
//
//	⟨(1 + t/t0)^-ν⟩ = e^(-μL + (σL)²/2),  L = ln(1 + t/t0).
//
// Over 784 × 7 cells of at most 4.4 times each other's conductance the relative standard error is at
// most σL √(1.5/5488) = 0.0014 for σ = 0.01; the bound is four of them. The gain follows the active
// cells: a third of the rows, and the difference to the dummy column.
func TestExamOfScatteredDrift(t *testing.T) {
	const mu, sigma = 0.05, 0.01
	l := math.Log(1 + waited/20.)
	want := math.Exp(-mu*l + sigma*sigma*l*l/2)
	_, m, _ := examined(t, waiting(t, "memristor", "drift_sd", "-1")) // a fifth of ν
	if !near(m.MeanG/want, 1, 0.0056) {
		t.Errorf("mean G %g, want %g", m.MeanG, want)
	}
	if !near(m.Gain*want, 1, 0.03) {
		t.Errorf("gain %g, want about %g", m.Gain, 1/want)
	}
}

// Waiting does nothing to ideal cells.
func TestExamOfIdeal(t *testing.T) {
	n, m, _ := examined(t, waiting(t, "ideal"))
	_, fresh, _ := examined(t, waiting(t, "ideal", "after", "0"))
	if !same(m, fresh) || !math.IsNaN(m.AccuracyRaw) || n.tile.Now() > 1 {
		t.Errorf("after a day %+v\nbefore %+v", m, fresh)
	}
}

// A column whose cells lost more gets more gain; one that answers no more keeps its own.
func TestCompensate(t *testing.T) {
	c := tiny("memristor")
	c.Network.Neurons = 3
	n := build(t, c, digits(t), 0)
	gains := func() []float64 {
		s, err := n.tile.(onTile).Snapshot()
		if err != nil {
			t.Fatal(err)
		}
		return s.Gain
	}
	c.After.Compensation = "column"
	if mean := n.compensate([]float64{4, 6, 0}, []float64{2, 5, 1}); !near(mean, (2+1.2+1)/3, 1e-12) {
		t.Errorf("mean gain of columns %g", mean)
	}
	if g := gains(); !near(g[0], 2, 1e-12) || !near(g[1], 1.2, 1e-12) || g[2] != 1 {
		t.Errorf("gains of columns %v, want 2, 1.2 and 1", g)
	}
	c.After.Compensation = "global"
	if gain := n.compensate([]float64{4, 6, 0}, []float64{2, 5, 1}); !near(gain, 10./8, 1e-12) {
		t.Errorf("global gain %g, want 10/8", gain)
	}
	if g := gains(); g[0] != g[2] || !near(g[0], 1.25, 1e-12) {
		t.Errorf("gains of columns %v, want 1.25", g)
	}
	if gain := n.compensate([]float64{4, 6, 0}, []float64{0, 0, 0}); gain != 1 {
		t.Errorf("gain of an array that answers no more %g", gain)
	}
}

// The gain reads training images through the converters, always the same ones.
func TestResponse(t *testing.T) {
	n, _, _ := examined(t, waiting(t, "memristor", "after", "0"))
	a, b := n.response(), n.response()
	for j := range a {
		if a[j] != b[j] || a[j] <= 0 {
			t.Errorf("column %d answers %g, then %g", j, a[j], b[j])
		}
	}
	n.tile.SetGain(2)
	for j, x := range n.response() {
		if !near(x/a[j], 2, 1e-5) {
			t.Errorf("column %d at twice the gain answers %g, was %g", j, x, a[j])
		}
	}
}

// The books of an exam agree: every image in the confusion matrix, none of silent neurons right.
func TestDetails(t *testing.T) {
	n, m, details := examined(t, tiny("pcm"))
	right, all := 0, 0
	for class, row := range details.Confusion {
		if len(row) != 11 {
			t.Fatalf("%d columns of the confusion matrix, want 10 classes and no answer", len(row))
		}
		for guess, k := range row {
			all += k
			if guess == class {
				right += k
			}
		}
	}
	if all != 20 || !near(float64(right)/20, m.Accuracy, 1e-12) {
		t.Errorf("%d of %d right, accuracy %g", right, all, m.Accuracy)
	}
	for j, label := range details.Labels {
		if label < -1 || label > 9 {
			t.Errorf("neuron %d has the class %d", j, label)
		}
	}
	w := n.tile.Weights()
	for j, field := range details.Maps {
		for i, x := range field {
			if x != w[i*6+j] {
				t.Fatalf("pixel %d of map %d is %g, want weight %g", i, j, x, w[i*6+j])
			}
		}
	}
	if m.Writes != float64(n.tile.Counts().Pulses) || m.WriteEnergy != n.tile.Counts().Energy {
		t.Errorf("%g writes of %g J, the tile has %+v", m.Writes, m.WriteEnergy, n.tile.Counts())
	}

	c := set(t, tiny("ideal"), "network.threshold", "1e9", "network.gain", "0")
	_, m, details = examined(t, c)
	if m.Accuracy != 0 || m.Silent != 1 || m.SpikesPerImg != 0 || details.Labels[0] != -1 {
		t.Errorf("neurons that cannot fire: %+v, labels %v", m, details.Labels)
	}
	for class, row := range details.Confusion {
		for guess, k := range row[:10] {
			if k != 0 {
				t.Errorf("class %d taken for %d without a spike", class, guess)
			}
		}
	}
}

// An ADC that is too narrow is noticed.
func TestClipping(t *testing.T) {
	_, wide, _ := examined(t, tiny("memristor"))
	_, narrow, _ := examined(t, set(t, tiny("memristor"), "adc.range", "1"))
	_, ideal, _ := examined(t, set(t, tiny("memristor"), "adc.bits", "0"))
	if wide.Clipped > 0.01 || narrow.Clipped < 0.5 || ideal.Clipped != 0 {
		t.Errorf("clipped: %g calibrated, %g at a range of one weight, %g without ADC", wide.Clipped, narrow.Clipped, ideal.Clipped)
	}
}
