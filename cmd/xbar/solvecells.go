package main

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/xbar-sim/xbar/crossbar/circuit"
	"github.com/xbar-sim/xbar/internal/si"
)

// A crosspoint is what stands between word and bit line: a cell, and in series with it perhaps a selector and a
// transistor.
type crosspoint struct {
	cell, selector    string // kinds; "" is an ohmic cell, and no selector
	v0, a3, a5        float64
	is, vt, leak      float64
	access, saturates float64 // Ω; A, 0 for a transistor that does not saturate
}

// Kinds of cells and selectors, and their parameters.
var (
	cellKinds     = []string{"ohmic", "sinh", "polynomial"}
	selectorKinds = []string{"sinh", "diode"}
)

func (x *crosspoint) params(flag, kind string) []si.Param {
	vt := si.Param{Name: "vt", At: &x.vt, Unit: "V", Doc: "e-fold of the current", Min: 1e-3, Max: 10}
	is := si.Param{Name: "is", At: &x.is, Unit: "A", Doc: "scale of the current", Min: 1e-30, Max: 1}
	switch {
	case kind == "polynomial":
		return []si.Param{{Name: "a3", At: &x.a3, Unit: "", Doc: "of v³, 1/V²", Max: 1e9}, {Name: "a5", At: &x.a5, Unit: "", Doc: "of v⁵, 1/V⁴", Max: 1e9}}
	case flag == "--cell" && kind == "sinh":
		return []si.Param{{Name: "v0", At: &x.v0, Unit: "V", Doc: "where the cell begins to bend", Min: 1e-3, Max: 1e3}}
	case kind == "sinh":
		return []si.Param{is, vt}
	case kind == "diode":
		return []si.Param{is, vt, {Name: "leak", At: &x.leak, Unit: "S", Doc: "beside the junction", Min: 1e-15, Max: 1}}
	}
	return nil
}

// crosspoint reads --cell, --selector, --access and --saturation.
func (o *circuitry) crosspoint() (*crosspoint, error) {
	x := &crosspoint{v0: 0.25, a3: 1, is: 1e-9, vt: 0.05, leak: 1e-9}
	var errs []error
	number := func(name, text, unit, doc string, at *float64) {
		if text != "" {
			errs = append(errs, si.Param{Name: name, At: at, Unit: unit, Doc: doc, Max: 1e15}.Set(text))
		}
	}
	number("--access", o.access, "Ω", "a transistor that is on", &x.access)
	number("--saturation", o.saturation, "A", "the most that the transistor of a cell lets through", &x.saturates)
	if x.saturates > 0 && !(x.access > 0) {
		errs = append(errs, errors.New("--saturation: want the resistance of the transistor with it (--access)"))
	}
	errs = append(errs, x.read("--cell", o.cell, cellKinds, &x.cell), x.read("--selector", o.selector, selectorKinds, &x.selector))
	return x, errors.Join(errs...)
}

// read reads a kind with parameters, like sinh:v0=250mV.
func (x *crosspoint) read(flag, text string, kinds []string, kind *string) error {
	if text == "" {
		return nil
	}
	name, rest, more := strings.Cut(text, ":")
	if err := (si.Param{Name: flag, At: kind, Doc: "kind of its current–voltage curve", Choices: kinds}).Set(name); err != nil {
		return err
	}
	var errs []error
	known := x.params(flag, *kind)
	for item := range strings.SplitSeq(rest, ",") {
		if !more {
			break
		}
		key, value, ok := strings.Cut(strings.TrimSpace(item), "=")
		k := slices.IndexFunc(known, func(p si.Param) bool { return p.Name == key })
		if !ok || k < 0 {
			errs = append(errs, fmt.Errorf("%s = %q: want %s", flag, text, shape(*kind, known)))
			continue
		}
		p := known[k]
		p.Name = flag + " " + *kind + ": " + p.Name
		errs = append(errs, p.Set(value))
	}
	return errors.Join(errs...)
}

// shape is how a kind is written with its parameters.
func shape(kind string, known []si.Param) string {
	var keys []string
	for _, p := range known {
		keys = append(keys, p.Name+"=…")
	}
	if keys == nil {
		return kind
	}
	return kind + ":" + strings.Join(keys, ",")
}

// straight reports whether the whole crosspoint is ohmic.
func (x *crosspoint) straight() bool {
	return (x.cell == "" || x.cell == "ohmic") && x.selector == "" && x.saturates == 0
}

