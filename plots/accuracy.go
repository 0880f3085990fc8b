package plots

import (
	"fmt"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/xbar-sim/xbar/experiments"
)

// maxPanels is how many values of a second axis get a panel of their own.
const maxPanels = 6

// AccuracyVsAxis draws accuracy in percent against the swept axis with index axis: mean, 95 %
// band and every repeat of each device. A device that the axis does not touch, as the ideal
// reference, is a horizontal line with its band: the baseline. The accuracy without compensation
// is a thin line in the same colour. On an axis of words the devices stand side by side at each word,
// and nothing is joined. With further axes there is a panel for each value of the
// next one (at most six), and the rest stand at their first values; a note says so.
//
// It errs with ErrNoData if the summary has no row with a finite mean, and if there is no such axis.
func AccuracyVsAxis(r *experiments.Result, axis int) (Figure, error) {
	if axis < 0 || axis >= len(r.Axes) {
		return Figure{}, fmt.Errorf("axis %d: the result has %d", axis, len(r.Axes))
	}
	panels, extra, held := facets(r, axis)
	var everything []series
	for _, p := range panels {
		everything = append(everything, p.series...)
	}
	if len(everything) == 0 {
		return Figure{}, fmt.Errorf("accuracy against %s: %w", r.Axes[axis].Key, ErrNoData)
	}
	s := sheet{width: columnWidth, notes: accuracyNotes(r, everything, extra, held)}
	if words := r.Axes[axis].Words; len(panels) > 1 || wordScale(words, s.width-2*margin-yAxisRoom).upright {
		s.width = pageWidth
	}
	g := newAxisGraph(r, axis, everything, panels, s.width-2*margin)
	s.legend = g.legend(everything)
	s.height, s.body = g.height, g.draw
	return s.figure(), nil
}

func accuracyNotes(r *experiments.Result, all []series, extra []note, held []string) []note {
	var rows []experiments.Row
	for _, s := range all {
		rows = append(rows, s.rows...)
	}
	spread := false
	for _, a := range r.Axes {
		spread = spread || a.Key == "d2d"
	}
	notes := append(setting(r, held...), extra...)
	notes = append(notes, statistics(r, rows)...)
	if c, ok := chanceLevel(r); ok {
		notes = append(notes, note{"Chance: " + short(c) + "\u00a0%.", false})
	}
	notes = append(notes, caveats(r, spread)...)
	return append(notes, idealised(r)...)
}

// An axisGraph is the body of AccuracyVsAxis.
type axisGraph struct {
	words   int // on an axis of words, their number
	x, y    scale
	factor  float64 // axis values are divided by it
	xLabel  string
	chance  float64 // percent, below zero if not to be drawn
	panels  []panel
	columns int
	height  vg.Length
}

const (
	panelHeight  = 5.4 * vg.Centimeter
	facetHeight  = 4.3 * vg.Centimeter
	facetGap     = vg.Length(8)
	yAxisRoom    = vg.Length(36) // estimate, to choose ticks that fit
	facetTickGap = vg.Length(24)
)

func newAxisGraph(r *experiments.Result, axis int, all []series, panels []panel, width vg.Length) *axisGraph {
	a := r.Axes[axis]
	var xs, ys []float64
	for _, s := range all {
		ys = append(ys, s.heights()...)
		if !s.level {
			xs = append(xs, s.x...)
		}
	}
	if len(xs) == 0 {
		xs = slices.Clone(a.Values)
	}
	g := &axisGraph{panels: panels, columns: 1, chance: -1, words: len(a.Words)}
	factor, unit := axisUnit(a.Unit, xs)
	g.factor = factor
	for i := range xs {
		xs[i] /= factor
	}
	parts := 5
	data := width - yAxisRoom
	if len(panels) > 1 {
		parts = 4
		g.columns = min(len(panels), 3)
		if len(panels) == 4 {
			g.columns = 2
		}
		data = (width-yAxisRoom)/vg.Length(g.columns) - facetTickGap
	}
	g.x = valueScale(xs, a.Log, data, sideRoom(panels))
	if g.words > 0 {
		g.x = wordScale(a.Words, data)
	}
	if calendar, ok := g.x.calendar(unit, xs, data); ok {
		g.x, unit = calendar, ""
	}
	g.xLabel = axisName(a)
	if unit != "" {
		g.xLabel += " (" + unit + ")"
	}
	g.y = percentScale(ys, parts)
	if c, ok := chanceLevel(r); ok && c >= g.y.min && c <= g.y.max {
		g.chance = c
	}
	g.height = panelHeight + g.x.uprightRoom()
	if rows := (len(panels) + g.columns - 1) / g.columns; len(panels) > 1 {
		g.height = vg.Length(rows)*(facetHeight+g.x.uprightRoom()) + 14
	}
	return g
}

