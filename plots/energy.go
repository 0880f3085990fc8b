package plots

import (
	"fmt"
	"math"

	"github.com/xbar-sim/xbar/experiments"
)

// A spending is an energy of a row that figures show beside accuracy.
type spending struct {
	name string
	of   func(experiments.Row) (mean, lo, hi float64) // J
}

// spendings lists the energies of a row, those that a study changes on purpose first.
func spendings(r *experiments.Result) []spending {
	train := "training"
	if r.Mode == experiments.ExSitu {
		train = "programming"
	}
	return []spending{
		{"compensation", func(r experiments.Row) (float64, float64, float64) { return r.Keep, r.KeepLo, r.KeepHi }},
		{"a test image", func(r experiments.Row) (float64, float64, float64) { return r.Infer, r.InferLo, r.InferHi }},
		{train, func(r experiments.Row) (float64, float64, float64) { return r.Energy, r.EnergyLo, r.EnergyHi }},
	}
}

// most energies that have a chart beside accuracy, and values of a second axis that have a row of charts.
const (
	mostSpendings  = 2
	mostEnergyRows = 4
)

// EnergyVsAxis draws accuracy and, against the same axis, what it takes: the energy of the compensation, of a
// test image and of training, of which those that change along the axes come first and two at most are drawn. A
// second axis has a row of charts for each of its values. Energies are of cells, drivers, converters, neurons
// and learning, on a logarithmic axis, with 95 % intervals of the mean.
//
// It errs with ErrNoData where no row has an energy, and if there is no such axis.
func EnergyVsAxis(r *experiments.Result, axis int) (Figure, error) {
	if axis < 0 || axis >= len(r.Axes) {
		return Figure{}, fmt.Errorf("axis %d: the result has %d", axis, len(r.Axes))
	}
	chosen := changing(r)
	panels, extra, held := facets(r, axis)
	if len(chosen) == 0 || len(panels) == 0 {
		return Figure{}, fmt.Errorf("energy against %s: %w", r.Axes[axis].Key, ErrNoData)
	}
	if len(panels) > mostEnergyRows {
		extra = append(extra, note{fmt.Sprintf("The first %d of %d values of the second axis.", mostEnergyRows, len(panels)), false})
		panels = panels[:mostEnergyRows]
	}
	g := energyGraph{axis: r.Axes[axis], spendings: chosen}
	g.units(r, panels)
	var list []chart
	var everything []series
	for _, p := range panels {
		list = append(list, g.row(p)...)
		everything = append(everything, p.series...)
	}
	notes := append(accuracyNotes(r, everything, extra, held),
		note{"Energy: cells, lines, drivers, amplifiers, converters, neurons, learning, refresh, leakage at the network's own pace; prices as in costs.csv of xbar cost.", false})
	return chartTable(list, 1+len(chosen), g.legend(everything), notes), nil
}

// changing are the energies that figures show: those that differ between rows of a device before those that do not.
func changing(r *experiments.Result) (some []spending) {
	var still []spending
	for _, s := range spendings(r) {
		any, moves := false, false
		first := map[string]float64{}
		for _, row := range r.Summary {
			v, _, _ := s.of(row)
			if !(v > 0) {
				continue
			}
			any = true
			if was, ok := first[row.Device]; ok && math.Abs(v-was) > 0.02*was {
				moves = true
			} else if !ok {
				first[row.Device] = v
			}
		}
		switch {
		case moves:
			some = append(some, s)
		case any:
			still = append(still, s)
		}
	}
	some = append(some, still...)
	return some[:min(len(some), mostSpendings)]
}

// An energyGraph is the body of EnergyVsAxis.
type energyGraph struct {
	axis      experiments.Axis
	spendings []spending
	factor    float64 // of the axis
	xName     string
	joules    []float64 // by spending: J of its unit
	names     []string
	span      [2]float64 // of the axis, over its factor
}

