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

	"github.com/xbar-sim/xbar/experiments"
)

// Comparison draws the devices of a study without axes side by side: every repeat as a dot, the
// mean with its 95 % interval, and beneath each column the mean and the paired loss against the
// ideal reference in points, with its interval. A short thin line marks the mean without
// compensation.
//
// It errs with ErrNoData if no device has a finite mean.
func Comparison(r *experiments.Result) (Figure, error) {
	var cols []column
	of := looks(r.Devices)
	for _, d := range r.Devices {
		for _, row := range r.Summary {
			if row.Device != d.Name || !finite(row.Mean) {
				continue
			}
			col := column{look: of[d.Name], title: titleOf(d), row: row, ideal: d.Ideal}
			for _, t := range r.Trials {
				if t.Device == d.Name && finite(t.Metrics.Accuracy) {
					col.dots = append(col.dots, 100*t.Metrics.Accuracy)
				}
			}
			slices.Sort(col.dots)
			cols = append(cols, col)
			break
		}
	}
	if len(cols) == 0 {
		return Figure{}, fmt.Errorf("comparison: %w", ErrNoData)
	}
	s := sheet{width: columnWidth, notes: comparisonNotes(r, cols)}
	if len(cols) > 4 {
		s.width = pageWidth
	}
	g := newColumns(cols, (s.width-2*margin-yAxisRoom)/vg.Length(len(cols))-4)
	s.height = panelHeight + g.tableHeight()
	s.body = g.draw
	return s.figure(), nil
}

// A column is one device of a comparison.
type column struct {
	look
	title string
	ideal bool
	row   experiments.Row
	dots  []float64 // percent, ascending
}

// raw is the mean without compensation in percent, if that is another number than the mean.
func (c column) raw() (percent float64, ok bool) {
	return 100 * c.row.Raw, finite(c.row.Raw) && c.row.Raw != c.row.Mean
}

func comparisonNotes(r *experiments.Result, cols []column) []note {
	var rows []experiments.Row
	loss, raw := false, false
	for _, c := range cols {
		rows = append(rows, c.row)
		loss = loss || !c.ideal && finite(c.row.Loss)
		_, has := c.raw()
		raw = raw || has
	}
	notes := append(setting(r), statistics(r, rows)...)
	if loss {
		notes = append(notes, note{"Loss: points below ideal, paired over repeats.", false})
	}
	if raw {
		notes = append(notes, note{"Thin line: mean without compensation.", false})
	}
	if c, ok := chanceLevel(r); ok {
		notes = append(notes, note{"Chance: " + short(c) + "\u00a0%.", false})
	}
	notes = append(notes, caveats(r, false)...)
	return append(notes, idealised(r)...)
}

// columns is the body of Comparison.
type columns struct {
	cols   []column
	y      scale
	titles [][]string // broken into lines
	values [][]string
}

const tableStep = vg.Length(8.6)

func newColumns(cols []column, width vg.Length) *columns {
	g := &columns{cols: cols}
	var ys []float64
	for _, c := range cols {
		ys = append(ys, 100*c.row.Mean, 100*c.row.Lo, 100*c.row.Hi, 100*c.row.Raw)
		ys = append(ys, c.dots...)
		g.titles = append(g.titles, balanced(style(tickSize, ink), width, c.title))
		g.values = append(g.values, c.words(width))
	}
	g.y = percentScale(ys, 5)
	return g
}

// words are the numbers under a column.
func (c column) words(width vg.Length) []string {
	mean := number(100*c.row.Mean, 1)
	if finite(c.row.Lo, c.row.Hi) {
		mean += " ± " + number(50*(c.row.Hi-c.row.Lo), 1)
	}
	lines := []string{mean + "\u00a0%"}
	if c.ideal || !finite(c.row.Loss) {
		return lines
	}
	loss := "loss\u00a0" + number(100*c.row.Loss, 1)
	if finite(c.row.LossLo, c.row.LossHi) {
		loss += fmt.Sprintf(" (%s\u00a0to\u00a0%s)", number(100*c.row.LossLo, 1), number(100*c.row.LossHi, 1))
	}
	return append(lines, wrap(style(noteSize, dim), width, loss)...)
}

func (g *columns) tableHeight() vg.Length {
	return vg.Length(most(g.titles)+most(g.values))*tableStep + 6
}

func most(lines [][]string) int {
	n := 0
	for _, l := range lines {
		n = max(n, len(l))
	}
	return n
}

func (g *columns) draw(c draw.Canvas) {
	p := newPlot()
	g.y.apply(&p.Y)
	p.Y.Label.Text = accuracyLabel
	p.X.Min, p.X.Max = -0.5, float64(len(g.cols))-0.5
	p.X.Tick.Marker = plot.ConstantTicks{}
	p.Add(horizontalGrid())
	for k, col := range g.cols {
		if col.ideal {
			s := col.line(0.7)
			s.Dashes = []vg.Length{3, 2}
			p.Add(level(s, col.color, 100*col.row.Mean, math.NaN(), math.NaN()))
		}
		p.Add(telling(col.title), g.column(float64(k), col))
	}
	area := draw.Crop(c, 0, 0, g.tableHeight(), -3)
	p.Draw(area)
	data := p.DataCanvas(area)
	for k := range g.cols {
		x := data.X(p.X.Norm(float64(k)))
		y := data.Min.Y - tableStep - 1
		y = under(c, style(tickSize, ink), x, y, g.titles[k])
		y -= vg.Length(most(g.titles)-len(g.titles[k])) * tableStep
		under(c, style(noteSize, dim), x, y, g.values[k])
	}
}

// under writes lines centred at x, from y downward, and returns the next y.
func under(c draw.Canvas, s text.Style, x, y vg.Length, lines []string) vg.Length {
	s.XAlign = text.XCenter
	for _, l := range lines {
		put(c, s, x, y, strings.TrimSpace(l))
		y -= tableStep
	}
	return y
}

// column draws one device.
func (g *columns) column(k float64, col column) painter {
	return func(c draw.Canvas, p *plot.Plot) {
		e := estimate{look: col.look, mean: 100 * col.row.Mean, lo: 100 * col.row.Lo, hi: 100 * col.row.Hi, raw: 100 * col.row.Raw, dots: col.dots}
		e.draw(c, p, c.X(p.X.Norm(k)), 7, vg.Inch)
	}
}

// swarm moves dots sideways so that no two are nearer than gap, as little as it can. The heights
// ascend.
func swarm(heights []vg.Length, gap vg.Length) []vg.Length {
	shift := make([]vg.Length, len(heights))
	for i, h := range heights {
		for step := 0; ; step++ {
			s := gap * vg.Length((step+1)/2)
			if step%2 == 1 {
				s = -s
			}
			free := true
			for j := i - 1; j >= 0 && h-heights[j] < gap; j-- {
				dy := h - heights[j]
				dx := s - shift[j]
				free = free && dx*dx+dy*dy >= gap*gap*0.999
			}
			if free {
				shift[i] = s
				break
			}
		}
	}
	return shift
}
