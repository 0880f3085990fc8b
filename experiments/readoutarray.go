package experiments

import (
	"fmt"
	"math"
	"slices"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/periphery"
	"github.com/xbar-sim/xbar/periphery/cost"
	"github.com/xbar-sim/xbar/snn"
	"github.com/xbar-sim/xbar/variability"
)

// logistic is the read-out whose weights may be on cells.
const logistic = "logistic"

// checkReadout refuses cells for a read-out that has no weights to put there.
func (c *Config) checkReadout() error {
	if c.Readout.Device == "" || c.Readout.Kind == logistic {
		return nil
	}
	return &si.ValueError{Key: "readout.device", Value: fmt.Sprintf("%q", c.Readout.Device),
		Want: "empty where readout.kind = " + c.Readout.Kind, Doc: "cells hold the weights of readout.kind = logistic"}
}

// cardNames lists the devices and then the card of the read-out, if it is another one.
func (c *Config) cardNames() []string {
	if c.Readout.Device == "" || slices.Contains(c.Devices, c.Readout.Device) {
		return c.Devices
	}
	return append(slices.Clone(c.Devices), c.Readout.Device)
}

// readoutCard returns the card of the cells that hold the read-out, nil where it is digital.
// Short keys and card parameters act on it as on every device.
func (c *Config) readoutCard() (*device.Card, error) {
	if c.Readout.Device == "" {
		return nil, nil
	}
	cards, err := c.loadAll()
	if err != nil {
		return nil, err
	}
	return cards[slices.Index(c.cardNames(), c.Readout.Device)], nil
}

// A readoutArray is a logistic read-out whose weights are pairs of cells, one column a class: rows
// are driven with √(n/most) for the spikes of each neuron, most being the most spikes of one
// neuron for a labelled image, and one more row, always driven fully, holds the biases. What the
// columns deliver through the ADC, times a scale, are the scores of the classes. Cells are
// programmed by write.routine when the labels are taken (at their targets with the card's error, which
// takes no pulse, unless the study says otherwise), age from then on, and have ideal wires.
type readoutArray struct {
	fit   *snn.Logistic
	tile  *periphery.Tile
	scale float64 // score of one full weight, fully driven

	rows   []int32
	amp    []float32
	sum    []float32
	inputs [][]int32 // responses to labelled images that a gain is found with
	fresh  [][]float64
	stream variability.Stream // of those reads

	written cost.Ledger // what programming the cells took
	learned cost.Ledger // what reading the inputs for gains took when they were fresh
}

func (n *network) newReadoutArray(fit *snn.Logistic, t *snn.Tally) (*readoutArray, error) {
	card, err := n.cfg.readoutCard()
	if err != nil {
		return nil, err
	}
	stream := n.stream.Named("readout")
	opt := periphery.Options{
		Layout: "pair",
		DAC:    n.cfg.dac(),
		Sense:  n.cfg.sense(),
		ADC:    n.cfg.adc(),
		Array:  n.cfg.array(card),
	}
	opt.ADC.Range = 0 // adc.range is that of the network
	opt.Array.Stream = n.chance(n.cfg.Hold.Device).Named("readout").Named("device")
	a := &readoutArray{fit: fit, stream: stream.Named("calibrate"), sum: make([]float32, len(fit.Bias))}
	if a.tile, err = periphery.New(card, len(fit.Weight)+1, len(fit.Bias), opt); err != nil {
		return nil, fmt.Errorf("readout.device = %s: %w", n.cfg.Readout.Device, err)
	}
	if err := a.program(n.writer(card)); err != nil {
		return nil, err
	}
	a.written = a.ledger()
	a.calibrate(n.cfg, t)
	return a, nil
}

// ledger is what has happened on the array so far; nothing where the read-out is digital.
func (a *readoutArray) ledger() (l cost.Ledger) {
	if a == nil {
		return l
	}
	return ledgerOf(a.tile, a.tile.Counts())
}

// billed reports whether the read-out is on cells of a technology.
func (a *readoutArray) billed() bool { return a != nil && a.tile.Array().Card().Class != "ideal" }

// program writes weights and biases into the cells, the largest of them as a full weight. A class
// that was never shown has no bias; its column is not looked at.
func (a *readoutArray) program(by periphery.Writer) error {
	most := math.Sqrt(float64(max(a.fit.Most, 1)))
	var w []float64
	for _, row := range a.fit.Weight {
		for _, x := range row {
			w = append(w, most*x)
		}
	}
	for _, b := range a.fit.Bias {
		if math.IsInf(b, -1) {
			b = 0
		}
		w = append(w, b)
	}
	a.scale = 0
	for _, x := range w {
		a.scale = max(a.scale, math.Abs(x))
	}
	if a.scale == 0 {
		a.scale = 1
	}
	for i := range w {
		w[i] /= a.scale
	}
	if by.Routine == "verify" {
		a.tile.NextInput(a.stream.Named("write"))
	}
	_, err := a.tile.Write(w, by)
	return err
}

