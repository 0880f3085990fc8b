package lab

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// A format is one kind of file: how it is told from others by its first lines, and how it is read.
type format struct {
	name  string
	sniff func(first []line) bool
	read  func(text string, o *Options, a *Audit) (*Measurements, error)
}

// formats lists them in the order of Formats.
func formats() []format {
	return []format{
		{"xbar", isClean, readClean},
		{"easyexpert", isEasyExpert, readEasyExpert},
		{"arc-one", isArcOne, readArcOne},
		{"smu-script", isSMUScript, readSMUScript},
		{"keithley", isKeithley, readTable},
		{"table", isTable, readTable},
		{"array", isArray, readArray},
		{"curve", isCurve, readCurve},
	}
}

// Read reads the file of an instrument. name stands in errors and in the audit, and its base names
// the device where the file names none. The audit is complete as far as the file was read, also with
// an error. Memory is bounded by a small multiple of the limit of the options.
func Read(r io.Reader, name string, o Options) (*Measurements, *Audit, error) {
	a := &Audit{File: name, Format: o.Format}
	if err := o.check(); err != nil {
		return nil, a, err
	}
	text, err := load(r, o.Limit, a)
	if err != nil {
		return nil, a, &Error{name, 0, err}
	}
	f, err := choose(text, &o, a)
	if err != nil {
		return nil, a, err
	}
	a.Format = f.name
	m, err := f.read(text, &o, a)
	if err == nil && m.Empty() {
		err = errors.New("no row of data")
	}
	if err == nil {
		if err = m.Check(); err != nil {
			first, _, _ := strings.Cut(err.Error(), "\n")
			err = errors.New(first)
		}
	}
	if err != nil {
		var e *Error
		if !errors.As(err, &e) {
			err = &Error{name, 0, err}
		}
		return nil, a, err
	}
	m.doubts(&o, a)
	a.count(m)
	return m, a, nil
}

// choose finds the format of a file.
func choose(text string, o *Options, a *Audit) (format, error) {
	all := formats()
	if o.Format != "" {
		return all[slices.IndexFunc(all, func(f format) bool { return f.name == o.Format })], nil
	}
	first := head(text, 40)
	if len(first) == 0 {
		return format{}, &Error{a.File, 0, errors.New("the file is empty")}
	}
	if o.Layout != "" {
		return all[slices.IndexFunc(all, func(f format) bool { return f.name == "array" })], nil
	}
	for _, f := range all {
		if f.sniff(first) {
			return f, nil
		}
	}
	if _, ok := named(first, o); ok && len(o.Columns) > 0 {
		return all[slices.IndexFunc(all, func(f format) bool { return f.name == "table" })], nil
	}
	return format{}, &Error{a.File, first[0].n, fmt.Errorf("%q begins no file that is known: give --format, one of %s", clip(first[0].text), strings.Join(Formats(), ", "))}
}

// doubts notes what holds for every format: the polarity that was taken for granted, and data that
// speak against it; rows that were dropped in numbers.
func (m *Measurements) doubts(o *Options, a *Audit) {
	if a.Format == "xbar" {
		return
	}
	bipolar := len(m.Sweeps) > 0
	up, down := 0.0, 0.0
	for _, p := range m.Pulses {
		for i := range p.Number {
			if v := p.Voltage[i]; i > 0 && v != 0 && !math.IsNaN(v) {
				bipolar = true
				step := p.Conductance[i] - p.Conductance[i-1]
				if v > 0 {
					up += step
				} else {
					down += step
				}
			}
		}
	}
	if bipolar || len(m.Kinetics) > 0 {
		side := "SET"
		if o.Reverse {
			side = "RESET"
		}
		a.assume(Assumption{"polarity", "positive voltage of the file is toward " + side, "files do not tell", "--reverse"})
	}
	if up < 0 && down > 0 {
		a.warn("SET pulses lower the conductance and RESET pulses raise it: is the polarity the other one (--reverse)?")
	}
	for _, d := range a.Dropped {
		if 10*d.Rows > a.Rows {
			a.warn("%d of %d rows were dropped: %s", d.Rows, a.Rows, d.Reason)
		}
	}
}
