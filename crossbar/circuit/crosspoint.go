package circuit

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/xbar-sim/xbar/internal/si"
)

// A Crosspoint says what stands between word and bit line, the same at every place: a cell, and in series with it perhaps a selector and
// a transistor. A cell of conductance G (S) carries
//
//	ohmic       I = G v
//	sinh        I = c G V0 sinh(v/V0)
//	polynomial  I = c G (v + A3 v³ + A5 v⁵)
//	schottky    I = c G Ve (exp(v/Ve) - 1)
//	table       I = c G f(v), f being Curve
//
// Without a Read voltage c is 1: G is the slope at 0 V (of a table, f is a current over G). With one, c is such that
// the cell by itself carries G Read at Read: G is its chord conductance there, as a laboratory reads it.
//
// A selector carries 2 Is sinh(v/Vt) ("sinh"), Is (exp(v/Vt) - 1) + Leak v ("diode"), or is a Threshold.
type Crosspoint struct {
	Cell, Selector string  // kinds: see CellKinds and SelectorKinds; "" is ohmic, and none
	V0, A3, A5, Ve float64 // V, V⁻², V⁻⁴, V
	Curve          *Shape  // of a table
	Read           float64 // V, 0 or more

	Is, Vt, Leak      float64 // A, V, S
	Th, Hold, On, Off float64 // V, V, Ω, Ω

	Access    float64 // of the transistor when it is on, Ω; 0 is none
	Saturates float64 // the most that it lets through, A; 0 for no limit
}

// NewCrosspoint returns ohmic cells, with numbers for the case that they are to bend. The numbers are round ones (assumed), of no
// particular device.
func NewCrosspoint() Crosspoint {
	return Crosspoint{V0: 0.25, A3: 1, Ve: 0.1, Is: 1e-9, Vt: 0.05, Leak: 1e-9, Th: 0.6, Hold: 0.1, On: 1e3, Off: 1e9}
}

// CellKinds lists the curves of cells, SelectorKinds those of selectors.
func CellKinds() []string { return []string{"ohmic", "sinh", "polynomial", "schottky", "table"} }

// SelectorKinds lists the curves of selectors.
func SelectorKinds() []string { return []string{"none", "sinh", "diode", "threshold"} }

// CellParams are the numbers of a kind of cells, those of all for "".
func (x *Crosspoint) CellParams(kind string) []si.Param {
	return of(kind, []kindParam{
		{"sinh", si.Param{Name: "v0", At: &x.V0, Unit: "V", Doc: "where the cell begins to bend", Min: 1e-3, Max: 1e3}},
		{"polynomial", si.Param{Name: "a3", At: &x.A3, Doc: "of v³, 1/V²", Max: 1e9}},
		{"polynomial", si.Param{Name: "a5", At: &x.A5, Doc: "of v⁵, 1/V⁴", Max: 1e9}},
		{"schottky", si.Param{Name: "ve", At: &x.Ve, Unit: "V", Doc: "e-fold of the cell's current", Min: 1e-3, Max: 1e3}},
	})
}

// SelectorParams are the numbers of a kind of selectors, those of all for "".
func (x *Crosspoint) SelectorParams(kind string) []si.Param {
	return of(kind, []kindParam{
		{"sinh diode", si.Param{Name: "is", At: &x.Is, Unit: "A", Doc: "scale of the current", Min: 1e-30, Max: 1}},
		{"sinh diode", si.Param{Name: "vt", At: &x.Vt, Unit: "V", Doc: "e-fold of the current", Min: 1e-3, Max: 10}},
		{"diode", si.Param{Name: "leak", At: &x.Leak, Unit: "S", Doc: "beside the junction", Min: 1e-15, Max: 1}},
		{"threshold", si.Param{Name: "th", At: &x.Th, Unit: "V", Doc: "voltage above which it switches on", Min: 1e-3, Max: 100}},
		{"threshold", si.Param{Name: "hold", At: &x.Hold, Unit: "V", Doc: "voltage that is left on it when it is on", Max: 100}},
		{"threshold", si.Param{Name: "on", At: &x.On, Unit: "Ω", Doc: "when on, beyond that voltage", Min: 1e-3, Max: 1e15}},
		{"threshold", si.Param{Name: "off", At: &x.Off, Unit: "Ω", Doc: "when off", Min: 1e-3, Max: 1e15}},
	})
}

