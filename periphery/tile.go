// Package periphery is everything between numbers and wires: how a matrix of weights becomes
// columns of cells, how spikes become read voltages and currents become numbers, and how a
// wish to change a weight becomes programming pulses.
//
// Weights and their sums are in units of one full weight: 1 is the current that a cell at the
// top of its nominal range draws beyond one at the bottom.
package periphery

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/xbar-sim/xbar/crossbar"
	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// Options say how a tile is built. The zero value is one weight layout as the card has it, with
// ideal converters and gate-coded programming.
type Options struct {
	Layout  string // of Layouts, or "" for the card's own
	Cells   int    // of a weight, or of a side of a pair; 0 is the layout's own
	Levels  int    // of a cell, where digits are placed on cells; 0 is the layout's own
	DAC     DAC
	Sense   Sense
	ADC     ADC
	Refresh Refresh
	Hold    int // steps of the network that share white read noise: a read interval; 0 and 1: none do
	Spares  Spares
	Array   crossbar.Options
}

// A Tile is a crossbar with its converters, holding rows×cols weights. It satisfies
// snn.Synapses.
type Tile struct {
	rows, cols int
	array      *lines
	layout     layout
	refresh    Refresh
	hold       int
	stream     variability.Stream

	dac   DAC
	amps  Sense
	adc   ADC
	probe *probe // not nil while the range of the ADC is being calibrated

	unit    float64 // A that one full weight draws
	perUnit float32 // how many conductedUnit make 1 A
	gain    []float64
	scale   []float32   // gain, in the precision in which it is applied
	choose  []*rand.PCG // per weight column: which candidate cells are pulsed
	read    *rand.PCG   // converter noise of this input

	current []float32 // of the array's columns
	sensed  []float32 // of the weight columns
	lists   [2][]int32
	single  [1]int32
	pulses  []float64
	counts  Counts
	turn    uint64 // updates so far: the arbitration counter of all weights
	terms   []term
	rungs   []float64 // of the nominal cell under the train of rungsOf
	rungsOf Writer
	repair  Repair
}

// New returns a tile of rows×cols weights on cells of a card.
func New(card *device.Card, rows, cols int, opt Options) (*Tile, error) {
	if rows < 1 || cols < 1 {
		return nil, fmt.Errorf("tile of %d × %d weights: want at least 1 on either side", rows, cols)
	}
	name := opt.Layout
	if name == "" {
		name = card.Layout
	}
	l, err := layoutOf(name, opt.Cells, opt.Levels)
	if err == nil {
		err = suits(l, name, card)
	}
	if err != nil {
		return nil, err
	}
	if err := opt.Spares.Check(); err != nil {
		return nil, err
	}
	cells, err := crossbar.New(card, rows+opt.Spares.Rows, l.columns(cols)+opt.Spares.Columns, opt.Array)
	if err != nil {
		return nil, err
	}
	array := newLines(cells, opt.Spares.Rows, opt.Spares.Columns)
	lo, hi := card.Model.Range()
	t := &Tile{
		rows: rows, cols: cols, array: array, layout: l, refresh: opt.Refresh, hold: opt.Hold, stream: opt.Array.Stream,
		dac: opt.DAC, amps: opt.Sense, adc: opt.ADC,
		unit: card.Model.Nominal().ReadVoltage * (hi - lo),
		gain: make([]float64, cols), scale: make([]float32, cols), choose: make([]*rand.PCG, cols),
		current: make([]float32, array.Cols), sensed: make([]float32, cols),
		lists: [2][]int32{make([]int32, 0, rows), make([]int32, 0, rows)},
	}
	t.perUnit = float32(1 / (conductedUnit * t.unit))
	if err := t.check(); err != nil {
		return nil, err
	}
	t.makeConverters(opt)
	t.repairLines(opt.Array.Stream.Named("spares"))
	t.SetGain(1)
	t.NextInput(opt.Array.Stream.Named("converters"))
	return t, nil
}

func (t *Tile) check() error {
	if err := t.dac.Check(); err != nil {
		return err
	}
	if err := t.amps.Check(); err != nil {
		return err
	}
	if err := t.adc.Check(); err != nil {
		return err
	}
	return t.refresh.Check()
}

// makeConverters draws the errors that drivers, amplifiers and converters keep.
func (t *Tile) makeConverters(opt Options) {
	s := opt.Array.Stream.Named("periphery")
	gated := opt.Array.Bias == "" || opt.Array.Bias == "gated"
	t.dac.make(t.rows, s.Named("dac"))
	t.amps.make(t.array.Cols, t.unit, t.array.Card().Model.Nominal().ReadWidth, gated, s.Named("sense"))
	t.adc.make(t.cols, s.Named("adc"))
}

