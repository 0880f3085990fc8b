package snn_test

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/snn"
)

func TestExpWeightByHand(t *testing.T) {
	law := &snn.ExpWeight{Eta: 0.01, Target: 0.4, Damping: 3, X: snn.Trace{Tau: 20e-3}}
	for _, w := range []float64{0, 0.3, 0.8, 1} {
		for steps, x := range map[int]float64{0: 1, 20: math.Exp(-0.5), 100: math.Exp(-2.5)} {
			want := 0.01 * (x*math.Exp(-3*w) - 0.4*math.Exp(-3*(1-w)))
			near(t, "Δw", change(t, law, w, []int{200 - steps}, []int{200}), want, 1e-8)
		}
		near(t, "Δw without an input spike", change(t, law, w, nil, []int{200}), -0.01*0.4*math.Exp(-3*(1-w)), 1e-8)
	}
}

// The change vanishes at w = (1 + ln(x/Target)/Damping)/2, upward below and downward above.
func TestExpWeightSettlesBetweenTheBounds(t *testing.T) {
	law := &snn.ExpWeight{Eta: 0.01, Target: 0.4, Damping: 2, X: snn.Trace{Tau: 20e-3}}
	x := math.Exp(-0.5)
	stands := (1 + math.Log(x/0.4)/2) / 2
	at := func(w float64) float64 { return change(t, law, w, []int{180}, []int{200}) }
	near(t, "Δw where it stands", at(stands), 0, 1e-8)
	if at(stands-0.05) <= 0 || at(stands+0.05) >= 0 {
		t.Errorf("around w = %g the change is %g and %g", stands, at(stands-0.05), at(stands+0.05))
	}
}
