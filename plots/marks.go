package plots

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A marker is a regular polygon: corners on a circle, the first at the angle turn (radians from
// the x axis). No corners mean a disc. The radius is scaled so that all have about equal area.
type marker struct {
	corners int
	turn    float64
	scale   vg.Length
	open    bool // a rim only
}

var marks = [...]marker{
	{0, 0, 1, false},
	{4, math.Pi / 4, 1.25, false},
	{3, math.Pi / 2, 1.5, false},
	{4, 0, 1.3, false},
	{3, -math.Pi / 2, 1.5, false},
	{5, math.Pi / 2, 1.2, false},
	{6, 0, 1.15, false},
}

// ring is the marker of the ideal reference alone.
var ring = marker{scale: 1, open: true}

func (m marker) path(at vg.Point, r vg.Length) vg.Path {
	if m.corners == 0 {
		return disc(at, r)
	}
	r *= m.scale
	var p vg.Path
	for k := range m.corners {
		sin, cos := math.Sincos(m.turn + 2*math.Pi*float64(k)/float64(m.corners))
		pt := vg.Point{X: at.X + r*vg.Length(cos), Y: at.Y + r*vg.Length(sin)}
		if k == 0 {
			p.Move(pt)
		} else {
			p.Line(pt)
		}
	}
	p.Close()
	return p
}

// disc is a circle of four cubics (largest error 0.03 % of r), which all three formats draw alike.
func disc(at vg.Point, r vg.Length) vg.Path {
	k := r * 0.5522847498
	pt := func(x, y vg.Length) vg.Point { return vg.Point{X: at.X + x, Y: at.Y + y} }
	var p vg.Path
	p.Move(pt(r, 0))
	p.CubeTo(pt(r, k), pt(k, r), pt(0, r))
	p.CubeTo(pt(-k, r), pt(-r, k), pt(-r, 0))
	p.CubeTo(pt(-r, -k), pt(-k, -r), pt(0, -r))
	p.CubeTo(pt(k, -r), pt(r, -k), pt(r, 0))
	p.Close()
	return p
}

// draw puts the marker on a white rim, which lifts it off its own line and dots.
func (m marker) draw(c draw.Canvas, col color.Color, at vg.Point, r vg.Length) {
	if !m.open {
		c.SetLineStyle(draw.LineStyle{Color: white, Width: 1.2})
		c.Stroke(m.path(at, r))
	}
	m.fill(c, col, at, r)
}

// fill draws the marker alone.
func (m marker) fill(c draw.Canvas, col color.Color, at vg.Point, r vg.Length) {
	p := m.path(at, r)
	if m.open {
		c.SetColor(white)
		c.Fill(p)
		c.SetLineStyle(draw.LineStyle{Color: col, Width: 1})
		c.Stroke(p)
		return
	}
	c.SetColor(col)
	c.Fill(p)
}

// painter makes a plotter of a function.
type painter func(c draw.Canvas, p *plot.Plot)

// Plot is plot.Plotter's.
func (f painter) Plot(c draw.Canvas, p *plot.Plot) { f(c, p) }

// at is the place of the data point (x, y) on the canvas.
func at(c draw.Canvas, p *plot.Plot, x, y float64) vg.Point {
	return vg.Point{X: c.X(p.X.Norm(x)), Y: c.Y(p.Y.Norm(y))}
}

// clampY keeps a value inside the vertical range: an interval may reach beyond 100 %.
func clampY(p *plot.Plot, y float64) float64 { return min(max(y, p.Y.Min), p.Y.Max) }

func finite(v ...float64) bool {
	for _, x := range v {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return false
		}
	}
	return true
}

// horizontalGrid draws a light line at every major tick of the y axis.
func horizontalGrid() painter {
	return func(c draw.Canvas, p *plot.Plot) {
		for _, t := range p.Y.Tick.Marker.Ticks(p.Y.Min, p.Y.Max) {
			if y := c.Y(p.Y.Norm(t.Value)); !t.IsMinor() && c.ContainsY(y) && t.Value > p.Y.Min {
				c.StrokeLine2(draw.LineStyle{Color: grid, Width: 0.5}, c.Min.X, y, c.Max.X, y)
			}
		}
	}
}

