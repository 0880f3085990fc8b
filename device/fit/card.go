package fit

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/si"
)

// CardOptions say what estimates do not.
type CardOptions struct {
	Name  string // file name without ending, which names the device
	Title string
	Class string       // "" takes that of Base, or "oxide"
	Files []string     // where the measurements come from
	Base  *device.Card // numbers that were not measured are taken from it; nil for none
}

// labSource is the key under which a card names its own measurements.
const labSource = "lab"

// Card writes the device card that the reports make: every number with its standard error, its spread between
// devices, how many devices it is of, and whether it was measured, fitted or assumed. The model is that of the
// first report that has one (pulses, then loops), else that of the base. The text is read back before it is
// returned, so that a card that cannot be used is an error here.
func Card(reports []*Report, o CardOptions) ([]byte, error) {
	c := &cardText{o: o}
	var fitted []string
	for _, r := range reports {
		if r.Model != "" && c.model == "" {
			c.model = r.Model
		}
	}
	if c.model == "" {
		if o.Base == nil {
			return nil, refuse("a card", "no pulses and no loops tell how a cell is programmed: want a base card for that")
		}
		c.model = o.Base.Kind
	}
	for _, r := range reports {
		if r.Model != "" && r.Model != c.model {
			continue
		}
		if r.Fitted != "" && len(r.Numbers) > 0 && !slices.Contains(fitted, r.Fitted) {
			fitted = append(fitted, r.Fitted)
		}
		for _, n := range r.Numbers {
			c.put(n, labSource)
		}
	}
	if len(c.params) == 0 {
		return nil, refuse("a card", "no estimate is a number of a card")
	}
	c.fromBase()
	text := c.write(strings.Join(fitted, "; "))
	if _, err := device.ReadCard(o.Name+".toml", text); err != nil {
		return nil, fmt.Errorf("the estimates make no card that can be used: %w", err)
	}
	return text, nil
}

// A cardText is a card under construction.
type cardText struct {
	o       CardOptions
	model   string
	params  []line
	spreads []line
}

// A line is one entry of a table.
type line struct{ name, text string }

func (c *cardText) has(name string) bool {
	return slices.ContainsFunc(c.params, func(l line) bool { return l.name == name })
}

// put adds a number unless it is there already.
func (c *cardText) put(n Number, source string) {
	if c.has(n.Name) || !valueOK(n.Value) {
		return
	}
	var b strings.Builder
	fmt.Fprintf(&b, "{ value = %s", literal(n.Value, n.Unit))
	if finite(n.SE) && n.SE > 0 {
		fmt.Fprintf(&b, ", se = %s", literal(rounded(n.SE, 3), n.Unit))
	}
	if finite(n.SD) && n.SD > 0 {
		fmt.Fprintf(&b, ", sd = %s", literal(rounded(n.SD, 3), n.Unit))
	}
	if n.N > 0 {
		fmt.Fprintf(&b, ", n = %d", n.N)
	}
	b.WriteString(origin(n.Provenance, source, n.Note))
	c.params = append(c.params, line{n.Name, b.String()})
	if n.CV > 0 && finite(n.CV) {
		s := "{ cv = " + literal(rounded(n.CV, 4), "")
		if n.CVSE > 0 && finite(n.CVSE) {
			s += ", se = " + literal(rounded(n.CVSE, 3), "")
		}
		if n.N > 0 {
			s += fmt.Sprintf(", n = %d", n.N)
		}
		c.spreads = append(c.spreads, line{n.Name, s + origin(n.Provenance, source, "between devices, without the error of each")})
	}
}

// origin is the end of an entry.
func origin(provenance, source, note string) string {
	s := fmt.Sprintf(", provenance = %q", provenance)
	if provenance != "assumed" || source != labSource {
		if source != "" {
			s += fmt.Sprintf(", source = %q", source)
		}
	}
	if note != "" {
		s += fmt.Sprintf(", note = %q", note)
	}
	return s + " }"
}

// fromBase adds what was not measured from the base: of another model only what belongs to any card.
func (c *cardText) fromBase() {
	b := c.o.Base
	if b == nil {
		return
	}
	own := b.Model.Params()
	for _, p := range b.Params() {
		f, stated := b.Facts[p.Name]
		if _, ofModel := si.Lookup(own, p.Name); !stated || ofModel && b.Kind != c.model {
			continue
		}
		c.put(Number{Name: p.Name, Value: p.Value(), Unit: p.Unit, SE: f.SE, SD: f.SD, N: f.N, Provenance: f.Provenance, Note: f.Note}, f.Source)
	}
}

func (c *cardText) write(fitted string) []byte {
	var b strings.Builder
	class, layout := c.o.Class, "single"
	if base := c.o.Base; base != nil && c.model == base.Kind {
		layout = base.Layout
		if class == "" {
			class = base.Class
		}
	}
	if class == "" {
		class = "oxide"
	}
	title := c.o.Title
	if title == "" {
		title = c.o.Name + " (this laboratory)"
	}
	fmt.Fprintf(&b, "# Fitted by xbar from %s.\n", strings.Join(c.o.Files, ", "))
	fmt.Fprintf(&b, "title  = %q\nclass  = %q\nmodel  = %q\nlayout = %q\n", title, class, c.model, layout)
	if fitted != "" {
		fmt.Fprintf(&b, "fitted = %q\n", fitted)
	}
	b.WriteString("\n[params]\n")
	for _, l := range c.params {
		fmt.Fprintf(&b, "%s = %s\n", l.name, l.text)
	}
	if len(c.spreads) > 0 {
		b.WriteString("\n[spread]\n")
		for _, l := range c.spreads {
			fmt.Fprintf(&b, "%s = %s\n", l.name, l.text)
		}
	}
	fmt.Fprintf(&b, "\n[sources.%s]\ntext = %q\n", labSource, "measurements of this laboratory: "+strings.Join(c.o.Files, ", "))
	if c.o.Base != nil {
		for _, s := range c.o.Base.Sources {
			if s.Key == labSource {
				continue
			}
			fmt.Fprintf(&b, "\n[sources.%s]\ntext = %q\n", s.Key, s.Text)
			if s.DOI != "" {
				fmt.Fprintf(&b, "doi  = %q\n", s.DOI)
			}
		}
	}
	return []byte(b.String())
}

func valueOK(v any) bool {
	switch v := v.(type) {
	case float64:
		return finite(v)
	case []float64:
		return finite(v...) && len(v) > 0
	}
	return v != nil
}

// literal is a value as TOML has it; quantities keep their unit.
func literal(v any, unit string) string {
	switch v := v.(type) {
	case float64:
		if x := rounded(v, 5); unit == "" {
			return strconv.FormatFloat(x, 'g', -1, 64)
		} else {
			return strconv.Quote(si.Exact(x, unit))
		}
	case []float64:
		words := make([]string, len(v))
		for i, x := range v {
			words[i] = literal(x, unit)
		}
		return "[" + strings.Join(words, ", ") + "]"
	case int:
		return strconv.Itoa(v)
	}
	return strconv.Quote(fmt.Sprint(v))
}

// rounded keeps that many significant digits.
func rounded(x float64, digits int) float64 {
	y, err := strconv.ParseFloat(strconv.FormatFloat(x, 'e', digits-1, 64), 64)
	if err != nil || math.IsInf(y, 0) {
		return x
	}
	return y
}
