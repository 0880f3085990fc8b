package devicetest

import (
	"maps"
	"math"
	"reflect"
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/si"
)

func split(t *testing.T, c *device.Card) {
	const cut = cells / 3
	m, d := c.Model, c.Model.Draws()
	whole, parts := fresh(c, some(c)), device.NewState(m, cells)
	parts.Spread = some(c)
	a, b := parts.Slice(0, cut), parts.Slice(cut, cells)
	m.Set(b, ramp(cells)[cut:])
	m.Set(a, ramp(cells)[:cut])
	i, j := make([]float64, cells), make([]float64, cells)
	for k, p := range train(c, "split", 30) {
		m.Step(whole, p.v, p.dt, p.xi)
		m.Step(b, p.v[cut:], p.dt, p.xi[cut*d:])
		m.Step(a, p.v[:cut], p.dt, p.xi[:cut*d])
		m.Current(i, whole, p.v)
		m.Current(j[:cut], a, p.v[:cut])
		m.Current(j[cut:], b, p.v[cut:])
		if !same(whole.X, parts.X) || !same([][]float64{i}, [][]float64{j}) {
			t.Fatalf("pulse %d: two parts of the array do not equal the whole", k+1)
		}
	}
}

// spread compares cells that all have the factor f with a card whose nominal value is f
// times as large. What is spreadable must follow. Pulses are the driver's and the same for all
// cells.
func spread(t *testing.T, c *device.Card) {
	d2d := map[string]bool{}
	for _, d := range c.Model.D2D() {
		d2d[d.Param] = true
	}
	pulses := train(c, "spread", 40)
	plain := history(c, nil, pulses)
	driver := c.Model.Nominal().Params()
	for _, p := range c.Model.Params() {
		nominal, _ := p.Float()
		if _, is := si.Lookup(driver, p.Name); is || p.Kind() != si.Float || nominal == 0 {
			continue
		}
		scaled, f, ok := scale(c, p.Name, nominal)
		if !ok {
			t.Errorf("%s = %g can be scaled neither up nor down", p.Name, nominal)
			continue
		}
		factors := map[string][]float32{p.Name: make([]float32, cells)}
		for i := range factors[p.Name] {
			factors[p.Name][i] = f
		}
		got, want := history(c, factors, pulses), history(scaled, nil, pulses)
		switch {
		case same(got, want):
			if d2d[p.Name] && same(got, plain) {
				t.Logf("d2d spreads %s, which changes nothing here", p.Name)
			}
		case d2d[p.Name] || !same(got, plain):
			t.Errorf("cells with a factor %g on %s are not cells with %s = %g", f, p.Name, p.Name, float64(f)*nominal)
		case slices.Contains(device.Spreadable(c.Model), p.Name):
			t.Errorf("%s is spreadable, but a spread of it has no effect", p.Name)
		}
	}
}

// scale returns the card with a parameter times the factor, one that float32 holds exactly
// and that leaves the card valid.
func scale(c *device.Card, name string, nominal float64) (*device.Card, float32, bool) {
	for _, f := range []float32{1.25, 0.75, 1.0625, 0.9375} {
		d := c.Clone()
		p, _ := si.Lookup(d.Model.Params(), name)
		if p.Set(nominal*float64(f)) == nil && d.Check() == nil {
			return d, f, true
		}
	}
	return nil, 0, false
}

// history returns everything that the cells show through a train: states and currents.
func history(c *device.Card, factors map[string][]float32, pulses []pulse) [][]float64 {
	s := fresh(c, factors)
	var seen [][]float64
	note := func() {
		seen = append(seen, copyOf(s).X...)
		seen = append(seen, conductance(c, s))
	}
	note()
	for _, p := range pulses {
		c.Model.Step(s, p.v, p.dt, p.xi)
		note()
	}
	return seen
}

func noDraw(t *testing.T, c *device.Card) {
	m := c.Model
	a, b := fresh(c, some(c)), fresh(c, some(c))
	noise := fill(cells, 1.7) // more than a model without draws asks for
	for k, p := range train(c, "no draw", 40) {
		m.Step(a, p.v, p.dt, nil)
		if m.Draws() == 0 {
			m.Step(b, p.v, p.dt, noise)
		} else {
			m.Step(b, p.v, p.dt, nil)
		}
		if !same(a.X, b.X) {
			t.Fatalf("pulse %d: the same cells without noise part", k+1)
		}
	}
}

// clone changes every number of a copy and looks whether the original, or what it does, has
// noticed; and the other way round, that nothing of the original is missing in the copy.
func clone(t *testing.T, c *device.Card) {
	pulses := train(c, "clone", 20)
	before := history(c, nil, pulses)
	d := c.Clone()
	if !same(history(d, nil, pulses), before) {
		t.Fatal("a copy does not behave like its original")
	}
	values := map[string]any{}
	for _, p := range c.Params() {
		values[p.Name] = p.Value()
		if q, _ := si.Lookup(d.Params(), p.Name); !reflect.DeepEqual(q.Value(), p.Value()) {
			t.Errorf("%s = %v became %v in the copy", p.Name, p.Value(), q.Value())
		}
	}
	facts, spreads := maps.Clone(c.Facts), maps.Clone(c.Spread)
	for _, p := range d.Params() {
		switch at := p.At.(type) {
		case *float64:
			*at = math.Pi
		case *string:
			*at = "changed"
		case *[]float64:
			for i := range *at {
				(*at)[i] = math.Pi
			}
		}
		d.Facts[p.Name] = device.Fact{Note: "changed"}
	}
	clear(d.Spread)
	for _, p := range c.Params() {
		if !reflect.DeepEqual(p.Value(), values[p.Name]) {
			t.Errorf("changing %s in a copy changes the original", p.Name)
		}
	}
	if !maps.Equal(facts, c.Facts) || !maps.Equal(spreads, c.Spread) {
		t.Error("changing facts or spreads of a copy changes the original")
	}
	if !same(history(c, nil, pulses), before) {
		t.Error("changing a copy changes what the original does")
	}
}
