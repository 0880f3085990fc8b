package circuit

import (
	"math"
	"testing"
)

// kinds are crosspoints of every cell and selector, read at a voltage.
func kinds(t *testing.T, read float64) map[string]Crosspoint {
	t.Helper()
	curve, err := NewShape([]float64{-1, -0.2, 0, 0.1, 0.5, 1}, []float64{-3e-5, -2e-6, 0, 1e-6, 1e-5, 4e-5})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]Crosspoint{}
	for _, cell := range CellKinds() {
		for _, selector := range SelectorKinds() {
			for _, access := range []float64{0, 5e3} {
				x := NewCrosspoint()
				x.Cell, x.Selector, x.Access, x.Read, x.Curve, x.Th = cell, selector, access, read, curve, 0.2
				name := cell + "+" + selector
				if access > 0 {
					name += "+T"
				}
				out[name] = x
			}
		}
	}
	return out
}

// A cell has the conductance that a read says, whatever its curve: I = G Vread at Vread, to rounding. Without a
// read voltage G is the slope at 0 V.
func TestConductanceOfTheRead(t *testing.T) {
	g := []float64{1e-6, 3e-5, 0, 2e-4}
	for name, x := range kinds(t, 0.2) {
		if x.Selects() || x.Access > 0 {
			continue
		}
		c, err := x.Cells(g)
		if err != nil {
			t.Fatal(err)
		}
		amps, slope := make([]float64, 4), make([]float64, 4)
		c.Current(amps, slope, uniform(4, 0.2))
		for k, a := range amps {
			if math.Abs(a-0.2*g[k]) > 1e-14*g[k] {
				t.Errorf("%s: %g A of %g S at 0.2 V", name, a, g[k])
			}
		}
		if x.Read = 0; x.Cell == "table" {
			continue
		}
		if c, err = x.Cells(g); err != nil {
			t.Fatal(err)
		}
		c.Current(amps, slope, uniform(4, 0))
		for k, s := range slope {
			if math.Abs(s-g[k]) > 1e-14*g[k] {
				t.Errorf("%s: slope of %g S at 0 V, of %g S", name, s, g[k])
			}
		}
	}
}

// Across finds the part of a voltage at which the cell by itself carries what the crosspoint does.
func TestVoltageAcrossTheCell(t *testing.T) {
	g, v := []float64{1e-6, 3e-5, 2e-4, 1e-5}, []float64{0.7, 0.5, 0.9, -0.4}
	amps, alone, slope, own := make([]float64, 4), make([]float64, 4), make([]float64, 4), make([]float64, 4)
	for name, x := range kinds(t, 0.3) {
		c, err := x.Cells(g)
		if err != nil {
			t.Fatal(err)
		}
		Rise(c, amps, slope, v)
		x.Across(own, c, v)
		only := x
		only.Selector, only.Access = "none", 0
		bare, err := only.Cells(g)
		if err != nil {
			t.Fatal(err)
		}
		bare.Current(alone, slope, own)
		for k, a := range amps {
			if math.Abs(alone[k]-a) > 1e-9*math.Abs(a)+1e-22 {
				t.Errorf("%s: a crosspoint carries %g A and its cell %g at %g of %g V", name, a, alone[k], own[k], v[k])
			}
		}
	}
}

// What cannot be is refused: unknown kinds, a diode read backwards to nothing, shorts, a threshold below its hold voltage.
func TestCrosspointRefused(t *testing.T) {
	flat, err := NewShape([]float64{0, 1, 2}, []float64{0, 0, 1})
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Crosspoint){
		"cell": func(x *Crosspoint) { x.Cell = "bent" }, "selector": func(x *Crosspoint) { x.Selector = "switch" },
		"table": func(x *Crosspoint) { x.Cell = "table" }, "read": func(x *Crosspoint) { x.Read = -1 },
		"flat":       func(x *Crosspoint) { x.Cell, x.Curve, x.Read = "table", flat, 0.5 },
		"threshold":  func(x *Crosspoint) { x.Selector, x.Hold = "threshold", 1 },
		"saturation": func(x *Crosspoint) { x.Saturates = 1e-3 },
	} {
		x := NewCrosspoint()
		change(&x)
		if x.Check() == nil {
			t.Errorf("%s was taken: %+v", name, x)
		}
	}
	x := NewCrosspoint()
	x.Cell = "sinh"
	if _, err := x.Cells([]float64{1, math.Inf(1)}); err == nil {
		t.Error("a short was taken")
	}
}

// Read with all other lines floating, a cell of 1 MΩ among 255 of 10 kΩ carries mostly what comes by way of others; selectors leave less
// of that, and so do superlinear cells.
func TestSneakCurrentsBehindSelectors(t *testing.T) {
	const n = 16
	g := uniform(n*n, 1e-4)
	g[0] = 1e-6
	geo := Plain(n, n, 1, 1, 0, 0)
	for k := 1; k < n; k++ {
		geo.Left[k], geo.Bottom[k] = math.Inf(1), math.Inf(1)
	}
	sneak := func(x Crosspoint) float64 {
		c, err := x.Cells(g)
		if err != nil {
			t.Fatal(err)
		}
		solver, err := NewNewton(geo, c)
		if err != nil {
			t.Fatal(err)
		}
		var s Solution
		if err := solver.Solve(&s, &Drive{Left: uniform(n, 1)}); err != nil {
			t.Fatal(err)
		}
		across, amps, slope := make([]float64, n*n), make([]float64, n*n), make([]float64, n*n)
		for k := range across {
			across[k] = s.Word[k] - s.Bit[k]
		}
		c.Current(amps, slope, across)
		return (s.Bottom[0] - amps[0]) / amps[0]
	}
	x := NewCrosspoint()
	x.Read = 1
	ohmic := sneak(x)
	x.Cell, x.V0 = "sinh", 0.2
	bent := sneak(x)
	x.Cell, x.Selector = "ohmic", "sinh"
	selected := sneak(x)
	if !(ohmic > 100 && ohmic > 3*bent && ohmic > 10*selected) {
		t.Errorf("sneak currents are %.3g times the cell's own of ohmic cells, %.3g of superlinear ones, %.3g behind selectors", ohmic, bent, selected)
	}
}
