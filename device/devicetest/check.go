// Package devicetest checks that a card's cells obey the physics that every memristive cell
// shares, whatever its model: one suite for every present and future preset.
package devicetest

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/variability"
)

// cells is how many cells the suite looks at. Their starting points are spread over the
// range, both ends included.
const cells = 21

// Check runs the suite on a card:
//
//	parameters  every number has a name, a meaning, a range, and text that restores it
//	set         w means g_min + w (g_max - g_min) of the cell itself, g_min where that window is closed
//	dark        no voltage: no current, no change
//	passive     a cell never delivers power, and is ohmic where it says so
//	bounded     state and conductance stay in their range under any pulses and any noise; cells that draw
//	            their conductance anew stay within the reach they state
//	split       half the cells at a time equals all at once, bit for bit
//	spread      a cell with factor f is a cell with nominal f·p, bit for bit
//	no draw     without xi a step is a pure function; Draws() of 0 means xi is not looked at
//	write       SET raises and RESET lowers the conductance, and more pulses do not undo it
//	read        10⁶ reads at the card's voltage and width move no cell by 1 % of its range
//	threshold   up to the thresholds that a model states, none of its cells moves
//	count       a model that counts pulses sees their time beyond the threshold, not their height
//	half select half of either pulse does not write; a card that fails is only reported, for
//	            a selector or a transistor can protect its cells (see HalfSelect)
//	levels      a model with levels stays on them when noise is drawn, and its pulses reach both ends
//	clone       a copy behaves alike and shares nothing that can change
func Check(t *testing.T, c *device.Card) {
	if err := c.Check(); err != nil {
		t.Fatalf("the card itself: %v", err)
	}
	for _, part := range []struct {
		name  string
		check func(*testing.T, *device.Card)
	}{
		{"parameters", parameters}, {"set", set}, {"dark", dark}, {"passive", passive}, {"bounded", bounded},
		{"split", split}, {"spread", spread}, {"no draw", noDraw}, {"write", write}, {"read", read},
		{"threshold", threshold}, {"count", count}, {"half select", halfSelect}, {"levels", levels}, {"clone", clone},
	} {
		t.Run(part.name, func(t *testing.T) { part.check(t, c) })
	}
}

// ramp returns n relative conductances from 0 to 1.
func ramp(n int) []float64 {
	w := make([]float64, n)
	for i := range w {
		w[i] = float64(i) / float64(n-1)
	}
	return w
}

// fresh returns cells on a ramp over their range, with the given spread.
func fresh(c *device.Card, factors map[string][]float32) device.State {
	s := device.NewState(c.Model, cells)
	s.Spread = factors
	c.Model.Set(s, ramp(cells))
	return s
}

// conductance returns what the cells conduct at the card's read voltage, S.
func conductance(c *device.Card, s device.State) []float64 {
	g, v := make([]float64, s.Len()), make([]float64, s.Len())
	read := c.Model.Nominal().ReadVoltage
	for i := range v {
		v[i] = read
	}
	c.Model.Current(g, s, v)
	for i := range g {
		g[i] /= read
	}
	return g
}

// fill returns n times v.
func fill(n int, v float64) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = v
	}
	return x
}

// A pulse is one step of a random train: a voltage and the noise of every cell, and a time.
type pulse struct {
	v, xi []float64
	dt    float64
}

// train returns pulses that mix what a cell meets: nothing, reads, parts and multiples of
// nominal pulses, and voltages far beyond. A third of the noise is extreme, ±8.
func train(c *device.Card, name string, length int) []pulse {
	r := variability.Seed(2).Named("devicetest").Named(name).Rand()
	src := rand.NewPCG(r.Uint64(), r.Uint64())
	p := c.Model.Nominal()
	volts := []float64{0, p.ReadVoltage, -p.ReadVoltage, p.SetVoltage, p.ResetVoltage, 1.1 * p.SetVoltage, 1.1 * p.ResetVoltage, 0.4 * p.SetVoltage, 0.4 * p.ResetVoltage, 100, -100}
	times := []float64{p.SetWidth, p.ResetWidth, p.ReadWidth, p.SetWidth / 3, 7 * p.ResetWidth, 1000 * p.SetWidth}
	out := make([]pulse, length)
	for k := range out {
		v, xi := make([]float64, cells), make([]float64, cells*c.Model.Draws())
		for i := range v {
			v[i] = volts[r.IntN(len(volts))]
		}
		kernel.Normals(xi, src)
		for i := range xi {
			if r.IntN(3) == 0 {
				xi[i] = math.Copysign(8, xi[i])
			}
		}
		out[k] = pulse{v: v, xi: xi, dt: times[r.IntN(len(times))]}
	}
	return out
}

// same reports whether two sets of slices have the same bits.
func same(a, b [][]float64) bool {
	return slices.EqualFunc(a, b, func(x, y []float64) bool {
		return slices.EqualFunc(x, y, func(p, q float64) bool { return math.Float64bits(p) == math.Float64bits(q) })
	})
}

// copyOf returns a state that shares nothing with s but its spread.
func copyOf(s device.State) device.State {
	t := device.State{Spread: s.Spread}
	for _, x := range s.X {
		t.X = append(t.X, slices.Clone(x))
	}
	return t
}

// some returns a different spread factor for every cell and every parameter that d2d spreads.
// A few cells get an upper limit below the lower one: their window is closed, and they stay at
// the lower limit.
func some(c *device.Card) map[string][]float32 {
	factors := map[string][]float32{}
	for _, d := range c.Model.D2D() {
		f := make([]float32, cells)
		variability.Spread{Kind: variability.Lognormal, CV: 0.2}.Factors(f, variability.Seed(3).Named("devicetest").Named(d.Param))
		if d.Param == "g_max" {
			f[5], f[cells-5] = 1e-4, 1e-4
		}
		factors[d.Param] = f
	}
	return factors
}

// parameters: names are unique, and Text gives back the bits.
func parameters(t *testing.T, c *device.Card) {
	seen := map[string]bool{}
	d := c.Clone()
	for _, p := range c.Params() {
		if p.Name == "" || p.Doc == "" {
			t.Errorf("parameter %q has no name or no meaning: %q", p.Name, p.Doc)
		}
		if seen[p.Name] {
			t.Errorf("two parameters are called %s", p.Name)
		}
		seen[p.Name] = true
		q, _ := si.Lookup(d.Params(), p.Name)
		if err := q.Set(p.Text()); err != nil || !reflect.DeepEqual(q.Value(), p.Value()) {
			t.Errorf("%s = %v reads back as %v (%v)", p.Name, p.Value(), q.Value(), err)
		}
	}
	for i, v := range c.Model.Vars() {
		if v.Name == "" || v.Doc == "" || !(v.Min < v.Max) {
			t.Errorf("state variable %d: %+v", i, v)
		}
	}
	for _, d := range c.Model.D2D() {
		if p, ok := si.Lookup(c.Model.Params(), d.Param); !ok || p.Kind() != si.Float {
			t.Errorf("d2d spreads %s, which is no number of the model", d.Param)
		}
	}
}
