package characterise

import (
	"math"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/variability"
)

// Steps are what one nominal pulse does from every part of the range.
type Steps struct {
	G          []float64 // S, before the pulse, rising
	Set, Reset Change
	Cells      int // cells at each conductance; 0 where pulses do not scatter
}

// A Change is ΔG of one pulse, by what was before it.
type Change struct {
	Nominal []float64 // S, of a cell without scatter
	Mean    []float64 // S, over cells that scatter
	SD      []float64 // S
}

const (
	stepLevels = 41
	stepCells  = 400
)

// MeasureSteps gives one nominal SET pulse and, to others, one RESET pulse to nominal cells at 41 places
// from the bottom to the top of the range: one that does not scatter and 400 that do, at each place. Cells
// of few states stand at fewer places.
func MeasureSteps(card *device.Card) (*Steps, error) {
	s := &Steps{}
	places := distinct(card, ramp(stepLevels))
	s.G = append(s.G, newCells(card, places, nil).read()...)
	p := card.Model.Nominal()
	s.Set = changes(card, places, p.SetVoltage, p.SetWidth, "set")
	s.Reset = changes(card, places, p.ResetVoltage, p.ResetWidth, "reset")
	for i := range places {
		if span := s.G[len(s.G)-1] - s.G[0]; s.Set.SD[i] > 1e-9*span || s.Reset.SD[i] > 1e-9*span {
			s.Cells = stepCells
		}
	}
	return s, nil
}

// distinct leaves out the relative conductances at which a cell stands where it stood at the one before.
func distinct(card *device.Card, w []float64) []float64 {
	g := newCells(card, w, nil).read()
	span := g[len(g)-1] - g[0]
	var out []float64
	last := math.Inf(-1)
	for i := range w {
		if g[i] > last+float64(1e-9*span) {
			out, last = append(out, w[i]), g[i]
		}
	}
	return out
}

func changes(card *device.Card, places []float64, v, width float64, name string) Change {
	var d Change
	one := newCells(card, places, nil)
	before := append([]float64(nil), one.read()...)
	one.apply(v, width)
	for i, g := range one.read() {
		d.Nominal = append(d.Nominal, g-before[i])
	}
	stream := variability.Seed(1).Named("characterise").Named("steps").Named(name)
	for i, w := range places {
		at := stream.At(i)
		many := newCells(card, repeated(w, stepCells), &at)
		many.apply(v, width)
		x := many.read()
		for k := range x {
			x[k] -= before[i]
		}
		mean, sd := meanSD(x)
		d.Mean, d.SD = append(d.Mean, mean), append(d.SD, sd)
	}
	return d
}

// repeated returns n times x.
func repeated(x float64, n int) []float64 {
	all := make([]float64, n)
	for i := range all {
		all[i] = x
	}
	return all
}
