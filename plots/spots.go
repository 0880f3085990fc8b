package plots

import (
	"bytes"
	"fmt"
	"html"
	"math"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// A spotter is a canvas that remembers where values were drawn, so that a reader of an SVG who points at
// them is told the numbers. Other canvases forget.
type spotter struct {
	*vgsvg.Canvas
	spots  []spot
	x, y   string // names of the axes at hand
	series string
	widths []vg.Length // of every text, in order
}

// FillString remembers how wide the text is in the typeface of the figure.
func (s *spotter) FillString(f font.Face, pt vg.Point, text string) {
	s.widths = append(s.widths, f.Width(text))
	s.Canvas.FillString(f, pt, text)
}

// held gives every text the width it was laid out for, so that readers without the typeface do not run texts into
// one another or beyond the figure.
func (s *spotter) held(svg string) string {
	const text = "<text "
	parts := strings.Split(svg, text)
	if len(parts) != len(s.widths)+1 {
		return svg
	}
	var b strings.Builder
	b.WriteString(parts[0])
	for i, w := range s.widths {
		b.WriteString(text)
		if w > 0 {
			fmt.Fprintf(&b, "textLength=\"%.2f\" lengthAdjust=\"spacingAndGlyphs\" ", w.Points())
		}
		b.WriteString(parts[i+1])
	}
	return b.String()
}

// A spot is a place on paper with what stands there.
type spot struct {
	at   vg.Point
	text string
}

// mostSpots bounds what a figure of many thousand points weighs.
const mostSpots = 1500

// remembers finds the spotter that a canvas draws on; crops of a canvas are wrapped around it.
func remembers(c draw.Canvas) (*spotter, bool) {
	for {
		switch inner := c.Canvas.(type) {
		case *spotter:
			return inner, true
		case draw.Canvas:
			c = inner
		case *draw.Canvas:
			c = *inner
		default:
			return nil, false
		}
	}
}

// naming tells a canvas that remembers what the axes of the next values are called.
func naming(c draw.Canvas, x, y string) {
	if s, ok := remembers(c); ok {
		s.x, s.y, s.series = x, y, ""
	}
}

// telling tells whose values come next.
func telling(series string) painter {
	return func(c draw.Canvas, _ *plot.Plot) {
		if s, ok := remembers(c); ok {
			s.series = series
		}
	}
}

// tell remembers that x and y were drawn at a place inside the data. Values that are not finite are not told.
func tell(c draw.Canvas, at vg.Point, x, y float64) {
	s, ok := remembers(c)
	if !ok || !finite(x, y) || !c.Contains(at) {
		return
	}
	tellText(c, at, worded(s.x, "x", x)+"\n"+worded(s.y, "y", y))
}

// tellText remembers a text of its own.
func tellText(c draw.Canvas, at vg.Point, text string) {
	s, ok := remembers(c)
	if !ok {
		return
	}
	if s.series != "" {
		text = s.series + "\n" + text
	}
	s.spots = append(s.spots, spot{at, text})
}

// worded is a value with the name of its axis.
func worded(name, otherwise string, v float64) string {
	if name == "" {
		name = otherwise
	}
	return name + ": " + strings.Replace(strconv.FormatFloat(v, 'g', 4, 64), "-", "−", 1)
}

// thinned keeps at most that many spots, evenly.
func (s *spotter) thinned(most int) []spot {
	if len(s.spots) <= most {
		return s.spots
	}
	step := int(math.Ceil(float64(len(s.spots)) / float64(most)))
	var kept []spot
	for i := 0; i < len(s.spots); i += step {
		kept = append(kept, s.spots[i])
	}
	return kept
}

// markup are the spots as invisible discs with titles, which browsers show without any script. What would
// lie on one another at a tenth of a point is written once.
func (s *spotter) markup(height vg.Length) string {
	var b bytes.Buffer
	var lines []string
	for _, p := range s.thinned(mostSpots) {
		lines = append(lines, fmt.Sprintf("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\"><title>%s</title></circle>\n",
			p.at.X.Points(), (height-p.at.Y).Points(), html.EscapeString(printable(p.text))))
	}
	lines = slices.Compact(lines)
	if len(lines) == 0 {
		return ""
	}
	b.WriteString("<g class=\"spots\" fill=\"none\" stroke=\"none\" pointer-events=\"all\">\n")
	for _, l := range lines {
		b.WriteString(l)
	}
	b.WriteString("</g>\n")
	return b.String()
}
