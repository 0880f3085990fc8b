package device_test

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// The current is that of the paper at the ends of the state and between, and 0 at 0 V; the chord at the
// read voltage is what the model calls its conductance.
func TestNonlinearDriftCurrent(t *testing.T) {
	m := preset(t, "ion-drift-nonlinear").Model.(*device.NonlinearDrift)
	s := device.NewState(m, 1)
	for _, x := range []float64{0, 0.3, 0.9, 1} {
		s.X[0][0] = x
		for _, v := range []float64{-2, -0.1, 0, 1e-9, 0.1, 1, 2} {
			i := []float64{0}
			m.Current(i, s, []float64{v})
			want := math.Pow(x, 14)*9e-6*math.Sinh(2*v) + 0.01e-6*math.Expm1(4*v)
			near(t, "I", i[0], want, 1e-13*math.Abs(want))
		}
		want := (math.Pow(x, 14)*9e-6*math.Sinh(0.2) + 0.01e-6*math.Expm1(0.4)) / 0.1
		near(t, "G", apply(m, s, 0, 0, 0, nil)[0], want, 1e-13*want)
	}
}

// Without a window the state moves by k v^q t, whatever the power's parity; with Joglekar's p = 1 it
// follows the logistic curve of rate 4 k v^q.
func TestNonlinearDriftState(t *testing.T) {
	m := preset(t, "ion-drift-nonlinear").Model.(*device.NonlinearDrift)
	for _, q := range []float64{2, 13} {
		m.Q = q
		for _, v := range []float64{1.5, -1.5} {
			rate := math.Copysign(4*math.Pow(1.5, q), v)
			s := device.NewState(m, 1)
			s.X[0][0] = 0.5
			m.Window.Shape = "none"
			apply(m, s, 1, v, 0.2/math.Abs(rate), nil)
			near(t, "no window", s.X[0][0], 0.5+math.Copysign(0.2, v), 1e-12)

			s.X[0][0] = 0.25
			m.Window = device.Window{Shape: "joglekar", P: 1}
			apply(m, s, 1, v, 0.3/math.Abs(rate), nil)
			near(t, "logistic", s.X[0][0], 1/(1+3*math.Exp(-4*math.Copysign(0.3, v))), 1e-9)
		}
	}
}
