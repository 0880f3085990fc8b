package lab

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// A frame is a table of numbers on its way to measurements: one slice per quantity that the table
// has, in base units, all of the same length.
type frame struct {
	a      *Audit
	o      *Options
	kind   string
	fields []field
	comma  bool
	device []string    // nil where no column names devices
	data   [][]float64 // by field; nil for fields that are not kept
	row    []float64   // by field
	needed []bool      // by field: a row without it is dropped
	kept   int         // rows

	v     map[quantity][]float64 // data by quantity, once all rows are there
	names map[string]string      // one copy of every device's name
}

// newFrame prepares for rows under the given columns.
func newFrame(fields []field, kind string, comma bool, o *Options, a *Audit) *frame {
	fr := &frame{a: a, o: o, kind: kind, fields: fields, comma: comma, names: map[string]string{},
		data: make([][]float64, len(fields)), row: make([]float64, len(fields)), needed: make([]bool, len(fields))}
	for _, group := range needs(kind, o) {
		for _, q := range group {
			i := slices.IndexFunc(fields, func(f field) bool { return f.q == q })
			if i >= 0 {
				fr.needed[i] = true
				break
			}
		}
	}
	for i, f := range fields {
		if kind == "endurance" && (f.q == qCount || f.q == qCycle) {
			fr.needed[i] = true
		}
	}
	if slices.ContainsFunc(fields, func(f field) bool { return f.q == qDevice }) {
		fr.device = []string{}
	}
	return fr
}

// add takes one row, or drops it for a reason.
func (fr *frame) add(n int, cells []string) error {
	for len(cells) > len(fr.fields) && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1] // separators at the end of a line
	}
	if len(cells) > len(fr.fields) {
		return &Error{fr.a.File, n, fmt.Errorf("%d cells under %d names: where the comma is the decimal mark, give --decimal comma", len(cells), len(fr.fields))}
	}
	name := ""
	for i := range fr.fields {
		f := &fr.fields[i]
		if f.q == qIgnored {
			continue
		}
		cell := ""
		if i < len(cells) {
			cell = cells[i]
		}
		if f.q == qDevice {
			name = strings.TrimSpace(cell)
			continue
		}
		x, why := number(cell, f, fr.comma)
		if why == "" && (f.q == qResistance || f.base == "Ω") && x <= 0 {
			x, why = 0, "resistance of zero or less"
		}
		if why != "" {
			if fr.needed[i] {
				fr.a.drop(n, why+" in "+clip(f.name))
				return nil
			}
			x = math.NaN()
		}
		fr.row[i] = x
	}
	fr.a.keep()
	fr.kept++
	for i, f := range fr.fields {
		if f.q != qIgnored && f.q != qDevice {
			fr.data[i] = append(fr.data[i], fr.row[i])
		}
	}
	if fr.device != nil {
		own, ok := fr.names[name]
		if !ok {
			own = strings.Clone(name)
			fr.names[own] = own
		}
		fr.device = append(fr.device, own)
	}
	return nil
}

// rows counts those taken.
func (fr *frame) rows() int { return fr.kept }

// ready makes the columns known by their quantities.
func (fr *frame) ready() {
	fr.v = map[quantity][]float64{}
	for i, f := range fr.fields {
		if fr.data[i] != nil {
			fr.v[f.q] = fr.data[i]
		}
	}
}

// at returns a quantity in row i, or otherwise where the table has none.
func (fr *frame) at(q quantity, i int, otherwise float64) float64 {
	if x := fr.v[q]; x != nil {
		return x[i]
	}
	return otherwise
}

// name returns the device of row i.
func (fr *frame) name(i int) string {
	switch {
	case fr.device != nil && fr.device[i] != "":
		return fr.device[i]
	case fr.o.Device != "":
		return fr.o.Device
	case fr.kind == "map":
		return ""
	case fr.v[qX] != nil && fr.v[qY] != nil:
		return fmt.Sprintf("x%g_y%g", fr.v[qX][i], fr.v[qY][i])
	}
	own := nameOf(fr.a.File)
	fr.a.assume(Assumption{"device", own, "the name of the file", "--cell"})
	return own
}

