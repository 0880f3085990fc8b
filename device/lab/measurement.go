// Package lab turns the files of laboratory instruments into clean measurements.
//
// A measurement is one kind of experiment on one device, in SI base units, with one slice for each
// quantity; the slices of a measurement have the same length, and element i of all of them belongs to
// the same row of the file. What a file does not tell is NaN; what was read but makes no sense is not
// there, and the Audit says so. Positive voltage drives a device toward SET, higher conductance.
//
// Readers take text and touch no file.
package lab

import (
	"errors"
	"fmt"
	"math"
)

// A PulseTrain is one cycle of programming pulses on one device, potentiation and depression in the
// order they were applied, with the conductance that was read after each.
type PulseTrain struct {
	Device      string
	Cycle       int       // from 1, in the order measured
	Number      []float64 // of the last pulse, from 1 and never falling; 0 is a read before the first pulse; whole unless the curve was digitised
	Voltage     []float64 // V, amplitude of the pulse, positive toward SET; 0 for a read alone
	Width       []float64 // s, of the pulse; 0 for a read alone
	Conductance []float64 // S, read after the pulse; > 0 unless noise exceeds the signal
	ReadVoltage []float64 // V
}

// A Sweep is one current-voltage loop of one device.
type Sweep struct {
	Device     string
	Cycle      int       // from 1, in the order measured
	Time       []float64 // s, from the start of the sweep
	Voltage    []float64 // V, positive toward SET
	Current    []float64 // A, of the sign of the voltage in a passive device
	Clipped    []bool    // the instrument limited the current: the device would have carried more
	Compliance float64   // A, the limit; NaN if the file does not tell
}

// A Retention is the conductance of one device left alone after programming.
type Retention struct {
	Device      string
	Level       int       // which programmed state, from 1; 0 if the file does not tell
	Temperature float64   // K
	Time        []float64 // s, since programming; > 0
	Conductance []float64 // S
}

// An Endurance is what full SET and RESET cycles leave of the two states of one device.
type Endurance struct {
	Device string
	Count  []float64 // full cycles done before the reads, rising
	HRS    []float64 // S, conductance of the high-resistance state
	LRS    []float64 // S, conductance of the low-resistance state
	Stress Stress
}

// Stress is what one cycle of an endurance test applies; NaN where the file does not tell.
type Stress struct {
	SetVoltage, ResetVoltage float64 // V; set > 0 > reset
	SetWidth, ResetWidth     float64 // s
}

// A Trace is the current of one device held at a read voltage: read noise and random telegraph noise.
type Trace struct {
	Device  string
	Cycle   int       // which trace of the device, from 1
	Voltage float64   // V
	Time    []float64 // s, rising
	Current []float64 // A
}

// Kinetics are the times that one device takes to switch at constant voltages.
type Kinetics struct {
	Device   string
	Voltage  []float64 // V; the sign says toward which state
	Time     []float64 // s, > 0
	Censored []bool    // had not switched when the pulse ended at Time
}

// An STDP is the change that pairs of spikes make to one device.
type STDP struct {
	Device string
	Delay  []float64 // s, output spike minus input spike
	Change []float64 // ΔG/G, of the conductance before the pair
}

// A Map is one quantity over the devices of a wafer or an array.
type Map struct {
	Quantity string // what Value is, "conductance" or "v_form"
	Unit     string // SI base unit of Value, "S"
	Device   []string
	X, Y     []float64 // place: index of the die, or m where Metric
	Metric   bool
	Value    []float64
}

// Measurements are everything that one file holds, or several together.
type Measurements struct {
	Pulses     []PulseTrain
	Sweeps     []Sweep
	Retentions []Retention
	Endurances []Endurance
	Traces     []Trace
	Kinetics   []Kinetics
	STDPs      []STDP
	Maps       []Map
}

