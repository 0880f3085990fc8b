package plots

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/xbar-sim/xbar/experiments/whatif"
)

// RequirementMap draws the loss over two properties in shades, lines of equal loss, and the requirement of the first property
// at every value of the second with its interval; the device and the cards of the library that state both numbers are points.
func RequirementMap(m *whatif.RequirementMap) (Figure, error) {
	if len(m.RangeA.Values) < 2 || len(m.RangeB.Values) < 2 || len(m.Cells) != len(m.RangeA.Values)*len(m.RangeB.Values) {
		return Figure{}, fmt.Errorf("map of %s and %s: %w", m.A.Key, m.B.Key, ErrNoData)
	}
	g := &mapGraph{m: m}
	g.lay(columnWidth - 2*margin - yAxisRoom - mapBar)
	s := sheet{width: columnWidth, legend: g.legend(), height: panelHeight, body: g.draw, notes: g.notes()}
	return s.figure(), nil
}

// mapBar is the room of the colour scale.
const mapBar = vg.Length(34)

type mapGraph struct {
	m      *whatif.RequirementMap
	x, y   scale
	a, b   float64 // factors of the axes
	xName  string
	yName  string
	top    float64 // place of the largest loss
	levels []float64
}

// rangeScale is a range as an axis: B lies across, A upright.
func rangeScale(r *whatif.Range, unit string, room vg.Length) (scale, float64, string) {
	factor, unit := axisUnit(unit, r.Values)
	lo, hi := slices.Min(r.Values)/factor, slices.Max(r.Values)/factor
	s := scale{log: r.Log, min: lo, max: hi}
	if r.Log {
		s.ticks = logTicks(lo, hi)
		s = s.thinned(room)
	} else {
		s.ticks = linearTicks(lo, hi, 5)
	}
	return s, factor, unit
}

func (g *mapGraph) lay(room vg.Length) {
	var unit string
	g.x, g.b, unit = rangeScale(g.m.RangeB, g.m.B.Unit, room)
	g.xName = axisTitle(g.m.B.Key, g.m.B.Label, unit)
	g.y, g.a, unit = rangeScale(g.m.RangeA, g.m.A.Unit, 10*room)
	g.yName = axisTitle(g.m.A.Key, g.m.A.Label, unit)
	g.top = g.bent(2 * g.m.Limit)
	for _, c := range g.m.Cells {
		g.top = max(g.top, g.bent(c.Loss))
	}
	for _, f := range []float64{0.5, 1, 2, 5, 10, 20, 50} {
		if at := g.bent(f * g.m.Limit); at < g.top {
			g.levels = append(g.levels, f*g.m.Limit)
		}
	}
}

func (g *mapGraph) bent(loss float64) float64 { return whatif.Bent(loss, g.m.Limit) }

// shade is the colour of a loss, pale enough for lines and points to stand on.
func (g *mapGraph) shade(bent float64) draw.LineStyle {
	return draw.LineStyle{Color: blues(0.72 * min(max(bent/g.top, 0), 1))}
}

func (g *mapGraph) at(c draw.Canvas, p *plot.Plot, a, b float64) vg.Point {
	return vg.Point{X: c.X(p.X.Norm(b / g.b)), Y: c.Y(p.Y.Norm(a / g.a))}
}

// loss is the bent loss at places of both ranges, linear in between.
func (g *mapGraph) loss(u, v float64) float64 {
	cell := func(places []float64, at float64) (int, float64) {
		i := 0
		for i < len(places)-2 && places[i+1] < at {
			i++
		}
		return i, (at - places[i]) / (places[i+1] - places[i])
	}
	i, s := cell(g.m.RangeA.Places, u)
	j, t := cell(g.m.RangeB.Places, v)
	f := func(i, j int) float64 { return g.bent(g.m.Cell(i, j).Loss) }
	return (1-s)*((1-t)*f(i, j)+t*f(i, j+1)) + s*((1-t)*f(i+1, j)+t*f(i+1, j+1))
}

func (g *mapGraph) draw(c draw.Canvas) {
	p := newPlot()
	g.x.apply(&p.X)
	g.y.apply(&p.Y)
	p.Add(painter(g.shades), painter(g.contours), painter(g.edge), painter(g.cards), painter(g.tell))
	area := draw.Crop(c, nameRoom, -mapBar, 0, -8)
	name := broken(g.xName, area.Max.X-area.Min.X-yAxisRoom)
	drawNamed(area, p, name)
	room := vg.Length(len(name))*10 + 2
	data := p.DataCanvas(draw.Crop(area, 0, 0, room, 0))
	// The plot's own label would be centred in data units, which on a logarithmic axis is not the middle.
	sty := style(labelSize, ink)
	sty.XAlign, sty.YAlign, sty.Rotation = text.XCenter, text.YTop, math.Pi/2
	c.FillText(sty, vg.Point{X: c.Min.X, Y: (data.Min.Y + data.Max.Y) / 2}, broken(g.yName, data.Max.Y-data.Min.Y)[0])
	g.bar(c, data.Min.Y, data.Max.Y)
}

