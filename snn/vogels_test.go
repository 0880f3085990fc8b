package snn_test

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/snn"
)

// Each input spike takes Eta 2ρτ, each pair gives Eta e^(-|dt|/τ), whoever comes first.
func TestVogelsByHand(t *testing.T) {
	const eta, rate, tau = 0.01, 5.0, 20e-3
	law := &snn.Vogels{Eta: eta, Rate: rate, Tau: tau}
	alpha := 2 * rate * tau
	e := func(steps int) float64 { return math.Exp(-float64(steps) * fine / tau) }
	for _, tt := range []struct {
		name      string
		pre, post []int
		want      float64
	}{
		{"the neuron is silent", []int{10, 50}, nil, -2 * alpha},
		{"the input is silent", nil, []int{10}, 0},
		{"input first", []int{100}, []int{130}, e(30) - alpha},
		{"output first", []int{130}, []int{100}, e(30) - alpha},
		{"together", []int{100}, []int{100}, 1 - alpha},
		{"all pairs", []int{100, 140}, []int{120, 130}, e(20) + e(30) + e(20) + e(10) - 2*alpha},
	} {
		near(t, tt.name, change(t, law, 0.5, tt.pre, tt.post), eta*tt.want, 1e-7)
	}
	if dw := change(t, &snn.Vogels{Eta: -eta, Rate: rate, Tau: tau}, 0.5, []int{10}, nil); dw <= 0 {
		t.Errorf("with a negative rate a silent neuron's weight changes by %g, want up", dw)
	}
}

// Poisson spikes drift by 2 η r_pre τ (r_post - ρ): the half steps of the two directions cancel.
func TestVogelsDrift(t *testing.T) {
	const eta, rate, tau, pre = 0.01, 20.0, 20e-3, 30.0
	law := &snn.Vogels{Eta: eta, Rate: rate, Tau: tau}
	for k, post := range []float64{5, 20, 50} {
		got, err := drift(t, law, pre*fine, post*fine, 0, uint64(60+k))
		near(t, "drift a step", got, 2*eta*pre*tau*(post-rate)*fine, 4*err)
	}
}