// runs calls f with every longest stretch [from, to) of n points in which ok holds.
func runs(n int, ok func(int) bool, f func(from, to int)) {
	for i := 0; i < n; {
		if !ok(i) {
			i++
			continue
		}
		j := i
		for j < n && ok(j) {
			j++
		}
		f(i, j)
		i = j
	}
}

// band fills between lo and hi over x; a point without a finite interval on either side of it
// gets an error bar instead of a band.
func band(col color.NRGBA, x, lo, hi []float64) painter {
	return func(c draw.Canvas, p *plot.Plot) {
		runs(len(x), func(i int) bool { return finite(lo[i], hi[i]) }, func(from, to int) {
			if to-from == 1 {
				errorBar(c, p, draw.LineStyle{Color: col, Width: thin}, x[from], lo[from], hi[from])
				return
			}
			var path vg.Path
			path.Move(at(c, p, x[from], clampY(p, hi[from])))
			for i := from + 1; i < to; i++ {
				path.Line(at(c, p, x[i], clampY(p, hi[i])))
			}
			for i := to - 1; i >= from; i-- {
				path.Line(at(c, p, x[i], clampY(p, lo[i])))
			}
			path.Close()
			c.SetColor(faint(col, 46))
			c.Fill(path)
		})
	}
}

func errorBar(c draw.Canvas, p *plot.Plot, s draw.LineStyle, x, lo, hi float64) {
	a, b := at(c, p, x, clampY(p, lo)), at(c, p, x, clampY(p, hi))
	c.StrokeLine2(s, a.X, a.Y, b.X, b.Y)
	for _, e := range []vg.Point{a, b} {
		c.StrokeLine2(s, e.X-2.5, e.Y, e.X+2.5, e.Y)
	}
}

// curve joins the finite points of y.
func curve(s draw.LineStyle, x, y []float64) painter {
	return func(c draw.Canvas, p *plot.Plot) {
		runs(len(x), func(i int) bool { return finite(y[i]) }, func(from, to int) {
			pts := make([]vg.Point, 0, to-from)
			for i := from; i < to; i++ {
				pts = append(pts, at(c, p, x[i], y[i]))
				tell(c, pts[len(pts)-1], x[i], y[i])
			}
			if len(pts) > 1 {
				c.StrokeLines(s, pts)
			}
		})
	}
}

// points puts the look's marker on every finite point.
func points(l look, x, y []float64) painter {
	return func(c draw.Canvas, p *plot.Plot) {
		for i := range x {
			if finite(y[i]) {
				pt := at(c, p, x[i], y[i])
				l.mark.draw(c, l.color, pt, markRadius)
				tell(c, pt, x[i], y[i])
			}
		}
	}
}

// dots draws every repeat as a small disc, moved sideways by shift so that the repeats of
// different devices stand beside each other and beside their mean.
func dots(col color.NRGBA, shift vg.Length, x, y []float64) painter {
	return func(c draw.Canvas, p *plot.Plot) {
		c.SetColor(faint(col, 150))
		for i := range x {
			if finite(x[i], y[i]) {
				pt := at(c, p, x[i], y[i])
				pt.X += shift
				c.Fill(disc(pt, dotRadius))
				tell(c, pt, x[i], y[i])
			}
		}
	}
}

// level is a horizontal line over the whole axis with its band.
func level(s draw.LineStyle, fill color.NRGBA, y, lo, hi float64) painter {
	return func(c draw.Canvas, p *plot.Plot) {
		if finite(lo, hi) {
			a, b := c.Y(p.Y.Norm(clampY(p, lo))), c.Y(p.Y.Norm(clampY(p, hi)))
			c.SetColor(faint(fill, 46))
			c.Fill(rectangle(c.Min.X, a, c.Max.X, b))
		}
		yy := c.Y(p.Y.Norm(y))
		c.StrokeLine2(s, c.Min.X, yy, c.Max.X, yy)
	}
}

func rectangle(x0, y0, x1, y1 vg.Length) vg.Path {
	return vg.Rectangle{Min: vg.Point{X: x0, Y: y0}, Max: vg.Point{X: x1, Y: y1}}.Path()
}
