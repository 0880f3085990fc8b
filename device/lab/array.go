package lab

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Array testers write tables without names, in one of Layouts. Resistances are in Ω.

// isArray looks for a table of numbers that is no curve: one column, or five and more.
func isArray(first []line) bool {
	c := cut{sep: separator(first)}
	cells, err := c.cells(strings.TrimSpace(first[0].text))
	if err != nil {
		return false
	}
	for _, cell := range cells {
		if !numeric(cell) {
			return false
		}
	}
	return len(cells) == 1 || len(cells) > 4
}

func readArray(text string, o *Options, a *Audit) (*Measurements, error) {
	first := head(text, 1000)
	if len(first) == 0 {
		return nil, errors.New("the file is empty")
	}
	c, err := cutOf(first, false, o, a)
	if err != nil {
		return nil, err
	}
	cells, err := c.cells(strings.TrimSpace(first[0].text))
	if err != nil {
		return nil, &Error{a.File, first[0].n, err}
	}
	layout := o.Layout
	if layout == "" && len(cells) == 1 {
		layout = "values"
		a.assume(Assumption{"layout", "values", "there is one column", "--layout"})
	}
	t := tester{a: a, o: o, c: c, unit: field{name: "resistance", q: qResistance}}
	if err := setUnits([]field{t.unit}, o, a); err != nil {
		return nil, err
	}
	fields := []field{t.unit}
	_ = setUnits(fields, o, &Audit{})
	t.unit = fields[0]
	switch layout {
	case "":
		return nil, &Error{a.File, first[0].n, fmt.Errorf("%d columns without names: give --layout, one of %s", len(cells), strings.Join(Layouts(), ", "))}
	case "values":
		return t.values(text)
	case "long":
		return t.long(text, len(cells))
	case "row-per-device":
		if o.Kind != "pulses" && o.Kind != "trace" {
			return nil, &Error{a.File, first[0].n, errors.New("reads of a device one after another: give --as pulses, or --as trace and --interval")}
		}
		if o.Kind == "trace" && o.Interval <= 0 {
			return nil, &Error{a.File, first[0].n, errors.New("a trace wants the time between its reads: give --interval")}
		}
		return t.reads(text)
	}
	return t.alternating(text)
}

// A tester reads tables of one array tester.
type tester struct {
	a    *Audit
	o    *Options
	c    cut
	unit field // of resistances
}

// each visits the rows as cells.
func (t *tester) each(text string, visit func(l line, cells []string) error) error {
	return eachLine(text, func(l line) error {
		cells, err := t.c.cells(strings.TrimSpace(l.text))
		if err != nil {
			return &Error{t.a.File, l.n, err}
		}
		return visit(l, cells)
	})
}

// ohms reads a resistance as conductance, S.
func (t *tester) ohms(cell string) (g float64, why string) {
	r, why := number(cell, &t.unit, t.c.comma)
	if why == "" && r <= 0 {
		why = "resistance of zero or less"
	}
	return 1 / r, why
}

// values reads one resistance a line, device after device along the rows of the array.
func (t *tester) values(text string) (*Measurements, error) {
	p := Map{Quantity: "conductance", Unit: "S"}
	i := 0
	err := t.each(text, func(l line, cells []string) error {
		if len(cells) != 1 {
			return &Error{t.a.File, l.n, fmt.Errorf("%d cells, want one value a line", len(cells))}
		}
		x, y := i, 0
		if t.o.Across > 0 {
			x, y = i%t.o.Across, i/t.o.Across
		}
		i++
		g, why := t.ohms(cells[0])
		if why != "" {
			t.a.drop(l.n, why)
			return nil
		}
		t.a.keep()
		p.X, p.Y = append(p.X, float64(x)), append(p.Y, float64(y))
		p.Value, p.Device = append(p.Value, g), append(p.Device, strconv.Itoa(i-1))
		return nil
	})
	if t.o.Across == 0 {
		t.a.assume(Assumption{"place of the devices", "all in one row", "the file does not tell", "--across"})
	}
	return t.done(&Measurements{Maps: []Map{p}}, err)
}

