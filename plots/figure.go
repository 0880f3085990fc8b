// Package plots turns a Result into pictures that can go into a paper as they are.
//
// All figures share one theme (theme.go): one typeface at 6.5 to 8.5 pt, one or two journal
// columns wide (8.5 or 17.5 cm), colours that colour-blind readers tell apart, and dash and
// marker beside the colour. Fractions 0..1 of a Result are drawn in percent.
//
// Every figure says under its data what it shows: mode, data set, size, repeats, what was
// idealised, and whether the run was a quick one. Nothing here computes a result; means and
// intervals are the Result's own, except the mean over repeats of a learning curve.
package plots

import (
	"errors"
	"fmt"
	"io"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/xbar-sim/xbar/experiments"
)

// ErrNoData says that a Result lacks what a figure shows. All leaves such a figure out.
var ErrNoData = errors.New("the result has no data for this figure")

// A Figure is a picture of known size, ready to be written in any Format.
type Figure struct {
	Width, Height vg.Length // on paper, points of 1/72 inch
	Caption       string    // one sentence, kept inside an SVG; "" for none
	draw          func(draw.Canvas)
	err           error // why it cannot be drawn; reported by Write
}

// Draw draws the figure with its lower left corner at that of c, which should be Width × Height.
// A figure that could not be made draws nothing.
func (f Figure) Draw(c draw.Canvas) {
	if f.draw != nil {
		f.draw(c)
	}
}

// Err is the reason why the figure cannot be drawn, nil if it can.
func (f Figure) Err() error { return f.err }

// A Format is a file format of figures.
type Format string

// The formats that Write knows.
const (
	PNG Format = "png" // 300 dpi, resolution and provenance inside
	SVG Format = "svg" // text as text, Liberation Sans or a font of the same widths
	PDF Format = "pdf" // text as outlines: no font needed, every character right
)

// Formats lists the formats that Write knows.
func Formats() []Format { return []Format{PNG, SVG, PDF} }

// Write writes fig to w in the format f. The provenance, a line that says what made the figure,
// is stored inside the file where a reader of the picture does not see it. The same figure gives
// the same bytes in every run.
func Write(w io.Writer, fig Figure, f Format, provenance string) error {
	if fig.err != nil {
		return fig.err
	}
	if fig.draw == nil || fig.Width <= 0 || fig.Height <= 0 {
		return errors.New("plots: empty figure")
	}
	switch f {
	case PNG:
		return writePNG(w, fig, provenance)
	case SVG:
		return writeSVG(w, fig, provenance)
	case PDF:
		return writePDF(w, fig, provenance)
	}
	return fmt.Errorf("format %q: want png, svg or pdf", f)
}

// A Named is a figure with the name of its file and a caption.
type Named struct {
	Name    string // of the file, without ending: "accuracy_vs_d2d"
	Caption string // one sentence for a report; what all figures state is in the picture
	Figure  Figure
	Map     bool // one of many weight maps of a reproduction
}

// File is the name of the file in the format f.
func (n Named) File(f Format) string { return n.Name + "." + string(f) }

// All returns the figures that r has data for, in the order of a report. A figure whose data
// contradict each other is returned too, with the contradiction as its Err.
func All(r *experiments.Result) []Named {
	var all []Named
	taken := map[string]bool{}
	add := func(name, caption string) func(Figure, error) {
		return func(fig Figure, err error) {
			if errors.Is(err, ErrNoData) {
				return
			}
			fig.err, fig.Caption = err, caption
			base := name
			for k := 2; taken[name]; k++ {
				name = fmt.Sprintf("%s_%d", base, k)
			}
			taken[name] = true
			all = append(all, Named{Name: name, Caption: caption, Figure: fig})
		}
	}
	costs := func() {
		add("costs", "Where the energy of training and inference goes, and mean power beside published chips.")(Costs(r))
	}
	if r.Command == "cost" { // what was asked for comes first
		costs()
	}
	for k, a := range r.Axes {
		add("accuracy_vs_"+fileName(a.Key), "Accuracy against "+axisName(a)+".")(AccuracyVsAxis(r, k))
		add("energy_vs_"+fileName(a.Key), "Accuracy and energy against "+axisName(a)+".")(EnergyVsAxis(r, k))
	}
	if len(r.Axes) == 0 {
		add("comparison", "Accuracy of the devices at one operating point.")(Comparison(r))
	}
	add("learning_curve", "Accuracy on training images kept apart, while learning.")(LearningCurve(r))
	add("pulses", "Programming pulses that the cells have had.")(PulseHistogram(r))
	for _, run := range firstRuns(r) {
		of, title := "_"+fileName(run.Device), deviceTitle(r, run.Device)
		add("weights"+of, "Weights of the neurons after training: "+title+".")(WeightMaps(r, run))
		for _, g := range run.Grids {
			add(g.Name+of, "Of every cell, "+g.Quantity+": "+title+".")(CellGrid(r, run, g))
		}
		add("confusion"+of, "Which class was taken for which: "+title+".")(ConfusionMatrix(r, run))
	}
	if r.Command != "cost" {
		costs()
	}
	return all
}

// firstRuns is one run per device in the order of the devices, the lowest repeat that was kept.
func firstRuns(r *experiments.Result) []experiments.Run {
	var first []experiments.Run
	for _, d := range r.Devices {
		best := -1
		for i, run := range r.Runs {
			if run.Device == d.Name && (best < 0 || run.Repeat < r.Runs[best].Repeat) {
				best = i
			}
		}
		if best >= 0 {
			first = append(first, r.Runs[best])
		}
	}
	return first
}

// fileName keeps what every file system accepts.
func fileName(s string) string {
	name := []rune(s)
	for i, c := range name {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '.' && i > 0:
		default:
			name[i] = '_'
		}
	}
	return string(name)
}

func deviceTitle(r *experiments.Result, name string) string {
	for _, d := range r.Devices {
		if d.Name == name {
			return titleOf(d)
		}
	}
	return name
}

func titleOf(d experiments.Device) string {
	if d.Title != "" {
		return d.Title
	}
	return d.Name
}

// axisName names an axis in a figure. Of an axis of words the key comes first: its label says what
// the words decide, and is no name.
func axisName(a experiments.Axis) string {
	if len(a.Words) > 0 && a.Label != "" {
		return a.Key + " (" + a.Label + ")"
	}
	if a.Label != "" {
		return a.Label
	}
	return a.Key
}

// A sheet is a figure under construction: legend above, data in the middle, notes below, each
// with the room it needs, so that nothing can cover anything.
type sheet struct {
	width  vg.Length
	legend []entry
	height vg.Length // of the body
	body   func(draw.Canvas)
	notes  []note
}

func (s sheet) figure() Figure {
	inner := s.width - 2*margin
	rows := flow(s.legend, inner)
	lines := setNotes(s.notes, inner)
	head := legendHeight(len(rows))
	foot := notesHeight(len(lines))
	height := s.height + head + foot + 2*margin
	height = pixel * vg.Length(math.Ceil(float64(height/pixel)))
	return Figure{Width: s.width, Height: height, draw: func(c draw.Canvas) {
		c.SetColor(white)
		c.Fill(c.Rectangle.Path())
		c = draw.Crop(c, margin, -margin, margin, -margin)
		drawLegend(c, rows)
		drawNotes(c, lines)
		s.body(draw.Crop(c, 0, 0, c.Max.Y-c.Min.Y-head-s.height, -head))
	}}
}
