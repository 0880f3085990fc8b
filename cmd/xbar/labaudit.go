package main

import (
	"fmt"
	"strings"

	"github.com/xbar-sim/xbar/device/lab"
)

// found lists how many measurements of each kind there are.
func found(m *lab.Measurements) []string {
	var out []string
	add := func(n int, one, many string) {
		switch {
		case n == 1:
			out = append(out, "1 "+one)
		case n > 1:
			out = append(out, fmt.Sprintf("%d %s", n, many))
		}
	}
	add(len(m.Pulses), "pulse train", "pulse trains")
	add(len(m.Sweeps), "sweep", "sweeps")
	add(len(m.Retentions), "retention test", "retention tests")
	add(len(m.Endurances), "endurance test", "endurance tests")
	add(len(m.Traces), "trace of read noise", "traces of read noise")
	add(len(m.Kinetics), "set of switching times", "sets of switching times")
	add(len(m.STDPs), "STDP window", "STDP windows")
	add(len(m.Maps), "map", "maps")
	return out
}

// auditText prints what became of a file, one line per statement.
func auditText(f labFile) string {
	var b strings.Builder
	line := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "  %-8s %s\n", name, fmt.Sprintf(format, args...))
	}
	a := f.audit
	fmt.Fprintf(&b, "%s: %s\n", a.File, a.Format)
	line("found", "%s", strings.Join(found(f.m), ", "))
	line("rows", "%d, %d kept", a.Rows, a.Kept)
	for _, d := range a.Dropped {
		where := ""
		if d.Line > 0 {
			where = fmt.Sprintf(" (first in line %d)", d.Line)
		}
		line("dropped", "%d: %s%s", d.Rows, d.Reason, where)
	}
	if a.Clipped > 0 {
		line("clipped", "%d points at the limit of the instrument", a.Clipped)
	}
	names := a.Devices
	rest := ""
	if len(names) > 8 {
		names, rest = names[:8], ", …"
	}
	devices := "no names"
	if len(names) > 0 {
		devices = fmt.Sprintf("%d: %s%s", len(a.Devices), strings.Join(names, ", "), rest)
	}
	if a.Cycles > 1 {
		devices += fmt.Sprintf("; up to %d cycles", a.Cycles)
	}
	line("devices", "%s", devices)
	for _, s := range a.Assumed {
		line("assumed", "%s", s)
	}
	for _, w := range a.Warnings {
		line("warning", "%s", w)
	}
	return b.String()
}

// auditRecord is the same for programs.
func auditRecord(f labFile) record {
	a := f.audit
	dropped, assumed := []record{}, []record{}
	for _, d := range a.Dropped {
		dropped = append(dropped, record{{"reason", d.Reason}, {"rows", d.Rows}, {"first_line", d.Line}})
	}
	for _, s := range a.Assumed {
		assumed = append(assumed, record{{"what", s.What}, {"value", s.Value}, {"why", s.Why}, {"flag", s.Flag}})
	}
	return record{{"file", a.File}, {"format", a.Format}, {"found", list(found(f.m))}, {"rows", a.Rows}, {"kept", a.Kept},
		{"dropped", dropped}, {"clipped", a.Clipped}, {"devices", list(a.Devices)}, {"cycles", a.Cycles}, {"assumed", assumed}, {"warnings", list(a.Warnings)}}
}
