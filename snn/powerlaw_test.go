package snn_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/xbar-sim/xbar/snn"
)

func TestPowerLawByHand(t *testing.T) {
	for _, tt := range []struct {
		w, exponent float64
		pre         []int
		x           float64
	}{
		{0.5, 0.2, []int{100}, math.Exp(-0.5)},
		{0.5, 0.2, []int{90, 100}, math.Exp(-0.5) + math.Exp(-0.75)},
		{0.9, 0.2, nil, 0},
		{0.3, 0, []int{120}, 1},
		{0.3, 1, []int{120}, 1},
		{0.3, 2.5, []int{120}, 1},
		{1, 0.2, []int{120}, 1},
		{1, 0.2, nil, 0},
	} {
		law := &snn.PowerLaw{Eta: 0.01, Target: 0.4, Exponent: tt.exponent, X: snn.Trace{Tau: 20e-3, Kind: snn.Additive}}
		want := 0.01 * (tt.x - 0.4) * math.Pow(1-tt.w, tt.exponent)
		near(t, fmt.Sprintf("Δw at w = %g, exponent %g", tt.w, tt.exponent), change(t, law, tt.w, tt.pre, []int{120}), want, 1e-8)
	}
}

// Inputs faster than Target/τ = 0.4/20 ms = 20 Hz grow, slower ones shrink. The rate that stands is
// found between drifts at 15 and 25 Hz, which are a straight line; a spike in the same step counts
// whole, which makes τ half a step, 1.25 %, longer.
func TestPowerLawFixedPoint(t *testing.T) {
	law := &snn.PowerLaw{Eta: 0.01, Target: 0.4, Exponent: 0.2, X: snn.Trace{Tau: 20e-3, Kind: snn.Additive}}
	slow, err1 := drift(t, law, 15*fine, 30*fine, 0.5, 50)
	fast, err2 := drift(t, law, 25*fine, 30*fine, 0.5, 51)
	if slow >= 0 || fast <= 0 {
		t.Errorf("drift %g at 15 Hz and %g at 25 Hz, want below and above 0", slow, fast)
	}
	stands := 15 + 10*slow/(slow-fast)
	err := 10 * math.Hypot(err1, err2) / (fast - slow)
	near(t, "rate that stands, Hz", stands, 20/1.0125, 4*err)
	near(t, "rate that stands, Hz", stands, 20, 0.25+4*err)
}
