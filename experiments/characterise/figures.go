package characterise

import (
	"math"

	"github.com/xbar-sim/xbar/crossbar"
	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/variability"
)

// Figures are the numbers by which devices are compared, measured on cells of a card. What cannot be had
// is NaN, or 0 for counts.
type Figures struct {
	GMin, GMax float64 // S, read at the ends of the range
	Levels     int     // conductances at which a cell can stand; 0: no end of them was found
	Up, Down   int     // nominal pulses from end to end of the range; 0: they do not get there
	NLUp       float64 // NeuroSim's label of the SET train from end to end
	NLDown     float64 // of the RESET train, below 0 where it is steepest at the top
	Step       float64 // one SET pulse at half of the range, or from the state below, of the range
	StepSD     float64 // its standard deviation from pulse to pulse, of the range
	LowCV      float64 // standard deviation over mean between cells at the bottom of their ranges
	HighCV     float64 // the same at the top
	D2D        float64 // spread under which the last two were measured, in addition to the card's own
}

// OnOff returns the ratio of the ends of the range, +Inf where the lower one does not conduct.
func (f *Figures) OnOff() float64 { return f.GMax / f.GMin }

const (
	figureCells  = 4000
	figurePulses = 2000 // in one direction
	figureLevels = 1025
	// figureEnd is how near to an end of the range a train counts as having got there, of the range.
	figureEnd = 1e-6
)

// MeasureFigures measures nominal pulses on nominal cells, their scatter on 4000 cells, and the spread of
// conductance on 4000 cells that differ as the card says and by d2d. Trains end after 2000 pulses.
func MeasureFigures(card *device.Card, d2d float64) (*Figures, error) {
	f := &Figures{D2D: d2d, NLUp: math.NaN(), NLDown: math.NaN()}
	f.GMin, f.GMax = ends(card)
	p := card.Model.Nominal()
	f.Levels = levels(card)
	f.Up, f.NLUp = train(card, 0, p.SetVoltage, p.SetWidth)
	f.Down, f.NLDown = train(card, 1, p.ResetVoltage, p.ResetWidth)
	f.NLDown = -f.NLDown
	f.Step, f.StepSD = pulse(card)
	return f, f.spread(card, d2d)
}

// States returns at how many conductances a cell of a card can stand, and how many nominal SET pulses take it
// from one end of its range to the other: Figures.Levels and Figures.Up.
func States(card *device.Card) (standing, pulses int) {
	p := card.Model.Nominal()
	pulses, _ = train(card, 0, p.SetVoltage, p.SetWidth)
	return levels(card), pulses
}

// levels counts the conductances to which programming can put a cell, 0 where there are more than 256.
func levels(card *device.Card) int {
	if n := len(distinct(card, ramp(figureLevels))); n < figureLevels/4+1 {
		return n
	}
	return 0
}

// pulse returns what one SET pulse from half of the range, or the state below, does to a cell without scatter, and the
// standard deviation over cells that scatter, both of the range.
func pulse(card *device.Card) (step, sd float64) {
	p, from := card.Model.Nominal(), half(card)
	one := newCells(card, []float64{from}, nil)
	before := one.relative()
	one.apply(p.SetVoltage, p.SetWidth)
	stream := variability.Seed(1).Named("characterise").Named("figures")
	many := newCells(card, repeated(from, figureCells), &stream)
	many.apply(p.SetVoltage, p.SetWidth)
	_, sd = meanSD(many.read())
	lo, hi := ends(card)
	return one.relative() - before, sd / (hi - lo)
}

// Pulse returns the mean and the standard deviation of what one SET pulse from half of the range does, of the
// range: Figures.Step and Figures.StepSD, but of a cell whose pulse scatters with a single normal deviate, as in
// device.Model, one standard deviation of that in place of many draws.
func Pulse(card *device.Card) (step, sd float64) {
	step, sd = pulse(card)
	if _, jumps := card.Model.(leveled); jumps || card.Model.Draws() != 1 {
		return step, sd
	}
	p := card.Model.Nominal()
	c := newCells(card, []float64{half(card)}, nil)
	before := c.relative()
	c.xi = []float64{1}
	c.apply(p.SetVoltage, p.SetWidth)
	return step, c.relative() - before - step
}

// train sends pulses from one end of the range (w = 0 or 1) to the other, and returns how many it takes and the
// label of the curve: 10.1015 times the largest distance of the normalised curve u(p) from p/P.
func train(card *device.Card, from, v, width float64) (pulses int, label float64) {
	c := newCells(card, []float64{from}, nil)
	u := []float64{0}
	for len(u) <= figurePulses {
		c.apply(v, width)
		u = append(u, math.Abs(c.relative()-from))
		n := len(u) - 1
		if u[n] >= 1-figureEnd {
			pulses = n
		}
		if pulses > 0 || u[n] == u[n-1] {
			break
		}
	}
	if pulses == 0 {
		return 0, math.NaN()
	}
	var most float64
	for i := range u {
		if d := u[i] - float64(i)/float64(pulses); math.Abs(d) > math.Abs(most) {
			most = d
		}
	}
	return pulses, device.NLMax * most
}

// spread compares cells at the ends of their own ranges.
func (f *Figures) spread(card *device.Card, d2d float64) error {
	if card.Ideal() {
		d2d = 0
	}
	a, err := crossbar.New(card.Readable(), figureCells, 1, crossbar.Options{
		D2D: d2d, Stream: variability.Seed(1).Named("characterise").Named("spread"),
	})
	if err != nil {
		return err
	}
	for w, at := range []*float64{&f.LowCV, &f.HighCV} {
		a.Program(repeated(float64(w), figureCells), false)
		x := make([]float64, figureCells)
		for i, g := range a.Conductances() {
			x[i] = float64(g)
		}
		mean, sd := meanSD(x)
		if *at = sd / mean; mean == 0 {
			*at = 0
		}
	}
	return nil
}
