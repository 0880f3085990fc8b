package plots

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A chart is one data area with names for its axes: lines over numbers, or groups over words.
type chart struct {
	title string
	xName string
	yName string
	x, y  scale
	lines []line
	words []string // on an axis of words
	group []series // there, in place of lines
}

// A line is a curve with its interval, or published points, which nothing joins.
type line struct {
	look
	name         string
	x, y, lo, hi []float64
	loose        bool // the points stand alone
	dotX, dotY   []float64
}

// add appends a point to the line.
func (l *line) add(x, y, lo, hi float64) {
	l.x, l.y, l.lo, l.hi = append(l.x, x), append(l.y, y), append(l.lo, lo), append(l.hi, hi)
}

const (
	chartHeight = 5.4 * vg.Centimeter
	chartGap    = vg.Length(14)
	chartTitle  = vg.Length(11)
)

// numberLook is the k-th look of lines that are not devices.
func numberLook(k int) look {
	return look{color: palette[k%len(palette)], dash: dashes[k%len(dashes)], mark: marks[k%len(marks)]}
}

// chartColumns is how many charts stand side by side.
func chartColumns(n int) int {
	switch {
	case n <= 3:
		return max(n, 1)
	case n == 4:
		return 2
	}
	return 3
}

// charts is a sheet of charts with one legend: one column wide for a single chart, a page for more.
func charts(all []chart, legend []entry, notes []note) Figure {
	return chartTable(all, chartColumns(len(all)), legend, notes)
}

// chartTable is charts with so many side by side.
func chartTable(all []chart, cols int, legend []entry, notes []note) Figure {
	s := sheet{width: columnWidth, legend: legend, notes: notes}
	if len(all) > 1 {
		s.width = pageWidth
	}
	rows := (len(all) + cols - 1) / cols
	width := (s.width-2*margin-chartGap*vg.Length(cols-1))/vg.Length(cols) - yAxisRoom
	upright := vg.Length(0)
	for k := range all {
		all[k].scale(width)
		upright = max(upright, all[k].x.uprightRoom())
	}
	height := chartHeight + upright
	s.height = vg.Length(rows)*height + chartGap*vg.Length(rows-1)
	s.body = func(c draw.Canvas) {
		for k, ch := range all {
			x := vg.Length(k%cols) * (width + yAxisRoom + chartGap)
			y := vg.Length(k/cols) * (height + chartGap)
			ch.draw(draw.Crop(c, x, x+width+yAxisRoom-(c.Max.X-c.Min.X), c.Max.Y-c.Min.Y-y-height, -y))
		}
	}
	return s.figure()
}

// scale makes the axes of a chart that is that wide; a scale that is there already stays.
func (ch *chart) scale(width vg.Length) {
	var xs, ys []float64
	for _, l := range ch.lines {
		xs, ys = append(xs, l.x...), append(append(append(append(ys, l.y...), l.lo...), l.hi...), l.dotY...)
	}
	for _, s := range ch.group {
		ys = append(ys, s.heights()...)
	}
	switch {
	case len(ch.words) > 0:
		ch.x = wordScale(ch.words, width)
	case ch.x.max == ch.x.min:
		ch.x = valueScale(xs, ch.x.log, width, 8)
	}
	switch {
	case ch.y.log:
		ch.y = costScale(ys)
	case ch.y.max == ch.y.min:
		ch.y = percentScale(ys, 5)
	}
}

// costScale is a logarithmic axis over what is positive among the values.
func costScale(values []float64) scale {
	lo, hi := math.Inf(1), 0.0
	for _, v := range values {
		if finite(v) && v > 0 {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	if hi == 0 {
		lo, hi = 1, 10
	}
	s := scale{log: true, min: lo / 1.5, max: hi * 1.5}
	if s.max < 8*s.min { // room for at least two labels
		mid := math.Sqrt(s.min * s.max)
		s.min, s.max = mid/math.Sqrt(8), mid*math.Sqrt(8)
	}
	s.ticks = logTicks(s.min, s.max)
	return s
}

func (ch chart) draw(c draw.Canvas) {
	p := newPlot()
	ch.x.apply(&p.X)
	ch.y.apply(&p.Y)
	p.Add(horizontalGrid())
	for _, l := range ch.lines {
		if !l.loose {
			p.Add(band(l.color, l.x, l.lo, l.hi))
		}
	}
	for k, l := range ch.lines {
		if len(l.dotX) > 0 {
			p.Add(dots(l.color, flank(k), l.dotX, l.dotY))
		}
	}
	for _, l := range ch.lines {
		if !l.loose {
			p.Add(curve(l.look.line(lineWidth), l.x, l.y))
		}
		if !l.loose {
			p.Add(points(l.look, l.x, l.y))
		}
	}
	for _, l := range ch.lines {
		if l.loose {
			p.Add(rims(l.look, l.x, l.y))
		}
	}
	if len(ch.words) > 0 {
		p.Add(groups(ch.group, len(ch.words)))
	}
	area := draw.Crop(c, nameRoom, 0, 0, 0)
	if ch.title != "" {
		area = draw.Crop(area, 0, 0, 0, -chartTitle)
		p.Add(panelTitle(ch.title))
	}
	drawNamed(area, p, broken(ch.xName, area.Max.X-area.Min.X-yAxisRoom+nameRoom))
	// The plot's own label would be centred in data units, which on a logarithmic axis is not the middle.
	sty := style(labelSize, ink)
	sty.XAlign, sty.YAlign, sty.Rotation = text.XCenter, text.YTop, math.Pi/2
	data := p.DataCanvas(area)
	c.FillText(sty, vg.Point{X: c.Min.X, Y: (data.Min.Y+data.Max.Y)/2 + nameRoom/2}, ch.yName)
}

// rims puts the look's marker on every finite point as a line around it, through which what lies
// beneath is seen.
func rims(l look, x, y []float64) painter {
	return func(c draw.Canvas, p *plot.Plot) {
		for i := range x {
			if finite(y[i]) {
				l.rim(c, at(c, p, x[i], y[i]))
			}
		}
	}
}

func (l look) rim(c draw.Canvas, at vg.Point) {
	c.SetLineStyle(draw.LineStyle{Color: l.color, Width: 0.9})
	c.Stroke(l.mark.path(at, 1.5*markRadius))
}

// rimEntry shows such a line alone.
func rimEntry(l look, label string) entry {
	return entry{label, func(c draw.Canvas, x0, x1, y vg.Length) { l.rim(c, vg.Point{X: (x0 + x1) / 2, Y: y}) }}
}
