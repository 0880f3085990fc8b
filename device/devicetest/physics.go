package devicetest

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/si"
)

// set also holds for cells whose range is their own.
func set(t *testing.T, c *device.Card) {
	lo, hi := c.Model.Range()
	for _, tt := range []struct {
		name    string
		factors map[string][]float32
	}{{"nominal cells", nil}, {"spread cells", some(c)}} {
		s := fresh(c, tt.factors)
		l, h := ends(t, c, tt.factors, lo, hi)
		for i, g := range conductance(c, s) {
			w := ramp(cells)[i]
			want := l[i] + w*max(h[i]-l[i], 0)
			if math.Abs(g-want) > 1e-12*want {
				t.Errorf("%s: w = %g gives %.17g S, want %.17g", tt.name, w, g, want)
			}
		}
		for _, p := range train(c, "set", 20) {
			c.Model.Step(s, p.v, p.dt, nil)
		}
		for i, g := range conductance(c, s) {
			if h[i] <= l[i] && math.Abs(g-l[i]) > 1e-12*g {
				t.Errorf("%s: pulses take a cell without a window from %g to %g S", tt.name, l[i], g)
			}
		}
	}
}

// ends returns the range of every cell, S. It is g_min and g_max of the cell where the model has these;
// in a model with another physics of conduction the range follows from other parameters, and w = 0 and
// w = 1 show it, which for nominal cells must be what the model states.
func ends(t *testing.T, c *device.Card, factors map[string][]float32, lo, hi float64) (l, h []float64) {
	s := device.NewState(c.Model, cells)
	s.Spread = factors
	_, hasMin := si.Lookup(c.Model.Params(), "g_min")
	_, hasMax := si.Lookup(c.Model.Params(), "g_max")
	if hasMin && hasMax {
		for i := range cells {
			l, h = append(l, s.Field("g_min", lo).At(i)), append(h, s.Field("g_max", hi).At(i))
		}
		return l, h
	}
	c.Model.Set(s, fill(cells, 0))
	l = conductance(c, s)
	c.Model.Set(s, fill(cells, 1))
	h = conductance(c, s)
	for i := range cells {
		if factors == nil && (math.Abs(l[i]-lo) > 1e-12*lo || math.Abs(h[i]-hi) > 1e-12*hi) {
			t.Fatalf("a cell reaches from %g to %g S, its model states %g to %g", l[i], h[i], lo, hi)
		}
	}
	return l, h
}

func dark(t *testing.T, c *device.Card) {
	s := fresh(c, some(c))
	before := copyOf(s)
	zero, xi := make([]float64, cells), fill(cells*c.Model.Draws(), 3)
	i := fill(cells, 1)
	c.Model.Current(i, s, zero)
	for k, a := range i {
		if a != 0 {
			t.Fatalf("cell %d conducts %g A at 0 V", k, a)
		}
	}
	c.Model.Step(s, zero, 1, nil)
	c.Model.Step(s, zero, 1, xi)
	if !same(s.X, before.X) {
		t.Error("the state moves at 0 V")
	}
}

func passive(t *testing.T, c *device.Card) {
	s, i := fresh(c, some(c)), make([]float64, cells)
	check := func() {
		p := c.Model.Nominal()
		for _, v := range []float64{p.ReadVoltage, -p.ReadVoltage, p.SetVoltage, p.ResetVoltage, 1e-9, -30} {
			c.Model.Current(i, s, fill(cells, v))
			for k, a := range i {
				if !(v*a >= 0) || math.IsInf(a, 0) {
					t.Fatalf("cell %d conducts %g A at %g V", k, a, v)
				}
			}
		}
		ohmic, ok := c.Model.(device.Ohmic)
		if !ok {
			return
		}
		ohmic.Conductance(i, s)
		for k, g := range conductance(c, s) {
			if math.Abs(i[k]-g) > 1e-12*g {
				t.Fatalf("cell %d: conductance %g S, but %g S from the current at the read voltage", k, i[k], g)
			}
		}
	}
	check()
	for _, p := range train(c, "passive", 20) {
		c.Model.Step(s, p.v, p.dt, p.xi)
		check()
	}
}

