package plots

import (
	"fmt"
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/experiments/whatif"
)

// A bar is a value with its interval and what it was made of, drawn from a foot along the x axis.
type bar struct {
	fill             color.NRGBA
	from, to, lo, hi float64
	dots             []float64
	what             string // beside the name of its row, for who points at it
}

// A barRow is one named row of bars, from the top down; side stands at the right.
type barRow struct {
	name, side string
	bars       []bar
}

const (
	barRowHeight = vg.Length(21)
	barEnds      = vg.Length(2.2) // half of the cross stroke of an interval
)

// barRows is a sheet of rows of bars over one x axis, with a line at zero where the axis has it.
func barRows(rows []barRow, x scale, xName string, legend []entry, notes []note) Figure {
	names, sides := vg.Length(0), vg.Length(0)
	for _, r := range rows {
		names, sides = max(names, style(tickSize, ink).Width(r.name)), max(sides, style(tickSize, ink).Width(r.side))
	}
	s := sheet{width: columnWidth, legend: legend, notes: notes, height: barRowHeight*vg.Length(len(rows)) + 30}
	if names > 0.42*columnWidth {
		s.width = pageWidth
	}
	names = min(names, 0.45*s.width)
	s.body = func(c draw.Canvas) {
		p := newPlot()
		x.apply(&p.X)
		p.Y.Min, p.Y.Max = 0, float64(len(rows))
		p.HideY()
		p.Add(painter(func(c draw.Canvas, p *plot.Plot) {
			for _, t := range x.ticks {
				at := c.X(p.X.Norm(t.Value))
				c.StrokeLine2(draw.LineStyle{Color: grid, Width: 0.5}, at, c.Min.Y, at, c.Max.Y)
			}
			step := (c.Max.Y - c.Min.Y) / vg.Length(len(rows))
			for k, r := range rows {
				r.draw(c, p, c.Max.Y-(vg.Length(k)+0.5)*step, step, names)
			}
			if x.min < 0 && x.max > 0 {
				at := c.X(p.X.Norm(0))
				c.StrokeLine2(draw.LineStyle{Color: ink, Width: thin}, at, c.Min.Y, at, c.Max.Y)
			}
		}))
		drawNamed(draw.Crop(c, names+6, -sides-8, 0, 0), p, []string{xName})
	}
	return s.figure()
}

// draw puts a row about the height y into the data area.
func (r barRow) draw(c draw.Canvas, p *plot.Plot, y, step, names vg.Length) {
	sty := style(tickSize, ink)
	sty.XAlign, sty.YAlign = text.XRight, text.YCenter
	c.FillText(sty, vg.Point{X: c.Min.X - 4, Y: y}, shorten(r.name, names))
	sty.XAlign = text.XLeft
	c.FillText(sty, vg.Point{X: c.Max.X + 5, Y: y}, r.side)
	room := 0.8 * step / vg.Length(len(r.bars))
	for i, b := range r.bars {
		at := y + (vg.Length(len(r.bars)-1)/2-vg.Length(i))*room
		b.draw(c, p, at, 0.36*room)
		b.tell(c, p, at, r.name)
	}
}

// draw puts a bar about the height y: its body, every value as a dot, and its interval.
func (b bar) draw(c draw.Canvas, p *plot.Plot, y, half vg.Length) {
	place := func(v float64) vg.Length { return c.X(p.X.Norm(min(max(v, p.X.Min), p.X.Max))) }
	if finite(b.from, b.to) {
		x0, x1 := place(b.from), place(b.to)
		c.SetColor(faint(b.fill, 170))
		c.Fill(rectangle(min(x0, x1), y-half, max(x0, x1), y+half))
		c.StrokeLine2(draw.LineStyle{Color: b.fill, Width: 1}, x1, y-half, x1, y+half)
	}
	c.SetColor(faint(ink, 110))
	for k, v := range b.dots {
		if finite(v) {
			c.Fill(disc(vg.Point{X: place(v), Y: y + half*vg.Length(float64(k%5)-2)/3}, 0.75*dotRadius))
		}
	}
	if finite(b.lo, b.hi) {
		line := draw.LineStyle{Color: ink, Width: 0.8}
		x0, x1 := place(b.lo), place(b.hi)
		c.StrokeLine2(line, x0, y, x1, y)
		c.StrokeLine2(line, x0, y-barEnds, x0, y+barEnds)
		c.StrokeLine2(line, x1, y-barEnds, x1, y+barEnds)
	}
}

// tell tells the number, its interval and every repeat to who points at the drawing.
func (b bar) tell(c draw.Canvas, p *plot.Plot, y vg.Length, name string) {
	if b.what != "" {
		name += ", " + b.what
	}
	place := func(v float64) vg.Point { return vg.Point{X: c.X(p.X.Norm(min(max(v, p.X.Min), p.X.Max))), Y: y} }
	for k, v := range b.dots {
		if finite(v) {
			tellText(c, place(v), fmt.Sprintf("%s\nrepeat %d: %s", name, k+1, number(v, 2)))
		}
	}
	if !finite(b.to) {
		return
	}
	text := name + "\nmean: " + number(b.to, 2)
	if finite(b.lo, b.hi) {
		text += fmt.Sprintf(", 95 %% interval %s to %s", number(b.lo, 2), number(b.hi, 2))
	}
	tellText(c, place(b.to), text)
}

// spanScale is a linear axis over values, with zero on it and some room at both ends.
func spanScale(values []float64, n int) scale {
	lo, hi := 0.0, 0.0
	for _, v := range values {
		if finite(v) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	if lo == hi {
		lo, hi = -1, 1
	}
	pad := 0.04 * (hi - lo)
	if lo < 0 {
		lo -= pad
	}
	s := scale{min: lo, max: hi + pad}
	s.ticks = linearTicks(s.min, s.max, n)
	return s
}

// asked are the notes of every answer: what was simulated, how often, and what was ideal.
func asked(s *whatif.Study, more ...string) []note {
	ideal, flaws := s.Config.Notes()
	r := &experiments.Result{Mode: s.Config.Mode, Dataset: s.Config.Dataset, Quick: s.Config.Quick, Neurons: s.Config.Network.Neurons, Flaws: flaws, Ideal: ideal}
	notes := setting(r)
	if s.Config.Repeats < 10 && !s.Config.Quick {
		notes = append(notes, note{fmt.Sprintf("%s: fewer than the usual 10.", capital(count(s.Config.Repeats, "repeat"))), true})
	}
	for _, m := range more {
		notes = append(notes, note{m, false})
	}
	return append(notes, idealised(r)...)
}
