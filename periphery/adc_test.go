package periphery

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/variability"
)

const unit = 3e-6 // A that a full weight draws

// convert digitises one number, given and returned in full weights.
func (a *ADC) convert(x float64) float64 {
	y := []float32{float32(x * unit)}
	a.Convert(y, unit, nil)
	return float64(y[0])
}

// step is the distance between codes: of 2^N codes, half are for negative currents.
func (a *ADC) step() float64 { return a.Range / (math.Exp2(float64(a.Bits-1)) - 1) }

// Within its range a converter errs by half a step at most; beyond, it holds the last code and
// counts. Codes are whole steps.
func TestADCQuantises(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		a := ADC{Bits: rapid.IntRange(2, 16).Draw(r, "bits"), Range: rapid.Float64Range(0.1, 1000).Draw(r, "range")}
		step := a.step()
		lo := -a.Range - step // there is one code more on the negative side
		x := rapid.Float64Range(2*lo-a.Range, 2*a.Range).Draw(r, "x")
		y := a.convert(x)
		rounding := 1e-6 * (math.Abs(x) + step)
		if code := y / step; math.Abs(code-math.Round(code)) > 1e-6*math.Abs(code)+1e-9 {
			r.Fatalf("%g became %g, which is %g steps", x, y, code)
		}
		switch {
		case x >= lo && x <= a.Range:
			if math.Abs(y-x) > step/2+rounding {
				r.Fatalf("%g became %g: off by more than half a step of %g", x, y, step)
			}
		case x > a.Range:
			if math.Abs(y-a.Range) > 1e-6*a.Range {
				r.Fatalf("%g became %g, want the end of the range %g", x, y, a.Range)
			}
		default:
			if math.Abs(y-lo) > 1e-6*(a.Range+step) {
				r.Fatalf("%g became %g, want the lower end %g", x, y, lo)
			}
		}
		beyond := max(x-a.Range, lo-x)
		if clipped := a.clipped == 1; math.Abs(beyond-step/2) > rounding && clipped != (beyond > step/2) {
			r.Fatalf("%g, %g steps beyond the range: clipped %v", x, beyond/step, clipped)
		}
		if a.samples != 1 {
			r.Fatalf("%d samples were counted", a.samples)
		}
	})
}

// Three bits over 3 full weights have steps of one, -4 to 3; four over 7, -8 to 7.
func TestADCRoundsToNearest(t *testing.T) {
	for _, tt := range []struct {
		bits    int
		full    float64
		x, want []float32
		clipped uint64
	}{
		{4, 7, []float32{-9, -8.4, -0.6, -0.4, 0, 0.45, 1.55, 5.6, 6.4, 7, 7.45, 7.55, 99}, []float32{-8, -8, -1, 0, 0, 0, 2, 6, 6, 7, 7, 7, 7}, 3},
		{3, 3, []float32{-99, -4.55, -4.45, -4, -1.55, -0.45, 0, 0.45, 1.55, 3, 3.45, 3.55}, []float32{-4, -4, -4, -4, -2, 0, 0, 0, 2, 3, 3, 3}, 3},
	} {
		a := ADC{Bits: tt.bits, Range: tt.full}
		got := slices.Clone(tt.x)
		for i := range got {
			got[i] *= unit
		}
		a.Convert(got, unit, nil)
		for i := range got {
			near(t, "code", float64(got[i]), float64(tt.want[i]), 1e-6)
		}
		if a.samples != uint64(len(got)) || a.clipped != tt.clipped {
			t.Errorf("%d samples, %d clipped; want %d and %d", a.samples, a.clipped, len(got), tt.clipped)
		}
	}
}

func TestADCIdeal(t *testing.T) {
	for _, a := range []ADC{{}, {Range: 5}, {Bits: 8}} {
		near(t, "ideal or not calibrated", a.convert(123.456), 123.456, 1e-4)
		near(t, "ideal or not calibrated", a.convert(-0.001), -0.001, 1e-9)
		if a.samples != 0 || a.clipped != 0 {
			t.Error("samples were counted where nothing was converted")
		}
	}
}

// P25: a sine over the full scale has a signal-to-noise ratio of 6.02 N + 1.76 dB, a uniform
// signal 20 log10 2^N, each within 0.4 dB.
func TestADCSignalToNoise(t *testing.T) {
	const n = 200_000
	sine := func(i int) float64 { return 0.5 + 0.5*math.Sin(2*math.Pi*float64(i)*math.Phi/17) }
	uniform := func(i int) float64 { _, f := math.Modf(float64(i) * math.Phi); return f }
	for _, tt := range []struct {
		bits   int
		signal func(int) float64
		want   float64
	}{
		{6, sine, 37.9}, {8, sine, 49.9}, {10, sine, 61.96}, {6, uniform, 36.12}, {8, uniform, 48.16},
	} {
		a := ADC{Bits: tt.bits, Range: 40}
		x, y := make([]float64, n), make([]float32, n)
		for i := range x { // from the lowest code to the highest
			x[i] = 2*a.Range*tt.signal(i) - a.Range - a.step()*(1-tt.signal(i))
			y[i] = float32(x[i] * unit)
		}
		a.Convert(y, unit, nil)
		var noise float64
		for i := range x {
			noise += (float64(y[i]) - x[i]) * (float64(y[i]) - x[i]) / n
		}
		near(t, "signal to noise, dB", 10*math.Log10(stat.Variance(x, nil)/noise), tt.want, 0.4)
		if a.clipped != 0 {
			t.Errorf("%d samples of a full-scale signal were clipped", a.clipped)
		}
	}
}

