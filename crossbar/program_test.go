package crossbar

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat"

	"github.com/xbar-sim/xbar/device"
)

func TestProgram(t *testing.T) {
	for _, name := range device.Presets() {
		a := build(t, preset(t, name), 11, 9, Options{D2D: 0.2})
		bottom, top := make([]float64, 99), make([]float64, 99)
		copy(bottom, doubles(a.Conductances()))
		a.Program(level(99, 1), false)
		copy(top, doubles(a.Conductances()))
		w := ramp(99, 0, 1)
		a.Program(w, false)
		var sum float64
		for i, g := range doubles(a.Conductances()) {
			want := bottom[i] + w[i]*(top[i]-bottom[i])
			near(t, name+": conductance", g, want, 1e-6*top[i])
			sum += g
		}
		near(t, name+": mean", a.MeanConductance(), sum/99, 1e-12*sum)
		if a.Writes() != 0 || a.WriteEnergy() != 0 || a.PulseCount(3, 3) != 0 {
			t.Errorf("%s: a programming routine was counted as pulses", name)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("weights of another shape were programmed")
		}
	}()
	build(t, preset(t, "ideal"), 3, 3, Options{}).Program(make([]float64, 8), false)
}

// Joshi's programming error at g = G/25 µS, in µS (P14). The range is wide enough for no cell to
// meet an end of it: at g = 0.5 the ends are 13 standard deviations away, at 0.1 they are 5.
func TestProgramNoise(t *testing.T) {
	const rows, cols = 200, 200
	card := still(t)
	pcm := card.Model.(*device.PCM)
	pcm.GMin, pcm.GMax = 0, 50e-6
	for _, tt := range []struct{ g, sigma float64 }{{0.1, 0.44825}, {0.5, 0.95271}, {1, 1.05538}} {
		a := build(t, card, rows, cols, Options{})
		a.Program(level(rows*cols, tt.g/2), true)
		first := doubles(a.Conductances())
		mean, sd := stat.MeanStdDev(first, nil)
		near(t, "mean, µS", mean*1e6, 25*tt.g, 4*tt.sigma/math.Sqrt(rows*cols))
		near(t, "standard deviation, µS", sd*1e6, tt.sigma, 4*tt.sigma/math.Sqrt(2*rows*cols))

		a.Program(level(rows*cols, tt.g/2), true)
		second := doubles(a.Conductances())
		near(t, "correlation between cells", stat.Correlation(first[1:], first[:len(first)-1], nil), 0, 0.02)
		near(t, "correlation between two programmings", stat.Correlation(first, second, nil), 0, 0.02)
		a.Program(level(rows*cols, tt.g/2), false)
		if _, sd := stat.MeanStdDev(doubles(a.Conductances()), nil); sd != 0 {
			t.Errorf("programmed without noise, cells scatter by %g S", sd)
		}
	}
}

// At the ends of its range a cell cannot miss outward.
func TestProgramNoiseStaysInRange(t *testing.T) {
	a := build(t, preset(t, "memristor", "prog_0", "40 µS"), 30, 30, Options{D2D: 0.3})
	a.Program(level(900, 1), false)
	top := doubles(a.Conductances())
	a.Program(level(900, 0), false)
	bottom := doubles(a.Conductances())
	a.Program(ramp(900, 0, 1), true)
	for i, g := range doubles(a.Conductances()) {
		if g < bottom[i]*(1-1e-6) || g > max(top[i], bottom[i])*(1+1e-6) {
			t.Fatalf("cell %d was programmed to %g S, outside %g to %g", i, g, bottom[i], top[i])
		}
	}
}
