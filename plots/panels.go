package plots

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/internal/si"
)

// A panel is one data area: the value of the second axis that it stands for, and its curves.
type panel struct {
	title  string
	brief  string // the same with the key of the axis instead of its name
	series []series
}

// facets splits a result into panels, says in notes what they leave out, and names the values at
// which further axes are held.
func facets(r *experiments.Result, axis int) (panels []panel, notes []note, held []string) {
	fixed := map[int]float64{}
	second := -1
	for k, a := range r.Axes {
		switch {
		case k == axis || len(a.Values) == 0:
		case second < 0 && len(a.Values) > 1:
			second = k
		default:
			fixed[k] = a.Values[0]
			held = append(held, valueName(a, a.Values[0]))
		}
	}
	if second < 0 {
		return []panel{{series: collect(r, axis, fixed)}}, notes, held
	}
	a := r.Axes[second]
	values := spreadOut(a.Values, maxPanels)
	if len(values) < len(a.Values) {
		notes = append(notes, note{fmt.Sprintf("%d of %d values of %s shown.",
			len(values), len(a.Values), axisName(a)), false})
	}
	for _, v := range values {
		fixed[second] = v
		if s := collect(r, axis, fixed); len(s) > 0 {
			panels = append(panels, panel{title: valueName(a, v), brief: valueName(experiments.Axis{Key: a.Key, Unit: a.Unit, Words: a.Words}, v), series: s})
		}
	}
	return panels, notes, held
}

// spreadOut takes at most n of the values, first and last among them, evenly by place.
func spreadOut(values []float64, n int) []float64 {
	if len(values) <= n {
		return values
	}
	picked := make([]float64, n)
	for k := range picked {
		picked[k] = values[k*(len(values)-1)/(n-1)]
	}
	return picked
}

// valueName names one value of an axis: "temperature = 300 K". What an axis label says in
// brackets is left to the axis.
func valueName(a experiments.Axis, v float64) string {
	name, _, _ := strings.Cut(axisName(a), " (")
	if w, ok := a.Word(v); ok {
		return name + " = " + w
	}
	return name + " = " + quantity(v, a.Unit)
}

// quantity is si.Format with the signs and spaces of print.
func quantity(v float64, unit string) string {
	return strings.NewReplacer("-", "−", " ", "\u00a0").Replace(si.Format(v, unit))
}

const accuracyLabel = "test accuracy (%)"

// draw lays the panels out in rows with equal data areas and one pair of axis names for all.
func (g *axisGraph) draw(c draw.Canvas) {
	naming(c, g.xLabel, accuracyLabel)
	if len(g.panels) == 1 {
		p := g.plot(g.panels[0])
		p.Y.Label.Text = accuracyLabel
		drawNamed(c, p, broken(g.xLabel, c.Max.X-c.Min.X-yAxisRoom))
		return
	}
	rows := (len(g.panels) + g.columns - 1) / g.columns
	plots := make([][]*plot.Plot, rows)
	for k := range plots {
		plots[k] = make([]*plot.Plot, g.columns)
	}
	for k, pn := range g.panels {
		p := g.plot(pn)
		p.Add(panelTitle(pn.title, pn.brief))
		plots[k/g.columns][k%g.columns] = p
	}
	const left, bottom, top = 12, 12, 10
	inner := draw.Crop(c, left, -4, bottom, 0)
	tiles := draw.Tiles{Rows: rows, Cols: g.columns, PadX: facetGap, PadY: top + 4, PadTop: top}
	for j, line := range plot.Align(plots, tiles, inner) {
		for i, area := range line {
			if plots[j][i] != nil {
				plots[j][i].Draw(area)
			}
		}
	}
	mid := style(labelSize, ink)
	mid.XAlign = text.XCenter
	put(c, mid, (inner.Min.X+inner.Max.X+yAxisRoom/2)/2, c.Min.Y+2, g.xLabel)
	mid.Rotation = math.Pi / 2
	mid.YAlign = text.YTop
	c.FillText(mid, vg.Point{X: c.Min.X - 1, Y: (inner.Min.Y + inner.Max.Y) / 2}, accuracyLabel)
}

// drawNamed draws p with the name of its x axis centred under the data. The plot's own label
// would be centred in data units, which on a logarithmic axis is not the middle.
func drawNamed(c draw.Canvas, p *plot.Plot, name []string) {
	const step = 10
	room := vg.Length(len(name))*step + 2
	naming(c, strings.Join(name, " "), p.Y.Label.Text)
	area := draw.Crop(c, 0, 0, room, 0)
	p.Draw(area)
	data := p.DataCanvas(area)
	sty := style(labelSize, ink)
	sty.XAlign = text.XCenter
	for k, line := range name {
		put(c, sty, (data.Min.X+data.Max.X)/2, c.Min.Y+room-vg.Length(k+1)*step+1.5, line)
	}
}

// panelTitle writes above the data area, at its left edge, the first of the titles that is no wider than the
// area, or what there is room for of the last.
func panelTitle(titles ...string) painter {
	return func(c draw.Canvas, _ *plot.Plot) {
		sty := style(tickSize, ink)
		fit := titles[len(titles)-1]
		for _, t := range titles {
			if sty.Width(t) <= c.Max.X-c.Min.X {
				fit = t
				break
			}
		}
		put(c, sty, c.Min.X, c.Max.Y+3.5, shorten(fit, c.Max.X-c.Min.X))
	}
}

// broken breaks an axis name into lines of that width, before its brackets if that is enough.
func broken(name string, width vg.Length) []string {
	sty := style(labelSize, ink)
	if k := strings.Index(name, " ("); k > 0 && sty.Width(name) > width {
		return append(balanced(sty, width, name[:k]), balanced(sty, width, name[k+1:])...)
	}
	return balanced(sty, width, name)
}
