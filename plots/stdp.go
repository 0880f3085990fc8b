package plots

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/xbar-sim/xbar/experiments"
)

// STDP draws for every scheme, side by side, the change of the conductance in percent of the range
// against the delay of the spikes, a line for each device, and below it the voltages of one pair. Notes
// are sentences under the figure. It errs with ErrNoData where no scheme has a window.
func STDP(schemes []experiments.STDPScheme, notes ...string) (Figure, error) {
	var devices []experiments.Device
	for _, s := range schemes {
		for _, w := range s.Windows {
			if len(w.Delay) != len(w.Change) {
				return Figure{}, fmt.Errorf("%s window of %s: %d delays, %d changes", s.Name, w.Device.Name, len(w.Delay), len(w.Change))
			}
			if !slices.ContainsFunc(devices, func(d experiments.Device) bool { return d.Name == w.Device.Name }) {
				devices = append(devices, w.Device)
			}
		}
	}
	if len(devices) == 0 {
		return Figure{}, fmt.Errorf("STDP window: %w", ErrNoData)
	}
	of := looks(devices)
	f := sheet{width: columnWidth, height: stdpHeight}
	if len(schemes) > 1 {
		f.width = pageWidth
	}
	for _, d := range devices {
		f.legend = append(f.legend, deviceEntry(of[d.Name], titleOf(d), false, false))
	}
	f.legend = append(f.legend, lineEntry(chanceLine, "threshold"))
	for _, n := range notes {
		f.notes = append(f.notes, note{n, false})
	}
	f.body = func(c draw.Canvas) { drawSTDP(c, schemes, of) }
	return f.figure(), nil
}

const (
	windowPart  = 4.3 * vg.Centimeter // height of a window, axis included
	stripHeight = 1.15 * vg.Centimeter
	stripGap    = vg.Length(4)
	titleRoom   = vg.Length(12)
	nameRoom    = vg.Length(13) // of the name of an axis
	tickRoom    = vg.Length(12) // of the numbers under an axis
	stdpHeight  = titleRoom + windowPart + nameRoom + 3*stripHeight + 2*stripGap + tickRoom + nameRoom
)

// drawSTDP lays out a column for each scheme.
func drawSTDP(c draw.Canvas, schemes []experiments.STDPScheme, of map[string]look) {
	width := (c.Max.X - c.Min.X - nameRoom) / vg.Length(len(schemes))
	for k, s := range schemes {
		column := c
		column.Min.X = c.Min.X + nameRoom + vg.Length(k)*width
		column.Max.X = column.Min.X + width - 4
		drawScheme(column, s, of, k == 0)
	}
}

// drawScheme draws one column from the top; named says whether its vertical axes are named, left of
// it.
func drawScheme(c draw.Canvas, s experiments.STDPScheme, of map[string]look, named bool) {
	room := c.Max.X - c.Min.X - yAxisRoom
	top := c.Max.Y - titleRoom
	take := func(height vg.Length) draw.Canvas {
		area := c
		area.Max.Y, area.Min.Y = top, top-height
		top -= height
		return area
	}
	window, unit := windowPlot(s, of, room)
	strips, timeUnit := stripPlots(s.Pair, room)
	plots := append([]*plot.Plot{window}, strips...)
	areas := []draw.Canvas{take(windowPart)}
	top -= nameRoom
	for i := range strips {
		height := stripHeight
		if i == len(strips)-1 {
			height += tickRoom
		}
		areas = append(areas, take(height))
		top -= stripGap
	}
	top += stripGap
	drawAligned(plots, areas)

	middle := window.DataCanvas(areas[0])
	put(c, bold(style(tickSize, ink)), middle.Min.X, c.Max.Y-titleRoom+4, schemeTitle(s))
	centred(c, middle, areas[0].Min.Y-nameRoom+4, "output − input spike ("+unit+")")
	centred(c, middle, top-nameRoom+4, "time ("+timeUnit+")")
	if named {
		for i, name := range []string{"change (% of range)", "pre (V)", "post (V)", "cell (V)"} {
			upright(c, c.Min.X-nameRoom, plots[i].DataCanvas(areas[i]), name)
		}
	}
}

// schemeTitle is what stands above a column.
func schemeTitle(s experiments.STDPScheme) string {
	if s.Pair.Gated {
		return capital(s.Name) + " (pre opens the gate)"
	}
	return capital(s.Name)
}

// windowPlot is the window of a scheme, and the unit of its delays.
func windowPlot(s experiments.STDPScheme, of map[string]look, room vg.Length) (*plot.Plot, string) {
	p := newPlot()
	var xs, ys []float64
	for _, w := range s.Windows {
		xs = append(xs, w.Delay...)
		for _, y := range w.Change {
			ys = append(ys, 100*y)
		}
	}
	factor, unit := axisUnit("s", xs)
	around(xs, factor, 0, 6, room).apply(&p.X)
	around(ys, 1, 0.05, 6, 0).apply(&p.Y)
	p.Add(horizontalGrid(), zeroLines())
	for _, w := range s.Windows {
		p.Add(curve(of[w.Device.Name].line(lineWidth), divided(w.Delay, factor), divided(w.Change, 0.01)))
	}
	return p, unit
}

