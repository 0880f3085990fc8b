package crossbar

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/crossbar/circuit"
	"github.com/xbar-sim/xbar/variability"
)

// ownPart is the voltage across the cell of a crosspoint that byHand knows, by bisection of what the cell alone carries.
func ownPart(x circuit.Crosspoint, g, read, v float64) float64 {
	amps := byHand(x, g, read, v)
	bare := x
	bare.Selector = ""
	lo, hi := min(v, 0), max(v, 0)
	for range 200 {
		if u := (lo + hi) / 2; byHand(bare, g, read, u) < amps {
			lo = u
		} else {
			hi = u
		}
	}
	return lo
}

// Writes of crosspoints that bend are the circuit: gated ones with the other cells open, V/2 and V/3 with all cells; each cell has its own part of
// the voltage.
func TestBentWritesAreTheCircuit(t *testing.T) {
	const rows, cols, col, volts = 8, 6, 3, 0.5
	card := preset(t, "memristor")
	read := card.Model.Nominal().ReadVoltage
	pulsed := everyThird(rows, 1)
	for name, x := range crosspoints() {
		if x.Selector == "threshold" || name == "schottky" {
			continue // corners, and a cell that carries e²⁰ of what the oracle begins with
		}
		for _, bias := range []string{"gated", "half", "third"} {
			w := Wiring{Model: "cached", Word: 200, Bit: 300, Source: 100, Sense: 50, Cell: x}
			a := build(t, card, rows, cols, Options{Wiring: w, Bias: bias})
			a.Program(scattered(rows*cols, 1), false)
			left, bottom := make([]float64, rows), make([]float64, cols)
			on, g := volts, a.Conductances()
			switch bias {
			case "half":
				on, bottom[col] = volts/2, -volts/2
			case "third":
				left, bottom = level(rows, volts/3), level(cols, 2*volts/3)
				bottom[col] = 0
			case "gated":
				g = make([]float32, rows*cols)
			}
			for _, r := range pulsed {
				left[r] = on
				g[int(r)*cols+col] = a.g[int(r)*cols+col]
			}
			_, across := kirchhoff(t, w, x, g, rows, cols, read, left, bottom)
			got := throughLines(a, col, pulsed, volts)
			for k, r := range pulsed {
				cell := int(r)*cols + col
				near(t, name+", "+bias+": voltage of a cell, V", got[k], ownPart(x, float64(a.g[cell]), read, across[cell]), 1e-6)
			}
			if bias == "gated" {
				continue
			}
			for k, v := range a.others.solved[0].v {
				near(t, name+", "+bias+": voltage of any cell, V", v, ownPart(x, float64(a.g[k]), read, across[k]), 1e-6)
			}
		}
	}
}

// Half-selected cells of a bit line carry, together and of what the selected one does, nearly half each where they are ohmic, less where
// they are superlinear, and hardly anything behind selectors.
func TestHalfSelectedCellsLeakLess(t *testing.T) {
	const rows, cols, volts = 32, 32, 1.0
	card := preset(t, "memristor")
	leak := func(x circuit.Crosspoint) (part float64) {
		a := build(t, card, rows, cols, Options{Wiring: Wiring{Model: "exact", Word: 2, Bit: 2, Cell: x}, Bias: "half"})
		a.Program(level(rows*cols, 0.5), false)
		throughLines(a, cols-1, []int32{0}, volts)
		if a.WireTrouble() != nil {
			t.Fatal(a.WireTrouble())
		}
		bare := x
		bare.Selector = ""
		v := a.others.solved[0].v
		for r := 1; r < rows; r++ {
			part += byHand(bare, 1, 0.1, v[r*cols+cols-1]) / byHand(bare, 1, 0.1, v[cols-1])
		}
		return part
	}
	ohmic := leak(circuit.Crosspoint{})
	bends := circuit.NewCrosspoint()
	bends.Cell, bends.V0 = "sinh", 0.2
	superlinear := leak(bends)
	selects := circuit.NewCrosspoint()
	selects.Selector, selects.Is, selects.Vt = "sinh", 1e-17, 0.025
	selected := leak(selects)
	if !(ohmic > 14 && ohmic < 16.5 && superlinear < ohmic/3 && selected < ohmic/10) {
		t.Errorf("half-selected cells carry %.3g of what the selected one does, superlinear ones %.3g, behind selectors %.3g", ohmic, superlinear, selected)
	}
}

// On ideal lines a selector takes its part of a pulse too, and keeps half-selected cells from creeping.
func TestSelectorsProtect(t *testing.T) {
	const rows, cols = 6, 5
	card := preset(t, "memristor", "v_th", 0.3)
	x := circuit.NewCrosspoint()
	x.Selector, x.Is, x.Vt = "sinh", 1e-9, 0.04
	p := card.Model.Nominal()
	creep := func(opt Options) (selected, half float64) {
		opt.Bias, opt.Stream = "half", variability.Seed(3)
		a := build(t, card, rows, cols, opt)
		a.Program(level(rows*cols, 0.5), false)
		before := append([]float32(nil), a.Conductances()...)
		for range 20 {
			a.Pulse(2, []int32{1}, p.SetVoltage, p.SetWidth)
		}
		for k, g := range a.Conductances() {
			switch r, c := k/cols, k%cols; {
			case r == 1 && c == 2:
				selected = float64(g-before[k]) / float64(before[k])
			case r == 1 || c == 2:
				half = max(half, math.Abs(float64(g-before[k]))/float64(before[k]))
			}
		}
		return selected, half
	}
	s1, h1 := creep(Options{})
	s2, h2 := creep(Options{Wiring: Wiring{Cell: x}})
	if !(s1 > 0.01 && s2 > 0.01 && h1 > 0.01 && h2 == 0) {
		t.Errorf("without selectors a cell moves by %.3g and half-selected ones by %.3g; with them by %.3g and %.3g", s1, h1, s2, h2)
	}
}
