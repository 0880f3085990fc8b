package device_test

import (
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// The formulas of aihwkit's HermesNoiseModel for one device a polarity, by hand: logarithmic below a conductance,
// polynomial above, third-order programming noise.
func TestHermes(t *testing.T) {
	c := preset(t, "pcm-hermes")
	const ref = 10.35e-6
	for _, tt := range []struct{ g, nu, sd, q, sigma float64 }{
		{0.02, 0.13, 0.04, 0.034314, 0.203447},
		{0.05, 0.097735, 0.033649, 0.027167, 0.268718},
		{0.1, 0.071904, 0.025331, 0.021760, 0.369319},
		{0.25, 0.067725, 0.014336, 0.020588, 0.614490},
		{0.5, 0.0564, 0.012075, 0.0217, 0.865313},
		{1, 0.0174, 0.0055, 0.0168, 1.007567},
	} {
		near(t, "ν", c.Drift.Mean(tt.g*ref), tt.nu, 5e-6)
		near(t, "σν", c.Drift.SD(tt.g*ref), tt.sd, 5e-6)
		near(t, "Q", c.Noise.Q(tt.g*ref, c.Drift.Ref), tt.q, 5e-6)
		near(t, "σ, µS", c.Program.Sigma(tt.g*ref, c.Drift.Ref)*1e6, tt.sigma, 5e-6)
	}
}

// An imposed exponent moves the whole curve, and an imposed spread is that of all cells.
func TestImposeOnBranches(t *testing.T) {
	c := preset(t, "pcm-hermes")
	_, top := c.Model.Range()
	before := c.Drift.Mean(top/2) - c.Drift.Mean(top)
	c.Impose(0.05, 0.01)
	near(t, "ν at the top", c.Drift.Mean(top), 0.05, 1e-15)
	near(t, "rise toward the middle", c.Drift.Mean(top/2)-c.Drift.Mean(top), before, 1e-15)
	near(t, "spread", c.Drift.SD(top), 0.01, 0)
}

// P12 to P16 hold for the card of iteratively programmed cells too: it has the same formulas over a wider range.
func TestJoshiCard(t *testing.T) {
	c, pcm := preset(t, "pcm-joshi"), preset(t, "pcm")
	lo, hi := c.Model.Range()
	near(t, "on/off", hi/lo, 100, 1e-9)
	for _, tt := range []struct{ g, sigma float64 }{{0.1, 0.44825}, {0.25, 0.68141}, {0.5, 0.95271}, {0.75, 1.07736}, {1, 1.05538}} {
		near(t, "σ, µS", c.Program.Sigma(tt.g*hi, c.Drift.Ref)*1e6, tt.sigma, 1e-5)
		near(t, "ν", c.Drift.Mean(tt.g*hi), pcm.Drift.Mean(tt.g*hi), 0)
		near(t, "Q", c.Noise.Q(tt.g*hi, c.Drift.Ref), pcm.Noise.Q(tt.g*hi, pcm.Drift.Ref), 0)
	}
	var b device.Branch
	if b.Knee != 0 || len(b.Poly) != 0 {
		t.Error("a new branch is on")
	}
}