// corner is the place of a place of the plot: harm may grow downward.
func (g *mapGraph) corner(c draw.Canvas, u, v float64) vg.Point {
	if g.m.RangeA.Worse < 0 {
		u = 1 - u
	}
	if g.m.RangeB.Worse < 0 {
		v = 1 - v
	}
	return vg.Point{X: c.Min.X + vg.Length(v)*(c.Max.X-c.Min.X), Y: c.Min.Y + vg.Length(u)*(c.Max.Y-c.Min.Y)}
}

// fine is how finely shades and lines are drawn.
const fine = 48

func (g *mapGraph) shades(c draw.Canvas, _ *plot.Plot) {
	for i := range fine {
		for j := range fine {
			a, b := g.corner(c, float64(i)/fine, float64(j)/fine), g.corner(c, float64(i+1)/fine, float64(j+1)/fine)
			c.SetColor(g.shade(g.loss((float64(i)+0.5)/fine, (float64(j)+0.5)/fine)).Color)
			c.Fill(rectangle(min(a.X, b.X), min(a.Y, b.Y), max(a.X, b.X)+0.3, max(a.Y, b.Y)+0.3))
		}
	}
}

// tell tells every loss that was tried.
func (g *mapGraph) tell(c draw.Canvas, p *plot.Plot) {
	for _, v := range g.m.Cells {
		tellText(c, g.at(c, p, v.A, v.B), fmt.Sprintf("%s: %s\n%s: %s\nloss, points: %s [%s, %s]", g.m.A.Key, g.m.A.Text(v.A), g.m.B.Key, g.m.B.Text(v.B), number(100*v.Loss, 2), number(100*v.Lo, 2), number(100*v.Hi, 2)))
	}
}

// contours draws lines of equal mean loss by marching squares.
func (g *mapGraph) contours(c draw.Canvas, _ *plot.Plot) {
	for _, level := range g.levels {
		style := draw.LineStyle{Color: dim, Width: thin}
		if level == g.m.Limit {
			style = draw.LineStyle{Color: ink, Width: lineWidth}
		}
		var label vg.Point
		for i := range fine {
			for j := range fine {
				s := g.segment(c, i, j, g.bent(level))
				if len(s) == 2 {
					c.StrokeLine2(style, s[0].X, s[0].Y, s[1].X, s[1].Y)
					if s[0].Y > label.Y && s[0].Y < c.Max.Y-8 && s[0].X < c.Max.X-14 && s[0].X > c.Min.X+2 {
						label = s[0]
					}
				}
			}
		}
		if label.Y > 0 {
			text := number(100*level, max(0, int(math.Ceil(-math.Log10(100*level)))))
			sty := inFigure()
			c.SetColor(faint(white, 210))
			c.Fill(rectangle(label.X+1, label.Y-3, label.X+3+sty.Width(text), label.Y+4))
			put(c, sty, label.X+2, label.Y-2.4, text)
		}
	}
}

// segment is where a level crosses a small square; a saddle is left open.
func (g *mapGraph) segment(c draw.Canvas, i, j int, level float64) []vg.Point {
	corners := [4][2]int{{i, j}, {i, j + 1}, {i + 1, j + 1}, {i + 1, j}}
	var out []vg.Point
	for k := range corners {
		a, b := corners[k], corners[(k+1)%4]
		u0, v0, u1, v1 := float64(a[0])/fine, float64(a[1])/fine, float64(b[0])/fine, float64(b[1])/fine
		f0, f1 := g.loss(u0, v0), g.loss(u1, v1)
		if (f0 > level) == (f1 > level) {
			continue
		}
		t := (level - f0) / (f1 - f0)
		out = append(out, g.corner(c, u0+t*(u1-u0), v0+t*(v1-v0)))
	}
	return out
}

// edge draws the requirement with its interval at every value of B.
func (g *mapGraph) edge(c draw.Canvas, _ *plot.Plot) {
	for j, e := range g.m.Along {
		v := g.m.RangeB.Places[j]
		lo, hi := g.corner(c, min(max(e.Low, 0), 1), v), g.corner(c, min(max(e.High, 0), 1), v)
		if e.Low <= 1 && e.High >= 0 {
			c.StrokeLine2(draw.LineStyle{Color: palette[1], Width: 1.6}, lo.X, lo.Y, hi.X, hi.Y)
		}
		if !math.IsInf(e.Place, 0) {
			marks[1].draw(c, palette[1], g.corner(c, e.Place, v), markRadius)
		}
	}
}

