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

// A crosspoint is what --cell, --selector, --access and --saturation say.
type crosspoint struct {
	circuit.Crosspoint
	table string // file of a measured curve
}

// crosspoint reads --cell, --selector, --access and --saturation.
func (o *circuitry) crosspoint() (*crosspoint, error) {
	x := &crosspoint{Crosspoint: circuit.NewCrosspoint()}
	var errs []error
	number := func(name, text, unit, doc string, at *float64) {
		if text != "" {
			errs = append(errs, si.Param{Name: name, At: at, Unit: unit, Doc: doc, Max: 1e15}.Set(text))
		}
	}
	number("--access", o.access, "Ω", "a transistor that is on", &x.Access)
	number("--saturation", o.saturation, "A", "the most that the transistor of a cell lets through", &x.Saturates)
	if x.Saturates > 0 && !(x.Access > 0) {
		errs = append(errs, errors.New("--saturation: want the resistance of the transistor with it (--access)"))
	}
	read := si.Param{Name: "read", At: &x.Read, Unit: "V", Doc: "where a cell has the conductance that the array file says", Min: 1e-3, Max: 100}
	errs = append(errs,
		x.read("--cell", o.cell, circuit.CellKinds(), &x.Cell, func(kind string) []si.Param { return append(x.CellParams(kind), read) }),
		x.read("--selector", o.selector, circuit.SelectorKinds(), &x.Selector, x.SelectorParams))
	if err := errors.Join(errs...); err != nil {
		return x, err
	}
	if x.Cell == "table" {
		return x, nil // whose file is read with the others
	}
	return x, x.Check()
}

// read reads a kind with parameters, like sinh:v0=250mV or table:curve.csv,read=0.1V.
func (x *crosspoint) read(flag, text string, kinds []string, kind *string, params func(string) []si.Param) error {
	if text == "" {
		return nil
	}
	name, rest, more := strings.Cut(text, ":")
	if err := (si.Param{Name: flag, At: kind, Doc: "kind of its current–voltage curve", Choices: kinds}).Set(name); err != nil {
		return err
	}
	var known []si.Param
	if *kind != "ohmic" && *kind != "none" {
		known = params(*kind)
	}
	if *kind == "table" {
		x.table, rest, more = strings.Cut(rest, ",")
		if x.table == "" || strings.HasPrefix(x.table, "read=") {
			return fmt.Errorf("%s = %q: want %s", flag, text, shape(*kind, known))
		}
	}
	var errs []error
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
	if kind == "table" {
		keys = append(keys, "FILE")
	}
	for _, p := range known {
		keys = append(keys, p.Name+"=…")
	}
	if keys == nil {
		return kind
	}
	return kind + ":" + strings.Join(keys, ",")
}

// readTable reads the curve of cells from a file of two columns: V, and A or, without a read voltage, current over conductance.
func (a *app) readTable(x *crosspoint) error {
	if x.table == "" {
		return nil
	}
	m, err := a.readMatrix(x.table, mostPoints)
	if err != nil {
		return err
	}
	if m.cols != 2 {
		return fmt.Errorf("%s has %d columns: want 2, voltages and currents", m.name, m.cols)
	}
	v, i := make([]float64, m.rows), make([]float64, m.rows)
	for k := range v {
		v[k], i[k] = m.x[2*k], m.x[2*k+1]
	}
	if x.Curve, err = circuit.NewShape(v, i); err == nil {
		err = x.Check()
	}
	if err != nil {
		return fmt.Errorf("%s: %w", m.name, err)
	}
	return nil
}

// mostPoints bounds the numbers of a measured curve.
const mostPoints = 1 << 20

// behind puts transistors that are resistors in series with ohmic cells.
func (x *crosspoint) behind(g []float64) {
	for k, s := range g {
		if x.Access == 0 {
			return
		}
		if math.IsInf(s, 1) {
			g[k] = 1 / x.Access
		} else {
			g[k] = s / (1 + float64(s*x.Access))
		}
	}
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
