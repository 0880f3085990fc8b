package cost

import "github.com/xbar-sim/xbar/internal/si"

// A Published is a figure of a chip of the field, as surveys quote it.
type Published struct {
	Chip   string
	Lo, Hi float64
	Unit   string // "W" or "J/spike"
	Note   string
}

// Text says chip, figure and what it is of.
func (p Published) Text() string {
	text := p.Chip + " "
	unit := p.Unit
	if unit == "J/spike" {
		unit = "J"
	}
	switch {
	case p.Lo == 0:
		text += "< " + si.Format(p.Hi, unit)
	case p.Lo < p.Hi:
		text += si.Format(p.Lo, unit) + " to " + si.Format(p.Hi, unit)
	default:
		text += si.Format(p.Hi, unit)
	}
	if p.Unit == "J/spike" {
		text += " a spike"
	}
	if p.Note != "" {
		text += ", " + p.Note
	}
	return text
}

// Caveat goes with every figure of Published.
const Caveat = "Orders of magnitude, not like for like: other tasks, sizes, nodes and boundaries of what is counted."

// Chips lists chips of the field with figures that surveys quote. An upper bound has Lo = 0.
func Chips() []Published {
	return []Published{
		{"TrueNorth", 65e-3, 73e-3, "W", "a chip"},
		{"TrueNorth", 45e-12, 45e-12, "J/spike", ""},
		{"Loihi 2", 0, 50e-3, "W", "a chip"},
		{"Akida 2.0", 0, 10e-3, "W", "a chip"},
		{"SpiNNaker", 50e3, 50e3, "W", "5·10⁸ neurons"},
	}
}
