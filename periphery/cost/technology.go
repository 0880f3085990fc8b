package cost

import (
	"slices"
	"strconv"

	"github.com/xbar-sim/xbar/internal/si"
)

// A Technology prices events. Energies of digital events and areas of converters are given at 32 nm and
// scale with the square of the node (assumed: C V² with V nearly constant).
type Technology struct {
	Node    string  // nm, of transistors: one of Nodes
	Wire    string  // nm, half pitch of the lines of the array: one of WireWidths
	LineCap float64 // F/m, of word and bit lines
	Sense   float64 // W, of a sense amplifier while it integrates
	Neuron  float64 // J, one neuron through one step, at 32 nm
	Spike   float64 // J, one spike of a neuron, at 32 nm
	Learn   float64 // J, one look of the learning rule at a synapse, at 32 nm
	Leak    float64 // W, of a column converter with its neuron, all the time
	LeakRow float64 // W, of a row driver, all the time
}

// Default is 32 nm, lines of 0.2 fF/µm, and prices that are assumed but for converters and lines.
func Default() Technology {
	return Technology{
		Node: "32", Wire: "32", LineCap: 0.2e-15 / 1e-6,
		Sense: 5e-6, Neuron: 0.1e-12, Spike: 1e-12, Learn: 0.05e-12, Leak: 1e-9, LeakRow: 1e-11,
	}
}

// Params are the keys of a technology.
func (t *Technology) Params() []si.Param {
	return []si.Param{
		{Name: "cost.node", At: &t.Node, Doc: "transistors of converters and neurons, nm", Choices: Nodes()},
		{Name: "cost.wire", At: &t.Wire, Doc: "half pitch of the lines of the array, nm", Choices: WireWidths()},
		{Name: "cost.line_capacitance", At: &t.LineCap, Unit: "F/m", Doc: "capacitance of word and bit lines by length (0.2 fF/µm is 0.2 nF/m)", Min: 0, Max: 1e-6},
		{Name: "cost.sense", At: &t.Sense, Unit: "W", Doc: "power of a sense amplifier while it integrates (assumed)", Min: 0, Max: 1},
		{Name: "cost.neuron", At: &t.Neuron, Unit: "J", Doc: "energy of bringing one neuron through one step, at 32 nm (assumed)", Min: 0, Max: 1},
		{Name: "cost.spike", At: &t.Spike, Unit: "J", Doc: "energy of one spike of a neuron, at 32 nm (assumed)", Min: 0, Max: 1},
		{Name: "cost.learn", At: &t.Learn, Unit: "J", Doc: "energy of one look of the learning rule at a synapse, at 32 nm (assumed)", Min: 0, Max: 1},
		{Name: "cost.leak", At: &t.Leak, Unit: "W", Doc: "standby power of a column: converter and neuron (assumed)", Min: 0, Max: 1},
		{Name: "cost.leak_row", At: &t.LeakRow, Unit: "W", Doc: "standby power of a row driver (assumed)", Min: 0, Max: 1},
	}
}

// converter is the SAR converter of a node: power = a b + c in µW at 300 K, b bits. Coefficients of
// high-performance transistors in SarADC.cpp of DNN+NeuroSim V1.4. Its term for the current of the
// column is left out: that current is simulated.
type converter struct {
	node string
	a, c float64
}

func converters() []converter {
	return []converter{
		{"130", 6.4806, 49.047}, {"90", 4.3474, 31.782}, {"65", 2.9503, 22.047}, {"45", 2.1843, 11.931},
		{"32", 1.0157, 7.6286}, {"22", 0.7213, 3.3041}, {"14", 0.4710, 1.9529}, {"10", 0.3076, 1.1543},
		{"7", 0.2008, 0.6823},
	}
}

// Nodes lists the nodes of transistors that converters are priced for, nm.
func Nodes() []string {
	var names []string
	for _, c := range converters() {
		names = append(names, c.node)
	}
	return names
}

// Conversion returns what one conversion of a SAR converter of 1 bit or more takes, J and s: its power
// times b + 1 cycles of 1 ns (DNN+NeuroSim V1.4, SarADC.cpp).
func (t Technology) Conversion(bits int) (joules, seconds float64) {
	list := converters()
	c := list[slices.IndexFunc(list, func(c converter) bool { return c.node == t.Node })]
	power := (float64(c.a*float64(bits)) + c.c) * 1e-6
	seconds = float64(bits+1) * 1e-9
	return power * seconds, seconds
}

// RampConversion returns what one conversion along a ramp takes, J and s: 2^b cycles of 1 ns at the
// power of a SAR converter of 1 bit, for comparator and counter (assumed).
func (t Technology) RampConversion(bits int) (joules, seconds float64) {
	one, _ := t.Conversion(1)
	seconds = float64(int(1)<<bits) * 1e-9
	return one / 2e-9 * seconds, seconds
}

// wire is a line of a width (nm): aspect ratio and resistivity (Ω m) at 300 K, as in NeuroSim.
type wire struct {
	width       string
	aspect, rho float64
}

func wires() []wire {
	return []wire{
		{"200", 2.10, 2.42e-8}, {"100", 2.30, 2.73e-8}, {"50", 2.34, 3.91e-8}, {"40", 1.90, 4.03e-8},
		{"32", 1.90, 4.51e-8}, {"22", 2.00, 5.41e-8}, {"14", 2.10, 7.43e-8},
	}
}

// WireWidths lists the widths of lines whose resistance is known, nm.
func WireWidths() []string {
	var names []string
	for _, w := range wires() {
		names = append(names, w.width)
	}
	return names
}

// LineResistance returns the resistance of the array's lines by length, Ω/m: ρ/(w² aspect).
func (t Technology) LineResistance() float64 {
	list := wires()
	w := list[slices.IndexFunc(list, func(w wire) bool { return w.width == t.Wire })]
	f := t.feature()
	return w.rho / float64(f*f*w.aspect)
}

// feature returns the half pitch of the lines, m.
func (t Technology) feature() float64 { return metres(t.Wire) }

func metres(nm string) float64 {
	x, err := strconv.ParseFloat(nm, 64)
	if err != nil {
		panic("cost: a width that is no number: " + nm)
	}
	return x * 1e-9
}

// shrink is by how much a digital event or a converter is smaller than at 32 nm.
func (t Technology) shrink() float64 {
	r := metres(t.Node) / 32e-9
	return r * r
}

// Pitch returns the distance of two lines, m: 4 F where every cell has a transistor, 2 F otherwise, as
// in NeuroSim.
func (t Technology) Pitch(gated bool) float64 {
	if gated {
		return 4 * t.feature()
	}
	return 2 * t.feature()
}

// converterArea returns the area of a converter at 32 nm, m²: the smallest of the table of MNSIM-2.0
// with as many bits, 1600 µm² of 10 bits beyond.
func converterArea(bits int) float64 {
	for _, c := range []struct {
		bits int
		area float64
	}{{4, 500e-12}, {6, 580e-12}, {8, 1200e-12}} {
		if bits <= c.bits {
			return c.area
		}
	}
	return 1600e-12
}

// driver returns power (W) and area (m²) of a row driver: 3.9 µW and 0.166 µm² with 1 bit, twice as much
// with every further one, as the table of MNSIM-2.0 has it.
func driver(bits int) (watts, area float64) {
	f := float64(int(1) << (max(bits, 1) - 1))
	return 3.9e-6 * f, 0.166e-12 * f
}
