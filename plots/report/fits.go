package report

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/xbar-sim/xbar/internal/si"
)

// fitted gathers what estimators wrote: table T2.
type fitted struct {
	parts []*fitPart
	files []download
}

type fitPart struct {
	from, kind string
	rows       [][]cell
	goodness   []string
}

// heads of the tables that "xbar fit" writes.
var (
	estimateHead = []string{"name", "value", "low", "high", "se", "sd", "n", "of", "unit", "method", "verdict"}
	goodnessHead = []string{"name", "value", "verdict"}
)

func (t *fitted) part(from, kind string) *fitPart {
	for _, p := range t.parts {
		if p.from == from && p.kind == kind {
			return p
		}
	}
	t.parts = append(t.parts, &fitPart{from: from, kind: kind})
	return t.parts[len(t.parts)-1]
}

// estimates adds a table of estimates; it returns false where it is none.
func (t *fitted) estimates(from, kind string, rows [][]string) bool {
	if len(rows) == 0 || !slices.Equal(rows[0], estimateHead) {
		return false
	}
	p := t.part(from, kind)
	for _, r := range rows[1:] {
		if len(r) != len(estimateHead) {
			continue
		}
		unit, interval := r[8], ""
		if r[2] != "" || r[3] != "" {
			interval = amount(r[2], unit) + " to " + amount(r[3], unit)
		}
		verdict := cell{Text: r[10], Class: "word"}
		if r[10] != "identified" {
			verdict.Class = "word soft"
		}
		p.rows = append(p.rows, []cell{{Text: r[0]}, {Text: amount(r[1], unit)}, {Text: interval}, {Text: amount(r[4], unit)},
			{Text: amount(r[5], unit)}, {Text: strings.TrimSpace(r[6] + " " + r[7])}, {Text: r[9], Class: "word"}, verdict})
	}
	return true
}

// goodness adds how well models describe the data.
func (t *fitted) goodness(from, kind string, rows [][]string) bool {
	if len(rows) == 0 || !slices.Equal(rows[0], goodnessHead) {
		return false
	}
	p := t.part(from, kind)
	for _, r := range rows[1:] {
		if len(r) != len(goodnessHead) {
			continue
		}
		text := r[0] + " " + amount(r[1], "")
		if r[2] != "" {
			text += " (" + r[2] + ")"
		}
		p.goodness = append(p.goodness, text)
	}
	return true
}

// sheet is the table of all fits; nil without any.
func (t *fitted) sheet() *sheet {
	s := &sheet{Title: "What was fitted", Files: t.files,
		Caption: "Every estimate with its 95 % interval. The standard error is what more measurements reduce; the spread between devices is not. In italics: what the data do not carry.",
		Head: []cell{{Text: "parameter"}, {Text: "estimate"}, {Text: "95 % interval"}, {Text: "standard error"}, {Text: "sd between devices"}, {Text: "n"},
			{Text: "estimator", Class: "word"}, {Text: "verdict", Class: "word"}}}
	for _, p := range t.parts {
		if len(p.rows) == 0 {
			continue
		}
		title := prefixed(p.from, p.kind)
		if len(p.goodness) > 0 {
			title += " — goodness of fit: " + strings.Join(p.goodness, "; ")
		}
		s.Parts = append(s.Parts, part{title, p.rows})
	}
	if len(s.Parts) == 0 {
		return nil
	}
	s.Files = append([]download{link("fits.csv", s.csv())}, s.Files...)
	return s
}

// amount prints the text of a number with three digits and its unit.
func amount(text, unit string) string {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) {
		return text
	}
	return three(v, unit)
}

// three prints three significant digits.
func three(v float64, unit string) string {
	if math.IsInf(v, 0) {
		return strings.Replace(fmt.Sprint(v), "Inf", "∞", 1)
	}
	if r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'e', 2, 64), 64); err == nil {
		v = r
	}
	return strings.Replace(si.Format(v, unit), "-", "−", 1)
}
