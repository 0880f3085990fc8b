package lab

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Keysight EasyEXPERT writes one line per item, a word and its values with ", " between them, and
// one record after another in a file:
//
//	SetupTitle, I/V sweep
//	PrimitiveTest, I/V Sweep
//	TestParameter, Channel.VName, DrainV
//	TestParameter, Measurement.Primary.Compliance, 1E-05
//	MetaData, TestRecord.TestTarget, 00_02_00
//	MetaData, TestRecord.IterationIndex, 10
//	Dimension1, 201, 201
//	DataName, DrainV, DrainI
//	DataValue, -0.05, -6.737E-08
//
// Names are the user's own; those of the swept channel (Channel.Func VAR1) are taken.

func isEasyExpert(first []line) bool {
	for _, l := range first {
		word, rest, ok := strings.Cut(l.text, ",")
		if ok && rest != "" && slices.Contains([]string{"SetupTitle", "PrimitiveTest", "DataName"}, strings.TrimSpace(word)) {
			return true
		}
	}
	return false
}

// A record is one test of an EasyEXPERT file, as far as it has been read.
type record struct {
	line       int
	test       string
	device     string
	cycle      int
	compliance float64
	want, got  int // rows by Dimension1, and found
	vNames     []string
	iNames     []string
	funcs      []string
	frame      *frame
}

// An expert reads a file of records.
type expert struct {
	a     *Audit
	o     *Options
	m     *Measurements
	r     *record
	taken map[key]bool
}

func readEasyExpert(text string, o *Options, a *Audit) (*Measurements, error) {
	e := &expert{a: a, o: o, m: &Measurements{}, r: &record{}, taken: map[key]bool{}}
	err := eachLine(text, func(l line) error {
		cells := strings.Split(l.text, ",")
		for i := range cells {
			cells[i] = strings.Trim(strings.TrimSpace(cells[i]), `"`)
		}
		return e.item(l, cells[0], cells[1:])
	})
	if err == nil {
		err = e.finish()
	}
	if err != nil {
		return nil, err
	}
	if e.m.Empty() {
		if len(a.Dropped) > 0 {
			return nil, &Error{a.File, a.Dropped[0].Line, fmt.Errorf("no row of data is left: %s", a.Dropped[0].Reason)}
		}
		return nil, errors.New("no DataValue in the file")
	}
	return e.m, nil
}

// item takes one line.
func (e *expert) item(l line, word string, cells []string) error {
	switch word {
	case "SetupTitle", "PrimitiveTest":
		if e.r.frame != nil || word == "SetupTitle" && e.r.test != "" {
			if err := e.finish(); err != nil {
				return err
			}
		}
		e.r.line = l.n
		if word == "PrimitiveTest" && len(cells) > 0 {
			e.r.test = cells[0]
		}
	case "TestParameter", "MetaData":
		if len(cells) > 1 {
			return e.parameter(l, cells[0], cells[1:])
		}
	case "Dimension1":
		if len(cells) > 0 {
			e.r.want, _ = strconv.Atoi(cells[0])
		}
	case "DataName":
		return e.names(l, cells)
	case "DataValue":
		if e.r.frame == nil {
			return &Error{e.a.File, l.n, errors.New("DataValue before any DataName")}
		}
		e.r.got++
		return e.r.frame.add(l.n, cells)
	}
	return nil
}

func (e *expert) parameter(l line, name string, values []string) error {
	switch name {
	case "Channel.VName":
		e.r.vNames = values
	case "Channel.IName":
		e.r.iNames = values
	case "Channel.Func":
		e.r.funcs = values
	case "Measurement.Primary.Compliance":
		x, ok := plainNumber(values[0])
		if !ok || !(x > 0) || x > 100 {
			return &Error{e.a.File, l.n, fmt.Errorf("compliance %q: want a current in A", clip(values[0]))}
		}
		e.r.compliance = x
	case "TestRecord.TestTarget":
		e.r.device = strings.Clone(values[0])
	case "TestRecord.IterationIndex":
		n, err := strconv.Atoi(values[0])
		if err != nil {
			return &Error{e.a.File, l.n, fmt.Errorf("IterationIndex %q: want a whole number", clip(values[0]))}
		}
		e.r.cycle = n
	}
	return nil
}

// names finds which of the columns are voltage, current and time. Units are those of the instrument.
func (e *expert) names(l line, names []string) error {
	if e.r.frame != nil {
		device, cycle, compliance := e.r.device, e.r.cycle, e.r.compliance
		if err := e.finish(); err != nil {
			return err
		}
		e.r.device, e.r.cycle, e.r.compliance, e.r.line = device, cycle, compliance, l.n
	}
	own := *e.o
	own.Columns, own.Units = map[string]string{}, map[string]string{"voltage": "V", "current": "A", "time": "s"}
	swept := max(slices.Index(e.r.funcs, "VAR1"), 0)
	for q, list := range map[string][]string{"voltage": e.r.vNames, "current": e.r.iNames} {
		if swept < len(list) && slices.Contains(names, list[swept]) {
			own.Columns[q] = list[swept]
		}
	}
	for q, name := range e.o.Columns {
		own.Columns[q] = name
	}
	for q, unit := range e.o.Units {
		own.Units[q] = unit
	}
	fields, err := columnsOf(names, &own, e.a)
	if err != nil {
		return &Error{e.a.File, l.n, err}
	}
	kind := own.Kind
	if kind == "" && strings.Contains(e.r.test, "Sampling") {
		kind = "trace"
	}
	probe := own
	probe.Kind = kind
	if kind, err = kindOf(fields, &probe); err != nil {
		return &Error{e.a.File, l.n, err}
	}
	if own.Device == "" {
		own.Device = e.r.device
	}
	if e.r.compliance > 0 && own.Compliance == 0 {
		own.Compliance = e.r.compliance
	}
	e.r.frame = newFrame(fields, kind, false, &own, e.a)
	return nil
}

// finish turns the record at hand into a measurement and begins the next.
func (e *expert) finish() error {
	r := e.r
	e.r = &record{}
	if r.frame == nil {
		return nil
	}
	if r.want > 0 && r.got < r.want {
		e.a.warn("record of line %d: %d rows, of %d that it announces", r.line, r.got, r.want)
	}
	if r.frame.rows() == 0 {
		e.a.warn("record of line %d: no row of data is left", r.line)
		return nil
	}
	m, err := r.frame.measurements()
	if err != nil {
		return err
	}
	one := r.frame.v[qCycle] == nil && e.o.Points == 0
	for i := range m.Sweeps {
		if one {
			m.Sweeps[i].Cycle = e.free(m.Sweeps[i].Device, r.cycle)
		}
	}
	for i := range m.Traces {
		if one {
			m.Traces[i].Cycle = e.free(m.Traces[i].Device, r.cycle)
		}
	}
	e.m.Add(m)
	return nil
}

// free returns the cycle that a record names, or the next that its device has not had.
func (e *expert) free(device string, cycle int) int {
	n := cycle
	for n < 1 || e.taken[key{device, n, 0}] {
		n = max(n, 0) + 1
	}
	if n != cycle {
		e.a.assume(Assumption{"cycles of " + device, "records in their order", "IterationIndex is missing or repeated", ""})
	}
	e.taken[key{device, n, 0}] = true
	return min(n, math.MaxInt32)
}