// stripPlots are the voltages of a pair: word line, bit line and cell, and the unit of their time.
func stripPlots(pair experiments.SpikePair, room vg.Length) ([]*plot.Plot, string) {
	factor, unit := axisUnit("s", pair.Time)
	x := around(pair.Time, factor, 0, 6, room)
	strip := draw.LineStyle{Color: ink, Width: 0.9}
	var all []*plot.Plot
	for i, v := range [][]float64{pair.Pre, pair.Post, pair.Cell} {
		p := newPlot()
		axis := x
		reach := v
		if i == 2 {
			reach = append(slices.Clone(v), pair.Set, pair.Reset)
		} else {
			axis.ticks = unlabelled(x.ticks)
		}
		axis.apply(&p.X)
		around(reach, 1, 0.12, 4, 0).apply(&p.Y)
		p.Add(level(draw.LineStyle{Color: grid, Width: 0.5}, white, 0, math.NaN(), math.NaN()))
		for _, limit := range []float64{pair.Set, pair.Reset} {
			if i == 2 && limit != 0 {
				p.Add(level(chanceLine, white, limit, math.NaN(), math.NaN()))
			}
		}
		p.Add(curve(strip, divided(pair.Time, factor), v))
		all = append(all, p)
	}
	return all, unit
}

// around is a linear axis over values/factor and zero, with part of its span to spare on either side and
// at most n intervals, fewer where their numbers do not fit into the room.
func around(values []float64, factor, part float64, n int, room vg.Length) scale {
	var s scale
	for _, v := range values {
		if finite(v) {
			s.min, s.max = min(s.min, v/factor), max(s.max, v/factor)
		}
	}
	if s.min == s.max {
		s.min, s.max = -1, 1
	}
	pad := part * (s.max - s.min)
	s.min, s.max = s.min-pad, s.max+pad
	for s.ticks = linearTicks(s.min, s.max, n); room > 0 && n > 2 && !s.fits(room); n-- {
		s.ticks = linearTicks(s.min, s.max, n-1)
	}
	return s
}

func divided(x []float64, by float64) []float64 {
	out := make([]float64, len(x))
	for i := range x {
		out[i] = x[i] / by
	}
	return out
}

func unlabelled(ticks plot.ConstantTicks) plot.ConstantTicks {
	out := slices.Clone(ticks)
	for i := range out {
		out[i].Label = ""
	}
	return out
}

// zeroLines cross where nothing changes and the spikes coincide.
func zeroLines() painter {
	return func(c draw.Canvas, p *plot.Plot) {
		s := draw.LineStyle{Color: dim, Width: 0.5}
		zero := at(c, p, 0, 0)
		if c.ContainsY(zero.Y) {
			c.StrokeLine2(s, c.Min.X, zero.Y, c.Max.X, zero.Y)
		}
		if c.ContainsX(zero.X) {
			c.StrokeLine2(s, zero.X, c.Min.Y, zero.X, c.Max.Y)
		}
	}
}

// leftOf is the room that the widest numbers of a column need left of its data.
func leftOf(plots []*plot.Plot, areas []draw.Canvas) vg.Length {
	left := vg.Length(0)
	for i, p := range plots {
		left = max(left, p.DataCanvas(areas[i]).Min.X-areas[i].Min.X)
	}
	return left
}

// drawAligned draws plots one above the other with their left and right edges in line, by moving the
// edges of their areas.
func drawAligned(plots []*plot.Plot, areas []draw.Canvas) {
	left, right := leftOf(plots, areas), vg.Length(0)
	for i, p := range plots {
		right = max(right, areas[i].Max.X-p.DataCanvas(areas[i]).Max.X)
	}
	for i, p := range plots {
		data := p.DataCanvas(areas[i])
		areas[i].Min.X += left - (data.Min.X - areas[i].Min.X)
		areas[i].Max.X -= right - (areas[i].Max.X - data.Max.X)
		p.Draw(areas[i])
	}
}

// centred writes under the middle of the data.
func centred(c, data draw.Canvas, y vg.Length, name string) {
	sty := style(labelSize, ink)
	sty.XAlign = draw.XCenter
	put(c, sty, (data.Min.X+data.Max.X)/2, y, name)
}

// upright writes from below to above, beside the middle of the data.
func upright(c draw.Canvas, x vg.Length, data draw.Canvas, name string) {
	sty := style(labelSize, ink)
	if strings.HasSuffix(name, "(V)") {
		sty = style(tickSize, ink)
	}
	sty.XAlign, sty.YAlign, sty.Rotation = draw.XCenter, draw.YTop, math.Pi/2
	c.FillText(sty, vg.Point{X: x, Y: (data.Min.Y + data.Max.Y) / 2}, name)
}
