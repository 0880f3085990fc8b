package plots

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"strconv"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Lattice is a number for every place of a grid, such as the cells of an array.
type Lattice struct {
	Rows, Cols int
	Values     []float64 // row after row
	Quantity   string    // what they are: "voltage lost in the wires"
	Unit       string    // "V"; "" for numbers, "%" for percent
	Down       string    // what a row is: "word line"
	Across     string    // what a column is: "bit line"
}

// HeatMap draws a lattice as it lies, row 1 at the top, one colour scale from the least to the largest
// value, zero included. Where it has more places than the picture has pixels, one pixel is the mean of
// several. Notes are sentences under the figure. It errs with ErrNoData without values.
func HeatMap(l Lattice, notes ...string) (Figure, error) {
	var quiet []note
	for _, n := range notes {
		quiet = append(quiet, note{n, false})
	}
	return heatMap(l, quiet)
}

func heatMap(l Lattice, notes []note) (Figure, error) {
	if l.Rows < 1 || l.Cols < 1 || len(l.Values) != l.Rows*l.Cols {
		return Figure{}, fmt.Errorf("heat map of %s: %w", l.Quantity, ErrNoData)
	}
	s := sheet{width: columnWidth, notes: notes}
	m := newLatticeMap(l, int((s.width-2*margin-latticeLeft)/pixel))
	s.height, s.body = m.height(), m.draw
	return s.figure(), nil
}

const (
	latticeLeft = vg.Length(30) // name and numbers of the rows
	latticeFoot = vg.Length(24) // name and numbers of the columns
	latticeBar  = vg.Length(32) // colour scale with its name
	latticeMost = 900           // pixels of height
)

type latticeMap struct {
	Lattice
	w, h   int // pixels
	lo, hi float64
}

func newLatticeMap(l Lattice, room int) *latticeMap {
	m := &latticeMap{Lattice: l}
	m.w, m.h = l.Cols, l.Rows
	switch k := min(room/l.Cols, latticeMost/l.Rows); {
	case k >= 1:
		m.w, m.h = k*l.Cols, k*l.Rows
	default: // means of several, and the shape of the array as far as the picture lasts
		m.w, m.h = min(room, l.Cols), min(latticeMost, l.Rows)
		if l.Rows > latticeMost && l.Cols <= room {
			m.w = min(room, max(l.Cols, 40))
		}
	}
	if m.h < 60 { // a few rows are bands
		m.h = l.Rows * max(1, 60/l.Rows)
	}
	least := 60
	if m.h > 4*m.w { // a few columns too
		least = 300
	}
	if m.w < least {
		m.w = l.Cols * max(1, least/l.Cols)
	}
	for _, v := range l.Values {
		if finite(v) {
			m.lo, m.hi = min(m.lo, v), max(m.hi, v)
		}
	}
	if m.lo == m.hi {
		m.hi = m.lo + 1
	}
	return m
}

func (m *latticeMap) height() vg.Length {
	return m.head() + vg.Length(m.h)*pixel + latticeFoot + latticeBar
}

// head is the room above a map that is too low for the name of its rows beside it.
func (m *latticeMap) head() vg.Length {
	if vg.Length(m.h)*pixel > 45 {
		return 0
	}
	return 12
}

// mean is the mean of the values that pixel (x, y) stands for.
func (m *latticeMap) mean(x, y int) float64 {
	i0, j0 := y*m.Rows/m.h, x*m.Cols/m.w
	i1, j1 := max((y+1)*m.Rows/m.h, i0+1), max((x+1)*m.Cols/m.w, j0+1)
	sum := 0.0
	for i := i0; i < i1; i++ {
		for _, v := range m.Values[i*m.Cols+j0 : i*m.Cols+j1] {
			sum += v
		}
	}
	return sum / float64((i1-i0)*(j1-j0))
}

// colour is white at zero and goes to black for what is above and to dark blue for what is below.
func (m *latticeMap) colour(v float64) color.NRGBA {
	size := max(m.hi, -m.lo)
	switch {
	case !finite(v):
		return grid
	case v < 0:
		return blues(-v / size)
	}
	return heat(v / size)
}

func (m *latticeMap) raster() image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, m.w, m.h))
	for y := range m.h {
		for x := range m.w {
			img.SetNRGBA(x, y, m.colour(m.mean(x, y)))
		}
	}
	return img
}

