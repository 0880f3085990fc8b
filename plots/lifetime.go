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

// Lifetime draws accuracy against the logarithm of time for every temperature, a panel for each compensation, with 95 % bands, every
// repeat, and marks where a curve has lost the limit; or accuracy and the part of failed cells against full cycles. What lies beyond
// the longest time, or the most cycles, that the card says was measured is hatched.
func Lifetime(l *whatif.Lifetime) (Figure, error) {
	if len(l.Curves) == 0 || len(l.Curves[0].Points) < 2 {
		return Figure{}, fmt.Errorf("lifetime of %s: %w", l.Device, ErrNoData)
	}
	g := &lifeGraph{l: l}
	g.panels()
	s := sheet{width: columnWidth, legend: g.legend(), notes: g.notes()}
	g.columns = 1
	if len(g.names) > 1 && !l.Endurance {
		s.width, g.columns = pageWidth, min(len(g.names), 4)
		if len(g.names) == 4 {
			g.columns = 2
		}
	}
	rows := (len(g.names) + g.columns - 1) / g.columns
	g.gap = 10
	g.each = (s.width - 2*margin - g.gap*vg.Length(g.columns-1)) / vg.Length(g.columns)
	g.high = 4.6 * vg.Centimeter
	s.height = vg.Length(rows)*g.high + vg.Length(rows-1)*g.gap
	s.body = g.draw
	return s.figure(), nil
}

type lifeGraph struct {
	l         *whatif.Lifetime
	names     []string // of panels: compensations, or accuracy and failed cells
	columns   int
	each      vg.Length // width of a panel
	high, gap vg.Length
}

func (g *lifeGraph) panels() {
	if g.l.Endurance {
		g.names = []string{"accuracy", "failed"}
		return
	}
	for _, c := range g.l.Curves {
		if !slices.Contains(g.names, c.Compensation) {
			g.names = append(g.names, c.Compensation)
		}
	}
}

// kelvins are the temperatures in their order.
func (g *lifeGraph) kelvins() []float64 {
	var list []float64
	for _, c := range g.l.Curves {
		if !slices.Contains(list, c.Kelvin) {
			list = append(list, c.Kelvin)
		}
	}
	return list
}

// look of a temperature: from blue to vermillion, as cold and hot are.
func (g *lifeGraph) look(kelvin float64) look {
	all := g.kelvins()
	order := []int{0, 2, 4, 1, 3, 5}
	if len(all) == 2 {
		order = []int{0, 1}
	}
	if len(all) == 3 {
		order = []int{0, 2, 1}
	}
	k := slices.Index(all, kelvin)
	return look{color: palette[order[k%len(order)]], dash: dashes[k%len(dashes)], mark: marks[k%len(marks)]}
}

func degrees(kelvin float64) string { return number(kelvin-273.15, 0) + "\u00a0°C" }

func (g *lifeGraph) draw(c draw.Canvas) {
	for k, name := range g.names {
		x := vg.Length(k%g.columns) * (g.each + g.gap)
		y := vg.Length(k/g.columns) * (g.high + g.gap)
		area := draw.Crop(c, x, x+g.each-(c.Max.X-c.Min.X), c.Max.Y-c.Min.Y-y-g.high, -y)
		p, xName := g.plot(name)
		if k%g.columns == 0 {
			p.Y.Label.Text = "test accuracy (%)"
			if name == "failed" {
				p.Y.Label.Text = "failed cells (%)"
			}
		}
		drawNamed(draw.Crop(area, 0, 0, 0, -chartTitle), p, []string{xName})
	}
}

