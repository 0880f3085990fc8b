package plots

import (
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/experiments/characterise"
)

// setLook and resetLook are the looks of the two directions in all panels of a sheet.
func setLook() look   { return numberLook(0) }
func resetLook() look { return numberLook(1) }

func directionKey(banded bool) []entry {
	return []entry{deviceEntry(setLook(), "SET", banded, false), deviceEntry(resetLook(), "RESET", banded, false)}
}

func responsePanel(s *characterise.Sheet, room vg.Length) *plate {
	if s.Response == nil || len(s.Response.Mean) < 2 {
		return nil
	}
	of := looks([]experiments.Device{s.Response.Device})
	p, name := responsePlot(s.Response, of[s.Response.Device.Name], room)
	return &plate{title: "Identical pulses", xName: "pulse", yName: name, plot: p, headed: true}
}

// stepsPanel draws ΔG of one pulse against G. Where cells stand in a few states, these are points.
func stepsPanel(s *characterise.Sheet, room vg.Length) *plate {
	t := s.Steps
	if t == nil || len(t.G) == 0 {
		return nil
	}
	var dg []float64
	for _, c := range []characterise.Change{t.Set, t.Reset} {
		dg = append(dg, c.Nominal...)
		for i := range c.Mean {
			dg = append(dg, c.Mean[i]-c.SD[i], c.Mean[i]+c.SD[i])
		}
	}
	factor, unit := axisUnit("S", t.G)
	dFactor, dUnit := axisUnit("S", dg)
	p := newPlot()
	around(t.G, factor, 0.02, 5, room).apply(&p.X)
	p.X.Min = min(0, t.G[0]/factor)
	if len(t.G) <= fewStates { // bars stand free of the axes
		room := 0.06 * (p.X.Max - p.X.Min)
		p.X.Min, p.X.Max = p.X.Min-room, p.X.Max+room
	}
	around(dg, dFactor, 0.05, 6, 0).apply(&p.Y)
	p.Add(horizontalGrid(), level(draw.LineStyle{Color: dim, Width: 0.5}, white, 0, math.NaN(), math.NaN()))
	x := divided(t.G, factor)
	for k, c := range []characterise.Change{t.Set, t.Reset} {
		l := []look{setLook(), resetLook()}[k]
		if t.Cells > 0 {
			lo, hi := make([]float64, len(x)), make([]float64, len(x))
			for i := range x {
				lo[i], hi[i] = (c.Mean[i]-c.SD[i])/dFactor, (c.Mean[i]+c.SD[i])/dFactor
			}
			if len(x) <= fewStates {
				p.Add(bars(l, x, lo, hi))
			} else {
				p.Add(band(l.color, x, lo, hi))
			}
		}
		if len(x) <= fewStates {
			p.Add(points(l, x, divided(c.Nominal, dFactor)))
		} else {
			p.Add(curve(l.line(lineWidth), x, divided(c.Nominal, dFactor)))
		}
	}
	key := directionKey(t.Cells > 0)
	if len(x) <= fewStates {
		key = []entry{markEntry(setLook(), "SET"), markEntry(resetLook(), "RESET")}
	}
	return &plate{
		title: "One pulse", xName: "conductance before (" + unit + ")", yName: "ΔG (" + dUnit + ")",
		key: key, plot: p,
	}
}

// fewStates is up to how many states of a cell are points, which nothing joins.
const fewStates = 8
