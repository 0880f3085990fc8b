package cost

// A Published is a figure of a chip of the field, as surveys quote it.
type Published struct {
	Chip   string
	Lo, Hi float64
	Unit   string // "W" or "J/spike"
	Note   string
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
		{"SpiNNaker", 50e3, 50e3, "W", "a machine for 5·10⁸ neurons"},
	}
}
