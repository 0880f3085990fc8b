package plots

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/xbar-sim/xbar/experiments"
)

// maxMaps is how many receptive fields one figure shows: 20 by 20 at page width.
const maxMaps = 400

// WeightMaps draws the receptive field of every neuron of run in a square grid, all on one colour
// scale in the units of the weights, with the class that the neuron stands for in the corner
// ("–" for a neuron that never answered). Up to 100 maps are one column wide, more are a page
// wide; of more than 400 the first 400 are shown and a note says so.
//
// It errs with ErrNoData if run has no maps, and if their sizes contradict Width × Height.
func WeightMaps(r *experiments.Result, run experiments.Run) (Figure, error) {
	if len(run.Maps) == 0 {
		return Figure{}, fmt.Errorf("weight maps: %w", ErrNoData)
	}
	if run.Width < 1 || run.Height < 1 {
		return Figure{}, fmt.Errorf("weight maps: %d × %d pixels", run.Width, run.Height)
	}
	for k, m := range run.Maps {
		if len(m) != run.Width*run.Height {
			return Figure{}, fmt.Errorf("weight map %d has %d weights, want %d × %d", k, len(m), run.Width, run.Height)
		}
	}
	shown := run.Maps[:min(len(run.Maps), maxMaps)]
	s := sheet{width: columnWidth, notes: runNotes(r, run)}
	if len(shown) > 100 {
		s.width = pageWidth
	}
	if len(shown) < len(run.Maps) {
		s.notes = append(s.notes, note{fmt.Sprintf("First %d of %s.", len(shown), count(len(run.Maps), "neuron")), false})
	}
	s.notes = append(s.notes, idealised(r)...)
	g := newMosaic(run, shown, s.width-2*margin)
	s.height, s.body = g.height(), g.draw
	return s.figure(), nil
}

// runNotes say which network a figure of a single network shows.
func runNotes(r *experiments.Result, run experiments.Run) []note {
	who := fmt.Sprintf("Device: %s, repeat %d.", deviceTitle(r, run.Device), run.Repeat)
	var where []string
	for k, a := range r.Axes {
		if k < len(run.Point) && finite(run.Point[k]) {
			where = append(where, valueName(a, run.Point[k]))
		}
	}
	return append(setting(r, where...), note{who, false})
}

// A mosaic is a grid of maps, laid out in pixels of the picture.
type mosaic struct {
	run        experiments.Run
	maps       [][]float32
	cols, rows int
	w, h       int // pixels of one map on paper
	lo, hi     float64
}

const (
	mapGap    = 3   // pixels between maps
	maxCell   = 224 // pixels; more does not show more
	barRoom   = vg.Length(24)
	barHeight = vg.Length(6)
	classSize = vg.Length(5.5)
)

func newMosaic(run experiments.Run, maps [][]float32, width vg.Length) *mosaic {
	g := &mosaic{run: run, maps: maps, cols: int(math.Ceil(math.Sqrt(float64(len(maps)))))}
	g.rows = (len(maps) + g.cols - 1) / g.cols
	room := (int(width/pixel+0.5) - (g.cols-1)*mapGap) / g.cols
	room = min(room, maxCell)
	long := max(run.Width, run.Height)
	// A whole number of pixels for each weight where there is room: no resampling, no moiré.
	if k := room / long; k >= 1 {
		g.w, g.h = k*run.Width, k*run.Height
	} else {
		g.w, g.h = max(1, room*run.Width/long), max(1, room*run.Height/long)
	}
	g.lo, g.hi = math.Inf(1), math.Inf(-1)
	for _, m := range maps {
		for _, v := range m {
			if x := float64(v); finite(x) {
				g.lo, g.hi = min(g.lo, x), max(g.hi, x)
			}
		}
	}
	switch {
	case g.lo > g.hi:
		g.lo, g.hi = 0, 1
	case g.lo >= 0 && g.lo < g.hi/2:
		g.lo = 0
	}
	if g.hi == g.lo {
		g.hi = g.lo + max(math.Abs(g.lo), 1)
	}
	return g
}

func (g *mosaic) size() (w, h int) {
	return g.cols*g.w + (g.cols-1)*mapGap, g.rows*g.h + (g.rows-1)*mapGap
}

func (g *mosaic) height() vg.Length {
	_, h := g.size()
	return vg.Length(h)*pixel + barRoom
}