// String is what a hash and a report say of it.
func (x *crosspoint) String() string {
	parts := []string{"ohmic cells"}
	switch x.cell {
	case "sinh":
		parts[0] = fmt.Sprintf("cells I = G V0 sinh(v/V0), V0 = %s", si.Format(x.v0, "V"))
	case "polynomial":
		parts[0] = fmt.Sprintf("cells I = G (v + %g v³ + %g v⁵)", x.a3, x.a5)
	}
	switch x.selector {
	case "sinh":
		parts = append(parts, fmt.Sprintf("selectors 2 Is sinh(v/Vt), %s and %s", si.Format(x.is, "A"), si.Format(x.vt, "V")))
	case "diode":
		parts = append(parts, fmt.Sprintf("diodes Is (exp(v/Vt) − 1), %s and %s, leak %s", si.Format(x.is, "A"), si.Format(x.vt, "V"), si.Format(x.leak, "S")))
	}
	if x.access > 0 {
		t := "transistors of " + si.Format(x.access, "Ω")
		if x.saturates > 0 {
			t += " up to " + si.Format(x.saturates, "A")
		}
		parts = append(parts, t)
	}
	return strings.Join(parts, ", ")
}

// behind puts transistors that are resistors in series with ohmic cells.
func (x *crosspoint) behind(g []float64) {
	for k, s := range g {
		if x.access == 0 {
			return
		}
		if math.IsInf(s, 1) {
			g[k] = 1 / x.access
		} else {
			g[k] = s / (1 + float64(s*x.access))
		}
	}
}

// curves are those of crosspoints whose cells conduct g (S) at 0 V.
func (x *crosspoint) curves(g []float64) (circuit.Cells, error) {
	for k, s := range g {
		if math.IsInf(s, 1) {
			return nil, fmt.Errorf("cell %d of the array, row after row, is a short: want resistances above 0 Ω where cells, selectors or transistors are not ohmic", k+1)
		}
	}
	var c circuit.Cells = circuit.Ohmic(g)
	switch x.cell {
	case "sinh":
		c = circuit.Sinh{G: g, V0: x.v0}
	case "polynomial":
		c = circuit.Polynomial{G: g, A3: x.a3, A5: x.a5}
	}
	switch x.selector {
	case "sinh":
		c = circuit.Series{A: c, B: circuit.Selector{Is: x.is, Vt: x.vt, N: len(g)}}
	case "diode":
		c = circuit.Series{A: c, B: circuit.Schottky{Is: circuit.Terminals(len(g), x.is), Vt: x.vt, Leak: x.leak}}
	}
	switch on := circuit.Terminals(len(g), 1/x.access); {
	case x.saturates > 0:
		c = circuit.Series{A: c, B: circuit.Saturating{G: on, Limit: circuit.Terminals(len(g), x.saturates)}}
	case x.access > 0:
		c = circuit.Series{A: c, B: circuit.Ohmic(on)}
	}
	return c, nil
}

// cellCurrents are those of cells at voltages v (V).
func (p *problem) cellCurrents(v []float64) []float64 {
	amps := make([]float64, len(v))
	if p.curves != nil {
		p.curves.Current(amps, make([]float64, len(v)), v)
		return amps
	}
	for k, g := range p.g {
		amps[k] = float64(g * v[k])
	}
	return amps
}

// sneaks says what comes to the bit lines under the vector that is drawn by way of word lines that float: the line where it
// is most, its current, and the part of it through its own cells.
func (p *problem) sneaks(r *resolved) string {
	floats := func(side []float64, k int) bool { return side == nil || math.IsInf(side[k], 1) }
	if r.exact == nil || p.o.floating == "" {
		return ""
	}
	v := slices.Clone(r.exact.word[p.vector])
	for k, u := range r.exact.bit[p.vector] {
		v[k] -= u
	}
	own := make([]float64, p.geo.Cols)
	for k, a := range p.cellCurrents(v) {
		if i := k / p.geo.Cols; !floats(p.geo.Left, i) || !floats(p.geo.Right, i) {
			own[k%p.geo.Cols] += a
		}
	}
	at, most := -1, 0.0
	for j, all := range r.exact.currents[p.vector*p.geo.Cols : (p.vector+1)*p.geo.Cols] {
		if d := math.Abs(all - own[j]); d > most && (!floats(p.geo.Bottom, j) || !floats(p.geo.Top, j)) {
			at, most = j, d
		}
	}
	if at < 0 {
		return ""
	}
	all := r.exact.currents[p.vector*p.geo.Cols+at]
	return fmt.Sprintf("vector %d, bit line %d: %s, of which %s through cells of driven word lines and %s by way of lines that float",
		p.vector+1, at+1, si.Format(all, "A"), si.Format(own[at], "A"), si.Format(all-own[at], "A"))
}