// calibrate sets the range of the ADC by the labelled images. The weights stay as they are from
// now on, so the range needs no headroom. It keeps some of the responses to find gains with.
func (a *readoutArray) calibrate(cfg *Config, t *snn.Tally) {
	// it fails where nothing at all was read, and then there is nothing to digitise
	_ = a.tile.Calibrate(cfg.ADC.Quantile, 1, func() error {
		t.Each(func(k, _ int, counts []int32) {
			a.tile.NextInput(a.stream.At(k))
			a.read(counts)
		})
		return nil
	})
	t.Each(func(k, _ int, counts []int32) {
		if k < cfg.Calibrate.Images {
			a.inputs = append(a.inputs, slices.Clone(counts))
		}
	})
	before := a.ledger()
	a.fresh = a.responses()
	a.learned = a.ledger().Minus(before)
}

// calibrated is what finding gains took before there was anything to compensate.
func (a *readoutArray) calibrated() (l cost.Ledger) {
	if a == nil {
		return l
	}
	return a.learned
}

// read drives the rows of the neurons that fired and leaves in sum what the columns deliver, in
// full weights.
func (a *readoutArray) read(counts []int32) {
	a.rows, a.amp = a.rows[:0], a.amp[:0]
	for j, n := range counts {
		if n != 0 {
			a.rows = append(a.rows, int32(j))
			a.amp = append(a.amp, float32(math.Sqrt(float64(n)/float64(max(a.fit.Most, 1)))))
		}
	}
	a.rows, a.amp = append(a.rows, int32(len(counts))), append(a.amp, 1)
	clear(a.sum)
	a.tile.Forward(a.sum, a.rows, a.amp)
}

// Predict implements snn.Readout.
func (a *readoutArray) Predict(counts []int32) int {
	if a.fit.Silent(counts) {
		return -1
	}
	best, most := -1, math.Inf(-1)
	for c, s := range a.scores(counts) {
		if s > most && !math.IsInf(a.fit.Bias[c], -1) {
			best, most = c, s
		}
	}
	return best
}

// scores returns the scores of the classes as the cells give them.
func (a *readoutArray) scores(counts []int32) []float64 {
	a.read(counts)
	out := make([]float64, len(a.sum))
	for c, x := range a.sum {
		out[c] = a.scale * float64(x)
	}
	return out
}

// nextReadout says that the i-th image of a pass is about to be read out: where that is done by
// cells, their read noise comes from a stream of its own.
func (n *network) nextReadout(r snn.Readout, purpose string, i int) {
	if a, ok := r.(*readoutArray); ok {
		a.tile.NextInput(n.stream.Named(purpose).Named("readout").At(i))
	}
}

// ideal reports whether time does nothing to the read-out: it is digital, or its cells are ideal.
func (a *readoutArray) ideal() bool { return a == nil || a.tile.Array().Card().Ideal() }

// advance lets the cells drift, s. A digital read-out has none.
func (a *readoutArray) advance(seconds float64) {
	if a != nil {
		a.tile.Advance(seconds)
	}
}

// setTemperature changes the temperature around the cells, K; ideal ones do not notice.
func (a *readoutArray) setTemperature(kelvin float64) {
	if !a.ideal() {
		a.tile.SetTemperature(kelvin)
	}
}

// targets notes the cells of the read-out for reprogram; nil where time does nothing to them.
func (a *readoutArray) targets() []float64 {
	if a.ideal() {
		return nil
	}
	return a.tile.Targets()
}

func (a *readoutArray) reprogram(targets []float64) {
	if targets != nil {
		a.tile.Reprogram(targets)
	}
}

// snapshot returns the state of the cells, nil for a digital read-out.
func (a *readoutArray) snapshot() (*periphery.Snapshot, error) {
	if a == nil {
		return nil, nil
	}
	return a.tile.Snapshot()
}

func (a *readoutArray) restore(s *periphery.Snapshot) error {
	if a == nil {
		return nil
	}
	return a.tile.Restore(s)
}

// responses reads the inputs for gains, always with the same noise.
func (a *readoutArray) responses() [][]float64 {
	var out [][]float64
	for k, counts := range a.inputs {
		a.tile.NextInput(a.stream.At(k))
		a.read(counts)
		row := make([]float64, len(a.sum))
		for c, x := range a.sum {
			row[c] = float64(x)
		}
		out = append(out, row)
	}
	return out
}

// compensate sets the gain that brings the responses back to what they were, by least squares: one
// for the array, which moves no answer, or one a column. A digital read-out needs none.
func (a *readoutArray) compensate(kind string) {
	if a == nil {
		return
	}
	dot, square := make([]float64, len(a.sum)), make([]float64, len(a.sum))
	for k, row := range a.responses() {
		for c, x := range row {
			dot[c] += float64(x * a.fresh[k][c])
			square[c] += float64(x * x)
		}
	}
	if kind != "column" {
		a.tile.SetGain(ratio(total(dot), total(square)))
		return
	}
	gain := make([]float64, len(a.sum))
	for c := range gain {
		gain[c] = ratio(dot[c], square[c])
	}
	a.tile.SetColumnGains(gain)
}

// ratio is a/b where both are positive, and otherwise 1.
func ratio(a, b float64) float64 {
	if a > 0 && b > 0 {
		return a / b
	}
	return 1
}

func total(x []float64) float64 {
	var sum float64
	for _, v := range x {
		sum += v
	}
	return sum
}