func (g *mapGraph) cards(c draw.Canvas, p *plot.Plot) {
	type box struct{ x0, x1, y float64 }
	var taken []box
	for k, card := range g.m.Cards {
		at := g.at(c, p, card.A, card.B)
		m, text := marks[0], fmt.Sprint(k)
		if card.Assumed {
			m.open = true
		}
		r := markRadius
		if card.Ours {
			m, text, r = marks[2], card.Name, 1.6*markRadius
			m.open = card.Assumed
		}
		m.draw(c, ink, at, r)
		sty := inFigure()
		w := sty.Width(text)
		x, y := at.X+4, at.Y-2.5
		if x+w > c.Max.X {
			x = at.X - 4 - w
		}
		for _, b := range taken {
			if math.Abs(b.y-float64(y)) < 6 && float64(x) < b.x1 && float64(x+w) > b.x0 {
				y = vg.Length(b.y) + 6.5
			}
		}
		taken = append(taken, box{float64(x), float64(x + w), float64(y)})
		put(c, sty, x, y, text)
	}
}

// inFigure is small text inside a figure.
func inFigure() text.Style { return style(noteSize, ink) }

// bar draws the scale of shades with the levels.
func (g *mapGraph) bar(c draw.Canvas, y0, y1 vg.Length) {
	x := c.Max.X - mapBar + 8
	const n = 64
	for k := range n {
		a, b := y0+(y1-y0)*vg.Length(k)/n, y0+(y1-y0)*vg.Length(k+1)/n
		c.SetColor(g.shade(g.top * (float64(k) + 0.5) / n).Color)
		c.Fill(rectangle(x, a, x+7, b+0.3))
	}
	last := -vg.Inch
	for _, level := range append([]float64{0}, g.levels...) {
		y := y0 + (y1-y0)*vg.Length(g.bent(level)/g.top)
		if y-last < 8 || level == 0.5*g.m.Limit {
			continue
		}
		last = y
		c.StrokeLine2(draw.LineStyle{Color: ink, Width: thin}, x+7, y, x+9, y)
		put(c, style(tickSize, ink), x+10.5, y-2.7, number(100*level, max(0, int(math.Ceil(-math.Log10(100*max(level, 0.01)))))))
	}
	put(c, style(noteSize, ink), x-6, y1+3, "loss (points)")
}

func (g *mapGraph) legend() []entry {
	l := []entry{
		lineEntry(draw.LineStyle{Color: ink, Width: lineWidth}, "mean loss of "+number(100*g.m.Limit, 1)+" points"),
		{fmt.Sprintf("threshold, %.3g\u00a0%% interval", 100*g.m.Conf), func(c draw.Canvas, x0, x1, y vg.Length) {
			mid := (x0 + x1) / 2
			c.StrokeLine2(draw.LineStyle{Color: palette[1], Width: 1.6}, mid, y-4, mid, y+4)
			marks[1].draw(c, palette[1], vg.Point{X: mid, Y: y}, markRadius)
		}},
	}
	if len(g.m.Cards) > 0 {
		l = append(l, entry{"cards (open: assumed)", func(c draw.Canvas, x0, x1, y vg.Length) {
			marks[2].draw(c, ink, vg.Point{X: x0 + 4, Y: y}, 1.4*markRadius)
			marks[0].draw(c, ink, vg.Point{X: x0 + 12, Y: y}, markRadius)
		}})
	}
	return l
}

func (g *mapGraph) notes() []note {
	m := g.m
	var notes []note
	if m.Quick {
		notes = append(notes, note{"QUICK run: fewer repeats and less data than a full study.", true})
	}
	if m.Repeats < 10 {
		notes = append(notes, note{count(m.Repeats, "repeat") + ": want at least 10.", true})
	}
	var names []string
	for k, c := range m.Cards {
		if !c.Ours {
			names = append(names, fmt.Sprintf("%d\u00a0%s", k, c.Name))
		}
	}
	notes = append(notes, note{fmt.Sprintf("%s: mean paired loss against %s, accuracy %s\u00a0%%.", m.Title, m.Baseline, number(100*m.BaseMean, 1)), false},
		note{fmt.Sprintf("%s, %s, %s each.", capital(strings.Join(m.Setting, ", ")), count(m.Repeats, "repeat"), count(m.TestImages, "test image")), false})
	if len(names) > 0 {
		notes = append(notes, note{"Cards: " + strings.Join(names, ", ") + ".", false})
	}
	return notes
}
