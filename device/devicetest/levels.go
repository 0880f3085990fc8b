package devicetest

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// levels puts cells on the nearest level and lets drawn pulses act on them: none may be found between two
// levels, and enough pulses of one sign must lead every cell to that end. A cell that draws its conductance anew is
// looked at by its first variable, in which the deviation is not.
func levels(t *testing.T, c *device.Card) {
	m, ok := c.Model.(device.Leveled)
	if !ok {
		t.Skip("the model has a continuous conductance")
	}
	top := float64(m.Levels() - 1)
	if top < 1 {
		t.Fatalf("%g levels, want 2 at least", top+1)
	}
	w := ramp(cells)
	device.Nearest(c.Model, w)
	s := device.NewState(c.Model, cells)
	c.Model.Set(s, w)
	for k, p := range train(c, "levels", 100) {
		c.Model.Step(s, p.v, p.dt, p.xi)
		for i, x := range s.X[0] {
			if level := x * top; math.Abs(level-math.Round(level)) > 1e-9 {
				t.Fatalf("after %d pulses cell %d is at level %g of %g", k+1, i, level, top)
			}
		}
	}
	p := c.Model.Nominal()
	for _, q := range []struct{ v, width, end float64 }{{p.SetVoltage, p.SetWidth, 1}, {p.ResetVoltage, p.ResetWidth, 0}} {
		sure := fill(cells*c.Model.Draws(), -9) // a deviate that is below any probability
		for range m.Levels() {
			c.Model.Step(s, fill(cells, q.v), q.width, sure)
		}
		for i, x := range s.X[0] {
			if x != q.end {
				t.Fatalf("%d pulses of %g V leave cell %d at %g of its range, want %g", m.Levels(), q.v, i, x, q.end)
			}
		}
	}
}