func (m *latticeMap) draw(c draw.Canvas) {
	left := c.Min.X + latticeLeft + (c.Max.X-c.Min.X-latticeLeft-vg.Length(m.w)*pixel)/2
	left = pixel * vg.Length(math.Round(float64(left/pixel)))
	top := pixel * vg.Length(math.Round(float64((c.Max.Y-m.head())/pixel)))
	area := vg.Rectangle{Min: vg.Point{X: left, Y: top - vg.Length(m.h)*pixel}, Max: vg.Point{X: left + vg.Length(m.w)*pixel, Y: top}}
	c.DrawImage(area, m.raster())
	edge := draw.LineStyle{Color: ink, Width: 0.4}
	c.StrokeLines(edge, []vg.Point{area.Min, {X: area.Max.X, Y: area.Min.Y}, area.Max, {X: area.Min.X, Y: area.Max.Y}, area.Min})
	m.tell(c, area)
	m.numbers(c, area)
	m.bar(c, area)
}

// tell tells the values of a lattice of few places.
func (m *latticeMap) tell(c draw.Canvas, area vg.Rectangle) {
	if len(m.Values) > mostSpots {
		return
	}
	w, h := area.Size().X/vg.Length(m.Cols), area.Size().Y/vg.Length(m.Rows)
	for k, v := range m.Values {
		i, j := k/m.Cols, k%m.Cols
		at := vg.Point{X: area.Min.X + (vg.Length(j)+0.5)*w, Y: area.Max.Y - (vg.Length(i)+0.5)*h}
		tellText(c, at, fmt.Sprintf("%s: %d\n%s: %d\n%s: %s", m.Down, i+1, m.Across, j+1, m.Quantity, three(v, m.Unit)))
	}
}

// numbers writes the numbers of the first and last row and column, and what they are.
func (m *latticeMap) numbers(c draw.Canvas, area vg.Rectangle) {
	sty := style(noteSize, ink)
	sty.XAlign = text.XRight
	put(c, sty, area.Min.X-3, area.Max.Y-noteSize, "1")
	if m.Rows > 1 {
		put(c, sty, area.Min.X-3, area.Min.Y, strconv.Itoa(m.Rows))
	}
	name := style(tickSize, ink)
	name.XAlign = text.XRight
	if m.head() == 0 {
		name.Rotation, name.XAlign = math.Pi/2, text.XCenter
		c.FillText(name, vg.Point{X: area.Min.X - 14, Y: (area.Min.Y + area.Max.Y) / 2}, m.Down)
	} else {
		put(c, name, area.Min.X-3, area.Max.Y+3, m.Down)
	}
	sty.XAlign = text.XLeft
	put(c, sty, area.Min.X, area.Min.Y-noteSize-2, "1")
	if m.Cols > 1 {
		sty.XAlign = text.XRight
		put(c, sty, area.Max.X, area.Min.Y-noteSize-2, strconv.Itoa(m.Cols))
	}
	across := style(tickSize, ink)
	across.XAlign = text.XCenter
	put(c, across, (area.Min.X+area.Max.X)/2, area.Min.Y-tickSize-5, m.Across)
}

// bar draws the colour scale under the map.
func (m *latticeMap) bar(c draw.Canvas, area vg.Rectangle) {
	factor, unit := axisUnit(m.Unit, []float64{m.lo, m.hi})
	width := min(c.Max.X-c.Min.X, 170)
	x0, y0 := (c.Min.X+c.Max.X-width)/2, area.Min.Y-latticeFoot-14
	lo, hi := m.lo/factor, m.hi/factor
	colourBar(c, func(f float64) color.NRGBA { return m.colour(m.lo + f*(m.hi-m.lo)) },
		vg.Rectangle{Min: vg.Point{X: x0, Y: y0}, Max: vg.Point{X: x0 + width, Y: y0 + barHeight}},
		scale{min: lo, max: hi, ticks: linearTicks(lo, hi, 5)})
	name := style(tickSize, ink)
	name.XAlign = text.XCenter
	label := m.Quantity
	if unit != "" {
		label += " (" + unit + ")"
	}
	put(c, name, (c.Min.X+c.Max.X)/2, y0+barHeight+2.5, label)
}
