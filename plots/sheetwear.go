package plots

import (
	"fmt"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/xbar-sim/xbar/experiments/characterise"
)

// endurancePanel draws the window that is left to the cells that still work against the cycles they have had.
func endurancePanel(s *characterise.Sheet, room vg.Length) *plate {
	e := s.Endurance
	if e == nil {
		return nil
	}
	all := append(append([]float64(nil), e.Low...), e.High...)
	p := newPlot()
	cycles(e, room).apply(&p.X)
	f := &plate{title: "Endurance", xName: "full cycles", yName: "conductance", plot: p}
	factor := 1.0
	if y, ok := decades(all, "S", 5); ok && least(all) > 0 && y.max > wideRange*y.min {
		y.apply(&p.Y)
	} else {
		var unit string
		factor, unit = axisUnit("S", all)
		around(all, factor, 0.05, 6, 0).apply(&p.Y)
		f.yName += " (" + unit + ")"
	}
	p.Add(horizontalGrid())
	for k, g := range [][]float64{e.High, e.Low} {
		l := stateLook(float64(1 - k))
		p.Add(curve(l.line(lineWidth), e.Cycles, divided(g, factor)))
		f.key = append(f.key, deviceEntry(l, stateName(float64(1-k)), false, false))
	}
	return f
}

// failurePanel draws how many cells are dead.
func failurePanel(s *characterise.Sheet, room vg.Length) *plate {
	e := s.Endurance
	if e == nil {
		return nil
	}
	p := newPlot()
	cycles(e, room).apply(&p.X)
	failed := divided(e.Failed, 0.01)
	around(failed, 1, 0.02, 6, 0).apply(&p.Y)
	p.Add(horizontalGrid())
	p.Add(curve(draw.LineStyle{Color: ink, Width: lineWidth}, e.Cycles, failed))
	return &plate{title: "Worn-out cells", xName: "full cycles", yName: "failed cells (%)", plot: p}
}

// cycles is the logarithmic axis over the cycles of both panels.
func cycles(e *characterise.Endurance, room vg.Length) scale {
	s, _ := decades(e.Cycles, "", 4)
	s.min, s.max = e.Cycles[0], e.Cycles[len(e.Cycles)-1]
	return s.thinned(room)
}

// temperaturePanel draws the conductances of a few states over those at the card's reference temperature.
func temperaturePanel(s *characterise.Sheet, room vg.Length) *plate {
	t := s.Warmth
	if t == nil || t.States == nil {
		return nil
	}
	var all []float64
	for _, k := range t.States {
		all = append(all, k.Part...)
	}
	p := newPlot()
	celsius(t.Kelvin, room).apply(&p.X)
	if y, ok := decades(all, "", 5); ok && y.max > wideRange*y.min {
		y.apply(&p.Y)
	} else {
		snug(all).apply(&p.Y)
	}
	p.Add(horizontalGrid())
	f := &plate{title: "Conductance against T", xName: "temperature (°C)", yName: "G / G at " + quantity(t.Ref, "K"), plot: p}
	for _, k := range t.States {
		l := stateLook(k.Level)
		p.Add(curve(l.line(lineWidth), inCelsius(t.Kelvin), k.Part))
		f.key = append([]entry{deviceEntry(l, stateName(k.Level), false, false)}, f.key...)
	}
	return f
}

// snug is a linear axis around values far from 0.
func snug(values []float64) scale {
	lo, hi := least(values), -least(divided(values, -1))
	part := max(0.05*(hi-lo), 1e-6*hi)
	s := scale{min: lo - part, max: hi + part}
	s.ticks = linearTicks(s.min, s.max, 6)
	return s
}

// warmSwitchingPanel draws how long the nominal voltages take to switch against temperature.
func warmSwitchingPanel(s *characterise.Sheet, room vg.Length) *plate {
	t := s.Warmth
	if t == nil || t.Set == nil && t.Reset == nil {
		return nil
	}
	var times []float64
	lines := make([][2][]float64, 2)
	for k, all := range [][]characterise.Warm{t.Set, t.Reset} {
		for _, w := range all {
			lines[k][0], lines[k][1] = append(lines[k][0], w.Kelvin), append(lines[k][1], w.Time)
		}
		times = append(times, lines[k][1]...)
	}
	y, ok := decades(times, "s", 6)
	if !ok {
		return nil
	}
	p := newPlot()
	celsius(t.Kelvin, room).apply(&p.X)
	y.apply(&p.Y)
	p.Add(horizontalGrid())
	f := &plate{title: "Switching time against T", xName: "temperature (°C)", yName: "time", plot: p}
	for k, l := range []look{setLook(), resetLook()} {
		if len(lines[k][0]) == 0 {
			continue
		}
		p.Add(curve(l.line(lineWidth), inCelsius(lines[k][0]), lines[k][1]), points(l, inCelsius(lines[k][0]), lines[k][1]))
		f.key = append(f.key, deviceEntry(l, []string{"SET", "RESET"}[k], false, true))
	}
	return f
}

const iceKelvin = 273.15

func inCelsius(kelvin []float64) []float64 {
	c := make([]float64, len(kelvin))
	for i, k := range kelvin {
		c[i] = k - iceKelvin
	}
	return c
}

// celsius is the axis over temperatures given in K.
func celsius(kelvin []float64, room vg.Length) scale {
	c := inCelsius(kelvin)
	s := scale{min: c[0], max: c[len(c)-1]}
	s.ticks = linearTicks(s.min, s.max, 5)
	return s.thinned(room)
}

// wearNotes say how endurance and temperature were measured.
func wearNotes(s *characterise.Sheet) []string {
	var notes []string
	if s.Endurance != nil {
		notes = append(notes, fmt.Sprintf("Endurance: %s, of which those that work are read.", count(s.Endurance.Cells, "cell")))
	}
	if t := s.Warmth; t != nil {
		text := "Temperature: "
		if t.States != nil {
			text += "conductance of the same programmed state"
		}
		if t.Set != nil || t.Reset != nil {
			if t.States != nil {
				text += "; "
			}
			text += fmt.Sprintf("nominal voltages, range of %s", quantity(t.Room, "K"))
		}
		notes = append(notes, text+".")
	}
	return notes
}
