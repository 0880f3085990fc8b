package si

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// number reads one number in p.Unit; false where v is none. It may be NaN or infinite.
func (p Param) number(v any) (float64, bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case float32:
		return float64(v), true
	case int:
		return float64(v), true
	case int64:
		return float64(v), true
	case uint64:
		return float64(v), true
	case string:
		f, err := Parse(v, p.Unit)
		return f, err == nil
	}
	return 0, false
}

// whole reads a whole number in range as magnitude and sign. Integers and their text keep all
// 64 bits; other text and floats must be whole.
func (p Param) whole(v any) (mag uint64, neg bool, err error) {
	switch n := v.(type) {
	case int:
		mag, neg = magnitude(int64(n))
	case int64:
		mag, neg = magnitude(n)
	case uint64:
		mag = n
	default:
		var ok bool
		if s, isText := v.(string); isText {
			if mag, neg, ok = digits64(s, p.Unit); ok {
				break
			}
		}
		f, ok := p.number(v)
		switch {
		case ok && !p.within(f):
			return 0, false, p.refuse(f, p.RangeText())
		case !ok || f != math.Trunc(f) || math.Abs(f) >= 1<<64:
			want := "a whole number"
			if span := p.span(); span != "" {
				want += ", " + span
			}
			return 0, false, p.refuse(v, want)
		}
		mag, neg = uint64(math.Abs(f)), f < 0
	}
	f := float64(mag)
	if neg {
		f = -f
	}
	if !p.within(f) {
		return 0, false, p.refuse(v, p.RangeText())
	}
	return mag, neg, nil
}

// magnitude splits n so that -n may exceed the largest int64.
func magnitude(n int64) (mag uint64, neg bool) {
	if n < 0 {
		return -uint64(n), true
	}
	return uint64(n), false
}

// digits64 reads plain decimal digits with an optional sign and unit.
func digits64(s, unit string) (mag uint64, neg, ok bool) {
	s = strings.TrimSpace(s)
	s = strings.TrimSpace(strings.TrimSuffix(s, unit))
	s, neg = strings.CutPrefix(s, "-")
	mag, err := strconv.ParseUint(s, 10, 64)
	return mag, neg, err == nil
}

// list reads a table: a copy, every entry checked.
func (p Param) list(v any) ([]float64, error) {
	var parts []any
	switch v := v.(type) {
	case []float64:
		parts = make([]any, len(v))
		for i, f := range v {
			parts[i] = f
		}
	case []any:
		parts = v
	case string:
		s := strings.TrimSpace(v)
		if inner, ok := strings.CutPrefix(s, "["); ok && strings.HasSuffix(inner, "]") {
			s = strings.TrimSpace(strings.TrimSuffix(inner, "]"))
		}
		if s != "" {
			for part := range strings.SplitSeq(s, ",") {
				parts = append(parts, part)
			}
		}
	default:
		return nil, p.refuse(v, p.RangeText())
	}
	if len(parts) == 0 {
		return nil, nil // an empty table is the same whatever it was read from
	}
	list := make([]float64, len(parts))
	for i, part := range parts {
		f, ok := p.number(part)
		if !ok {
			return nil, p.entry(i).refuse(part, p.entry(i).RangeText())
		}
		list[i] = f
	}
	return list, p.checkList(list)
}

// checkList reports the first entry out of range.
func (p Param) checkList(list []float64) error {
	for i, f := range list {
		if !p.within(f) {
			return p.entry(i).refuse(f, p.entry(i).RangeText())
		}
	}
	return nil
}

// entry is element i of a table as a parameter of its own, for messages.
func (p Param) entry(i int) Param {
	p.Name += "[" + strconv.Itoa(i) + "]"
	p.At = new(float64)
	return p
}

// refuse is the error of a value that p cannot take.
func (p Param) refuse(v any, want string) error {
	return &ValueError{Key: p.Name, Value: p.show(v), Want: want, Doc: p.Doc}
}

// show prints a value on one short line: numbers with their unit, text in quotes.
func (p Param) show(v any) string {
	unit := ""
	if p.Unit != "" {
		unit = " " + p.Unit
	}
	switch v := v.(type) {
	case float64:
		return Exact(v, p.Unit)
	case float32:
		return Exact(float64(v), p.Unit)
	case int:
		return strconv.Itoa(v) + unit
	case int64:
		return strconv.FormatInt(v, 10) + unit
	case uint64:
		return strconv.FormatUint(v, 10) + unit
	case bool:
		return strconv.FormatBool(v)
	case string:
		return quote(v)
	case []any, []float64:
		return "a list"
	case map[string]any, []map[string]any:
		return "a table"
	case nil:
		return "nothing"
	}
	return quote(fmt.Sprint(v))
}

// quote puts text from outside on one line of bounded length.
func quote(s string) string {
	const most = 60
	if len(s) > most {
		cut := most
		for cut > 0 && !utf8.RuneStart(s[cut]) {
			cut--
		}
		s = s[:cut] + "…"
	}
	return strconv.Quote(s)
}
