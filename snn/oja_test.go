package snn_test

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/snn"
)

func TestOjaByHand(t *testing.T) {
	trace := snn.Trace{Tau: 20e-3}
	law := &snn.Oja{Eta: 0.1, X: trace, Y: trace}
	near(t, "first spike", change(t, law, 0.5, []int{90}, []int{100}), 0.1*math.Exp(-0.25), 1e-8)
	w := 0.5 + 0.1*math.Exp(-0.25)
	second := 0.1 * (math.Exp(-0.75) - w*math.Exp(-0.5))
	near(t, "second spike", change(t, law, 0.5, []int{90}, []int{100, 120}), w+second-0.5, 1e-7)
	near(t, "input spikes alone", change(t, law, 0.5, []int{90, 95}, nil), 0, 0)
}

// Output spikes come in proportion to y, so that the mean of y Δw over patterns is what happens. A
// linear neuron comes to the first principal component of the patterns, of length 1.
func TestOjaFindsThePrincipalComponent(t *testing.T) {
	patterns := [][]float32{{1, 0.2, 0.1, 0}, {0.8, 0.5, 0.1, 0.3}, {0.2, 0.9, 0.4, 0.1}, {0.6, 0.6, 0, 0.9}}
	law := &snn.Oja{Eta: 0.05}
	w, dw := []float32{0.1, 0.1, 0.1, 0.9}, make([]float32, 4)
	for range 3000 {
		sum := make([]float64, 4)
		for _, x := range patterns {
			y := dot(w, x)
			law.Post(dw, snn.PostEvent{X: x, Y: float32(y), W: w})
			for i, d := range dw {
				sum[i] += y * float64(d) / 4
			}
		}
		for i, d := range sum {
			w[i] += float32(d)
		}
	}
	// The eigenvector by power iteration.
	v := []float32{1, 1, 1, 1}
	for range 200 {
		next := make([]float64, 4)
		norm := 0.0
		for _, x := range patterns {
			for i := range next {
				next[i] += dot(v, x) * float64(x[i])
			}
		}
		for _, a := range next {
			norm += a * a
		}
		for i := range v {
			v[i] = float32(next[i] / math.Sqrt(norm))
		}
	}
	for i := range w {
		near(t, "weight", float64(w[i]), float64(v[i]), 1e-4)
	}
}

func dot(a, b []float32) (sum float64) {
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

// An input that does not know of the neuron stands where its rate is w of the neuron's. The input's
// trace holds the step of the spike, the neuron's does not: half a step each.
func TestOjaDrift(t *testing.T) {
	const eta, tau, pre, post = 0.01, 20e-3, 20.0, 50.0
	sum := snn.Trace{Tau: tau, Kind: snn.Additive}
	law := &snn.Oja{Eta: eta, X: sum, Y: sum}
	for k, w := range []float64{0.1, 0.4, 0.8} {
		got, err := drift(t, law, pre*fine, post*fine, w, uint64(70+k))
		// The weight itself moves while it is watched: by its drift, times half the time.
		rate := eta * post * post * tau
		seen := (1 - math.Exp(-rate*4000*fine)) / (rate * 4000 * fine)
		want := eta * post * (pre*(tau+fine/2) - w*post*(tau-fine/2)) * fine * seen
		near(t, "drift a step", got, want, 4*err+0.02*math.Abs(want))
	}
}
