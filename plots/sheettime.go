package plots

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/xbar-sim/xbar/experiments/characterise"
)

// switchingPanel draws how long a constant voltage takes, both axes logarithmic, of either sign.
func switchingPanel(s *characterise.Sheet, room vg.Length) *plate {
	t := s.Switching
	if t == nil {
		return nil
	}
	var volts, times []float64
	lines := make([][2][]float64, 2)
	for k, all := range [][]characterise.Delay{t.Set, t.Reset} {
		for _, d := range all {
			lines[k][0] = append(lines[k][0], math.Abs(d.Voltage))
			lines[k][1] = append(lines[k][1], d.Time)
		}
		volts, times = append(volts, lines[k][0]...), append(times, lines[k][1]...)
	}
	y, ok := decades(times, "s", 6)
	if !ok {
		return nil
	}
	p := newPlot()
	voltScale(volts, room).apply(&p.X)
	y.apply(&p.Y)
	p.Add(horizontalGrid())
	var key []entry
	for k, l := range []look{setLook(), resetLook()} {
		if len(lines[k][0]) == 0 {
			continue
		}
		p.Add(curve(l.line(lineWidth), lines[k][0], lines[k][1]))
		if len(lines[k][0]) == 1 {
			p.Add(points(l, lines[k][0], lines[k][1]))
		}
		key = append(key, deviceEntry(l, []string{"SET", "RESET"}[k], false, false))
	}
	return &plate{title: "Switching, 10 to 90\u00a0% of range", xName: "|voltage| (V)", yName: "time", key: key, plot: p}
}

// retentionPanel draws the conductance of a few states against the time since they were programmed.
func retentionPanel(s *characterise.Sheet, room vg.Length) *plate {
	r := s.Retention
	if r == nil {
		return nil
	}
	var all, means []float64
	for _, k := range r.States {
		means = append(means, k.Mean...)
		for i := range k.Mean {
			all = append(all, k.Mean[i]-k.SD[i], k.Mean[i]+k.SD[i])
		}
	}
	p := newPlot()
	ages(r.Time, room).apply(&p.X)
	f := &plate{title: "Retention", xName: "time since programming", yName: "conductance", plot: p}
	factor := 1.0
	if y, ok := decades(means, "S", 5); ok && least(means) > 0 && y.max > wideRange*y.min {
		y.apply(&p.Y)
	} else {
		var unit string
		factor, unit = axisUnit("S", all)
		around(all, factor, 0.05, 6, 0).apply(&p.Y)
		f.yName += " (" + unit + ")"
	}
	p.Add(horizontalGrid())
	for _, k := range r.States {
		lo, hi := make([]float64, len(k.Mean)), make([]float64, len(k.Mean))
		for i := range lo {
			lo[i], hi[i] = (k.Mean[i]-k.SD[i])/factor, (k.Mean[i]+k.SD[i])/factor
		}
		p.Add(band(stateLook(k.Level).color, r.Time, lo, hi))
	}
	for _, k := range r.States {
		l := stateLook(k.Level)
		p.Add(curve(l.line(lineWidth), r.Time, divided(k.Mean, factor)))
		f.key = append([]entry{deviceEntry(l, stateName(k.Level), true, false)}, f.key...)
	}
	return f
}

// wideRange is from which ratio on conductances of states are drawn on a logarithmic scale.
const wideRange = 20

// noisePanel draws the spectrum of read noise of a few states.
func noisePanel(s *characterise.Sheet, room vg.Length) *plate {
	n := s.Noise
	if n == nil {
		return nil
	}
	var all []float64
	for _, d := range n.Density {
		all = append(all, d...)
	}
	y, ok := decades(all, "", 6)
	x, fine := decades(n.Frequency, "Hz", 4)
	if !ok || !fine {
		return nil
	}
	p := newPlot()
	x.thinned(room).apply(&p.X)
	y.apply(&p.Y)
	p.Add(horizontalGrid())
	f := &plate{title: "Read noise", xName: "frequency", yName: "S / I² (1/Hz)", plot: p}
	for k, d := range n.Density {
		l := stateLook(n.Level[k])
		p.Add(curve(l.line(lineWidth), n.Frequency, d))
		f.key = append([]entry{deviceEntry(l, stateName(n.Level[k]), false, false)}, f.key...)
	}
	return f
}

// windowPanel draws the STDP window.
func windowPanel(s *characterise.Sheet, room vg.Length) *plate {
	w := s.Window
	if w == nil {
		return nil
	}
	factor, unit := axisUnit("s", w.Delay)
	p := newPlot()
	around(w.Delay, factor, 0, 5, room).apply(&p.X)
	change := divided(w.Change, 0.01)
	around(change, 1, 0.05, 6, 0).apply(&p.Y)
	p.Add(horizontalGrid(), zeroLines())
	p.Add(curve(draw.LineStyle{Color: ink, Width: lineWidth}, divided(w.Delay, factor), change))
	return &plate{title: "STDP window", xName: "output − input spike (" + unit + ")", yName: "change (% of range)", plot: p}
}

// stateLook is the look of a relative conductance: the ends of the range or something between.
func stateLook(level float64) look {
	switch level {
	case 0:
		return look{color: palette[4], dash: dashes[2]}
	case 1:
		return look{color: palette[2]}
	}
	return look{color: palette[3], dash: dashes[1]}
}

func stateName(level float64) string {
	switch level {
	case 0:
		return "HRS"
	case 1:
		return "LRS"
	}
	return "half"
}

// bars are the intervals of points that nothing joins.
func bars(l look, x, lo, hi []float64) painter {
	return func(c draw.Canvas, p *plot.Plot) {
		for i := range x {
			if finite(lo[i], hi[i]) {
				errorBar(c, p, draw.LineStyle{Color: l.color, Width: thin}, x[i], lo[i], hi[i])
			}
		}
	}
}
