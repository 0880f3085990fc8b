package device_test

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// querlioz is the cell of the paper with its own numbers: a weight in wMin..wMin+range read
// as a conductance. The paper's α is in units of the weight, ours of the range.
func querlioz(alpha, beta, wMin, span float64) *device.Ideal {
	return &device.Ideal{
		GMin: wMin, GMax: wMin + span, StepLTP: alpha / span, StepLTD: alpha / span, BetaLTP: beta, BetaLTD: beta, Threshold: 0.5,
		Pulses: device.Pulses{SetVoltage: 1, SetWidth: 1e-7, ResetVoltage: -1, ResetWidth: 2e-7, ReadVoltage: 0.1, ReadWidth: 1e-7},
	}
}

// apply lets n pulses of voltage v and width dt act and returns the conductances.
func apply(m interface {
	device.Model
	device.Ohmic
}, s device.State, n int, v, dt float64, xi []float64) []float64 {
	volts := make([]float64, s.Len())
	for i := range volts {
		volts[i] = v
	}
	for range n {
		m.Step(s, volts, dt, xi)
	}
	g := make([]float64, s.Len())
	m.Conductance(g, s)
	return g
}

// w_{n+1} = w_n + α e^(-β (w_n - wmin)/(wmax - wmin)) by hand for α = 0.0017, β = 3,
// wmin = 1e-4, wmax = 1. The continuous law wmin + (R/β) ln(1 + αβn/R) lies just below.
func TestIdealPotentiation(t *testing.T) {
	const wMin, span = 1e-4, 1 - 1e-4
	m := querlioz(0.0017, 3, wMin, span)
	for _, tt := range []struct {
		n    int
		w, c float64
	}{{100, 0.137700, 0.137467}, {500, 0.422701, 0.422398}, {1000, 0.603083, 0.602831}} {
		s := device.NewState(m, 1)
		w := apply(m, s, tt.n, 1, 1e-7, nil)[0]
		near(t, "w", w, tt.w, 1e-5)
		c := wMin + span/3*math.Log1p(0.0017*3*float64(tt.n)/span)
		near(t, "continuous law", c, tt.c, 1e-6)
		if !(w > c) {
			t.Errorf("n = %d: w = %g, want above the continuous law %g", tt.n, w, c)
		}
	}
}

// Depression is potentiation seen from the other end.
func TestIdealMirror(t *testing.T) {
	m := querlioz(0.01, 3, 0, 1)
	up, down := device.NewState(m, 2), device.NewState(m, 2)
	m.Set(up, []float64{0, 0.3})
	m.Set(down, []float64{1, 0.7})
	for n := range 200 {
		a, b := apply(m, up, 1, 1, 1e-7, nil), apply(m, down, 1, -1, 2e-7, nil)
		near(t, "sum of mirrored cells", a[0]+b[0], 1, 1e-13)
		near(t, "sum of mirrored cells", a[1]+b[1], 1, 1e-13)
		if n == 0 {
			near(t, "first step", a[0], 0.01, 1e-15)
			near(t, "step at 0.3", a[1]-0.3, 0.01*math.Exp(-0.9), 1e-15)
		}
	}
}

func TestIdealPartsAndMultiples(t *testing.T) {
	m := querlioz(0.01, 3, 0, 1)
	for _, tt := range []struct {
		name  string
		v, dt float64
		same  []float64 // widths that one after another are the same
	}{
		{"2.5 SET pulses", 1, 2.5e-7, []float64{1e-7, 1e-7, 0.5e-7}},
		{"3 RESET pulses", -1, 6e-7, []float64{2e-7, 2e-7, 2e-7}},
	} {
		a, b := device.NewState(m, 1), device.NewState(m, 1)
		m.Set(a, []float64{0.5})
		m.Set(b, []float64{0.5})
		at := apply(m, a, 1, tt.v, tt.dt, nil)[0]
		var after float64
		for _, dt := range tt.same {
			after = apply(m, b, 1, tt.v, dt, nil)[0]
		}
		near(t, tt.name, at, after, 1e-15)
	}
	half := device.NewState(m, 1)
	near(t, "half a SET pulse", apply(m, half, 1, 1, 0.5e-7, nil)[0], 0.005, 1e-15)
	below := device.NewState(m, 1)
	near(t, "below the threshold", apply(m, below, 100, 0.4999, 1e-7, nil)[0], 0, 0)
}
