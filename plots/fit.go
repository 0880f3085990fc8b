package plots

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/xbar-sim/xbar/device/fit"
)

// Fit draws what an estimator found: the data with the fitted curves and what is left, one panel each,
// and under them the estimates with their 95 % intervals. It errs with ErrNoData where the report has no panel.
func Fit(r *fit.Report, notes ...string) (Figure, error) {
	if len(r.Panels) == 0 {
		return Figure{}, fmt.Errorf("fit of %s: %w", r.Kind, ErrNoData)
	}
	f := sheet{width: pageWidth}
	if len(r.Panels) == 1 {
		f.width = columnWidth
	}
	cols := chartColumns(len(r.Panels))
	width := (f.width - 2*margin - plateSpace*vg.Length(cols-1)) / vg.Length(cols)
	var all []*plate
	for k, p := range r.Panels {
		a := fitPlate(p, width-nameRoom-sheetTicks)
		a.title = fmt.Sprintf("%c  %s", 'a'+k, p.Title)
		all = append(all, a)
	}
	heads := headsOf(all, cols, width)
	f.height = -plateSpace
	for _, h := range heads {
		f.height += h + plateBody + tickRoom + nameRoom + plateSpace
	}
	for _, text := range append(fitNotes(r), notes...) {
		f.notes = append(f.notes, note{text, false})
	}
	f.body = func(c draw.Canvas) { drawPlates(c, all, cols, width, heads) }
	fig := f.figure()
	fig.Caption = r.Title + ": data, fit and what is left."
	if len(r.Estimates) == 0 {
		fig.Caption = r.Title + "."
	}
	return fig, nil
}

// fitNotes are the estimates and the words about them.
func fitNotes(r *fit.Report) []string {
	var parts []string
	for _, e := range r.Estimates {
		if len(parts) == 8 {
			parts = append(parts, "…")
			break
		}
		s := e.Name + " = " + three(e.Value, e.Unit)
		if finite(e.Low, e.High) {
			s += fmt.Sprintf(" [%s, %s]", three(e.Low, e.Unit), three(e.High, e.Unit))
		}
		if e.Verdict != fit.Identified {
			s += " (" + e.Verdict + ")"
		}
		parts = append(parts, s)
	}
	if len(r.Estimates) == 0 { // measurements alone
		return r.Notes
	}
	notes := []string{"Points: data. Lines: fit."}
	if len(parts) > 0 {
		notes = append(notes, strings.Join(parts, "; ")+". Brackets: 95\u00a0% intervals.")
	}
	return notes
}

// three prints three significant digits with the unit.
func three(v float64, unit string) string {
	if r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'e', 2, 64), 64); err == nil {
		v = r
	}
	return quantity(v, unit)
}

// manyPoints is from how many points on a series is drawn as small dots.
const manyPoints = 120

// fitPlate makes a plot of a panel, room wide.
func fitPlate(p fit.Panel, room vg.Length) *plate {
	var xs, ys []float64
	for _, s := range p.Series {
		xs, ys = append(xs, s.X...), append(append(append(ys, s.Y...), s.Lo...), s.Hi...)
	}
	g := newPlot()
	xFactor, xUnit := fitAxis(&g.X, xs, p.XUnit, p.XLog, room)
	yFactor, yUnit := fitAxis(&g.Y, ys, p.YUnit, p.YLog, 0)
	g.Add(horizontalGrid())
	out := &plate{plot: g, xName: named(p.X, xUnit), yName: named(p.Y, yUnit)}
	k := -1
	for _, s := range p.Series {
		if !s.Like {
			k++
		}
		l := numberLook(max(k, 0))
		x, y := divided(s.X, xFactor), divided(s.Y, yFactor)
		g.Add(telling(s.Name))
		drawSeries(g, s, l, x, y, yFactor)
		if e, ok := seriesEntry(s, l); ok && len(out.key) < 7 {
			out.key = append(out.key, e)
		}
	}
	return out
}

// drawSeries adds a line with its band, or points with their bars.
func drawSeries(g *plot.Plot, s fit.Series, l look, x, y []float64, factor float64) {
	switch {
	case s.Line:
		if len(s.Lo) == len(s.Y) && len(s.Y) > 0 {
			g.Add(band(l.color, x, divided(s.Lo, factor), divided(s.Hi, factor)))
		}
		style := l.line(lineWidth)
		if s.Like || s.Faint || len(x) > manyPoints { // dashes would break what goes up and down
			style.Dashes = nil
		}
		if s.Faint {
			style.Width, style.Color = thin, faint(l.color, 110)
		}
		g.Add(curve(style, x, y))
	case s.Faint || len(x) > manyPoints:
		g.Add(dots(l.color, 0, x, y))
	default:
		if len(s.Lo) == len(s.Y) {
			lo, hi := divided(s.Lo, factor), divided(s.Hi, factor)
			g.Add(painter(func(c draw.Canvas, p *plot.Plot) {
				for i := range x {
					if finite(lo[i], hi[i]) {
						errorBar(c, p, draw.LineStyle{Color: l.color, Width: thin}, x[i], lo[i], hi[i])
					}
				}
			}))
		}
		g.Add(painter(func(c draw.Canvas, p *plot.Plot) {
			for i := range x {
				if !finite(x[i], y[i]) {
					continue
				}
				tell(c, at(c, p, x[i], y[i]), x[i], y[i])
				// Rims would eat neighbours that stand close.
				if len(x) > 25 {
					l.mark.fill(c, faint(l.color, 170), at(c, p, x[i], y[i]), 0.6*markRadius)
				} else {
					l.mark.draw(c, l.color, at(c, p, x[i], y[i]), 0.8*markRadius)
				}
			}
		}))
	}
}

// seriesEntry is a series in the key; fits and nameless ones have none.
func seriesEntry(s fit.Series, l look) (entry, bool) {
	switch {
	case s.Name == "" || s.Like || s.Faint && !s.Line:
		return entry{}, false
	case s.Line:
		return lineEntry(l.line(lineWidth), s.Name), true
	}
	return entry{s.Name, func(c draw.Canvas, x0, x1, y vg.Length) {
		l.mark.draw(c, l.color, vg.Point{X: (x0 + x1) / 2, Y: y}, markRadius)
	}}, true
}

// fitAxis scales an axis over the values and returns by what they are divided and the unit that is left.
func fitAxis(a *plot.Axis, values []float64, unit string, log bool, room vg.Length) (factor float64, name string) {
	if log {
		n := 5
		s, ok := decades(values, unit, n)
		if ok {
			if room > 0 {
				s = s.thinned(room)
			}
			s.apply(a)
			return 1, ""
		}
	}
	factor, name = axisUnit(unit, values)
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if finite(v) {
			lo, hi = min(lo, v/factor), max(hi, v/factor)
		}
	}
	if !(hi > lo) {
		if !finite(lo) {
			lo = 0
		}
		d := max(math.Abs(lo)/2, 0.5)
		lo, hi = lo-d, lo+d
	}
	pad := 0.04 * (hi - lo)
	s := scale{min: lo - pad, max: hi + pad}
	if lo >= 0 && lo < 0.3*hi { // near enough to 0 to begin there
		s.min = 0
	}
	n := 6
	for s.ticks = linearTicks(s.min, s.max, n); room > 0 && n > 2 && !s.fits(room); n-- {
		s.ticks = linearTicks(s.min, s.max, n-1)
	}
	s.apply(a)
	return factor, name
}

// named is the name of an axis with its unit.
func named(name, unit string) string {
	if unit == "" {
		return name
	}
	return name + " (" + unit + ")"
}
