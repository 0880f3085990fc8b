package device_test

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// P10 and the closed form in both directions: the distance to a bound falls by the same factor at every pulse, a
// part of a pulse by that part of its logarithm.
func TestSoftBoundsAreExponential(t *testing.T) {
	c := preset(t, "reram-om")
	m := c.Model.(*device.SoftBounds)
	m.StepLTP, m.StepLTD = 0.05, 0.03
	s := at(c, 0.2)
	pulse(c, s, true, 10)
	near(t, "ten pulses", s.X[0][0], 0.521010448609297, 1e-12)
	for _, n := range []float64{0.25, 1, 3, 7.5, 40} {
		up, down := at(c, 0.2), at(c, 0.9)
		apply(m, up, 1, m.SetVoltage, n*m.SetWidth, nil)
		apply(m, down, 1, m.ResetVoltage, n*m.ResetWidth, nil)
		near(t, "up", up.X[0][0], 1-0.8*math.Pow(0.95, n), 1e-13)
		near(t, "down", down.X[0][0], 0.9*math.Pow(0.97, n), 1e-13)
	}
}

// The symmetry point is where a SET and a RESET step are equal: x* = s+/(s+ + s-), and alternating small pulses lead
// there.
func TestSoftBoundsSymmetryPoint(t *testing.T) {
	c := preset(t, "reram-om")
	m := c.Model.(*device.SoftBounds)
	m.StepLTP, m.StepLTD = 1e-3, 3e-3
	s := at(c, 0.9)
	for range 5000 {
		pulse(c, s, true, 1)
		pulse(c, s, false, 1)
	}
	near(t, "symmetry point", s.X[0][0], 0.25, 1e-3)
}
