package snn_test

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/snn"
)

func TestSymmetricByHand(t *testing.T) {
	trace := snn.Trace{Tau: 20e-3}
	for _, exponent := range []float64{0, 0.2, 1, 2} {
		law := &snn.Symmetric{EtaPre: 0.02, EtaPost: 0.01, Target: 0.4, Exponent: exponent, X: trace, Y: trace}
		for _, w := range []float64{0, 0.2, 0.7, 1} {
			up := 0.01 * (math.Exp(-0.5) - 0.4) * math.Pow(1-w, exponent)
			near(t, "Δw, input first", change(t, law, w, []int{180}, []int{200}), up, 1e-8)
			before := -0.01 * 0.4 * math.Pow(1-w, exponent)
			down := -0.02 * math.Exp(-0.25) * math.Pow(max(w+before, 0), exponent)
			near(t, "Δw, output first", change(t, law, w, []int{210}, []int{200}), before+down, 1e-7)
		}
	}
}

// Seen from the other bound the rule is the same, but for its target.
func TestSymmetricBounds(t *testing.T) {
	trace := snn.Trace{Tau: 20e-3}
	law := &snn.Symmetric{EtaPre: 0.1, EtaPost: 0.1, Exponent: 0.3, X: trace, Y: trace}
	for _, w := range []float64{0, 0.1, 0.5, 1} {
		up := change(t, law, w, []int{200}, []int{200})
		f := newFree(1, 1)
		r := startRule(law, 1, 1, nil)
		play(t, r, f, [][]int{nil}, [][]int{{200}}, 201)
		f.w[0] = 1 - w
		if err := r.Pre(201, []int32{0}, f); err != nil {
			t.Fatal(err)
		}
		near(t, "down from the other side", (1-w-f.w[0])/math.Exp(-fine/20e-3), up, 1e-7)
	}
}