// Noise of σ steps before rounding has the variance σ² + 1/12 behind it and no bias.
func TestADCNoise(t *testing.T) {
	const n = 40_000
	a := ADC{Bits: 10, Range: 511, Noise: 1.5}
	src := variability.Seed(1).Named("adc").Source()
	x, y := make([]float32, n), make([]float64, n)
	for i := range x {
		x[i] = 300.3 * unit
	}
	a.Convert(x, unit, src)
	for i := range x {
		y[i] = float64(x[i])
	}
	mean, sd := stat.MeanStdDev(y, nil)
	sigma := math.Sqrt(1.5*1.5 + 1.0/12)
	near(t, "mean", mean, 300.3, 4*sigma/math.Sqrt(n))
	near(t, "standard deviation", sd, sigma, 4*sigma/math.Sqrt(2*n))
	near(t, "correlation of samples", stat.Correlation(y[1:], y[:n-1], nil), 0, 4/math.Sqrt(n))
}

func TestADCCheck(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, tt := range []struct {
		a    ADC
		want string
	}{
		{ADC{}, ""}, {ADC{Bits: 2}, ""}, {ADC{Bits: 16, Range: 1e9, Noise: 100}, ""},
		{ADC{Bits: -1}, "adc.bits"}, {ADC{Bits: 1}, "adc.bits"}, {ADC{Bits: 17}, "adc.bits"},
		{ADC{Range: -1}, "adc.range"}, {ADC{Range: nan}, "adc.range"}, {ADC{Range: inf}, "adc.range"},
		{ADC{Noise: -1}, "adc.noise"}, {ADC{Noise: nan}, "adc.noise"}, {ADC{Noise: 101}, "adc.noise"},
	} {
		err := tt.a.Check()
		if (err == nil) != (tt.want == "") || (err != nil && !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%+v: error %v, want %q", tt.a, err, tt.want)
		}
	}
}

// The calibrated range is the quantile of the magnitudes that run causes, of all of them and of
// nothing else, times the headroom.
func TestCalibrate(t *testing.T) {
	for _, layout := range []string{"single", "pair"} {
		tile := build(t, preset(t, "memristor"), 40, 7, Options{Layout: layout, ADC: ADC{Bits: 8}})
		tile.Program(random(280, -1, 1, 6), false)
		src := rand.New(rand.NewPCG(8, 8))
		var seen []float64
		forward(tile, all(40), nil) // the largest sums there are, before
		err := tile.Calibrate(0.9, 1.25, func() error {
			for range 50 {
				rows := make([]int32, 1+src.IntN(5))
				for i := range rows {
					rows[i] = int32(src.IntN(40))
				}
				for _, x := range forward(tile, rows, nil) {
					seen = append(seen, math.Abs(float64(x)))
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(seen)
		want := 1.25 * seen[len(seen)*9/10]
		near(t, layout+": range", snapshot(t, tile).Range, want, 1e-5*want)
		if tile.Counts().Samples != 0 || tile.probe != nil {
			t.Error("samples of the calibration were counted as conversions, or are still collected")
		}
		forward(tile, all(40), nil)
		if c := tile.Counts(); c.Samples != 7 || c.Clipped == 0 {
			t.Errorf("%d samples, %d clipped after a read far beyond the range; want 7 and some", c.Samples, c.Clipped)
		}
		near(t, "range after a read", snapshot(t, tile).Range, want, 1e-5*want)
	}
}

func TestCalibrateLeavesAlone(t *testing.T) {
	for _, adc := range []ADC{{}, {Bits: 6, Range: 3}} {
		tile := build(t, preset(t, "ideal"), 4, 3, Options{ADC: adc})
		if err := tile.Calibrate(0.99, 1, func() error { t.Error("activity was asked for"); return nil }); err != nil {
			t.Error(err)
		}
		if got := snapshot(t, tile).Range; got != adc.Range {
			t.Errorf("a range of %g became %g", adc.Range, got)
		}
	}
}

func TestCalibrateFails(t *testing.T) {
	tile := build(t, preset(t, "ideal"), 4, 3, Options{ADC: ADC{Bits: 8}})
	read := func() error { forward(tile, all(4), nil); return nil }
	lost := errors.New("lost the images")
	for _, tt := range []struct {
		name string
		run  func() error
		want string
	}{
		{"no reads", func() error { return nil }, "no activity"},
		{"zero weights", read, "all zero"},
		{"failure", func() error { return lost }, lost.Error()},
	} {
		if err := tile.Calibrate(0.99, 1, tt.run); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one with %s", tt.name, err, tt.want)
		}
		if tile.probe != nil {
			t.Errorf("%s: samples are still collected", tt.name)
		}
	}
	tile.Program(random(12, 0.5, 1, 1), false)
	if err := tile.Calibrate(1, 2, read); err != nil {
		t.Errorf("after failures: %v", err)
	}
	want := 2 * float64(slices.Max(tile.Weights())) * 4
	if got := snapshot(t, tile).Range; got <= 0 || got > want*1.001 {
		t.Errorf("range %g, want above 0 and at most %g", got, want)
	}
}
