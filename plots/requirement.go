package plots

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/xbar-sim/xbar/experiments/whatif"
)

// Requirement draws the paired loss against the property that was asked about: every repeat as a dot, means with their 95 %
// intervals, the isotonic fit, the loss that is allowed, the threshold with its interval, and the card's own value. The scale of
// losses is linear well below the loss that is allowed and logarithmic well above it.
func Requirement(r *whatif.Requirement) (Figure, error) {
	if len(r.Points) < 2 {
		return Figure{}, fmt.Errorf("requirement of %s: %w", r.Key, ErrNoData)
	}
	g := &requirementGraph{r: r, height: panelHeight}
	s := sheet{width: columnWidth, legend: g.legend(), height: g.height, notes: g.notes()}
	g.lay(s.width - 2*margin - yAxisRoom)
	s.body = g.draw
	return s.figure(), nil
}

type requirementGraph struct {
	r      *whatif.Requirement
	height vg.Length
	x, y   scale
	factor float64
	xName  string
}

var (
	fitColour   = palette[0]
	ownColour   = palette[1]
	allowedLine = draw.LineStyle{Color: dim, Width: 0.9, Dashes: dashes[1]}
	ownLine     = draw.LineStyle{Color: ownColour, Width: 1, Dashes: dashes[2]}
)

// bent is the place of a loss, a fraction, on the vertical axis.
func (g *requirementGraph) bent(loss float64) float64 { return whatif.Bent(loss, g.r.Limit) }

func (g *requirementGraph) lay(room vg.Length) {
	r := g.r
	values := slices.Clone(r.Range.Values)
	if r.Own != nil && g.ownInside() {
		values = append(values, r.Own.Value)
	}
	factor, unit := axisUnit(r.Unit, values)
	g.factor = factor
	ends := divided([]float64{slices.Min(values), slices.Max(values)}, factor)
	g.x = valueScale(ends, r.Log, room, 6)
	switch {
	case r.Log:
		g.x = g.x.round(room)
	case r.Whole && len(r.Range.Values) <= 16:
		g.x = valueScale(divided(r.Range.Values, factor), false, room, 6)
	default:
		g.x.ticks = linearTicks(ends[0], ends[1], 6)
	}
	if c, ok := g.x.calendar(unit, []float64{60, 3600, 86400, 30 * 86400, 365.25 * 86400}, room); ok && r.Log && ends[0] >= 1 {
		c.ticks = slices.DeleteFunc(c.ticks, func(t plot.Tick) bool { return t.Value < c.min || t.Value > c.max })
		g.x, unit = c, ""
	}
	g.xName = axisTitle(r.Key, r.Label, unit)
	g.y = g.lossScale()
}

// axisTitle is a short label with its key and unit.
func axisTitle(key, label, unit string) string {
	if short, _, ok := strings.Cut(label, ":"); ok {
		label = short
	}
	if len(label) > 48 || label == "" {
		label = key
	}
	if unit != "" {
		label += " (" + unit + ")"
	}
	return label
}

// ownInside tells whether the card's value is near enough to be drawn.
func (g *requirementGraph) ownInside() bool {
	at := g.r.Range.Place(g.r.Own.Value)
	return at > -0.35 && at < 1.35
}

