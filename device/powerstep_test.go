package device_test

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// γ = 1 is a soft bound, γ = 0 a step of one size, and small steps follow dx/dn = s (1-x)^γ, whose solution is
// 1 - x = ((1-x0)^(1-γ) - (1-γ) s n)^(1/(1-γ)).
func TestPowerStep(t *testing.T) {
	c := preset(t, "ferro-power")
	m := c.Model.(*device.PowerStep)
	m.StepLTP, m.StepLTD = 0.01, 0.01
	for _, tt := range []struct{ gamma, want float64 }{{0, 0.2 + 20*0.01}, {1, 1 - 0.8*math.Pow(0.99, 20)}} {
		m.GammaLTP, m.GammaLTD = tt.gamma, tt.gamma
		up, down := at(c, 0.2), at(c, 0.8)
		pulse(c, up, true, 20)
		pulse(c, down, false, 20)
		near(t, "up", up.X[0][0], tt.want, 1e-13)
		near(t, "down", down.X[0][0], 1-tt.want, 1e-13)
	}
	m.StepLTP = 1e-6
	for _, gamma := range []float64{0.5, 1.8, 3} {
		m.GammaLTP = gamma
		s := at(c, 0.2)
		apply(m, s, 1, m.SetVoltage, 3e5*m.SetWidth, nil)
		left := math.Pow(math.Pow(0.8, 1-gamma)-(1-gamma)*0.3, 1/(1-gamma))
		near(t, "300 000 small steps", s.X[0][0], 1-left, 2e-6)
	}
}

// The first pulse of the card is what VTEAM's rate gives for its voltage and time.
func TestFerroPowerIsVTEAM(t *testing.T) {
	p, v := preset(t, "ferro-power"), preset(t, "vteam").Model.(*device.VTEAM)
	m := p.Model.(*device.PowerStep)
	near(t, "SET", m.StepLTP, v.KSet*m.SetWidth*math.Pow(m.SetVoltage/v.VSet-1, v.AlphaSet), 1e-7)
	near(t, "RESET", m.StepLTD, math.Abs(v.KReset)*m.ResetWidth*math.Pow(m.ResetVoltage/v.VReset-1, v.AlphaReset), 1e-6)
}
