package plots

import (
	"strings"

	"golang.org/x/image/font/sfnt"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// letters draws all text of all figures.
var letters = handler{text.Plain{Fonts: font.NewCache(liberation.Collection())}}

// handler is plain text in which a character that the font lacks is replaced by its nearest
// relative, or by "?". The drawing libraries leave such a character out without a word, which
// turns "10⁻⁶" into "10⁶".
type handler struct{ text.Plain }

// Box is text.Handler's.
func (h handler) Box(txt string, f font.Font) (width, height, depth vg.Length) {
	return h.Plain.Box(h.clean(txt, f), f)
}

// Draw is text.Handler's.
func (h handler) Draw(c vg.Canvas, txt string, s text.Style, pt vg.Point) {
	h.Plain.Draw(c, h.clean(txt, s.Font), s, pt)
}

// relatives stand in for characters that physicists write and Liberation Sans lacks.
var relatives = strings.NewReplacer(
	"⁻", "-", "⁰", "0", "⁹", "9", "∝", "~", "ₗ", "l", "\u202f", "\u00a0", "\u2011", "-",
	"\t", " ", "\r", "",
)

func (h handler) clean(s string, f font.Font) string {
	face := h.Fonts.Lookup(f, f.Size)
	var buf sfnt.Buffer
	has := func(r rune) bool {
		i, err := face.Face.GlyphIndex(&buf, r)
		return err == nil && i != 0
	}
	whole := true
	for _, r := range s {
		whole = whole && (r == '\n' || r >= ' ' && has(r))
	}
	if whole {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r >= ' ' && has(r):
			return r
		case r < ' ':
			return -1
		}
		return '?'
	}, relatives.Replace(s))
}

// put writes one line with its baseline at y; the style's XAlign says where x is.
func put(c draw.Canvas, s text.Style, x, y vg.Length, line string) {
	line = letters.clean(line, s.Font)
	if line == "" {
		return
	}
	face := letters.Fonts.Lookup(s.Font, s.Font.Size)
	c.SetColor(s.Color)
	c.FillString(face, vg.Point{X: x + vg.Length(s.XAlign)*face.Width(line), Y: y}, line)
}

// wrap breaks txt at spaces, not at no-break spaces, into lines no wider than width. A single word
// that is wider stays whole.
func wrap(s text.Style, width vg.Length, txt string) []string {
	var lines []string
	line := ""
	for _, word := range strings.FieldsFunc(txt, func(r rune) bool { return r == ' ' || r == '\n' }) {
		longer := word
		if line != "" {
			longer = line + " " + word
		}
		if line != "" && s.Width(longer) > width {
			lines = append(lines, line)
			longer = word
		}
		line = longer
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// balanced wraps like wrap, but makes the lines about equally long.
func balanced(s text.Style, width vg.Length, txt string) []string {
	lines := wrap(s, width, txt)
	for narrower := width; len(lines) > 1; {
		narrower -= 2
		next := wrap(s, narrower, txt)
		if len(next) > len(lines) || widest(s, next) > narrower {
			break
		}
		lines = next
	}
	return lines
}

func widest(s text.Style, lines []string) vg.Length {
	w := vg.Length(0)
	for _, l := range lines {
		w = max(w, s.Width(l))
	}
	return w
}
