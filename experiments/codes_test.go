package experiments

import (
	"math"
	"math/bits"
	"os"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat"

	"github.com/xbar-sim/xbar/internal/dataset"
	"github.com/xbar-sim/xbar/snn"
	"github.com/xbar-sim/xbar/variability"
)

// What a trial reports as input spikes is what its code makes of the test images, by the definition of
// the code: exactly where it draws no chance, within four standard errors where it does.
func TestInputSpikesPerImage(t *testing.T) {
	const steps, white = 350, 21 // 60 Hz in 350 ms
	perPixel := map[string]func(x byte) (mean, variance float64){
		"poisson":     func(x byte) (float64, float64) { m := white * float64(x) / 255; return m, m },
		"regular":     func(x byte) (float64, float64) { return white * float64(x) / 255, 0.25 }, // one of two whole numbers
		"jittered":    func(x byte) (float64, float64) { return white * float64(x) / 255, 1 },
		"first-spike": func(x byte) (float64, float64) { return min(float64(x), 1), 0 },
		"rank-order":  func(x byte) (float64, float64) { return min(float64(x), 1), 0 },
		"burst":       func(x byte) (float64, float64) { return math.Ceil(5 * float64(x) / 255), 0 },
		"phase": func(x byte) (float64, float64) {
			return float64(steps/8*bits.OnesCount8(x) + bits.OnesCount8(x>>2)), 0 // 43 periods and six steps
		},
	}
	d := digits(t)
	for _, code := range snn.Codes() {
		c := set(t, tiny("ideal"), "input.code", code, "repeats", "1")
		var want, variance float64
		for _, image := range d.Test.Images[:c.Test.Images] {
			for _, x := range image {
				if x > 0 {
					m, v := perPixel[code](x)
					want, variance = want+m, variance+v
				}
			}
		}
		n := float64(c.Test.Images)
		r := conduct(t, c, Env{})
		got, bound := r.Trials[0].Metrics.InputsPerImg, 4*math.Sqrt(variance)/n
		if math.Abs(got-want/n) > bound+1e-9 || r.Summary[0].Inputs != got {
			t.Errorf("%s: %g input spikes an image, want %g ± %g", code, got, want/n, bound)
		}
	}
}

// The spikes of MNIST at Diehl and Cook's rates: a white pixel at 63.75 Hz for 350 ms in steps of
// 0.5 ms. Expected spikes of an image are 22.3125 Σx/255; over the training set their mean is 2286 and
// their percentiles 1, 50 and 99 are 862, 2228 and 4304. Trains drawn for every seventh image have the
// mean that is expected of these within four standard errors, 4 √(2286/8572) = 2.1.
func TestPoissonSpikesOfMNIST(t *testing.T) {
	dir := os.Getenv("XBAR_DATA")
	if dir == "" {
		t.Skip("set XBAR_DATA to a folder that holds mnist/ to count the spikes of the published set")
	}
	d, err := dataset.Load("mnist", dataset.Options{Dir: dir})
	if err != nil {
		t.Skipf("the spikes of the published set are not counted: %v", err)
	}
	code := snn.NewCode("poisson", 63.75, 0.35, 0.5e-3)
	src := variability.Seed(1).Named("mnist").Source()
	var train snn.Train
	expected := make([]float64, len(d.Train.Images))
	var drawn, theirs, n float64
	for k, image := range d.Train.Images {
		sum := 0
		for _, x := range image {
			sum += int(x)
		}
		expected[k] = 22.3125 * float64(sum) / 255
		if k%7 == 0 {
			code.Encode(&train, image, src)
			drawn, theirs, n = drawn+float64(train.Spikes()), theirs+expected[k], n+1
		}
	}
	mean := stat.Mean(expected, nil)
	slices.Sort(expected)
	for _, tt := range []struct {
		what      string
		got, want float64
	}{
		{"mean", mean, 2286},
		{"percentile 1", stat.Quantile(0.01, stat.Empirical, expected, nil), 862},
		{"median", stat.Quantile(0.5, stat.Empirical, expected, nil), 2228},
		{"percentile 99", stat.Quantile(0.99, stat.Empirical, expected, nil), 4304},
	} {
		if math.Round(tt.got) != tt.want {
			t.Errorf("%s of expected spikes: %.2f, want %g", tt.what, tt.got, tt.want)
		}
	}
	if math.Abs(drawn-theirs) > 4*math.Sqrt(theirs) {
		t.Errorf("%.2f spikes an image were drawn, want %.2f ± %.2f", drawn/n, theirs/n, 4*math.Sqrt(theirs)/n)
	}
	t.Logf("mean %.2f; of every seventh image %.2f expected, %.2f drawn", mean, theirs/n, drawn/n)
}
