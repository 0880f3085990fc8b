package fit

import (
	"fmt"
	"math"
)

// pulsePanels shows the cycle means of every device with the mean curves, and what is left.
func pulsePanels(fits []*pulseFit) []Panel {
	data := Panel{Title: "Pulses", X: "pulse", Y: "conductance", YUnit: "S"}
	rest := Panel{Title: "Innovations of the filter", X: "pulse", Y: "residual (σ)"}
	shown := fits
	if len(shown) > 4 {
		shown = shown[:4]
		data.Title = fmt.Sprintf("Pulses, 4 of %d devices, means of cycles", len(fits))
	}
	for _, f := range shown {
		x, y := f.averaged()
		data.Series = append(data.Series, Series{Name: f.cell.name, X: x, Y: y})
		data.Series = append(data.Series, f.curve())
	}
	for _, f := range shown {
		s := Series{Name: f.cell.name, Faint: true}
		filter(f.law, f.best.x, f.cell, func(cycle, k int, _, innovation float64) {
			s.X, s.Y = append(s.X, f.cell.cycles[cycle][k].at), append(s.Y, innovation)
		})
		rest.Series = append(rest.Series, s)
	}
	return []Panel{data, rest}
}

// averaged is the mean over cycles at each pulse.
func (f *pulseFit) averaged() (x, y []float64) {
	n := map[float64]float64{}
	sum := map[float64]float64{}
	for _, c := range f.cell.cycles {
		for _, r := range c {
			if n[r.at] == 0 {
				x = append(x, r.at)
			}
			n[r.at]++
			sum[r.at] += r.g
		}
	}
	x = sortedFloats(x)
	for _, at := range x {
		y = append(y, sum[at]/n[at])
	}
	return x, y
}

// curve is the mean cycle of the fitted law: from g_min by SET pulses, then by RESET pulses.
func (f *pulseFit) curve() Series {
	s := Series{Name: f.cell.name + ", fit", Line: true, Like: true}
	if twoCurves(f.cell) {
		return f.curves(s)
	}
	g, x := f.bottom(), 0.0
	out := func() { s.X, s.Y = append(s.X, x), append(s.Y, g*f.cell.scale) }
	out()
	for _, n := range []int{f.cell.up, -f.cell.down} {
		step := math.Copysign(1, float64(n))
		for range int(math.Abs(float64(n))) {
			g = f.next(g, step)
			x++
			out()
		}
	}
	return s
}

// twoCurves reports whether SET and RESET are curves of their own, counted from 1 each.
func twoCurves(c *cell) bool {
	for _, y := range c.cycles {
		up, down := false, false
		for _, r := range y {
			up, down = up || r.pulses > 0, down || r.pulses < 0
		}
		if up && down {
			return false
		}
	}
	return true
}

func (f *pulseFit) curves(s Series) Series {
	for side, n := range []int{f.cell.up, f.cell.down} {
		g, step := f.best.x[side], []float64{1, -1}[side]
		for k := 0; k <= n; k++ {
			s.X, s.Y = append(s.X, float64(k)), append(s.Y, g*f.cell.scale)
			g = f.next(g, step)
		}
		s.X, s.Y = append(s.X, nan()), append(s.Y, nan())
	}
	return s
}

// next is the mean conductance after a pulse, over the scale.
func (f *pulseFit) next(g, pulse float64) float64 {
	g, _ = f.law.after(f.best.x, g, pulse)
	if f.law.bounded {
		lo, hi := f.law.limits(f.best.x)
		g = min(max(g, lo), hi)
	}
	return g
}

// bottom is where the mean cycle starts: after a few of them, whatever came before.
func (f *pulseFit) bottom() float64 {
	g := f.best.x[0]
	for range 3 {
		for range f.cell.up {
			g = f.next(g, 1)
		}
		for range f.cell.down {
			g = f.next(g, -1)
		}
	}
	return g
}
