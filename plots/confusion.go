package plots

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/xbar-sim/xbar/experiments"
)

// ConfusionMatrix draws how often test images of each true class (row) were taken for each class
// (column); the last column counts images without an answer. Colour is the share of the row,
// the number in a cell is the count, left out where it would be too small to read.
//
// It errs with ErrNoData if run has no matrix, and if a row has not one cell per class and one more.
func ConfusionMatrix(r *experiments.Result, run experiments.Run) (Figure, error) {
	n := len(run.Confusion)
	if n == 0 {
		return Figure{}, fmt.Errorf("confusion matrix: %w", ErrNoData)
	}
	right, total := 0, 0
	for i, row := range run.Confusion {
		if len(row) != n+1 {
			return Figure{}, fmt.Errorf("confusion matrix: row %d has %d cells, want %d classes and no answer", i, len(row), n)
		}
		for j, k := range row {
			if k < 0 {
				return Figure{}, fmt.Errorf("confusion matrix: count %d in row %d", k, i)
			}
			total += k
			if i == j {
				right += k
			}
		}
	}
	s := sheet{width: columnWidth, notes: runNotes(r, run)}
	if n > 12 {
		s.width = pageWidth
	}
	if total > 0 {
		s.notes = append(s.notes, note{fmt.Sprintf("Right: %s of %s test images (%s\u00a0%%).",
			thousands(right), thousands(total), number(100*float64(right)/float64(total), 1)), false})
	}
	g := confusion{counts: run.Confusion}
	g.cell = (s.width - 2*margin - confusionLeft - confusionGap) / vg.Length(n+1)
	legend := "Colour: share of the true class"
	if g.textSize() >= leastCount {
		legend += "; numbers: images"
	}
	s.notes = append(s.notes, note{legend + ".", false})
	s.notes = append(s.notes, idealised(r)...)
	s.height = vg.Length(n)*g.cell + confusionTop + confusionBar
	s.body = g.draw
	return s.figure(), nil
}

const (
	confusionLeft = vg.Length(24)  // name and numbers of the rows
	confusionTop  = vg.Length(23)  // name and numbers of the columns
	confusionBar  = vg.Length(27)  // colour scale
	confusionGap  = vg.Length(3)   // before the column without answer
	leastCount    = vg.Length(4.5) // smaller numbers could not be read and are left out
)

type confusion struct {
	counts [][]int
	cell   vg.Length
}

func (g confusion) draw(c draw.Canvas) {
	n := len(g.counts)
	x0, y0 := c.Min.X+confusionLeft, c.Max.Y-confusionTop
	left := func(j int) vg.Length {
		x := x0 + vg.Length(j)*g.cell
		if j == n {
			x += confusionGap
		}
		return x
	}
	size := g.textSize()
	numbers := style(size, ink)
	numbers.XAlign = text.XCenter
	for i, row := range g.counts {
		sum := 0
		for _, k := range row {
			sum += k
		}
		top := y0 - vg.Length(i)*g.cell
		for j, k := range row {
			share := 0.0
			if sum > 0 {
				share = float64(k) / float64(sum)
			}
			fill := blues(share)
			c.SetColor(fill)
			c.Fill(rectangle(left(j), top-g.cell, left(j)+g.cell, top))
			taken := fmt.Sprint(j)
			if j == n {
				taken = "none"
			}
			tellText(c, vg.Point{X: left(j) + g.cell/2, Y: top - g.cell/2}, fmt.Sprintf("true class: %d\npredicted: %s\nimages: %d", i, taken, k))
			if k == 0 || size < leastCount {
				continue
			}
			sty := numbers
			if lightness(fill) < 0.3 {
				sty.Color = white
			}
			put(c, sty, left(j)+g.cell/2, top-g.cell/2-0.36*sty.Font.Size, fmt.Sprint(k))
		}
	}
	g.frame(c, left(0), left(n), y0)
	g.names(c, left, y0)
	width := min(vg.Length(n)*g.cell, 130)
	bx := x0 + (vg.Length(n)*g.cell-width)/2
	by := y0 - vg.Length(n)*g.cell - 6 - barHeight
	colourBar(c, blues, vg.Rectangle{Min: vg.Point{X: bx, Y: by}, Max: vg.Point{X: bx + width, Y: by + barHeight}},
		scale{min: 0, max: 100, ticks: linearTicks(0, 100, 5)})
	unit := style(tickSize, ink)
	unit.XAlign = text.XLeft
	put(c, unit, bx+width+6, by+0.5, "%")
}

// textSize lets the widest count fit its cell.
func (g confusion) textSize() vg.Length {
	size := noteSize
	widest := vg.Length(0)
	for _, row := range g.counts {
		for _, k := range row {
			widest = max(widest, style(size, ink).Width(fmt.Sprint(k)))
		}
	}
	if room := g.cell - 2; widest > room {
		size *= room / widest
	}
	return size
}

func (g confusion) frame(c draw.Canvas, x0, none, y0 vg.Length) {
	n := vg.Length(len(g.counts))
	edge := draw.LineStyle{Color: ink, Width: thin}
	box := func(x, w vg.Length) {
		c.StrokeLines(edge, []vg.Point{{X: x, Y: y0}, {X: x + w, Y: y0}, {X: x + w, Y: y0 - n*g.cell}, {X: x, Y: y0 - n*g.cell}, {X: x, Y: y0}})
	}
	line := draw.LineStyle{Color: grid, Width: 0.35}
	for k := vg.Length(1); k < n; k++ {
		c.StrokeLine2(line, x0, y0-k*g.cell, x0+n*g.cell, y0-k*g.cell)
		c.StrokeLine2(line, none, y0-k*g.cell, none+g.cell, y0-k*g.cell)
		c.StrokeLine2(line, x0+k*g.cell, y0, x0+k*g.cell, y0-n*g.cell)
	}
	box(x0, n*g.cell)
	box(none, g.cell)
}

func (g confusion) names(c draw.Canvas, left func(int) vg.Length, y0 vg.Length) {
	n := len(g.counts)
	sty := style(min(tickSize, g.cell*0.8), ink)
	sty.XAlign = text.XCenter
	for k := range n {
		put(c, sty, left(k)+g.cell/2, y0+3, fmt.Sprint(k))
		row := sty
		row.XAlign = text.XRight
		put(c, row, left(0)-3, y0-(vg.Length(k)+0.5)*g.cell-0.36*sty.Font.Size, fmt.Sprint(k))
	}
	none := sty
	none.Font.Size = min(noteSize, sty.Font.Size)
	put(c, none, left(n)+g.cell/2, y0+3, "none")
	name := style(labelSize, ink)
	name.XAlign = text.XCenter
	put(c, name, left(0)+vg.Length(n)*g.cell/2, y0+13, "predicted class")
	name.Rotation = math.Pi / 2
	name.YAlign = text.YTop
	c.FillText(name, vg.Point{X: c.Min.X - 1, Y: y0 - vg.Length(n)*g.cell/2}, "true class")
}
