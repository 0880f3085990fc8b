package lab

import (
	"fmt"
	"slices"
)

// An Audit says what became of a file: every row is kept or dropped for a reason, and everything
// that the file left open and the reader had to take for granted is listed.
type Audit struct {
	File     string
	Format   string // of Formats
	Rows     int    // rows of data in the file
	Kept     int    // rows that became part of a measurement
	Dropped  []Drop // the rest, by reason, in the order first met
	Clipped  int    // rows kept of which the instrument says that it limited the current
	Devices  []string
	Cycles   int // most cycles of one device
	Assumed  []Assumption
	Warnings []string
}

// A Drop is a reason for which rows were left out.
type Drop struct {
	Reason string
	Rows   int
	Line   int // of the first
}

// An Assumption is something that the file does not tell.
type Assumption struct {
	What  string // "unit of Resistance"
	Value string // "Ω"
	Why   string // "the column names none"
	Flag  string // what to give where it is wrong, "--unit Resistance=kΩ"
}

// String is one line: "unit of Resistance: Ω (the column names none; --unit Resistance=UNIT says otherwise)".
func (a Assumption) String() string {
	s := a.What + ": " + a.Value
	switch {
	case a.Why != "" && a.Flag != "":
		s += " (" + a.Why + "; " + a.Flag + " says otherwise)"
	case a.Why != "":
		s += " (" + a.Why + ")"
	case a.Flag != "":
		s += " (" + a.Flag + " says otherwise)"
	}
	return s
}

// drop counts a row that is left out.
func (a *Audit) drop(line int, reason string) {
	a.Rows++
	i := slices.IndexFunc(a.Dropped, func(d Drop) bool { return d.Reason == reason })
	if i < 0 {
		a.Dropped = append(a.Dropped, Drop{Reason: reason, Line: line})
		i = len(a.Dropped) - 1
	}
	a.Dropped[i].Rows++
}

// keep counts a row that became part of a measurement.
func (a *Audit) keep() { a.Rows++; a.Kept++ }

// assume notes something taken for granted, once.
func (a *Audit) assume(s Assumption) {
	if !slices.Contains(a.Assumed, s) {
		a.Assumed = append(a.Assumed, s)
	}
}

// warn notes a doubt, once.
func (a *Audit) warn(format string, args ...any) {
	if s := fmt.Sprintf(format, args...); !slices.Contains(a.Warnings, s) {
		a.Warnings = append(a.Warnings, s)
	}
}

// count fills in the devices and cycles found.
func (a *Audit) count(m *Measurements) {
	seen := map[string]bool{}
	found := func(device string, cycle int) {
		if device != "" && !seen[device] {
			seen[device] = true
			a.Devices = append(a.Devices, device)
		}
		a.Cycles = max(a.Cycles, cycle)
	}
	for _, p := range m.Pulses {
		found(p.Device, p.Cycle)
	}
	for _, s := range m.Sweeps {
		found(s.Device, s.Cycle)
	}
	for _, r := range m.Retentions {
		found(r.Device, 1)
	}
	for _, e := range m.Endurances {
		found(e.Device, 1)
	}
	for _, t := range m.Traces {
		found(t.Device, t.Cycle)
	}
	for _, k := range m.Kinetics {
		found(k.Device, 1)
	}
	for _, s := range m.STDPs {
		found(s.Device, 1)
	}
	for _, p := range m.Maps {
		for _, d := range p.Device {
			found(d, 1)
		}
	}
}
