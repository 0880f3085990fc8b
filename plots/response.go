package plots

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/xbar-sim/xbar/experiments"
)

// PulseResponse draws the conductance of a device against the number of identical pulses: SET from
// the bottom of its range, then RESET. The line is a nominal cell without scatter; the band, where
// cells scatter, their mean and one standard deviation either way. Notes are sentences under the
// figure. It errs with ErrNoData without pulses.
func PulseResponse(r *experiments.PulseResponse, notes ...string) (Figure, error) {
	if len(r.Mean) < 2 {
		return Figure{}, fmt.Errorf("pulse response of %s: %w", r.Device.Name, ErrNoData)
	}
	l := looks([]experiments.Device{r.Device})[r.Device.Name]
	s := sheet{width: columnWidth, height: panelHeight}
	s.legend = []entry{deviceEntry(l, titleOf(r.Device), r.Cells > 0, false)}
	if r.Cells > 0 {
		notes = append(notes, fmt.Sprintf("Line: a nominal cell without scatter. Band: mean ± standard deviation of %s.", count(r.Cells, "cell")))
	}
	for _, n := range notes {
		s.notes = append(s.notes, note{n, false})
	}
	s.body = func(c draw.Canvas) { drawResponse(draw.Crop(c, 0, 0, 0, -titleRoom), r, l) }
	return s.figure(), nil
}

func drawResponse(c draw.Canvas, r *experiments.PulseResponse, l look) {
	p, name := responsePlot(r, l, c.Max.X-c.Min.X-yAxisRoom)
	p.Y.Label.Text = name
	drawNamed(c, p, []string{"pulse"})
}

// responsePlot is the plot of a pulse response, room wide, without names at its axes, and the name of its
// vertical one.
func responsePlot(r *experiments.PulseResponse, l look, room vg.Length) (p *plot.Plot, name string) {
	x := make([]float64, len(r.Mean))
	lo, hi := make([]float64, len(r.Middle)), make([]float64, len(r.Middle))
	for i := range x {
		x[i] = float64(i)
	}
	for i := range lo {
		lo[i], hi[i] = max(r.Middle[i]-r.SD[i], 0), r.Middle[i]+r.SD[i]
	}
	all := append(append(append([]float64{}, r.Mean...), lo...), hi...)
	factor, unit := axisUnit("S", all)
	p = newPlot()
	around(x, 1, 0, 6, room).apply(&p.X)
	around(all, factor, 0.04, 5, 0).apply(&p.Y)
	p.Y.Min = math.Min(0, p.Y.Min)
	if least(all) >= 0 {
		p.Y.Min = 0
	}
	p.Add(horizontalGrid(), turning(float64(r.Up)))
	if r.Cells > 0 {
		p.Add(band(l.color, x, divided(lo, factor), divided(hi, factor)))
	}
	p.Add(curve(l.line(lineWidth), x, divided(r.Mean, factor)))
	return p, "conductance (" + unit + ")"
}

func least(x []float64) float64 {
	m := math.Inf(1)
	for _, v := range x {
		m = min(m, v)
	}
	return m
}

// turning marks the pulse after which the direction changes, and says which is which.
func turning(at float64) painter {
	return func(c draw.Canvas, p *plot.Plot) {
		x := c.X(p.X.Norm(at))
		c.StrokeLine2(draw.LineStyle{Color: dim, Width: 0.5, Dashes: []vg.Length{1.5, 1.5}}, x, c.Min.Y, x, c.Max.Y)
		sty := style(tickSize, dim)
		y := c.Max.Y + 3
		up, down := sty.Width("SET"), sty.Width("RESET")
		left := max(c.Min.X, min((c.Min.X+x)/2, x)-up/2)
		right := min(c.Max.X-down, (x+c.Max.X)/2-down/2)
		put(c, sty, min(left, right-up-4), y, "SET")
		put(c, sty, right, y, "RESET")
	}
}