// raster paints all maps, one byte per pixel: 0 to 253 are the colour scale, 254 is a weight that
// is not a number, 255 lies between the maps.
func (g *mosaic) raster() *image.Paletted {
	pal := make(color.Palette, 256)
	for k := range 254 {
		pal[k] = heat(float64(k) / 253)
	}
	pal[254], pal[255] = color.NRGBA{R: 0x7f, G: 0xb2, B: 0xd5, A: 255}, color.NRGBA{R: 0xb0, G: 0xb0, B: 0xb0, A: 255}
	w, h := g.size()
	img := image.NewPaletted(image.Rect(0, 0, w, h), pal)
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	for k, m := range g.maps {
		x0, y0 := (k%g.cols)*(g.w+mapGap), (k/g.cols)*(g.h+mapGap)
		for y := range g.h {
			for x := range g.w {
				v := float64(m[y*g.run.Height/g.h*g.run.Width+x*g.run.Width/g.w])
				img.Pix[(y0+y)*img.Stride+x0+x] = g.index(v)
			}
		}
	}
	for k := len(g.maps); k < g.cols*g.rows; k++ { // empty places of the last row stay white
		x0, y0 := (k%g.cols)*(g.w+mapGap), (k/g.cols)*(g.h+mapGap)
		for y := y0; y < h; y++ {
			for x := x0; x < w; x++ {
				img.Pix[y*img.Stride+x] = 0
			}
		}
	}
	return img
}

func (g *mosaic) index(v float64) uint8 {
	if !finite(v) {
		return 254
	}
	return uint8(math.Round(253 * min(max((v-g.lo)/(g.hi-g.lo), 0), 1)))
}

func (g *mosaic) draw(c draw.Canvas) {
	w, h := g.size()
	left := pixel * vg.Length(int((c.Max.X-c.Min.X)/pixel+0.5)-w) / 2
	left = pixel * vg.Length(math.Round(float64((c.Min.X+left)/pixel)))
	top := pixel * vg.Length(math.Round(float64(c.Max.Y/pixel)))
	area := vg.Rectangle{
		Min: vg.Point{X: left, Y: top - vg.Length(h)*pixel},
		Max: vg.Point{X: left + vg.Length(w)*pixel, Y: top},
	}
	c.DrawImage(area, g.raster())
	for k := range g.maps {
		if k < len(g.run.Labels) {
			x := area.Min.X + vg.Length((k%g.cols)*(g.w+mapGap))*pixel
			y := area.Max.Y - vg.Length((k/g.cols)*(g.h+mapGap))*pixel
			g.class(c, x, y, g.run.Labels[k])
			tellText(c, vg.Point{X: x + vg.Length(g.w)*pixel/2, Y: y - vg.Length(g.h)*pixel/2}, fmt.Sprintf("neuron: %d\nclass: %d", k, g.run.Labels[k]))
		}
	}
	g.bar(c, area)
}

// class writes a neuron's class into the upper left corner of its map, on a white ground.
func (g *mosaic) class(c draw.Canvas, x, y vg.Length, class int) {
	s := fmt.Sprint(class)
	if class < 0 {
		s = "–"
	}
	sty := style(classSize, ink)
	w := sty.Width(s)
	c.SetColor(faint(white, 200))
	c.Fill(rectangle(x, y-classSize-0.2, x+w+1.6, y))
	put(c, sty, x+0.8, y-classSize+0.8, s)
}

// bar draws the colour scale under the maps.
func (g *mosaic) bar(c draw.Canvas, area vg.Rectangle) {
	name := style(tickSize, ink)
	width := min(area.Size().X, 150)
	x0 := (area.Min.X + area.Max.X - width) / 2
	y0 := area.Min.Y - 5 - barHeight
	colourBar(c, heat, vg.Rectangle{Min: vg.Point{X: x0, Y: y0}, Max: vg.Point{X: x0 + width, Y: y0 + barHeight}},
		scale{min: g.lo, max: g.hi, ticks: linearTicks(g.lo, g.hi, min(5, max(2, int(width/24))))})
	name.XAlign = text.XRight
	put(c, name, x0-5, y0+0.5, "weight")
}

// colourBar draws a horizontal colour scale with its ticks beneath.
func colourBar(c draw.Canvas, of func(float64) color.NRGBA, r vg.Rectangle, s scale) {
	const n = 128
	img := image.NewNRGBA(image.Rect(0, 0, n, 1))
	for k := range n {
		img.SetNRGBA(k, 0, of((float64(k)+0.5)/n))
	}
	step := r.Size().X / n
	for k := range n { // rectangles, not the image: readers smooth a stretched image
		c.SetColor(img.NRGBAAt(k, 0))
		c.Fill(rectangle(r.Min.X+vg.Length(k)*step, r.Min.Y, min(r.Min.X+vg.Length(k+1)*step+0.3, r.Max.X), r.Max.Y))
	}
	edge := draw.LineStyle{Color: ink, Width: 0.4}
	c.StrokeLines(edge, []vg.Point{r.Min, {X: r.Max.X, Y: r.Min.Y}, r.Max, {X: r.Min.X, Y: r.Max.Y}, r.Min})
	sty := style(noteSize, ink)
	sty.XAlign = text.XCenter
	for _, t := range s.ticks {
		x := r.Min.X + r.Size().X*vg.Length((t.Value-s.min)/(s.max-s.min))
		c.StrokeLine2(edge, x, r.Min.Y, x, r.Min.Y-2)
		put(c, sty, x, r.Min.Y-8.5, t.Label)
	}
}
