package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"slices"
	"strconv"
	"strings"
)

// A drawing is an SVG that may stand in a page.
type drawing struct {
	markup  markup
	caption string  // of its desc
	width   float64 // points
}

// Of a drawing only these elements and attributes are kept: what draws, and nothing that runs, links or loads.
var (
	drawn = map[string]bool{"svg": true, "g": true, "path": true, "text": true, "tspan": true, "rect": true, "circle": true, "ellipse": true,
		"line": true, "polyline": true, "polygon": true, "image": true, "title": true}
	drawnBy = []string{"x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "d", "points", "width", "height", "viewBox", "transform",
		"fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity", "font-family", "font-size",
		"font-weight", "font-style", "text-anchor", "textLength", "lengthAdjust", "preserveAspectRatio", "pointer-events", "class", "style"}
)

const (
	maxDrawn = 24  // depth of elements
	maxShown = 500 // letters of a caption
)

// cleanSVG reads a drawing of whoever made it and writes it anew, with what draws alone. The label is what a screen reader says;
// where it is empty it is the caption.
func cleanSVG(text []byte, label string) (drawing, error) {
	c := &cleaner{dec: xml.NewDecoder(bytes.NewReader(text))}
	c.dec.Strict = true
	if err := c.run(); err != nil {
		return drawing{}, fmt.Errorf("not a drawing: %w", err)
	}
	if label == "" {
		label = c.caption
	}
	head := `<svg role="img" aria-label="` + html.EscapeString(label) + `" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"`
	return drawing{markup(head + c.out.String()), c.caption, c.width}, nil
}

type cleaner struct {
	dec     *xml.Decoder
	out     strings.Builder
	depth   int
	caption string
	width   float64
}

func (c *cleaner) run() error {
	started := false
	for {
		tok, err := c.dec.Token()
		switch {
		case errors.Is(err, io.EOF) && started && c.depth == 0:
			return nil
		case errors.Is(err, io.EOF):
			return errors.New("it has no end")
		case err != nil:
			return err
		}
		switch e := tok.(type) {
		case xml.StartElement:
			if started && c.depth == 0 || !started && e.Name.Local != "svg" {
				return fmt.Errorf("element %.20q where the drawing should be", e.Name.Local)
			}
			started = true
			if err := c.open(e); err != nil {
				return err
			}
		case xml.EndElement:
			c.depth--
			c.out.WriteString("</" + e.Name.Local + ">")
		case xml.CharData:
			if c.depth > 0 {
				c.out.WriteString(html.EscapeString(string(e)))
			}
		}
	}
}

// open writes the start of an element that draws, and skips any other with all that is in it.
func (c *cleaner) open(e xml.StartElement) error {
	name := e.Name.Local
	if name == "desc" && c.depth == 1 {
		var s string
		if err := c.dec.DecodeElement(&s, &e); err != nil {
			return err
		}
		c.caption = shortened(strings.Join(strings.Fields(s), " "), maxShown)
		return nil
	}
	if !drawn[name] || c.depth > 0 && name == "svg" {
		return c.dec.Skip()
	}
	if c.depth == maxDrawn {
		return errors.New("its elements are nested too deep")
	}
	if c.depth > 0 {
		c.out.WriteString("<" + name)
	}
	for _, a := range e.Attr {
		if c.depth == 0 && a.Name.Local == "width" {
			c.width, _ = strconv.ParseFloat(strings.TrimSuffix(a.Value, "pt"), 64) // 0 where it is in another unit
		}
		key := c.attribute(name, a)
		if key != "" {
			c.out.WriteString(" " + key + `="` + html.EscapeString(a.Value) + `"`)
		}
	}
	c.out.WriteString(">")
	c.depth++
	return nil
}

// attribute is how an attribute is written, "" for one that is left out.
func (c *cleaner) attribute(element string, a xml.Attr) string {
	name := a.Name.Local
	if name == "href" && element == "image" && strings.HasPrefix(a.Value, "data:image/png;base64,") {
		return "xlink:href"
	}
	value := strings.ToLower(a.Value)
	if a.Name.Space != "" || !slices.Contains(drawnBy, name) || strings.Contains(value, "url") || strings.Contains(value, "\\") ||
		strings.Contains(value, "expression") || strings.Contains(value, "import") {
		return ""
	}
	if name == "class" && a.Value != "spots" {
		return "" // the page's own style is for its own
	}
	if name == "style" && (strings.Contains(value, "position") || strings.Contains(value, "@")) {
		return ""
	}
	return name
}

func shortened(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most]) + "…"
}