// Add appends those of b.
func (m *Measurements) Add(b *Measurements) {
	m.Pulses = append(m.Pulses, b.Pulses...)
	m.Sweeps = append(m.Sweeps, b.Sweeps...)
	m.Retentions = append(m.Retentions, b.Retentions...)
	m.Endurances = append(m.Endurances, b.Endurances...)
	m.Traces = append(m.Traces, b.Traces...)
	m.Kinetics = append(m.Kinetics, b.Kinetics...)
	m.STDPs = append(m.STDPs, b.STDPs...)
	m.Maps = append(m.Maps, b.Maps...)
}

// Empty reports whether there is no measurement at all.
func (m *Measurements) Empty() bool { return m.Points() == 0 }

// Points counts the rows of all measurements.
func (m *Measurements) Points() int {
	n := 0
	m.each(func(_ string, rows int, _ ...column) { n += rows })
	return n
}

// Check reports every measurement whose slices differ in length or hold what no measurement can: an
// infinite number, or NaN in a quantity that every row must have.
func (m *Measurements) Check() error {
	var errs []error
	m.each(func(what string, rows int, columns ...column) {
		for _, c := range columns {
			if c.flags != nil && len(c.flags) != rows || c.flags == nil && len(c.values) != rows {
				errs = append(errs, fmt.Errorf("%s: %d values of %s, want %d", what, max(len(c.values), len(c.flags)), c.name, rows))
				continue
			}
			for i, x := range c.values {
				if math.IsInf(x, 0) || math.IsNaN(x) && !c.optional {
					errs = append(errs, fmt.Errorf("%s: %s = %g in row %d", what, c.name, x, i+1))
					break
				}
			}
		}
	})
	return errors.Join(errs...)
}

// A column is one quantity of a measurement.
type column struct {
	name     string
	values   []float64
	flags    []bool
	optional bool // may be NaN
}

// each visits every measurement with its rows and columns.
func (m *Measurements) each(visit func(what string, rows int, columns ...column)) {
	for _, p := range m.Pulses {
		visit(fmt.Sprintf("pulses of %s, cycle %d", p.Device, p.Cycle), len(p.Number), column{name: "number", values: p.Number},
			column{name: "voltage", values: p.Voltage, optional: true}, column{name: "width", values: p.Width, optional: true},
			column{name: "conductance", values: p.Conductance}, column{name: "read voltage", values: p.ReadVoltage, optional: true})
	}
	for _, s := range m.Sweeps {
		visit(fmt.Sprintf("sweep of %s, cycle %d", s.Device, s.Cycle), len(s.Voltage), column{name: "time", values: s.Time, optional: true},
			column{name: "voltage", values: s.Voltage}, column{name: "current", values: s.Current}, flagged("clipped", s.Clipped))
	}
	for _, r := range m.Retentions {
		visit("retention of "+r.Device, len(r.Time), column{name: "time", values: r.Time}, column{name: "conductance", values: r.Conductance})
	}
	for _, e := range m.Endurances {
		visit("endurance of "+e.Device, len(e.Count), column{name: "count", values: e.Count},
			column{name: "HRS", values: e.HRS, optional: true}, column{name: "LRS", values: e.LRS, optional: true})
	}
	for _, t := range m.Traces {
		visit(fmt.Sprintf("trace of %s, cycle %d", t.Device, t.Cycle), len(t.Time), column{name: "time", values: t.Time}, column{name: "current", values: t.Current})
	}
	for _, k := range m.Kinetics {
		visit("kinetics of "+k.Device, len(k.Voltage), column{name: "voltage", values: k.Voltage}, column{name: "time", values: k.Time}, flagged("censored", k.Censored))
	}
	for _, s := range m.STDPs {
		visit("STDP of "+s.Device, len(s.Delay), column{name: "delay", values: s.Delay}, column{name: "change", values: s.Change})
	}
	for _, p := range m.Maps {
		visit("map of "+p.Quantity, len(p.Value), column{name: "x", values: p.X}, column{name: "y", values: p.Y}, column{name: "value", values: p.Value})
	}
}

func flagged(name string, flags []bool) column {
	if flags == nil {
		flags = []bool{}
	}
	return column{name: name, flags: flags}
}