// units chooses those of the axes.
func (g *energyGraph) units(r *experiments.Result, panels []panel) {
	var xs []float64
	values := make([][]float64, len(g.spendings))
	for _, p := range panels {
		for _, s := range p.series {
			if !s.level {
				xs = append(xs, s.x...)
			}
			for _, row := range s.rows {
				for k, e := range g.spendings {
					if v, _, _ := e.of(row); v > 0 {
						values[k] = append(values[k], v)
					}
				}
			}
		}
	}
	if len(xs) == 0 {
		xs = g.axis.Values
	}
	var unit string
	g.factor, unit = axisUnit(g.axis.Unit, xs)
	g.span = [2]float64{math.Inf(1), math.Inf(-1)}
	for _, x := range xs {
		g.span = [2]float64{min(g.span[0], x/g.factor), max(g.span[1], x/g.factor)}
	}
	g.xName = axisName(g.axis)
	if len(g.axis.Words) > 0 {
		g.xName = g.axis.Key // what it says of the words stands under the figure of accuracy
	}
	if unit != "" {
		g.xName += " (" + unit + ")"
	}
	for k, e := range g.spendings {
		f, u := axisUnit("J", values[k])
		g.joules, g.names = append(g.joules, f), append(g.names, "energy of "+e.name+" ("+u+")")
	}
}

// row is the charts of one panel.
func (g *energyGraph) row(p panel) []chart {
	base := chart{title: p.brief, xName: g.xName, words: g.axis.Words}
	base.x.log = g.axis.Log
	accuracy := base
	accuracy.yName = accuracyLabel
	out := []chart{accuracy}
	for _, name := range g.names {
		c := base
		c.yName, c.y.log = name, true
		out = append(out, c)
	}
	for _, s := range p.series {
		g.add(&out[0], s, 1, func(i int) (float64, float64, float64) { return s.y[i], s.lo[i], s.hi[i] })
		for k, e := range g.spendings {
			g.add(&out[k+1], s, g.joules[k], func(i int) (float64, float64, float64) { return e.of(s.rows[i]) })
		}
	}
	return out
}

// add puts a series on a chart: of values that are not positive nothing is drawn where the axis is
// logarithmic. A device that the axis does not touch is a level line, and on an axis of words nothing.
func (g *energyGraph) add(c *chart, s series, unit float64, of func(i int) (mean, lo, hi float64)) {
	l := line{look: s.look}
	for i := range s.rows {
		y, lo, hi := of(i)
		if !finite(y) || c.y.log && !(y > 0) {
			y, lo, hi = math.NaN(), math.NaN(), math.NaN()
		}
		if c.y.log && !(lo > 0) { // an interval that reaches 0 has no place on a logarithmic axis
			lo, hi = y, y
		}
		if s.level {
			for _, x := range g.span {
				l.add(x, y/unit, lo/unit, hi/unit)
			}
			break
		}
		l.add(s.x[i]/g.factor, y/unit, lo/unit, hi/unit)
	}
	if len(g.axis.Words) == 0 {
		if !s.level && !c.y.log {
			for i, x := range s.dotX {
				l.dotX, l.dotY = append(l.dotX, x/g.factor), append(l.dotY, s.dotY[i])
			}
		}
		c.lines = append(c.lines, l)
		return
	}
	if !s.level {
		c.group = append(c.group, s.placed(l, c.y.log))
	}
}

// placed is the series with the values of a line in place of accuracies, where there are any. Its dots are
// accuracies and stay with those.
func (s series) placed(l line, energy bool) series {
	t := s
	t.x, t.y, t.lo, t.hi, t.raw = nil, nil, nil, nil, nil
	if energy {
		t.dotX, t.dotY = nil, nil
	}
	for i, y := range l.y {
		if finite(y) {
			t.x, t.y, t.lo, t.hi = append(t.x, s.x[i]), append(t.y, y), append(t.lo, l.lo[i]), append(t.hi, l.hi[i])
			t.raw = append(t.raw, math.NaN())
		}
	}
	return t
}

// legend lists each device once.
func (g *energyGraph) legend(all []series) (entries []entry) {
	seen := map[string]bool{}
	for _, s := range all {
		switch {
		case seen[s.title], s.level && len(g.axis.Words) > 0:
		case len(g.axis.Words) > 0:
			entries = append(entries, markEntry(s.look, s.title))
		default:
			entries = append(entries, deviceEntry(s.look, s.title, s.banded(), true))
		}
		seen[s.title] = true
	}
	return entries
}
