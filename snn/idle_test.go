package snn_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/xbar-sim/xbar/snn"
)

// The closed form of a rest is what steps would have come to: within 1e-5 mV of steps in double
// precision, and of the layer's own within what their rounding brings, half an ulp of 105 mV a
// step that decays with the membrane.
func TestIdleIsTheSumOfItsSteps(t *testing.T) {
	starts := []float32{-105, -90, -70, -65.5, -65, -60, -53}
	for _, kind := range []snn.Integrator{snn.Euler, snn.Exponential} {
		for _, steps := range []int{1, 7, 240} {
			make := func() *snn.Conductance {
				c := excitatory(len(starts), 0.5e-3, func(c *snn.Conductance) { c.Integrator = kind })
				copy(c.State().V, starts)
				return c
			}
			closed, stepped := make(), make()
			if !closed.Idle(0, steps) {
				t.Fatal("a quiet layer is not idle")
			}
			for s := range steps {
				step(t, stepped, s)
			}
			factor := 1 - 0.005
			if kind == snn.Exponential {
				factor = math.Exp(-0.005)
			}
			for j, v := range starts {
				name := fmt.Sprintf("%s, %d steps from %g mV", snn.Integrators()[kind], steps, v)
				want := -65 + (float64(v)+65)*math.Pow(factor, float64(steps))
				got := float64(closed.State().V[j])
				near(t, name, got, want, 1e-5)
				near(t, name+" step by step", float64(stepped.State().V[j]), got, 1e-5+min(float64(steps), 200)*0x1p-18)
			}
		}
	}
}

// No closed form where something is under way or a neuron might fire.
func TestIdleRefuses(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*snn.Conductance) // before the start
		then   func(t *testing.T, c *snn.Conductance)
		idle   bool
	}{
		{"at rest", nil, nil, true},
		{"excitation", nil, func(_ *testing.T, c *snn.Conductance) { c.State().GE[1] = 1e-3 }, false},
		{"inhibition", nil, func(_ *testing.T, c *snn.Conductance) { c.State().GI[1] = 1e-3 }, false},
		{"above the threshold", nil, func(_ *testing.T, c *snn.Conductance) { c.State().V[1] = -51 }, false},
		{"threshold below rest", func(c *snn.Conductance) { c.ThetaStart = 5e-3 }, nil, false},
		{"a spike in the last step", nil, func(t *testing.T, c *snn.Conductance) { force(c, 0); step(t, c, 0) }, false},
		{"a spike some steps ago", nil, func(t *testing.T, c *snn.Conductance) {
			force(c, 0)
			for s := range 70 {
				step(t, c, s)
			}
		}, true},
		{"in its dead time, threshold below rest", func(c *snn.Conductance) { c.DeadTime = 1 }, func(t *testing.T, c *snn.Conductance) {
			force(c, 0)
			for s := range 70 {
				step(t, c, s)
			}
			c.Theta()[0] = 5e-3
		}, false},
		{"held away from rest", func(c *snn.Conductance) { c.Dead, c.Refractory, c.Reset = snn.Clamp, 0.1, -70e-3 }, func(t *testing.T, c *snn.Conductance) {
			force(c, 0)
			for s := range 70 {
				step(t, c, s)
			}
		}, false},
		{"inhibitory neurons simulated", withRelay(nil), nil, false},
	} {
		c := excitatory(2, 0.5e-3, tt.change)
		if tt.then != nil {
			tt.then(t, c)
		}
		before := c.State().V[1]
		c.State().V[1] += 0.25
		if got := c.Idle(70, 100); got != tt.idle {
			t.Errorf("%s: idle %t, want %t", tt.name, got, tt.idle)
		}
		if moved := c.State().V[1] != before+0.25; moved != tt.idle {
			t.Errorf("%s: membranes moved: %t", tt.name, moved)
		}
	}
}
