package device_test

import (
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// Whole pulses in closed form are pulses one by one, for every slope from level to soft bounds.
func TestLinearStepClosedForm(t *testing.T) {
	c := preset(t, "ecram-li")
	m := c.Model.(*device.LinearStep)
	for _, slope := range []float64{0, 1e-9, 1e-5, 0.01, 0.5, 1} {
		m.StepLTP, m.StepLTD, m.SlopeLTP, m.SlopeLTD = 0.01, 0.02, slope, slope
		one, all, hand := at(c, 0.1), at(c, 0.1), 0.1
		for range 30 {
			pulse(c, one, true, 1)
			hand += 0.01 * (1 - slope*hand)
		}
		apply(m, all, 1, m.SetVoltage, 30*m.SetWidth, nil)
		near(t, "thirty SET pulses, one by one", one.X[0][0], hand, 1e-14)
		near(t, "thirty SET pulses together", all.X[0][0], hand, 1e-9)
		for range 12 {
			hand -= 0.02 * (1 - slope*(1-hand))
		}
		apply(m, all, 1, m.ResetVoltage, 12*m.ResetWidth, nil)
		near(t, "twelve RESET pulses together", all.X[0][0], hand, 1e-9)
	}
}

// 1200 steps of the specification cross a range of 0.96 weights at either side of 0: 1250 cross all of it.
func TestGokmenVlasovSteps(t *testing.T) {
	c := preset(t, "gokmen-vlasov")
	s := at(c, 0)
	n := 0
	for ; s.X[0][0] < 1-1e-9; n++ {
		pulse(c, s, true, 1)
	}
	if n != 1250 {
		t.Errorf("%d pulses cross the range, want 1250", n)
	}
}
