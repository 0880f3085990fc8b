package devicetest

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/variability"
)

// threshold looks at cells in which everything that may differ does. The nominal pulses must be
// beyond the thresholds, or the card could not be written.
func threshold(t *testing.T, c *device.Card) {
	m, ok := c.Model.(device.Thresholded)
	if !ok {
		t.Skip("the model states no thresholds")
	}
	p := c.Model.Nominal()
	set0, reset0, hard := c.Thresholds()
	if !hard {
		t.Skip("the card sets a threshold to 0")
	}
	if set, reset := set0, reset0; !(p.SetVoltage > set && p.ResetVoltage < reset) {
		t.Errorf("thresholds %g and %g V, pulses %g and %g V", set, reset, p.SetVoltage, p.ResetVoltage)
	}
	s := fresh(c, some(c))
	for _, name := range device.Spreadable(c.Model) {
		f := make([]float32, cells)
		variability.Spread{Kind: variability.Lognormal, CV: 0.2}.Factors(f, variability.Seed(4).Named("devicetest").Named(name))
		s.Spread[name] = f
	}
	c.Model.Set(s, ramp(cells))
	before := copyOf(s)
	set, reset := m.Thresholds(s)
	v, noise := make([]float64, cells), fill(cells*c.Model.Draws(), 3)
	for _, part := range []float64{1, 1 - 1e-15, 0.7} {
		for _, side := range []device.Field{set, reset} {
			for i := range v {
				v[i] = part * side.At(i)
			}
			c.Model.Step(s, v, 1000*(p.SetWidth+p.ResetWidth), nil)
			c.Model.Step(s, v, p.SetWidth, noise)
			if !same(s.X, before.X) {
				t.Fatalf("%g of the threshold (%g V in cell 0) moves a cell", part, v[0])
			}
		}
	}
}

// count compares a pulse that is 30 % higher with one that is not, and two pulses in a row with
// their count.
func count(t *testing.T, c *device.Card) {
	m, ok := c.Model.(device.PulseCounter)
	if !ok {
		t.Skip("the model does not count pulses")
	}
	p := c.Model.Nominal()
	for _, q := range []struct{ v, width, sign float64 }{{p.SetVoltage, p.SetWidth, 1}, {p.ResetVoltage, p.ResetWidth, -1}} {
		for _, n := range []float64{0.25, 1, 3} {
			if got := m.Count(q.v, n*q.width); math.Abs(got-q.sign*n) > 1e-12*n {
				t.Errorf("%g V for %g s counts as %g pulses, want %g", q.v, n*q.width, got, q.sign*n)
			}
			plain, higher := fresh(c, nil), fresh(c, nil)
			c.Model.Step(plain, fill(cells, q.v), n*q.width, nil)
			c.Model.Step(higher, fill(cells, 1.3*q.v), n*q.width, nil)
			if !same(plain.X, higher.X) {
				t.Errorf("%g pulses of %g V do not act as those of %g V", n, 1.3*q.v, q.v)
			}
		}
		whole, part := fresh(c, nil), fresh(c, nil)
		c.Model.Step(whole, fill(cells, q.v), q.width, nil)
		c.Model.Step(part, fill(cells, q.v), 0.25*q.width, nil)
		if m.WholePulses() && !same(whole.X, part.X) {
			t.Errorf("a quarter of a pulse of %g V does not act as a whole one", q.v)
		}
	}
	set, reset, _ := c.Thresholds()
	if m.Count(set, 1) != 0 || m.Count(reset, 1) != 0 || m.Count(0, 1) != 0 {
		t.Error("a voltage at the threshold counts")
	}
}