func (g *lifeGraph) plot(name string) (*plot.Plot, string) {
	p := newPlot()
	room := g.each - yAxisRoom
	first := g.l.Curves[0].Points
	lo, hi := first[0].At, first[len(first)-1].At
	xName := "time after training"
	if g.l.Endurance {
		s, _ := decades([]float64{lo, hi}, "", 6)
		s.min, s.max = lo/1.3, hi*1.3
		s.thinned(room).apply(&p.X)
		xName = "full cycles of every cell before training"
	} else {
		s := ages([]float64{lo / 1.6, hi * 1.6}, room)
		if hi >= 3.1e8 {
			s.ticks = append(s.ticks, plot.Tick{Value: 3.15576e8, Label: "10\u00a0y"})
		}
		s.thinned(room).apply(&p.X)
	}
	g.height(name).apply(&p.Y)
	p.Add(painter(g.hatched), horizontalGrid())
	if name == "failed" {
		pts := g.l.Curves[0].Points
		var x, y []float64
		for _, q := range pts {
			x, y = append(x, q.At), append(y, 100*q.Failed)
		}
		p.Add(curve(draw.LineStyle{Color: ink, Width: lineWidth}, x, y), points(look{color: ink, mark: marks[0]}, x, y))
		p.Add(panelTitle("Worn-out cells after training"))
		return p, xName
	}
	p.Add(level(draw.LineStyle{Color: steady, Width: thin}, steady, 100*g.l.Mean, 100*g.l.Lo, 100*g.l.Hi))
	for _, c := range g.l.Curves {
		if g.l.Endurance || c.Compensation == name {
			g.curve(p, c)
		}
	}
	if title := map[string]string{"none": "no compensation", "global": "one gain for all", "column": "a gain a column", "refresh": "written again"}[name]; title != "" {
		p.Add(panelTitle(title))
	}
	return p, xName
}

// height is the same scale in all panels of accuracy.
func (g *lifeGraph) height(name string) scale {
	var ys []float64
	if name == "failed" {
		top := 0.0
		for _, q := range g.l.Curves[0].Points {
			top = max(top, 100*q.Failed)
		}
		return percentScale([]float64{0, max(top, 1)}, 4)
	}
	for _, a := range g.l.Fresh {
		ys = append(ys, 100*a)
	}
	for _, c := range g.l.Curves {
		for _, q := range c.Points {
			for _, a := range q.Accuracies {
				ys = append(ys, 100*a)
			}
		}
	}
	return percentScale(ys, 5)
}

func (g *lifeGraph) curve(p *plot.Plot, c whatif.LifeCurve) {
	l := g.look(c.Kelvin)
	var x, y, lo, hi, dx, dy []float64
	for _, q := range c.Points {
		x, y, lo, hi = append(x, q.At), append(y, 100*q.Mean), append(lo, 100*q.Lo), append(hi, 100*q.Hi)
		for _, a := range q.Accuracies {
			dx, dy = append(dx, q.At), append(dy, 100*a)
		}
	}
	shift := vg.Length(slices.Index(g.kelvins(), c.Kelvin))*1.8 - 5
	p.Add(band(l.color, x, lo, hi), dots(l.color, shift, dx, dy), curve(l.line(lineWidth), x, y), points(l, x, y))
	if finite(c.To) {
		p.Add(painter(func(cv draw.Canvas, p *plot.Plot) {
			a := vg.Point{X: cv.X(p.X.Norm(c.To)), Y: cv.Min.Y}
			cv.StrokeLine2(draw.LineStyle{Color: l.color, Width: 1.1}, a.X, a.Y, a.X, a.Y+9)
			w := make([]vg.Length, 2)
			for k, v := range []float64{c.Low, c.High} {
				w[k] = cv.X(p.X.Norm(min(max(v, p.X.Min), p.X.Max)))
				if math.IsNaN(v) {
					w[k] = []vg.Length{cv.Min.X, cv.Max.X}[k]
				}
			}
			y := a.Y + 2.5 + 2.2*vg.Length(slices.Index(g.kelvins(), c.Kelvin))
			cv.StrokeLine2(draw.LineStyle{Color: l.color, Width: 1.1}, w[0], y, w[1], y)
		}))
	}
}

