package plots

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

const (
	sampleWidth = vg.Length(19)
	sampleGap   = vg.Length(3.5)
	entryGap    = vg.Length(10)
	legendStep  = vg.Length(10.5)
)

// An entry is one item of a legend: a piece of the line as it is drawn, and its name.
type entry struct {
	label  string
	sample func(c draw.Canvas, x0, x1, y vg.Length)
}

func (e entry) width() vg.Length {
	return sampleWidth + sampleGap + style(tickSize, ink).Width(e.label)
}

// flow breaks entries into rows that fit the width; a name that does not fit a row alone is cut.
func flow(entries []entry, width vg.Length) [][]entry {
	var rows [][]entry
	used := vg.Length(0)
	for _, e := range entries {
		e.label = shorten(e.label, width-sampleWidth-sampleGap)
		w := e.width()
		if len(rows) == 0 || used+entryGap+w > width {
			rows = append(rows, nil)
			used = w
		} else {
			used += entryGap + w
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], e)
	}
	return rows
}

// shorten cuts s with an ellipsis where it is wider than width.
func shorten(s string, width vg.Length) string {
	sty := style(tickSize, ink)
	if sty.Width(s) <= width {
		return s
	}
	r := []rune(s)
	for len(r) > 1 && sty.Width(string(r)+"…") > width {
		r = r[:len(r)-1]
	}
	return string(r) + "…"
}

func legendHeight(rows int) vg.Length {
	if rows == 0 {
		return 0
	}
	return vg.Length(rows)*legendStep + 3
}

func drawLegend(c draw.Canvas, rows [][]entry) {
	for k, row := range rows {
		x, y := c.Min.X, c.Max.Y-vg.Length(k)*legendStep-7.5
		for _, e := range row {
			e.sample(c, x, x+sampleWidth, y+2.6)
			put(c, style(tickSize, ink), x+sampleWidth+sampleGap, y, e.label)
			x += e.width() + entryGap
		}
	}
}

// deviceEntry shows line, band and marker of one device.
func deviceEntry(l look, label string, banded, marked bool) entry {
	return entry{label, func(c draw.Canvas, x0, x1, y vg.Length) {
		if banded {
			c.SetColor(faint(l.color, 46))
			c.Fill(rectangle(x0, y-3, x1, y+3))
		}
		c.StrokeLine2(l.line(lineWidth), x0, y, x1, y)
		if marked {
			l.mark.draw(c, l.color, vg.Point{X: (x0 + x1) / 2, Y: y}, markRadius)
		}
	}}
}

// markEntry shows the marker of a device whose points nothing joins.
func markEntry(l look, label string) entry {
	return entry{label, func(c draw.Canvas, x0, x1, y vg.Length) {
		mid := (x0 + x1) / 2
		c.StrokeLine2(draw.LineStyle{Color: l.color, Width: 1}, mid, y-4, mid, y+4)
		l.mark.fill(c, l.color, vg.Point{X: mid, Y: y}, 1.2*markRadius)
	}}
}

// lineEntry shows a bare line.
func lineEntry(s draw.LineStyle, label string) entry {
	return entry{label, func(c draw.Canvas, x0, x1, y vg.Length) { c.StrokeLine2(s, x0, y, x1, y) }}
}