// Dims returns the number of rows (pre) and weight columns (post).
func (t *Tile) Dims() (pre, post int) { return t.rows, t.cols }

// Array returns the cells behind the weights, spare and replaced lines included.
func (t *Tile) Array() *crossbar.Array { return t.array.Array }

// Driven returns the word lines of Array behind the rows of weights, valid until the next call.
func (t *Tile) Driven(rows []int32) []int32 { return t.array.driven(rows) }

// Now returns the simulated time of the cells, s.
func (t *Tile) Now() float64 { return t.array.Now() }

// MeanConductance returns the mean over all cells, S.
func (t *Tile) MeanConductance() float64 { return t.array.MeanConductance() }

// Disturbed returns the most that one cell has suffered while others were programmed: how many pulses
// put a voltage on it, and the time integral of that voltage, of either sign, V s. Both are 0 where
// crossbar.Options.Bias is "gated".
func (t *Tile) Disturbed() (count, flux float64) {
	for r := range t.array.Rows {
		for c := range t.array.Cols {
			d := t.array.Disturb(r, c)
			count, flux = max(count, float64(d.Count)), max(flux, d.Set-d.Reset)
		}
	}
	return count, flux
}

// Faults counts the cells by what is wrong with them.
func (t *Tile) Faults() [variability.FaultKinds]int { return t.array.Faults() }

// Wear returns what the cells have been through; ok is false where they do not wear.
func (t *Tile) Wear() (w crossbar.Wear, ok bool) { return t.array.Wear() }

// Counts returns what the tile has done so far.
func (t *Tile) Counts() Counts {
	c := t.counts
	c.Pulses, c.Energy, c.Writes = t.array.Writes(), t.array.WriteEnergy(), t.array.Events()
	c.Samples, c.Clipped = t.adc.samples, t.adc.clipped
	return c
}

// SetGain sets the digital gain behind every ADC to g.
func (t *Tile) SetGain(g float64) {
	for j := range t.gain {
		t.gain[j], t.scale[j] = g, float32(g)
	}
}

// SetColumnGains sets the digital gain behind each column's ADC.
func (t *Tile) SetColumnGains(g []float64) {
	if len(g) != t.cols {
		panic("periphery: slice length does not match tile")
	}
	for j := range g {
		t.gain[j], t.scale[j] = g[j], float32(g[j])
	}
}

// Advance lets time pass for the cells, s.
func (t *Tile) Advance(seconds float64) { t.array.Advance(seconds) }

// NextInput says that a new input is about to be read; its read noise comes from stream.
func (t *Tile) NextInput(stream variability.Stream) {
	t.array.NextInput(stream.Named("cells"))
	if t.amps.on {
		t.amps.reset()
	}
	if t.dac.Noise > 0 || t.adc.Noise > 0 || t.amps.Noise > 0 {
		t.read = stream.Named("converters").Source()
	}
}

// Tick says that the reads that follow are of step k of a presentation, from 0 on: where a read interval
// begins, white read noise is drawn anew (crossbar.Array.NextInterval).
func (t *Tile) Tick(k int) {
	if t.hold > 1 && k%t.hold == 0 {
		t.array.NextInterval()
	}
}

// Forward adds to dst the sums of the weights in the listed rows, as one read delivers them:
// amp scales each row (nil is 1 for all), rows drive the array through the DAC, and columns
// pass the sense amplifier and the ADC.
func (t *Tile) Forward(dst []float32, rows []int32, amp []float32) {
	if len(rows) == 0 {
		return
	}
	amp = t.dac.Drive(amp, rows, t.read)
	drawn := t.sense(rows, amp)
	t.counts.read(rows, t.dac.volts(amp), t.array.Cols, drawn, t.perUnit)
	if t.probe != nil {
		t.probe.see(t.sensed, t.unit)
	}
	t.adc.Convert(t.sensed, t.unit, t.read)
	kernel.AddProduct(dst[:t.cols], t.sensed, t.scale)
}