// bounded allows the conductance below the nominal range only where noise acts: a noisy
// RESET may land below the mean of a RESET.
func bounded(t *testing.T, c *device.Card) {
	lo, hi := c.Model.Range()
	for _, noisy := range []bool{false, true} {
		s := fresh(c, nil)
		floor, ceiling := lo, hi
		if noisy {
			floor = 0
			if m, ok := c.Model.(device.Redrawn); ok { // a redrawn conductance scatters around the mean of its state
				floor, ceiling = m.Reach()
			}
		}
		for k, p := range train(c, "bounded", 300) {
			xi := p.xi
			if !noisy {
				xi = nil
			}
			c.Model.Step(s, p.v, p.dt, xi)
			for j, variable := range c.Model.Vars() {
				for i, x := range s.X[j] {
					if !(x >= variable.Min && x <= variable.Max) {
						t.Fatalf("after %d pulses, the last of %g V for %g s, %s = %g in cell %d: want %g to %g", k+1, p.v[i], p.dt, variable.Name, x, i, variable.Min, variable.Max)
					}
				}
			}
			for i, g := range conductance(c, s) {
				if !(g >= floor*(1-1e-12) && g <= ceiling*(1+1e-12)) {
					t.Fatalf("after %d pulses, the last of %g V for %g s, cell %d conducts %g S: want %g to %g", k+1, p.v[i], p.dt, i, g, floor, ceiling)
				}
			}
		}
	}
}

// write looks at the mean: without noise every pulse has a sign.
func write(t *testing.T, c *device.Card) {
	p, m := c.Model.Nominal(), c.Model
	lo, hi := m.Range()
	for _, tt := range []struct {
		name  string
		v, dt float64
		from  float64
		sign  float64
	}{
		{"SET", p.SetVoltage, p.SetWidth, 0, 1},
		{"RESET", p.ResetVoltage, p.ResetWidth, 1, -1},
	} {
		s := device.NewState(m, 1)
		m.Set(s, []float64{0.5})
		before := conductance(c, s)[0]
		m.Step(s, []float64{tt.v}, tt.dt, nil)
		if d := tt.sign * (conductance(c, s)[0] - before); !(d > 1e-9*(hi-lo)) {
			t.Errorf("one %s pulse in the middle of the range moves the conductance by %g S", tt.name, tt.sign*d)
		}
		m.Set(s, []float64{tt.from})
		last := conductance(c, s)[0]
		for n := range 200 {
			m.Step(s, []float64{tt.v}, tt.dt, nil)
			g := conductance(c, s)[0]
			if tt.sign*(g-last) < -1e-12*hi {
				t.Fatalf("%s pulse %d takes the conductance from %g to %g S", tt.name, n+1, last, g)
			}
			last = g
		}
	}
}

// read compares one long voltage with the limit, and many short ones in proportion to it.
func read(t *testing.T, c *device.Card) {
	const reads, short = 1_000_000, 500
	p := c.Model.Nominal()
	lo, hi := c.Model.Range()
	v := fill(cells, p.ReadVoltage)
	moved := func(n int, dt float64) float64 {
		s := fresh(c, nil)
		before := conductance(c, s)
		for range n {
			c.Model.Step(s, v, dt, nil)
		}
		var most float64
		for i, g := range conductance(c, s) {
			most = max(most, math.Abs(g-before[i])/(hi-lo))
		}
		return most
	}
	if d := moved(1, reads*p.ReadWidth); !(d < 0.01) {
		t.Errorf("10⁶ reads in one move a cell by %g of the range", d)
	}
	if d := moved(short, p.ReadWidth); !(d <= 0.01*short/reads) {
		t.Errorf("%d reads move a cell by %g of the range, more than %d/10⁶ of 1 %%", short, d, short)
	}
}

// HalfSelect returns the largest change of conductance, over the range, that one voltage of
// half a SET and of half a RESET pulse makes in any cell: what unselected cells of a V/2
// scheme suffer.
func HalfSelect(c *device.Card) (set, reset float64) {
	p := c.Model.Nominal()
	lo, hi := c.Model.Range()
	change := func(v, dt float64) float64 {
		s := fresh(c, nil)
		before := conductance(c, s)
		c.Model.Step(s, fill(cells, v/2), dt, nil)
		var most float64
		for i, g := range conductance(c, s) {
			most = max(most, math.Abs(g-before[i])/(hi-lo))
		}
		return most
	}
	return change(p.SetVoltage, p.SetWidth), change(p.ResetVoltage, p.ResetWidth)
}

func halfSelect(t *testing.T, c *device.Card) {
	set, reset := HalfSelect(c)
	if set > 1e-6 || reset > 1e-6 {
		t.Logf("half of a SET pulse moves a cell by up to %.3g of its range, half of a RESET pulse by %.3g: cells want a selector", set, reset)
	}
}
