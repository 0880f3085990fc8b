package device

import (
	"math"
	"testing"
)

// A stepper is a model whose Step is integrated, at a tolerance.
type stepper interface {
	Synapse
	Ohmic
	step(s State, v []float64, dt float64, xi []float64, tol float64)
}

// Halving the tolerance moves the result of a pulse by less than 1e-6 of the range, and so does a
// hundredth of it: over all cards of models that are integrated, states, amplitudes from the nominal to
// twice as much, and widths over six decades.
func TestTolerance(t *testing.T) {
	tested := 0
	for _, name := range Presets() {
		c, err := Preset(name)
		if err != nil {
			t.Fatal(err)
		}
		m, ok := c.Model.(stepper)
		if !ok {
			continue
		}
		tested++
		const states = 21
		lo, hi := m.Range()
		after := func(v, dt, tol float64) []float64 {
			s, w, volts, g := NewState(m, states), make([]float64, states), make([]float64, states), make([]float64, states)
			for i := range w {
				w[i], volts[i] = float64(i)/(states-1), v
			}
			m.Set(s, w)
			m.step(s, volts, dt, nil, tol)
			m.Conductance(g, s)
			return g
		}
		p := m.Nominal()
		worst := 0.0
		for _, scale := range []float64{1, 1.3, 2} {
			for _, width := range []float64{0.001, 0.1, 1, 10, 1000} {
				for _, pulse := range []struct{ v, dt float64 }{{p.SetVoltage * scale, p.SetWidth * width}, {p.ResetVoltage * scale, p.ResetWidth * width}} {
					plain := after(pulse.v, pulse.dt, tolerance)
					for _, tol := range []float64{tolerance / 2, tolerance / 100} {
						for i, g := range after(pulse.v, pulse.dt, tol) {
							worst = max(worst, math.Abs(g-plain[i])/(hi-lo))
						}
					}
				}
			}
		}
		t.Logf("%s: %.2g of the range", name, worst)
		if worst > 1e-6 {
			t.Errorf("%s: a finer tolerance moves a pulse by %g of the range", name, worst)
		}
	}
	if tested < 5 {
		t.Errorf("%d cards are integrated", tested)
	}
}
