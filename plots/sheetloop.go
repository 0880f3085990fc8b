package plots

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/xbar-sim/xbar/experiments/characterise"
)

// loopPanel draws current against voltage; arrows say which way the sweep goes.
func loopPanel(s *characterise.Sheet, room vg.Length) *plate {
	l := s.Loop
	if l == nil {
		return nil
	}
	factor, unit := axisUnit("A", l.Current)
	p := newPlot()
	around(l.Voltage, 1, 0.03, 5, room).apply(&p.X)
	around(l.Current, factor, 0.05, 6, 0).apply(&p.Y)
	p.Add(horizontalGrid(), zeroLines())
	addHalves(p, l, divided(l.Current, factor))
	return &plate{title: "I–V", xName: "voltage (V)", yName: "current (" + unit + ")", key: directionKey(false), plot: p}
}

// loopLogPanel draws the magnitude of the current on a logarithmic scale. Near 0 V, where it falls to nothing, the
// curve is left out.
func loopLogPanel(s *characterise.Sheet, room vg.Length) *plate {
	l := s.Loop
	if l == nil {
		return nil
	}
	var top float64
	for _, v := range l.Voltage {
		top = max(top, math.Abs(v))
	}
	magnitude := make([]float64, len(l.Current))
	for i, a := range l.Current {
		magnitude[i] = positive(math.Abs(a))
		if math.Abs(l.Voltage[i]) < 0.02*top {
			magnitude[i] = math.NaN()
		}
	}
	y, ok := decades(magnitude, "A", 6)
	if !ok {
		return nil
	}
	p := newPlot()
	around(l.Voltage, 1, 0.03, 5, room).apply(&p.X)
	y.apply(&p.Y)
	p.Add(horizontalGrid())
	addHalves(p, l, magnitude)
	return &plate{title: "I–V, logarithmic", xName: "voltage (V)", yName: "|current|", key: directionKey(false), plot: p}
}

// addHalves draws the SET half and the RESET half of a loop, with an arrow on each of the four legs.
func addHalves(p *plot.Plot, l *characterise.Loop, y []float64) {
	p.Add(curve(setLook().line(lineWidth), l.Voltage[:l.Back], y[:l.Back]))
	p.Add(curve(resetLook().line(lineWidth), l.Voltage[l.Back:], y[l.Back:]))
	for k, leg := range [][2]int{{0, l.Turn}, {l.Turn, l.Back}, {l.Back, l.To}, {l.To, len(y)}} {
		col := setLook().color
		if k > 1 {
			col = resetLook().color
		}
		// Not at the same voltage on the way out and back: where the legs lie on each other, so would the arrows.
		at := leg[0] + (leg[1]-leg[0])*2/5
		p.Add(arrow(draw.LineStyle{Color: col, Width: lineWidth}, l.Voltage, y, at))
	}
}

// arrow is a head on a curve at its i-th point, along it.
func arrow(s draw.LineStyle, x, y []float64, i int) painter {
	return func(c draw.Canvas, p *plot.Plot) {
		from, to := max(i-2, 0), min(i+2, len(x)-1)
		if !finite(y[from], y[i], y[to]) {
			return
		}
		a, b, tip := at(c, p, x[from], y[from]), at(c, p, x[to], y[to]), at(c, p, x[i], y[i])
		length := math.Hypot(float64(b.X-a.X), float64(b.Y-a.Y))
		if length == 0 {
			return
		}
		ux, uy := vg.Length(float64(b.X-a.X)/length), vg.Length(float64(b.Y-a.Y)/length)
		const long, wide = 5.5, 2.2
		var path vg.Path
		path.Move(vg.Point{X: tip.X + long/2*ux, Y: tip.Y + long/2*uy})
		path.Line(vg.Point{X: tip.X - long/2*ux - wide*uy, Y: tip.Y - long/2*uy + wide*ux})
		path.Line(vg.Point{X: tip.X - long/2*ux + wide*uy, Y: tip.Y - long/2*uy - wide*ux})
		path.Close()
		c.SetColor(s.Color)
		c.Fill(path)
	}
}
