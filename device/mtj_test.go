package device_test

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// closed is P = 1 - e^(-t/τ), τ = τ0 e^(Δ (1 - v/v_c)).
func closed(m *device.MTJ, v, dt, kelvin float64) float64 {
	barrier := math.Max(m.Delta*300/kelvin*(1-v/m.CriticalSet), 0)
	return -math.Expm1(-dt / (m.Attempt * math.Exp(barrier)))
}

// Without noise the state is the probability; with it the switched part of 40 000 cells is within four standard errors of
// the binomial law, 99.994 % for each of the cases.
func TestMTJSwitchesThermally(t *testing.T) {
	const cells = 40_000
	m := preset(t, "stt-mram").Model.(*device.MTJ)
	for _, tt := range []struct{ v, dt float64 }{{1, 10e-9}, {1, 3e-9}, {0.95, 50e-9}, {0.9, 1e-6}, {1.2, 1e-9}} {
		p := closed(m, tt.v, tt.dt, 300)
		if !(p > 0.01 && p < 0.99) {
			t.Fatalf("%g V, %g s: p = %g tests nothing", tt.v, tt.dt, p)
		}
		one := device.NewState(m, 1)
		apply(m, one, 1, tt.v, tt.dt, nil)
		near(t, "probability", one.X[0][0], p, 1e-12)
		s, draw := many(m, cells, 0, "mtj")
		apply(m, s, 1, tt.v, tt.dt, draw())
		near(t, "switched part", ones(s)/cells, p, 4*math.Sqrt(p*(1-p)/cells))
	}
	s := device.NewState(m, 1)
	apply(m, s, 1, 1, 10e-9, nil)
	near(t, "the nominal pulse", s.X[0][0], 1-math.Exp(-1), 1e-3)
}

// Two pulses in a row are one of their joint length: switching has no memory.
func TestMTJTimeAdds(t *testing.T) {
	m := preset(t, "stt-mram").Model.(*device.MTJ)
	a, b := device.NewState(m, 1), device.NewState(m, 1)
	apply(m, a, 5, 1, 2e-9, nil)
	apply(m, b, 1, 1, 10e-9, nil)
	near(t, "five short pulses", a.X[0][0], b.X[0][0], 1e-14)
}

// A warm junction has less of a barrier in units of kT.
func TestMTJTemperature(t *testing.T) {
	m := preset(t, "stt-mtj").Model.(*device.MTJ)
	s := device.NewState(m, 3)
	s.Kelvin = []float64{250, 300, 400}
	apply(m, s, 1, 0.9, 100e-9, nil)
	for i, kelvin := range s.Kelvin {
		near(t, "probability", s.X[0][i], closed(m, 0.9, 100e-9, kelvin), 1e-12)
	}
	if !(s.X[0][0] < s.X[0][1] && s.X[0][1] < s.X[0][2]) {
		t.Error("a warm junction does not switch more easily")
	}
}

// What the threshold hides: at 0.5 V a junction of the card switches once in nine hours.
func TestMTJThresholdHidesLittle(t *testing.T) {
	m := preset(t, "stt-mram").Model.(*device.MTJ)
	tau := m.Attempt * math.Exp(m.Delta*(1-m.Threshold/m.CriticalSet))
	near(t, "τ at the threshold, h", tau/3600, 9.4, 0.1)
}