// hatched marks what no measurement covers.
func (g *lifeGraph) hatched(c draw.Canvas, p *plot.Plot) {
	from := c.Min.X
	if g.l.Measured > 0 {
		from = c.X(min(max(p.X.Norm(g.l.Measured), 0), 1))
	}
	drawHatch(c, from)
}

// drawHatch draws oblique lines from an abscissa to the right end.
func drawHatch(c draw.Canvas, from vg.Length) {
	const gap = vg.Length(5)
	high := c.Max.Y - c.Min.Y
	style := draw.LineStyle{Color: faint(dim, 70), Width: 0.4}
	for x := from - high; x < c.Max.X; x += gap {
		a, b := vg.Point{X: x, Y: c.Min.Y}, vg.Point{X: x + high, Y: c.Max.Y}
		if a.X < from {
			a.Y, a.X = a.Y+from-a.X, from
		}
		if b.X > c.Max.X {
			b.Y, b.X = b.Y-(b.X-c.Max.X), c.Max.X
		}
		if b.X > a.X {
			c.StrokeLine2(style, a.X, a.Y, b.X, b.Y)
		}
	}
}

func (g *lifeGraph) legend() []entry {
	var l []entry
	if g.l.Endurance {
		l = append(l, deviceEntry(g.look(g.l.Curves[0].Kelvin), g.l.Title, true, true))
	} else {
		for _, k := range g.kelvins() {
			l = append(l, deviceEntry(g.look(k), degrees(k), true, true))
		}
	}
	l = append(l, lineEntry(draw.LineStyle{Color: steady, Width: thin}, "fresh"))
	marked := false
	for _, c := range g.l.Curves {
		marked = marked || finite(c.To)
	}
	if marked {
		l = append(l, entry{fmt.Sprintf("%s\u00a0points lost, with interval", number(100*g.l.Limit, 1)), func(c draw.Canvas, x0, x1, y vg.Length) {
			mid, s := (x0+x1)/2, draw.LineStyle{Color: ink, Width: 1.1}
			c.StrokeLine2(s, mid, y-3, mid, y+5)
			c.StrokeLine2(s, x0+2, y-1, x1-2, y-1)
		}})
	}
	return append(l, entry{"extrapolated", func(c draw.Canvas, x0, x1, y vg.Length) {
		c.Min.Y, c.Max.Y, c.Max.X = y-4, y+4, x1
		drawHatch(c, x0)
	}})
}

func (g *lifeGraph) notes() []note {
	l := g.l
	var notes []note
	if l.Quick {
		notes = append(notes, note{"QUICK run: fewer repeats and less data than a full study.", true})
	}
	if l.Repeats < 10 {
		notes = append(notes, note{count(l.Repeats, "repeat") + ": want at least 10.", true})
	}
	if !l.Endurance {
		notes = append(notes, note{l.Title + ", stored at the temperatures, read at " + degrees(l.Read) + ".", false})
	}
	notes = append(notes, note{capital(strings.Join(setOf(l), ", ")) + ".", false},
		note{fmt.Sprintf("%s (dots), %s each; means with 95\u00a0%% intervals.", count(l.Repeats, "repeat"), count(l.TestImages, "test image")), false})
	switch {
	case l.Measured > 0 && l.Endurance:
		notes = append(notes, note{"Measured for " + short(l.Measured) + " cycles.", false})
	case l.Measured > 0:
		notes = append(notes, note{"Measured for " + quantity(l.Measured, "s") + ".", false})
	case l.Endurance:
		notes = append(notes, note{"The card does not say for how many cycles it was measured.", false})
	default:
		notes = append(notes, note{"The card does not say for how long it was measured.", false})
	}
	return notes
}

// setOf is the setting without what panels say.
func setOf(l *whatif.Lifetime) []string {
	return slices.DeleteFunc(slices.Clone(l.Setting), func(s string) bool { return strings.HasPrefix(s, "compensation") })
}