// A kindParam is a number of some kinds.
type kindParam struct {
	kinds string
	param si.Param
}

// of are the parameters of a kind.
func of(kind string, list []kindParam) (out []si.Param) {
	for _, p := range list {
		if kind == "" || slices.Contains(strings.Fields(p.kinds), kind) {
			out = append(out, p.param)
		}
	}
	return out
}

// Straight reports whether the whole crosspoint is a resistor.
func (x *Crosspoint) Straight() bool {
	return (x.Cell == "" || x.Cell == "ohmic") && !x.Selects() && x.Saturates == 0
}

// Selects reports whether there is a selector.
func (x *Crosspoint) Selects() bool { return x.Selector != "" && x.Selector != "none" }

// Check says what is wrong with kinds and numbers that belong together.
func (x *Crosspoint) Check() error {
	var errs []error
	if x.Cell != "" && !slices.Contains(CellKinds(), x.Cell) {
		errs = append(errs, fmt.Errorf("cells %q: want one of %v", x.Cell, CellKinds()))
	}
	if x.Selector != "" && !slices.Contains(SelectorKinds(), x.Selector) {
		errs = append(errs, fmt.Errorf("selectors %q: want one of %v", x.Selector, SelectorKinds()))
	}
	if x.Cell == "table" && x.Curve == nil {
		errs = append(errs, errors.New("cells by a table: want its points"))
	}
	if !(x.Read >= 0) || math.IsInf(x.Read, 1) {
		errs = append(errs, fmt.Errorf("read voltage of %g V: want 0 V or more", x.Read))
	}
	if x.Saturates > 0 && !(x.Access > 0) {
		errs = append(errs, errors.New("a transistor that saturates: want its resistance"))
	}
	if x.Selector == "threshold" {
		_, err := NewThreshold(0, x.Th, x.Hold, x.On, x.Off)
		errs = append(errs, err)
	}
	if len(errs) == 0 {
		if _, err := x.scale(); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// cell are cells by themselves whose curves have slopes of g (S) at 0 V, or scales of g for a table.
func (x *Crosspoint) cell(g []float64) Cells {
	switch x.Cell {
	case "sinh":
		return Sinh{G: g, V0: x.V0}
	case "polynomial":
		return Polynomial{G: g, A3: x.A3, A5: x.A5}
	case "schottky":
		is := make([]float64, len(g))
		for k, y := range g {
			is[k] = y * x.Ve
		}
		return Schottky{Is: is, Vt: x.Ve}
	case "table":
		return &Table{Shape: x.Curve, scale: g}
	}
	return Ohmic(g)
}

// scale is the c of the equations.
func (x *Crosspoint) scale() (float64, error) {
	if x.Read == 0 || x.Cell == "" || x.Cell == "ohmic" {
		return 1, nil
	}
	var amps, slope [1]float64
	x.cell([]float64{1}).Current(amps[:], slope[:], []float64{x.Read})
	if c := x.Read / amps[0]; c > 0 && finite(c) {
		return c, nil
	}
	return 0, fmt.Errorf("a cell that carries %s at the read voltage of %s where G is 1 S: its conductance cannot be that of the read", shown(amps[0], "A"), shown(x.Read, "V"))
}

// Cells are the curves of crosspoints whose cells have conductances g (S), which may be a short only where all is a
// resistor.
func (x *Crosspoint) Cells(g []float64) (Cells, error) {
	if err := x.Check(); err != nil {
		return nil, err
	}
	for k, s := range g {
		if math.IsInf(s, 1) {
			return nil, fmt.Errorf("cell %d of the array, row after row, is a short: want resistances above 0 Ω where cells, selectors or transistors are not ohmic", k+1)
		}
	}
	if c, _ := x.scale(); c != 1 {
		own := make([]float64, len(g))
		for k, s := range g {
			own[k] = c * s
		}
		g = own
	}
	return x.behind(x.cell(g), len(g))
}

// behind puts selectors and transistors in series with n cells.
func (x *Crosspoint) behind(c Cells, n int) (Cells, error) {
	switch x.Selector {
	case "sinh":
		c = Series{A: c, B: Selector{Is: x.Is, Vt: x.Vt, N: n}}
	case "diode":
		c = Series{A: c, B: Schottky{Is: Terminals(n, x.Is), Vt: x.Vt, Leak: x.Leak}}
	case "threshold":
		s, err := NewThreshold(n, x.Th, x.Hold, x.On, x.Off)
		if err != nil {
			return nil, err
		}
		c = Series{A: c, B: s}
	}
	switch on := Terminals(n, 1/x.Access); {
	case x.Saturates > 0:
		c = Series{A: c, B: Saturating{G: on, Limit: Terminals(n, x.Saturates)}}
	case x.Access > 0:
		c = Series{A: c, B: Ohmic(on)}
	}
	return c, nil
}

// Across writes to own the part of the voltages v (V) across crosspoints of a crosspoint's Cells that is across the cells themselves.
func (x *Crosspoint) Across(own []float64, c Cells, v []float64) {
	copy(own, v)
	for depth := x.depth(); depth > 0; depth-- {
		s := c.(Series)
		s.Divide(own, own)
		c = s.A
	}
}

// depth is how many things are in series with a cell.
func (x *Crosspoint) depth() (n int) {
	if x.Selects() {
		n++
	}
	if x.Access > 0 {
		n++
	}
	return n
}

// String is what a hash and a report say of it.
func (x *Crosspoint) String() string {
	parts := []string{"ohmic cells"}
	switch x.Cell {
	case "sinh":
		parts[0] = fmt.Sprintf("cells I = G V0 sinh(v/V0), V0 = %s", si.Format(x.V0, "V"))
	case "polynomial":
		parts[0] = fmt.Sprintf("cells I = G (v + %g v³ + %g v⁵)", x.A3, x.A5)
	case "schottky":
		parts[0] = fmt.Sprintf("cells I = G Ve (exp(v/Ve) − 1), Ve = %s", si.Format(x.Ve, "V"))
	case "table":
		parts[0] = "cells I = G f(v), " + x.Curve.String()
	}
	if x.Read > 0 && parts[0] != "ohmic cells" {
		parts[0] += ", scaled to G at " + si.Format(x.Read, "V")
	}
	switch x.Selector {
	case "sinh":
		parts = append(parts, fmt.Sprintf("selectors 2 Is sinh(v/Vt), %s and %s", si.Format(x.Is, "A"), si.Format(x.Vt, "V")))
	case "diode":
		parts = append(parts, fmt.Sprintf("diodes Is (exp(v/Vt) − 1), %s and %s, leak %s", si.Format(x.Is, "A"), si.Format(x.Vt, "V"), si.Format(x.Leak, "S")))
	case "threshold":
		parts = append(parts, fmt.Sprintf("threshold selectors of %s, hold %s, %s on and %s off", si.Format(x.Th, "V"), si.Format(x.Hold, "V"), si.Format(x.On, "Ω"), si.Format(x.Off, "Ω")))
	}
	if x.Access > 0 {
		t := "transistors of " + si.Format(x.Access, "Ω")
		if x.Saturates > 0 {
			t += " up to " + si.Format(x.Saturates, "A")
		}
		parts = append(parts, t)
	}
	return strings.Join(parts, ", ")
}