// long reads rows of address, bit-line voltage, word-line voltage, resistance; more columns are left.
func (t *tester) long(text string, columns int) (*Measurements, error) {
	if columns < 4 {
		return nil, &Error{t.a.File, 1, fmt.Errorf("%d columns, want address, bit-line voltage, word-line voltage, resistance", columns)}
	}
	names := []string{"device", "voltage", "word line", "resistance"}
	for len(names) < columns {
		names = append(names, "column "+strconv.Itoa(len(names)+1))
	}
	t.a.assume(Assumption{"columns", "address, bit-line voltage, word-line voltage, resistance", "they have no names", ""})
	fields, err := columnsOf(names, t.o, t.a)
	if err != nil {
		return nil, err
	}
	fr := newFrame(fields, "pulses", t.c.comma, t.o, t.a)
	err = t.each(text, func(l line, cells []string) error { return fr.add(l.n, cells) })
	if err != nil {
		return nil, err
	}
	return fr.measurements()
}

// reads reads rows of address, two voltages, and one read after another.
func (t *tester) reads(text string) (*Measurements, error) {
	m := &Measurements{}
	volts := field{name: "voltage", q: qVoltage, base: "V"}
	t.a.assume(Assumption{"columns", "address, bit-line voltage, word-line voltage, resistances", "they have no names", ""})
	err := t.each(text, func(l line, cells []string) error {
		if len(cells) < 4 {
			t.a.drop(l.n, "fewer than four cells")
			return nil
		}
		v, why := number(cells[1], &volts, t.c.comma)
		if why != "" {
			t.a.drop(l.n, why+" in the voltage")
			return nil
		}
		p := PulseTrain{Device: strings.Clone(strings.TrimSpace(cells[0])), Cycle: 1}
		trace := Trace{Device: p.Device, Cycle: 1, Voltage: v}
		if t.o.Reverse {
			v = -v
		}
		for i, cell := range cells[3:] {
			g, why := t.ohms(cell)
			if why != "" {
				t.a.drop(l.n, why)
				continue
			}
			t.a.keep()
			if t.o.Kind == "trace" {
				trace.Time = append(trace.Time, float64(i)*t.o.Interval)
				trace.Current = append(trace.Current, g*trace.Voltage)
				continue
			}
			p.add(float64(i+1), v, t.o)
			p.Conductance = append(p.Conductance, g)
		}
		if len(trace.Time) > 0 {
			m.Traces = append(m.Traces, trace)
		}
		if len(p.Number) > 0 {
			m.Pulses = append(m.Pulses, p)
		}
		return nil
	})
	return t.done(m, err)
}

// add begins a row of a train about which the file tells only the voltage.
func (p *PulseTrain) add(n, v float64, o *Options) {
	p.Number = append(p.Number, n)
	p.Voltage = append(p.Voltage, v)
	p.Width = append(p.Width, nan())
	p.ReadVoltage = append(p.ReadVoltage, orNaN(o.ReadVoltage))
}

// alternating reads rows of address, HRS, LRS, HRS, LRS and so on.
func (t *tester) alternating(text string) (*Measurements, error) {
	m := &Measurements{}
	err := t.each(text, func(l line, cells []string) error {
		e := Endurance{Device: strings.Clone(strings.TrimSpace(cells[0])), Stress: Stress{nan(), nan(), nan(), nan()}}
		for i := 1; i < len(cells); i += 2 {
			if i+1 == len(cells) {
				t.a.drop(l.n, "an HRS without its LRS")
				break
			}
			hrs, why := t.ohms(cells[i])
			lrs, why2 := t.ohms(cells[i+1])
			if why+why2 != "" {
				t.a.drop(l.n, why+why2)
				continue
			}
			t.a.keep()
			e.Count = append(e.Count, float64(1+i/2))
			e.HRS, e.LRS = append(e.HRS, hrs), append(e.LRS, lrs)
		}
		if len(e.Count) > 0 {
			e.order(t.a)
			m.Endurances = append(m.Endurances, e)
		}
		return nil
	})
	return t.done(m, err)
}

func (t *tester) done(m *Measurements, err error) (*Measurements, error) {
	if err == nil && m.Empty() {
		err = &Error{t.a.File, 0, errors.New("no row of data")}
		if len(t.a.Dropped) > 0 {
			err = &Error{t.a.File, t.a.Dropped[0].Line, fmt.Errorf("no row of data is left: %s", t.a.Dropped[0].Reason)}
		}
	}
	return m, err
}
