package plots

import (
	"image/color"

	stdfont "golang.org/x/image/font"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/xbar-sim/xbar/experiments"
)

// Sizes on paper. Widths are whole pixels at 300 dpi, so that the raster of a weight map falls
// on the raster of the picture.
const (
	dpi   = 300
	pixel = vg.Inch / dpi

	columnWidth = 1004 * pixel // 8.50 cm, one column of a two-column journal
	pageWidth   = 2067 * pixel // 17.50 cm, both columns
	margin      = 12 * pixel   // around everything

	labelSize  vg.Length = 8.5 // pt, names of the axes
	tickSize   vg.Length = 7.5 // pt, numbers and the legend
	noteSize   vg.Length = 6.5 // pt, lines under the data
	thin                 = vg.Length(0.6)
	lineWidth            = vg.Length(1.2)
	markRadius           = vg.Length(2.1)
	dotRadius            = vg.Length(0.95)
	tickLength           = vg.Length(3)
)

var (
	ink    = color.NRGBA{R: 0x1a, G: 0x1a, B: 0x1a, A: 255}
	dim    = color.NRGBA{R: 0x59, G: 0x59, B: 0x59, A: 255} // 7:1 on white, still readable when small
	grid   = color.NRGBA{R: 0xdd, G: 0xdd, B: 0xdd, A: 255}
	alert  = color.NRGBA{R: 0xa8, G: 0x30, B: 0x00, A: 255}
	white  = color.NRGBA{R: 255, G: 255, B: 255, A: 255}
	steady = color.NRGBA{R: 0x40, G: 0x40, B: 0x40, A: 255} // the ideal reference
)

// palette holds the colours of Okabe and Ito, "Color Universal Design" (2008), that are dark
// enough for a thin line on white, ordered so that neighbours also differ in grey.
var palette = [...]color.NRGBA{
	{R: 0x00, G: 0x72, B: 0xb2, A: 255}, // blue
	{R: 0xd5, G: 0x5e, B: 0x00, A: 255}, // vermillion
	{R: 0x00, G: 0x9e, B: 0x73, A: 255}, // bluish green
	{R: 0xcc, G: 0x79, B: 0xa7, A: 255}, // reddish purple
	{R: 0xe6, G: 0x9f, B: 0x00, A: 255}, // orange
	{R: 0x56, G: 0xb4, B: 0xe9, A: 255}, // sky blue
}

// dashes are as many as palette plus one, so that colour and dash together repeat only after 42.
var dashes = [...][]vg.Length{
	nil,
	{4.5, 1.8},
	{1.4, 1.4},
	{6, 1.6, 1.4, 1.6},
	{7.5, 2},
	{3, 1.2, 1, 1.2, 1, 1.2},
	{2.2, 1},
}

// A look is how one device appears in every figure. Colour, dash and marker each tell it apart,
// so that a grey print and a colour-blind reader lose nothing.
type look struct {
	color color.NRGBA
	dash  []vg.Length
	mark  marker
}

func (l look) line(width vg.Length) draw.LineStyle {
	return draw.LineStyle{Color: l.color, Width: width, Dashes: l.dash}
}

// faint returns c as seen through: for bands and dots.
func faint(c color.NRGBA, alpha uint8) color.NRGBA {
	c.A = alpha
	return c
}

// looks gives every device of a study its look, by name. The ideal reference is a grey solid line with open marks;
// the others follow in the order asked for, so a device looks the same in all figures of a study.
func looks(devices []experiments.Device) map[string]look {
	of := make(map[string]look, len(devices))
	next := 0
	for _, d := range devices {
		if d.Ideal {
			of[d.Name] = look{color: steady, mark: ring}
			continue
		}
		of[d.Name] = look{
			color: palette[next%len(palette)],
			dash:  dashes[next%len(dashes)],
			mark:  marks[next%len(marks)],
		}
		next++
	}
	return of
}

// style is text of the one typeface of all figures, Liberation Sans, which has the widths of
// Arial and Helvetica.
func style(size vg.Length, c color.Color) text.Style {
	return text.Style{
		Color:   c,
		Font:    font.Font{Typeface: "Liberation", Variant: "Sans", Size: size},
		XAlign:  text.XLeft,
		YAlign:  text.YBottom,
		Handler: letters,
	}
}

func bold(s text.Style) text.Style {
	s.Font.Weight = stdfont.WeightBold
	return s
}

// newPlot is an empty plot in the theme: thin axes that touch the data area, small outer ticks.
func newPlot() *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	p.TextHandler = letters
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.Padding = 0
		a.LineStyle = draw.LineStyle{Color: ink, Width: thin}
		a.Tick.LineStyle = a.LineStyle
		a.Tick.Length = tickLength
		a.Label.Padding = 2
		x, y := a.Tick.Label.XAlign, a.Tick.Label.YAlign
		a.Tick.Label = style(tickSize, ink)
		a.Tick.Label.XAlign, a.Tick.Label.YAlign = x, y
		a.Label.TextStyle = style(labelSize, ink)
		a.Label.TextStyle.XAlign = text.XCenter
	}
	return p
}
