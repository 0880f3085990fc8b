package device_test

import (
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// P11's continuous law, wmin + (R/β) ln(1 + αβn/R) with wmin = 1e-4, R = 1 - wmin: α = 0.0017, β = 3.
func TestChargeTrapIsTheContinuousLaw(t *testing.T) {
	c := preset(t, "sonos40")
	m := c.Model.(*device.ChargeTrap)
	const wMin, span = 1e-4, 1 - 1e-4
	m.StepLTP, m.BetaLTP = 0.0017/span, 3
	for _, tt := range []struct{ n, want float64 }{{100, 0.137467}, {500, 0.422398}, {1000, 0.602831}} {
		one, all := at(c, 0), at(c, 0)
		pulse(c, one, true, int(tt.n))
		apply(m, all, 1, m.SetVoltage, tt.n*m.SetWidth, nil)
		near(t, "pulse by pulse", wMin+span*one.X[0][0], tt.want, 1e-6)
		near(t, "all at once", all.X[0][0], one.X[0][0], 1e-12)
	}
}

// Small β is a straight line, and tiny steps keep their precision.
func TestChargeTrapLimits(t *testing.T) {
	c := preset(t, "sonos40")
	m := c.Model.(*device.ChargeTrap)
	m.StepLTP, m.BetaLTP = 1e-9, 4
	s := at(c, 0)
	pulse(c, s, true, 1)
	near(t, "a tiny step over 1e-9", s.X[0][0]*1e9, 1, 1e-7)
	m.StepLTP, m.BetaLTP = 0.01, 1e-5
	s = at(c, 0)
	pulse(c, s, true, 50)
	near(t, "a straight line", s.X[0][0], 0.5, 1e-5)
}

// CrossSim's fit for a day: σ_I = 25.59 (1 - e^(-I/186.86)) nA at 112.5 mV.
func TestSONOSProgrammingNoise(t *testing.T) {
	c := preset(t, "sonos40")
	for _, tt := range []struct{ current, sigma float64 }{{100, 10.607}, {400, 22.582}, {1600, 25.586}} { // nA
		got := c.Program.Sigma(tt.current*1e-9/0.1125, c.Drift.Ref) * 0.1125 * 1e9
		near(t, "σ, nA", got, tt.sigma, 0.02)
	}
}
