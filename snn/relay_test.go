package snn_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/snn"
)

func withRelay(change func(*snn.Relay)) func(*snn.Conductance) {
	return func(c *snn.Conductance) {
		c.Relay = snn.NewRelay()
		if change != nil {
			change(c.Relay)
		}
	}
}

// Euler steps of an inhibitory neuron that cannot fire: by hand, from -60 mV and a conductance of
// 10.4 that halves in each step.
func TestRelayMembrane(t *testing.T) {
	c := excitatory(1, 0.5e-3, withRelay(func(r *snn.Relay) { r.Threshold = 1 }))
	force(c, 0)
	step(t, c, 0)
	for k, want := range []float64{-28.80, -22.87, -21.76} {
		step(t, c, 1+k)
		near(t, fmt.Sprintf("membrane after step %d, mV", k+1), float64(c.State().Relay[0]), want, 6e-3)
	}
}

// An inhibitory neuron fires once, one step after each spike of its partner, also when that fires
// as often as its refractory time of 5 ms lets it.
func TestRelayFiresOnceOneStepLater(t *testing.T) {
	for _, interval := range []int{10, 12, 20} {
		c := excitatory(2, 0.5e-3, withRelay(nil))
		var spikes, inhibited []int
		for s := range 20 * interval {
			before := c.State().GI[1]
			if s%interval == 0 {
				force(c, 0)
			}
			if fired := step(t, c, s); len(fired) > 0 {
				spikes = append(spikes, s+1)
			}
			if c.State().GI[1] > before {
				inhibited = append(inhibited, s)
			}
			if c.State().GI[0] != 0 {
				t.Fatalf("step %d: a neuron inhibits itself", s)
			}
		}
		if len(spikes) != 20 || !slices.Equal(spikes, inhibited) {
			t.Errorf("every %d steps: inhibition in steps %v, want %v", interval, inhibited, spikes)
		}
	}
}

// With the inhibitory neurons in full and without them, the same input gives the same spikes, and
// the same membranes to the last bit.
func TestRelayIsExact(t *testing.T) {
	for _, kind := range []snn.Integrator{snn.Euler, snn.Exponential} {
		const n = 60
		set := func(c *snn.Conductance) { c.Integrator = kind }
		short := excitatory(n, 0.5e-3, set)
		full := excitatory(n, 0.5e-3, func(c *snn.Conductance) {
			set(c)
			c.Relay = snn.NewRelay()
		})
		src, input, spikes, most := rand.New(rand.NewPCG(1, uint64(kind))), make([]float32, n), 0, 0
		for s := range 20_000 {
			for j := range input {
				input[j] = 0
				if src.Float64() < 0.2 {
					input[j] = 5 * src.Float32() * (1 + float32(j)/n)
				}
			}
			if s/1000%3 == 2 {
				clear(input)
			}
			a, err := short.Advance(s, input)
			b, err2 := full.Advance(s, input)
			if err != nil || err2 != nil {
				t.Fatal(err, err2)
			}
			if !slices.Equal(a, b) || !slices.Equal(short.State().V, full.State().V) {
				t.Fatalf("step %d: neurons %v fire, with the inhibitory ones simulated %v", s, a, b)
			}
			spikes, most = spikes+len(a), max(most, len(a))
		}
		if spikes < 500 || most < 2 {
			t.Errorf("%d spikes, at most %d at once: too few for this test", spikes, most)
		}
	}
}
