package plots

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"io"
	"regexp"
	"strings"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgpdf"
)

// pdfCanvas stands before the library's PDF canvas and makes up for three things. Its text knows
// only the 256 characters of code page 1252, so Ω, − or ₂ would come out wrong: text is drawn as
// filled shapes. It takes colours with alpha already multiplied in for plain ones, which darkens
// bands. And it puts images upside down.
type pdfCanvas struct{ vg.Canvas }

// straight is a colour whose RGBA are not multiplied by alpha, against the contract of
// color.Color, as the library reads them.
type straight color.NRGBA

// RGBA is what the library expects of color.Color's.
func (s straight) RGBA() (r, g, b, a uint32) {
	return uint32(s.R) * 0x101, uint32(s.G) * 0x101, uint32(s.B) * 0x101, uint32(s.A) * 0x101
}

// SetColor is vg.Canvas's.
func (o pdfCanvas) SetColor(c color.Color) {
	if c == nil {
		c = color.Black
	}
	o.Canvas.SetColor(straight(color.NRGBAModel.Convert(c).(color.NRGBA)))
}

// DrawImage is vg.Canvas's.
func (o pdfCanvas) DrawImage(rect vg.Rectangle, img image.Image) {
	b := img.Bounds()
	size := image.Rect(0, 0, b.Dx(), b.Dy())
	var flipped draw.Image = image.NewNRGBA(size)
	if p, ok := img.(*image.Paletted); ok {
		flipped = image.NewPaletted(size, p.Palette)
	}
	for y := range b.Dy() {
		for x := range b.Dx() {
			flipped.Set(x, y, img.At(b.Min.X+x, b.Max.Y-1-y))
		}
	}
	o.Canvas.DrawImage(rect, flipped)
}

// FillString is vg.Canvas's.
func (o pdfCanvas) FillString(f font.Face, at vg.Point, s string) {
	var buf sfnt.Buffer
	em := f.Face.UnitsPerEm()
	ppem := fixed.Int26_6(em) // one fixed-point unit is one font unit
	unit := f.Font.Size / vg.Length(em)
	var path vg.Path
	var before sfnt.GlyphIndex
	x := fixed.Int26_6(0)
	for k, r := range s {
		glyph, err := f.Face.GlyphIndex(&buf, r)
		if err != nil {
			continue
		}
		if k > 0 {
			if kern, err := f.Face.Kern(&buf, before, glyph, ppem, 0); err == nil {
				x += kern
			}
		}
		before = glyph
		segments, err := f.Face.LoadGlyph(&buf, glyph, ppem, nil)
		if err != nil {
			continue
		}
		path = appendGlyph(path, segments, func(p fixed.Point26_6) vg.Point {
			return vg.Point{X: at.X + unit*vg.Length(x+p.X), Y: at.Y - unit*vg.Length(p.Y)}
		})
		if advance, err := f.Face.GlyphAdvance(&buf, glyph, ppem, 0); err == nil {
			x += advance
		}
	}
	if len(path) > 0 {
		o.Fill(path)
	}
}

// appendGlyph adds the contours of one glyph. Quadratic curves are raised to cubics, which
// the PDF writer draws exactly.
func appendGlyph(path vg.Path, segments sfnt.Segments, to func(fixed.Point26_6) vg.Point) vg.Path {
	var now vg.Point
	open := false
	for _, s := range segments {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if open {
				path.Close()
			}
			open = true
			now = to(s.Args[0])
			path.Move(now)
		case sfnt.SegmentOpLineTo:
			now = to(s.Args[0])
			path.Line(now)
		case sfnt.SegmentOpQuadTo:
			q, end := to(s.Args[0]), to(s.Args[1])
			path.CubeTo(twoThirds(now, q), twoThirds(end, q), end)
			now = end
		case sfnt.SegmentOpCubeTo:
			now = to(s.Args[2])
			path.CubeTo(to(s.Args[0]), to(s.Args[1]), now)
		}
	}
	if open {
		path.Close()
	}
	return path
}

// twoThirds is the point two thirds of the way from a to b.
func twoThirds(a, b vg.Point) vg.Point {
	return vg.Point{X: a.X + (b.X-a.X)*2/3, Y: a.Y + (b.Y-a.Y)*2/3}
}

func writePDF(w io.Writer, fig Figure, provenance string) error {
	c := vgpdf.New(fig.Width, fig.Height)
	fig.Draw(vgdraw.NewCanvas(pdfCanvas{c}, fig.Width, fig.Height))
	var buf bytes.Buffer
	if _, err := c.WriteTo(&buf); err != nil {
		return err
	}
	// The library stamps the time of day. A date of the same length keeps every offset of the
	// file right and makes its bytes a function of the figure.
	b := pdfDate.ReplaceAllFunc(buf.Bytes(), func(d []byte) []byte {
		open := bytes.IndexByte(d, ':') + 1
		copy(d[open:], "20000101000000")
		return d
	})
	if provenance != "" {
		k := bytes.LastIndex(b, []byte("startxref"))
		if k < 0 {
			return fmt.Errorf("plots: pdf without startxref")
		}
		line := "% " + strings.ReplaceAll(printable(provenance), "\n", "\n% ") + "\n"
		b = append(b[:k:k], append([]byte(line), b[k:]...)...)
	}
	_, err := w.Write(b)
	return err
}

var pdfDate = regexp.MustCompile(`/(?:CreationDate|ModDate) \(D:\d{14}`)