// nameOf strips folders and endings off the name of a file.
func nameOf(file string) string {
	file = file[strings.LastIndexAny(file, `/\`)+1:]
	for _, ending := range []string{".gz", ".csv", ".tsv", ".txt", ".dat"} {
		if len(file) > len(ending) && strings.EqualFold(file[len(file)-len(ending):], ending) {
			file = file[:len(file)-len(ending)]
		}
	}
	return file
}

// conductance returns what was read in row i and the read voltage, S and V.
func (fr *frame) conductance(i int) (g, read float64) {
	read = fr.at(qRead, i, math.NaN())
	if fr.v[qRead] == nil && fr.o.ReadVoltage != 0 {
		read = fr.o.ReadVoltage
	}
	switch {
	case fr.v[qConductance] != nil:
		return fr.v[qConductance][i], read
	case fr.v[qResistance] != nil:
		return 1 / fr.v[qResistance][i], read
	}
	return fr.v[qCurrent][i] / read, read
}

// state returns a column of HRS or LRS as conductance, S, whatever its unit.
func (fr *frame) state(q quantity, i int) float64 {
	x := fr.v[q][i]
	for _, f := range fr.fields {
		if f.q == q {
			switch f.base {
			case "Ω":
				return 1 / x
			case "A":
				return x / fr.at(qRead, i, fr.o.ReadVoltage)
			}
		}
	}
	return x
}

// plausible refuses numbers that no device has, where their unit was only assumed.
func (fr *frame) plausible() error {
	for _, f := range fr.fields {
		x := fr.v[f.q]
		if f.q == qIgnored || f.unit != "" || len(x) == 0 {
			continue
		}
		m := middle(x)
		unlikely, like := false, ""
		switch f.base {
		case "V":
			unlikely, like = m > 100, "mV"
		case "A":
			unlikely, like = m > 1, "µA"
		case "S":
			unlikely, like = m > 0.1, "µS"
		case "Ω":
			unlikely, like = m < 10, "kΩ"
		case "K":
			unlikely, like = m < 200, "°C"
		}
		if unlikely {
			return &Error{fr.a.File, 0, fmt.Errorf("column %q names no unit, and %.3g %s is no %s of a device: give --unit %s=%s or what it is", f.name, m, f.base, f.q, f.q, like)}
		}
	}
	return nil
}

// middle is the median of the magnitudes.
func middle(x []float64) float64 {
	m := make([]float64, 0, len(x))
	for _, v := range x {
		if !math.IsNaN(v) {
			m = append(m, math.Abs(v))
		}
	}
	if len(m) == 0 {
		return math.NaN()
	}
	slices.Sort(m)
	return m[len(m)/2]
}

// measurements turns the rows into what they measure.
func (fr *frame) measurements() (*Measurements, error) {
	if fr.rows() == 0 {
		return nil, fr.nothing()
	}
	fr.ready()
	if err := fr.plausible(); err != nil {
		return nil, err
	}
	m := &Measurements{}
	switch fr.kind {
	case "pulses":
		return m, fr.pulses(m)
	case "sweep":
		if fr.o.Kind == "" && fr.v[qTime] != nil && fr.rows() > 2 && constant(fr.v[qVoltage]) {
			fr.a.assume(Assumption{"measurement", "trace", "the voltage is the same in every row", "--as sweep"})
			return m, fr.traces(m)
		}
		fr.sweeps(m)
	case "retention":
		return m, fr.retentions(m)
	case "endurance":
		return m, fr.endurances(m)
	case "trace":
		return m, fr.traces(m)
	case "kinetics":
		fr.kinetics(m)
	case "stdp":
		fr.stdp(m)
	case "map":
		fr.maps(m)
	}
	return m, nil
}

// nothing says why no row is left.
func (fr *frame) nothing() error {
	if len(fr.a.Dropped) > 0 {
		d := fr.a.Dropped[0]
		return &Error{fr.a.File, d.Line, fmt.Errorf("no row of data is left: %s", d.Reason)}
	}
	return &Error{fr.a.File, 0, errors.New("no row of data")}
}

func constant(x []float64) bool {
	for _, v := range x {
		if math.Abs(v-x[0]) > 1e-3*math.Abs(x[0]) {
			return false
		}
	}
	return true
}

func nan() float64 { return math.NaN() }

// orNaN is an option that 0 leaves open.
func orNaN(x float64) float64 {
	if x == 0 {
		return math.NaN()
	}
	return x
}
