package plots

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// wordScale is the axis of a study over words: one place for each, in the order given. Words that do
// not fit side by side stand upright.
func wordScale(words []string, width vg.Length) scale {
	s := scale{min: -0.5, max: float64(len(words)) - 0.5}
	for k, w := range words {
		s.ticks = append(s.ticks, plot.Tick{Value: float64(k), Label: w})
	}
	if s.upright = !s.fits(width); s.upright {
		for k := range s.ticks {
			s.ticks[k].Label += "  " // keeps the word off its tick
		}
	}
	return s
}

// stood turns the labels of an axis to read upward.
func stood(a *plot.Axis) {
	a.Tick.Label.Rotation = math.Pi / 2
	a.Tick.Label.XAlign, a.Tick.Label.YAlign = text.XRight, text.YCenter
}

// uprightRoom is the height that the words take where they stand upright, 0 where they do not.
func (s scale) uprightRoom() vg.Length {
	room := vg.Length(0)
	for _, t := range s.ticks {
		if s.upright {
			room = max(room, style(tickSize, ink).Width(t.Label))
		}
	}
	return room
}

// widestSlot is the most room that one device takes at one word.
const widestSlot = vg.Length(30)

// groups draws series over words: at each word the devices side by side, each with its repeats, its
// mean and its interval. Nothing joins words, which have no order and nothing between them.
func groups(all []series, words int) painter {
	return func(c draw.Canvas, p *plot.Plot) {
		step := c.X(p.X.Norm(1)) - c.X(p.X.Norm(0))
		slot := min(widestSlot, 0.9*step/vg.Length(max(len(all), 1)))
		for k := 1; k < words && len(all) > 1; k++ {
			x := c.X(p.X.Norm(float64(k) - 0.5))
			c.StrokeLine2(draw.LineStyle{Color: grid, Width: 0.5}, x, c.Min.Y, x, c.Max.Y)
		}
		for k, s := range all {
			shift := slot * (vg.Length(k) - vg.Length(len(all)-1)/2)
			telling(s.title)(c, p)
			for i, x := range s.x {
				s.at(i).draw(c, p, c.X(p.X.Norm(x))+shift, min(0.22*slot, 5), slot/2)
			}
		}
	}
}

// at is what a series has at its i-th place.
func (s series) at(i int) estimate {
	e := estimate{look: s.look, mean: s.y[i], lo: s.lo[i], hi: s.hi[i], raw: s.raw[i]}
	for k, x := range s.dotX {
		if x == s.x[i] && finite(s.dotY[k]) {
			e.dots = append(e.dots, s.dotY[k])
		}
	}
	slices.Sort(e.dots)
	return e
}

// An estimate is a mean with its interval and the repeats behind it, in percent; raw is the mean
// without compensation. What is not known is NaN.
type estimate struct {
	look
	mean, lo, hi, raw float64
	dots              []float64 // ascending
}

// draw puts the repeats on the left of mid by that gap, and the mean with its interval on the right.
// Repeats crowd together rather than leave the room on either side of mid.
func (e estimate) draw(c draw.Canvas, p *plot.Plot, mid, gap, room vg.Length) {
	c.SetColor(faint(e.color, 150))
	heights := make([]vg.Length, len(e.dots))
	for i, v := range e.dots {
		heights[i] = c.Y(p.Y.Norm(v))
	}
	aside := max(room-gap-dotRadius, 0)
	for i, dx := range swarm(heights, 2*dotRadius+0.4) {
		dx = min(max(dx, -aside), aside)
		pt := vg.Point{X: mid - gap + dx, Y: heights[i]}
		c.Fill(disc(pt, 1.2*dotRadius))
		tellText(c, pt, worded(accuracyLabel, "y", e.dots[i]))
	}
	pt := vg.Point{X: mid + gap, Y: c.Y(p.Y.Norm(e.mean))}
	bar := draw.LineStyle{Color: e.color, Width: 1}
	if finite(e.lo, e.hi) {
		a, b := c.Y(p.Y.Norm(clampY(p, e.lo))), c.Y(p.Y.Norm(clampY(p, e.hi)))
		c.StrokeLine2(bar, pt.X, a, pt.X, b)
		c.StrokeLine2(bar, pt.X-3, a, pt.X+3, a)
		c.StrokeLine2(bar, pt.X-3, b, pt.X+3, b)
	}
	if finite(e.raw) && e.raw != e.mean {
		y := c.Y(p.Y.Norm(e.raw))
		c.StrokeLine2(draw.LineStyle{Color: e.color, Width: thin}, pt.X-gap, y, pt.X+gap, y)
	}
	e.mark.fill(c, e.color, pt, 1.2*markRadius)
	text := worded("mean "+accuracyLabel, "y", e.mean)
	if finite(e.lo, e.hi) {
		text += fmt.Sprintf("\n95\u00a0%% interval: %.4g to %.4g", e.lo, e.hi)
	}
	tellText(c, pt, text)
}
