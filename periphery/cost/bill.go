package cost

import (
	"math"
	"slices"

	"github.com/xbar-sim/xbar/crossbar"
)

// A Chip is what a bill must know of an array beside what happened on it.
type Chip struct {
	Rows, Columns   int     // of the array, reference columns included
	Outputs         int     // columns of weights: neurons
	Shared          int     // columns that share one converter; 0 is 1
	DACBits         int     // 0 is a switch
	ADCBits         int     // 0 is ideal and costs nothing
	Ramp            bool    // converters count along a ramp; else they approximate successively
	Bias            string  // of crossbar.Biases
	ReadVoltage     float64 // V
	ReadWidth       float64 // s
	MeanConductance float64 // S
	Neurons         bool    // the array has neurons behind it
}

// An Item is one kind of event on a bill.
type Item struct {
	Event  string
	Count  float64
	Energy float64 // J
	Time   float64 // s, of events that nothing else goes on beside
	Price  float64 // J an event; for what is simulated the mean
	Source string  // of the price
}

// Events lists the kinds of events of a bill, in its order.
func Events() []string {
	return []string{
		"dac", "line", "conduction", "sense", "adc", "set", "reset", "write line", "half-selected",
		"refresh", "verify", "neuron", "spike", "stdp", "leakage", "read-out",
	}
}

const (
	assumed   = "assumed"
	simulated = "simulated"
	byNode    = "assumed at 32 nm, times the square of the node"
	ofMNSIM   = "MNSIM-2.0, SimConfig.ini: 3.9 µW with 1 bit, doubled by every further one"
	ofSAR     = "DNN+NeuroSim V1.4, SarADC.cpp, high-performance transistors, 300 K"
	ofRamp    = "assumed: power of a 1-bit SAR converter for 2^b cycles of 1 ns"
	ofReadout = "the bill of an array of its own, at the same prices"
	ofLine    = "C V², capacitance by length; pitch 4F with transistors, 2F without (NeuroSim)"
)

// Bill prices what happened on a chip. Items are those of Events, in that order, zeros included.
//
// A read takes in turn the settling of the line, its pulse and the conversions of columns that share a
// converter; a write its strobes, one column after another. Drivers, neurons and the learning rule work
// beside them and take no time.
func (t Technology) Bill(c Chip, l Ledger) []Item {
	b := &bill{}
	t.reading(b, c, l)
	t.writing(b, c, l)
	t.thinking(b, c, l)
	b.measured("read-out", 0, 0, 0, ofReadout)
	return b.items
}

// Include puts the bill of the array that reads a network out on the bill of the network, as its item
// "read-out" of so many events: joules and seconds are the sums of that array's own items.
func Include(network, readout []Item, count float64) []Item {
	joules, seconds := Total(readout)
	b := bill{}
	b.measured("read-out", count, joules, seconds, ofReadout)
	out := slices.Clone(network)
	for i := range out {
		if out[i].Event == "read-out" {
			out[i] = b.items[0]
		}
	}
	return out
}

type bill struct{ items []Item }

// priced adds events at a price.
func (b *bill) priced(event string, count, price, seconds float64, source string) {
	b.items = append(b.items, Item{event, count, count * price, seconds, price, source})
}

// measured adds events whose energy the simulation found.
func (b *bill) measured(event string, count, joules, seconds float64, source string) {
	price := 0.0
	if count > 0 {
		price = joules / count
	}
	b.items = append(b.items, Item{event, count, joules, seconds, price, source})
}

func (t Technology) reading(b *bill, c Chip, l Ledger) {
	watts, _ := driver(c.DACBits)
	b.priced("dac", l.Rows, watts*c.ReadWidth, 0, ofMNSIM)
	line := float64(float64(t.LineCap*t.Pitch(c.gated())) * float64(c.Columns))
	b.priced("line", l.Rows, float64(line*c.ReadVoltage*c.ReadVoltage), l.Reads*t.settling(c), ofLine)
	b.measured("conduction", l.Rows*float64(c.Columns), l.Drawn*c.ReadVoltage*c.ReadWidth, l.Reads*c.ReadWidth, simulated)
	b.priced("sense", l.Columns, t.Sense*c.ReadWidth, 0, assumed)
	joules, seconds := t.conversion(c)
	source := ofSAR
	if c.Ramp {
		source = ofRamp
	}
	b.priced("adc", l.Samples, joules, l.Reads*seconds*float64(c.rounds()), source)
}

// conversion is free where the converter is ideal.
func (t Technology) conversion(c Chip) (joules, seconds float64) {
	if c.ADCBits == 0 {
		return 0, 0
	}
	if c.Ramp {
		return t.RampConversion(c.ADCBits)
	}
	return t.Conversion(c.ADCBits)
}

