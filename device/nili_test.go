package device_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/variability"
)

func nili(t *testing.T) *device.Nili { return preset(t, "tio2-nili").Model.(*device.Nili) }

// One pulse by hand: 100 µs (L = -4) from 80 µS, a range of states whose SET is c = 1.55e-4, -0.47, -3.373,
// 5.005, 5.792 and whose RESET is -0.89e-4, 0.21, 2.33, 6.2, -7.30.
func TestNiliPulse(t *testing.T) {
	m := nili(t)
	for _, tt := range []struct{ v, want float64 }{
		{1, 1.55e-4 * (1 - math.Tanh(-0.47*(-4+3.373))) * (math.Tanh(5.005-5.792) + 1)},
		{-1.2, -0.89e-4 * (-1 - math.Tanh(0.21*(-4-2.33))) * (math.Tanh(6.2*-1.2+7.30) - 1)},
		{3, 1.55e-4 * (1 - math.Tanh(-0.47*(-4+3.373))) * (math.Tanh(5.005*1.15-5.792) + 1)}, // held at 1.15 V
	} {
		s := device.NewState(m, 1)
		s.X[0][0] = 80e-6
		m.Step(s, []float64{tt.v}, 100e-6, nil)
		near(t, "ΔG0", s.X[0][0]-80e-6, tt.want, 1e-9*math.Abs(tt.want))
		if math.Abs(tt.want) < 1e-7 || tt.want*tt.v < 0 {
			t.Errorf("a pulse of %g V is worth %g S", tt.v, tt.want)
		}
	}
}

// What decides between °C and K, and between the logarithms: at 22 °C a cell of the lowest state conducts
// about what its state says, not ten times as much; and the widths of the fit, 100 ns to 100 ms, take SET
// through the middle of its logarithm, from a tenth of the largest step to nearly all of it.
func TestNiliUnits(t *testing.T) {
	m := nili(t)
	s := device.NewState(m, 1)
	for _, g0 := range []float64{3.16e-6, 30e-6, 316e-6} {
		s.X[0][0] = g0
		i := []float64{0}
		m.Current(i, s, []float64{1e-3})
		near(t, "G at low voltage over G0", i[0]/1e-3/g0, 1, 0.2)
	}
	step := func(dt float64) float64 {
		s.X[0][0] = 60e-6
		m.Step(s, []float64{1}, dt, nil)
		return s.X[0][0] - 60e-6
	}
	near(t, "100 ns over 100 ms", step(1e-7)/step(0.1), (1-math.Tanh(0.47*(7-3.373)))/(1+math.Tanh(0.47*(-1+3.373))), 1e-9)
	near(t, "10^-3.373 s over 100 ms", step(math.Pow(10, -3.373))/step(0.1), 1/(1+math.Tanh(0.47*2.373)), 1e-9)
	near(t, "10 ns over 100 ns", step(1e-8)/step(1e-7), 0.1, 1e-9)
}

// The current: cubic and odd; hotter cells conduct 0.1166 µS/K more at low voltage.
func TestNiliCurrent(t *testing.T) {
	m := nili(t)
	s := device.NewState(m, 1)
	s.X[0][0] = 50e-6
	current := func(v, kelvin float64) float64 {
		s.Kelvin = []float64{kelvin}
		i := []float64{0}
		m.Current(i, s, []float64{v})
		return i[0]
	}
	for _, v := range []float64{0.05, 0.2, 0.4} {
		c := 350 - 273.15
		a1 := -2.58e-6 + 0.977*50e-6 + 1.166e-7*c
		a3 := 1.18*50e-6 + 6596*50e-6*50e-6 + 1.605e-3*math.Pow(c, -1.33)
		near(t, "I", current(v, 350), a1*v+a3*v*v*v, 1e-12*a1)
		near(t, "I at -v", current(-v, 350), -current(v, 350), 0)
	}
	near(t, "dG/dT", (current(1e-4, 360)-current(1e-4, 350))/1e-3, 1.166e-7, 1e-10)
}

// The spread of the current between devices is that of the fit: σ1 + σ3 v² at the read voltage, cut at 1.5.
func TestNiliSpread(t *testing.T) {
	const cells = 20_000
	m := nili(t)
	s := device.NewState(m, cells)
	s.Spread = map[string][]float32{"device_iv": make([]float32, cells)}
	variability.Spread{Kind: variability.Normal, CV: 0.1}.Factors(s.Spread["device_iv"], variability.Seed(3).Named("nili"))
	for i := range cells {
		s.X[0][i] = 20e-6
	}
	g := apply(m, s, 0, 0, 0, nil)
	const c, v2 = 26.85, 0.01
	sigma := -1.07e-6 + 0.25*20e-6 + 2.2e-8*c - 1300*4e-10 + (1.17e-5+1.3*20e-6-1e-7*c-6500*4e-10-2.5e-3*20e-6*c)*v2
	// variance of a standard normal cut at ±1.5: 1 - 2·1.5 φ(1.5) - 2 Q(1.5)(1 - 1.5²)
	cut := math.Sqrt(1 - 2*1.5*0.1295176 - 2*0.0668072*(1-2.25))
	_, sd := stat.MeanStdDev(g, nil)
	near(t, "sd of G", sd, sigma*cut, 4*sigma/math.Sqrt(2*cells))
}