// legend lists each device once, then the lines that are not devices.
func (g *axisGraph) legend(all []series) []entry {
	var entries []entry
	seen := map[string]bool{}
	raw := false
	for _, s := range all {
		raw = raw || s.hasRaw()
		if seen[s.title] {
			continue
		}
		seen[s.title] = true
		label := s.title
		if s.level && s.ideal {
			label += " (baseline)"
		}
		if g.words > 0 && !s.level {
			entries = append(entries, markEntry(s.look, label))
			continue
		}
		entries = append(entries, deviceEntry(s.look, label, s.banded(), !s.level))
	}
	if raw {
		entries = append(entries, lineEntry(draw.LineStyle{Color: dim, Width: thin}, "thin: not compensated"))
	}
	if g.chance >= 0 {
		entries = append(entries, lineEntry(chanceLine, "chance"))
	}
	return entries
}

var chanceLine = draw.LineStyle{Color: dim, Width: 0.7, Dashes: []vg.Length{0.8, 1.8}}

func (g *axisGraph) plot(p panel) *plot.Plot {
	pl := newPlot()
	g.x.apply(&pl.X)
	g.y.apply(&pl.Y)
	pl.Add(horizontalGrid())
	if g.chance >= 0 {
		pl.Add(level(chanceLine, white, g.chance, math.NaN(), math.NaN()))
	}
	for _, s := range p.series {
		if s.level {
			pl.Add(level(s.line(1), s.color, s.y[0], s.lo[0], s.hi[0]))
		} else if g.words == 0 {
			pl.Add(band(s.color, g.scaled(s.x), s.lo, s.hi))
		}
	}
	lefts, flanks := 0, 0
	for _, s := range p.series {
		pl.Add(telling(s.title))
		switch {
		case s.level:
			pl.Add(edgeDots(s.color, vg.Length(2+3*lefts), s.dotY))
			lefts++
		case g.words == 0:
			pl.Add(dots(s.color, flank(flanks), g.scaled(s.dotX), s.dotY))
			flanks++
		}
	}
	if g.words > 0 {
		swept := slices.DeleteFunc(slices.Clone(p.series), func(s series) bool { return s.level })
		pl.Add(groups(swept, g.words))
		return pl
	}
	for _, s := range p.series {
		if s.level {
			continue
		}
		pl.Add(telling(s.title))
		if s.hasRaw() {
			pl.Add(curve(s.line(0.55), g.scaled(s.x), s.raw))
		}
		pl.Add(curve(s.line(lineWidth), g.scaled(s.x), s.y), points(s.look, g.scaled(s.x), s.y))
	}
	return pl
}

func (g *axisGraph) scaled(x []float64) []float64 {
	out := make([]float64, len(x))
	for i := range x {
		out[i] = x[i] / g.factor
	}
	return out
}

// flank is the sideways shift of the k-th device's dots: right and left of the mean by turns,
// never on it.
func flank(k int) vg.Length {
	shift := 3.6 + 2.4*vg.Length(k/2)
	if k%2 == 1 {
		return -shift
	}
	return shift
}

// sideRoom is what the dots need beside the outermost values.
func sideRoom(panels []panel) vg.Length {
	room := vg.Length(0)
	for _, p := range panels {
		levels, flanks := 0, 0
		for _, s := range p.series {
			if s.level {
				levels++
			} else {
				flanks++
			}
		}
		room = max(room, 3*vg.Length(levels)+flank(max(0, flanks-1)&^1)+4)
	}
	return room
}

// edgeDots are the repeats of a baseline, at the left edge where no swept value stands.
func edgeDots(col color.NRGBA, shift vg.Length, y []float64) painter {
	return func(c draw.Canvas, p *plot.Plot) {
		c.SetColor(faint(col, 150))
		for _, v := range y {
			if finite(v) {
				pt := vg.Point{X: c.Min.X + shift, Y: c.Y(p.Y.Norm(v))}
				c.Fill(disc(pt, dotRadius))
				tellText(c, pt, worded(accuracyLabel, "y", v))
			}
		}
	}
}