// settling returns how long a word line takes to come within half a step of its voltage: ln 2^(b+1) time
// constants of R C/2, those of a distributed line.
func (t Technology) settling(c Chip) float64 {
	length := t.Pitch(c.gated()) * float64(c.Columns)
	tau := float64(t.LineResistance()*t.LineCap) * float64(length*length) / 2
	bits := c.ADCBits
	if bits == 0 {
		bits = 8
	}
	return float64(bits+1) * math.Ln2 * tau
}

func (t Technology) writing(b *bill, c Chip, l Ledger) {
	set, reset := l.Writes.Set, l.Writes.Reset
	b.measured("set", float64(set.Pulses), set.Energy, set.Seconds, simulated)
	b.measured("reset", float64(reset.Pulses), reset.Energy, reset.Seconds, simulated)
	all := set.Plus(reset)
	b.measured("write line", float64(all.Strobes+all.Pulses), t.lines(c, all), 0, ofLine)
	b.measured("half-selected", float64(all.Half), all.HalfDose*c.MeanConductance, 0, "V² G t at the mean conductance")
	fill := l.Refreshing.Set.Plus(l.Refreshing.Reset)
	b.measured("refresh", l.Refreshes,
		fill.Energy+t.lines(c, fill)+float64(fill.HalfDose*c.MeanConductance), fill.Seconds, "as writes")
	b.priced("verify", l.Looks, t.look(c), l.Looks*t.lookTime(c), "as a read of one row and one column")
}

// lines returns what charging the lines for pulses takes, J. With switches the pulsed rows and the column
// swing by V, under V/2 by half of it. Under V/3 the pulsed rows swing by V, other rows by V/3 and other
// columns by 2V/3.
func (t Technology) lines(c Chip, w crossbar.Writes) float64 {
	pitch := t.Pitch(c.gated())
	row, col := t.LineCap*pitch*float64(c.Columns), t.LineCap*pitch*float64(c.Rows)
	switch c.Bias {
	case "half":
		return float64((float64(row*w.Squares) + float64(col*w.Square)) / 4)
	case "third":
		rest := float64(w.Square*float64(c.Rows)) - w.Squares
		return float64(row*w.Squares) + float64(row*rest/9) + float64(float64(col*w.Square)*float64(c.Columns-1)*4/9)
	}
	return float64(row*w.Squares) + float64(col*w.Square)
}

func (t Technology) look(c Chip) float64 {
	watts, _ := driver(c.DACBits)
	line := float64(float64(t.LineCap*t.Pitch(c.gated())) * float64(c.Columns))
	joules, _ := t.conversion(c)
	cell := float64(float64(c.ReadVoltage*c.ReadVoltage) * float64(c.MeanConductance*c.ReadWidth))
	return float64(watts*c.ReadWidth) + float64(line*c.ReadVoltage*c.ReadVoltage) + float64(t.Sense*c.ReadWidth) + joules + cell
}

func (t Technology) lookTime(c Chip) float64 {
	_, seconds := t.conversion(c)
	return t.settling(c) + c.ReadWidth + seconds
}

func (t Technology) thinking(b *bill, c Chip, l Ledger) {
	b.priced("neuron", l.Updates, t.Neuron*t.shrink(), 0, byNode)
	b.priced("spike", l.Fired, t.Spike*t.shrink(), 0, byNode)
	b.priced("stdp", l.Compared, t.Learn*t.shrink(), 0, byNode)
	watts := float64(t.Leak*float64(c.Outputs)) + float64(t.LeakRow*float64(c.Rows))
	b.priced("leakage", l.Time, watts, 0, assumed+"; the count is seconds")
}

func (c Chip) gated() bool { return c.Bias == "" || c.Bias == "gated" }

// rounds is how many conversions follow each other in a read.
func (c Chip) rounds() int { return max(c.Shared, 1) }

// Total returns the sums of energy (J) and time (s) of a bill.
func Total(items []Item) (joules, seconds float64) {
	for _, i := range items {
		joules += i.Energy
		seconds += i.Time
	}
	return joules, seconds
}

// Area returns the area of cells, row drivers and converters, m². Neurons, sense amplifiers and the logic
// of learning are not included.
func (t Technology) Area(c Chip) (cells, drivers, converters float64) {
	pitch := t.Pitch(c.gated())
	_, one := driver(c.DACBits)
	cells = float64(pitch*pitch) * float64(c.Rows*c.Columns)
	drivers = one * float64(c.Rows) * t.shrink()
	if c.ADCBits > 0 {
		n := (c.Outputs + c.rounds() - 1) / c.rounds()
		converters = converterArea(c.ADCBits) * float64(n) * t.shrink()
	}
	return cells, drivers, converters
}