// lossScale covers all losses; ticks stand at 1, 2 and 5 times powers of ten of points.
func (g *requirementGraph) lossScale() scale {
	lo, hi := 0.0, 2*g.r.Limit
	for _, p := range g.r.Points {
		for _, v := range p.Losses {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	s := scale{min: g.bent(lo) - 0.15, max: g.bent(hi) + 0.15}
	s.ticks = plot.ConstantTicks{{Value: 0, Label: "0"}}
	for _, sign := range []float64{1, -1} {
		last := 0.0
		for e := math.Floor(math.Log10(100 * g.r.Limit)); e <= 2; e++ {
			for _, m := range []float64{1, 2, 5} {
				v := sign * m * math.Pow(10, e)
				at := g.bent(v / 100)
				if at < s.min || at > s.max || math.Abs(at-last) < 0.09*(s.max-s.min) {
					continue
				}
				last = at
				s.ticks = append(s.ticks, plot.Tick{Value: at, Label: number(v, max(0, int(-e)))})
			}
		}
	}
	return s
}

func (g *requirementGraph) draw(c draw.Canvas) {
	p := newPlot()
	g.x.apply(&p.X)
	g.y.apply(&p.Y)
	p.Add(horizontalGrid(), painter(g.threshold), painter(g.data))
	p.Y.Label.Text = "paired loss (points)"
	drawNamed(c, p, broken(g.xName, c.Max.X-c.Min.X-yAxisRoom))
}

// across is the place of a value, kept inside.
func (g *requirementGraph) across(c draw.Canvas, p *plot.Plot, v float64) vg.Length {
	return c.X(p.X.Norm(min(max(v/g.factor, p.X.Min), p.X.Max)))
}

// threshold draws the interval and the value over the whole height, the loss that is allowed, and the card's value.
func (g *requirementGraph) threshold(c draw.Canvas, p *plot.Plot) {
	r := g.r
	y := c.Y(p.Y.Norm(g.bent(r.Limit)))
	if r.Refused == "" {
		lo, hi := r.Low, r.High
		first, last := r.Range.Values[0], r.Range.Values[len(r.Range.Values)-1]
		if math.IsNaN(lo) {
			lo = first
		}
		if math.IsNaN(hi) {
			hi = last
		}
		a, b := g.across(c, p, lo), g.across(c, p, hi)
		if b-a < 1 && a-b < 1 {
			a, b = a-0.8, a+0.8
		}
		c.SetColor(faint(fitColour, 40))
		c.Fill(rectangle(a, c.Min.Y, b, c.Max.Y))
		at := g.across(c, p, r.Value)
		c.StrokeLine2(draw.LineStyle{Color: fitColour, Width: 1}, at, c.Min.Y, at, c.Max.Y)
	}
	c.StrokeLine2(allowedLine, c.Min.X, y, c.Max.X, y)
	if r.Own != nil && g.ownInside() {
		at := g.across(c, p, r.Own.Value)
		c.StrokeLine2(ownLine, at, c.Min.Y, at, c.Max.Y)
		marks[2].draw(c, ownColour, vg.Point{X: at, Y: c.Min.Y + 3}, markRadius)
	}
}

// data draws the fit, every repeat, and means with intervals.
func (g *requirementGraph) data(c draw.Canvas, p *plot.Plot) {
	pt := func(value, loss float64) vg.Point {
		return vg.Point{X: g.across(c, p, value), Y: c.Y(min(max(p.Y.Norm(g.bent(loss)), 0), 1))}
	}
	var line []vg.Point
	for _, q := range g.r.Points { // straight between points on these scales
		line = append(line, pt(q.Value, q.Fit))
	}
	c.StrokeLines(draw.LineStyle{Color: fitColour, Width: lineWidth}, line)
	for _, q := range g.r.Points {
		c.SetColor(faint(steady, 110))
		for k, v := range q.Losses {
			at := pt(q.Value, v)
			at.X += vg.Length(float64(k%4))*1.1 - 5.5 // beside the interval
			c.Fill(disc(at, dotRadius))
			tellText(c, at, fmt.Sprintf("%s: %s\nrepeat %d: loss %s points", g.r.Key, textOf(g.r, q.Value), k+1, number(100*v, 2)))
		}
	}
	for _, q := range g.r.Points {
		if finite(q.Lo, q.Hi) {
			a, b := pt(q.Value, q.Lo), pt(q.Value, q.Hi)
			c.StrokeLine2(draw.LineStyle{Color: fitColour, Width: 0.9}, a.X, a.Y, b.X, b.Y)
		}
		marks[0].draw(c, fitColour, pt(q.Value, q.Loss), 0.9*markRadius)
		tellText(c, pt(q.Value, q.Loss), fmt.Sprintf("%s: %s\nmean loss, points: %s [%s, %s]", g.r.Key, textOf(g.r, q.Value), number(100*q.Loss, 2), number(100*q.Lo, 2), number(100*q.Hi, 2)))
	}
}

func (g *requirementGraph) legend() []entry {
	r := g.r
	l := []entry{
		deviceEntry(look{color: fitColour, mark: marks[0]}, "mean with 95\u00a0% interval, isotonic fit", false, true),
		{"every repeat", func(c draw.Canvas, x0, x1, y vg.Length) {
			c.SetColor(faint(steady, 150))
			for k := range 3 {
				c.Fill(disc(vg.Point{X: x0 + 4 + vg.Length(5*k), Y: y + vg.Length(k%2)*2 - 1}, dotRadius))
			}
		}},
		lineEntry(allowedLine, "allowed"),
	}
	if r.Refused == "" {
		l = append(l, entry{fmt.Sprintf("threshold with %.3g\u00a0%% interval", 100*r.Conf), func(c draw.Canvas, x0, x1, y vg.Length) {
			c.SetColor(faint(fitColour, 40))
			c.Fill(rectangle(x0+3, y-4, x1-3, y+4))
			c.StrokeLine2(draw.LineStyle{Color: fitColour, Width: 1}, (x0+x1)/2, y-4, (x0+x1)/2, y+4)
		}})
	}
	if r.Own != nil && g.ownInside() {
		name := "card's value"
		if r.Own.Provenance == "stated" {
			name = "measured"
		}
		if r.Own.Provenance == "assumed" {
			name += " (assumed)"
		}
		l = append(l, entry{name, func(c draw.Canvas, x0, x1, y vg.Length) {
			mid := (x0 + x1) / 2
			c.StrokeLine2(ownLine, mid, y-4, mid, y+4)
			marks[2].draw(c, ownColour, vg.Point{X: mid, Y: y - 1}, markRadius)
		}})
	}
	return l
}

func (g *requirementGraph) notes() []note {
	r := g.r
	var notes []note
	if r.Quick {
		notes = append(notes, note{"QUICK run: fewer repeats and less data than a full study.", true})
	}
	if r.Refused != "" {
		notes = append(notes, note{"No threshold: " + r.Refused + ".", true})
	} else {
		sign := map[int]string{1: "at most", -1: "at least"}[r.Worse]
		notes = append(notes, note{fmt.Sprintf("%s: %s %s %s for a loss of %s points.", r.Title, r.Key, sign, textOf(r, r.Value), number(100*r.Limit, 1)), false})
	}
	lo, hi := math.MaxInt, 0
	for _, p := range r.Points {
		lo, hi = min(lo, len(p.Losses)), max(hi, len(p.Losses))
	}
	if r.Own != nil {
		notes = append(notes, note{"Card: " + r.Verdict + ".", false})
	}
	notes = append(notes, note{fmt.Sprintf("Against %s, accuracy %s\u00a0%%.", r.Baseline, number(100*r.BaseMean, 1)), false},
		note{capital(strings.Join(r.Setting, ", ")) + ".", false},
		note{fmt.Sprintf("%s to %s a value, %s each.", fmt.Sprint(lo), count(hi, "repeat"), count(r.TestImages, "test image")), false})
	if r.Found.Least < 10 {
		notes = append(notes, note{fmt.Sprintf("%s at the threshold: want at least 10.", count(r.Found.Least, "repeat")), true})
	}
	return notes
}

func textOf(r *whatif.Requirement, v float64) string {
	return strings.NewReplacer("-", "−", " ", "\u00a0").Replace(r.Property.Text(v))
}