// sense reads the array into what the converters see, and returns what all its columns drew, A.
func (t *Tile) sense(rows []int32, amp []float32) (drawn float32) {
	volts := t.array.Card().Model.Nominal().ReadVoltage
	if _, ok := t.layout.(pair); ok && !t.amps.on { // amplifiers sit before the difference
		clear(t.sensed)
		if drawn, ok = t.array.ReadPairs(t.sensed, rows, amp, volts); ok {
			return drawn
		}
	}
	clear(t.current)
	t.array.Read(t.current, rows, amp, volts)
	drawn = kernel.Total(t.current)
	if t.amps.on {
		t.amps.sample(t.array, t.current, amp, volts, t.read)
	}
	t.layout.sense(t.sensed, t.current)
	return drawn
}

// maxDose bounds the pulses that one call gives to one weight.
const maxDose = 1 << 20

// PulseColumn programs column j: dose[i] is the expected number of nominal pulses for the
// weight in row i, positive to potentiate and negative to depress. The whole part is applied,
// the fraction is the probability of one more, or a part of a pulse where cells take such. A column or a dose that cannot be is an error,
// and nothing is pulsed.
func (t *Tile) PulseColumn(j int, dose []float32) error {
	if len(dose) != t.rows || j < 0 || j >= t.cols {
		return fmt.Errorf("column %d with %d doses: the tile has %d rows and %d columns", j, len(dose), t.rows, t.cols)
	}
	for i, d := range dose {
		if !(d >= -maxDose && d <= maxDose) {
			return fmt.Errorf("column %d, row %d: dose %g, want %d to %d pulses", j, i, d, -maxDose, maxDose)
		}
	}
	if err := t.takesPulses(); err != nil {
		return err
	}
	if t.array.Graded() && t.layout.partner(j, 0) == 0 {
		t.grade(j, dose)
		return nil
	}
	src := t.chance(j)
	for round := float32(0); ; round++ {
		up, down := t.lists[0][:0], t.lists[1][:0]
		more := false
		for i, d := range dose {
			n := d
			if d < 0 {
				n = -d
			}
			if n -= round; n <= 0 {
				continue
			}
			more = more || n > 1
			if n < 1 && kernel.Uniform(src) > float64(n) {
				continue
			}
			if d > 0 {
				up = append(up, int32(i))
			} else {
				down = append(down, int32(i))
			}
		}
		t.pulse(j, up, true)
		t.pulse(j, down, false)
		t.turn++
		if !more {
			return nil
		}
	}
}

// chance is the stream that chooses which candidate cells of a column are pulsed.
func (t *Tile) chance(j int) *rand.PCG {
	if t.choose[j] == nil {
		t.choose[j] = t.stream.Named("choose").At(j).Source()
	}
	return t.choose[j]
}

func (t *Tile) pulse(j int, rows []int32, up bool) {
	first, count, set := t.layout.targets(j, up, t.turn)
	for c := first; c < first+count; c++ {
		t.apply(c, rows, set)
	}
	if other := t.layout.partner(j, first); other != first && t.refresh.On() {
		t.refreshPair(min(first, other), max(first, other), rows)
	}
}

// apply sends one nominal SET or RESET pulse to the cells of an array column.
func (t *Tile) apply(col int, rows []int32, set bool) {
	p := t.array.Card().Model.Nominal()
	if set {
		t.array.Pulse(col, rows, p.SetVoltage, p.SetWidth)
	} else {
		t.array.Pulse(col, rows, p.ResetVoltage, p.ResetWidth)
	}
}

// Program puts the weights at w, row after row: 0..1 for a layout of one sign, -1..1 for a pair.
// Weights beyond that are held at the limit. With noisy set every cell misses its target by
// the card's programming noise.
func (t *Tile) Program(w []float64, noisy bool) {
	if len(w) != t.rows*t.cols {
		panic("periphery: slice length does not match tile")
	}
	cells := make([]float64, t.rows*t.array.Cols)
	for i, x := range w {
		r, j := i/t.cols, i%t.cols
		t.layout.place(cells[r*t.array.Cols:(r+1)*t.array.Cols], j, math.Min(math.Max(x, -1), 1))
	}
	t.array.Program(cells, noisy)
}

// Weights returns the weights as the cells hold them now, without read noise and converters,
// row after row.
func (t *Tile) Weights() []float32 {
	w := make([]float32, t.rows*t.cols)
	g := t.array.Reader().Conductances() // looking at weights must not renew them
	volt := float32(t.array.Card().Model.Nominal().ReadVoltage)
	cur := make([]float32, t.array.Cols)
	for r := range t.rows {
		for c := range cur {
			cur[c] = g[r*t.array.Cols+c] * volt
		}
		t.layout.sense(w[r*t.cols:(r+1)*t.cols], cur)
	}
	for i := range w {
		w[i] /= float32(t.unit)
	}
	return w
}
