package snn_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat"

	"github.com/xbar-sim/xbar/snn"
	"github.com/xbar-sim/xbar/variability"
)

// At 20 Hz and steps of 10 µs an interval has 5000 steps, so rounding to steps is nothing: mean and
// standard deviation are those of N(P, (0.1 P)²), within four standard errors.
func TestJitteredIntervals(t *testing.T) {
	const step = 1e-5
	code := snn.NewCode("jittered", 20, 2, step)
	src := variability.Seed(1).Named("jittered").Source()
	var train snn.Train
	var gaps, first []float64
	for range 20 {
		code.Encode(&train, flat(100, 255), src)
		for _, at := range raster(&train, 100) {
			first = append(first, float64(at[0])*step)
			for k := 1; k < len(at); k++ {
				gaps = append(gaps, float64(at[k]-at[k-1])*step)
			}
		}
	}
	mean, sd := stat.MeanStdDev(gaps, nil)
	n := float64(len(gaps))
	// a spike falls out of the presentation if its interval is long: the bias of the mean is below
	// sd²/(39 intervals · mean), a tenth of a standard error here
	if math.Abs(mean-0.05) > 4*0.005/math.Sqrt(n)+2e-5 || math.Abs(sd-0.005) > 4*0.005/math.Sqrt(2*n)+2e-5 {
		t.Errorf("intervals of %.5f ± %.5f s, want 0.05 ± 0.005", mean, sd)
	}
	// U·N has mean P/2
	if m := stat.Mean(first, nil); math.Abs(m-0.025) > 4*0.0146/math.Sqrt(float64(len(first))) {
		t.Errorf("first spikes after %.4f s in the mean, want 0.025", m)
	}
}

func TestJitteredRateFollowsTheLevel(t *testing.T) {
	src := variability.Seed(2).Named("jittered").Source()
	code := snn.NewCode("jittered", 60, 1, 1e-4)
	for _, level := range []byte{51, 102, 255} {
		want := 60 * float64(level) / 255
		got := stat.Mean(lengths(rasters(code, level, 2, src)), nil)
		// uniform start and little jitter: the count scatters by less than one spike
		if math.Abs(got-want) > 4/math.Sqrt(2000) {
			t.Errorf("level %d: %.2f spikes a second, want %.2f", level, got, want)
		}
	}
}
