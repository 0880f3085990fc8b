package device_test

import (
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// With the excess damped away a step is the plain one; where the law goes below zero a cell stands still.
func TestExpStep(t *testing.T) {
	c := preset(t, "reram-es")
	m := c.Model.(*device.ExpStep)
	m.StepLTP, m.AmpLTP, m.BetaLTP = 0.01, -1, 2 // 1 - e^(-2x): nothing at g_min
	s := at(c, 0)
	pulse(c, s, true, 100)
	near(t, "where the step is zero", s.X[0][0], 0, 0)
	m.AmpLTP, m.BetaLTP = -0.5, -10 // 1 - e^(10x)/2: nothing beyond ln 2/10
	s = at(c, 0)
	pulse(c, s, true, 10_000)
	near(t, "where the steps stop", s.X[0][0], 0.0693147, 1e-4)
	m.AmpLTP, m.BetaLTP = 3, 20
	s = at(c, 0.9)
	pulse(c, s, true, 1)
	near(t, "far from the excess", s.X[0][0], 0.91, 1e-9)
}
