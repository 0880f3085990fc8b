package device_test

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// From a full polarisation the switched part follows 1 - e^(-(t/τ)^β) with Merz's τ, and pulses in a row are one pulse,
// whatever β: half the tolerance, half the step, the same result.
func TestFerroClosedForm(t *testing.T) {
	m := preset(t, "fefet-nls").Model.(*device.Ferro)
	for _, beta := range []float64{0.4, 0.8, 1, 2} {
		m.Beta = beta
		for _, v := range []float64{2.5, 3.65, 5} {
			tau := m.Attempt * math.Exp(math.Pow(m.ActivationSet/v, m.Alpha))
			for _, dt := range []float64{1e-8, 75e-9, 1e-6} {
				once, split := device.NewState(m, 1), device.NewState(m, 1)
				apply(m, once, 1, v, dt, nil)
				apply(m, split, 64, v, dt/64, nil)
				want := -math.Expm1(-math.Pow(dt/tau, beta))
				near(t, "switched part", once.X[0][0], want, 1e-12)
				near(t, "in 64 pieces", split.X[0][0], want, 1e-10)
			}
		}
	}
}

// Merz: ln τ against 1/v is a straight line of slope v_a.
func TestFerroMerz(t *testing.T) {
	m := preset(t, "fefet-nls").Model.(*device.Ferro)
	tau := func(v float64) float64 {
		s := device.NewState(m, 1)
		apply(m, s, 1, v, 1e-9, nil)
		return -1e-9 / math.Log1p(-s.X[0][0])
	}
	near(t, "activation voltage, V", math.Log(tau(2.5)/tau(5))/(1/2.5-1/5.0), m.ActivationSet, 1e-6)
}

// Domains that shift a barrier: equal steps of polarisation are equal factors of conductance.
func TestFerroGeometric(t *testing.T) {
	m := preset(t, "ftj-hzo").Model.(*device.Ferro)
	s, g := device.NewState(m, 3), make([]float64, 3)
	copy(s.X[0], []float64{0, 0.5, 1})
	m.Conductance(g, s)
	near(t, "middle, nS", g[1]*1e9, math.Sqrt(10), 1e-12)
	near(t, "end, nS", g[2]*1e9, 10, 1e-12)
	c := preset(t, "ftj-hzo")
	if err := c.Set("g_min", "0 S"); err == nil {
		t.Error("a geometric range from 0 S was taken")
	}
}
