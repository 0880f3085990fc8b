package plots

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/xbar-sim/xbar/experiments"
)

// PulseHistogram draws how many programming pulses the cells of a trained network have had, in percent of the
// cells by octaves of pulses, one network a device. It errs with ErrNoData where no cells wear.
func PulseHistogram(r *experiments.Result) (Figure, error) {
	of := looks(r.Devices)
	s := sheet{width: columnWidth, height: panelHeight, notes: setting(r)}
	var shares []float64
	var all []octaves
	octs := 1
	for _, run := range firstRuns(r) {
		cells := 0
		for _, n := range run.Pulses {
			cells += n
		}
		if cells == 0 {
			continue
		}
		o := octaves{look: of[run.Device]}
		for _, n := range run.Pulses {
			o.share = append(o.share, 100*float64(n)/float64(cells))
		}
		shares = append(shares, o.share...)
		octs = max(octs, len(o.share)-1)
		all = append(all, o)
		s.legend = append(s.legend, deviceEntry(o.look, deviceTitle(r, run.Device), false, false))
		s.notes = append(s.notes, note{fmt.Sprintf("%s: %s, repeat %d.", deviceTitle(r, run.Device), count(cells, "cell"), run.Repeat), false})
	}
	if len(all) == 0 {
		return Figure{}, fmt.Errorf("pulses a cell: %w", ErrNoData)
	}
	s.notes = append(s.notes, note{"Octaves of pulses: 1, 2 to 3, 4 to 7, …; left of 1, cells without any.", false})
	s.notes = append(s.notes, idealised(r)...)
	x, _ := decades([]float64{1, math.Exp2(float64(octs))}, "", 5)
	x.min, x.max = 0.5, math.Exp2(float64(octs))
	x = x.thinned(s.width - 2*margin - yAxisRoom)
	y := scale{max: 1.05 * -least(divided(shares, -1))}
	y.ticks = linearTicks(0, y.max, 5)
	s.body = func(c draw.Canvas) {
		p := newPlot()
		x.apply(&p.X)
		y.apply(&p.Y)
		p.Y.Label.Text = "cells (%)"
		p.Add(horizontalGrid())
		for _, o := range all {
			p.Add(painter(o.draw))
		}
		drawNamed(c, p, []string{"programming pulses a cell"})
	}
	return s.figure(), nil
}

// octaves are the percent of one device's cells without a pulse, with 1, with 2 to 3, …
type octaves struct {
	look
	share []float64
}

// draw is a line of steps, filled lightly down to the axis.
func (o octaves) draw(c draw.Canvas, p *plot.Plot) {
	var pts []vg.Point
	for k, y := range o.share {
		lo := math.Exp2(float64(k) - 1)
		pts = append(pts, at(c, p, lo, y), at(c, p, 2*lo, y))
		tell(c, at(c, p, math.Sqrt2*lo, y), lo, y)
	}
	last := math.Exp2(float64(len(o.share)) - 1)
	outline := append([]vg.Point{at(c, p, 0.5, 0)}, append(append([]vg.Point(nil), pts...), at(c, p, last, 0))...)
	c.FillPolygon(faint(o.color, 30), outline)
	c.StrokeLines(o.line(lineWidth), outline[1:])
}
