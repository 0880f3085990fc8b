package lab

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/xbar-sim/xbar/internal/si"
)

// A field is one column of a table, as its head names it.
type field struct {
	name  string // as written
	bare  string // without the unit
	unit  string // as written; "" where there is none
	q     quantity
	base  string // SI base unit of unit
	scale string // text put behind a number so that si.Parse knows its unit; "" where it is in base already
}

// unitOf finds which of the base units a written unit belongs to.
func unitOf(unit string, bases []string) (base string, ok bool) {
	unit = strings.TrimSpace(unit)
	for _, b := range bases {
		if b == "" {
			if unit == "" || unit == "1" || unit == "%" || unit == "#" || unit == "a.u." {
				return b, true
			}
			continue
		}
		if unit == b {
			return b, true
		}
		if _, err := si.Parse("1"+" "+unit, b); err == nil && unit != "" {
			return b, true
		}
	}
	return "", false
}

// readField takes the unit off the head of a column: "I (nA)", "R[kOhm]", "U/V", "time_s".
func readField(text string) field {
	text = strings.TrimSpace(strings.Trim(strings.TrimSpace(text), `"`))
	f := field{name: text, bare: text}
	for _, pair := range []string{"()", "[]", "{}"} {
		i := strings.LastIndexByte(text, pair[0])
		if i > 0 && strings.HasSuffix(text, pair[1:]) {
			inner := text[i+1 : len(text)-1]
			if strings.Trim(inner, "0123456789") != "" { // not an index, as in Smu1.V[1][1]
				f.bare, f.unit = strings.TrimSpace(text[:i]), strings.TrimSpace(inner)
				return f
			}
		}
	}
	for _, sep := range []string{"/", "_", " "} {
		i := strings.LastIndex(text, sep)
		if i <= 0 {
			continue
		}
		before, after := strings.TrimSpace(text[:i]), strings.TrimSpace(text[i+1:])
		if q := byName(before); q != qIgnored && after != "" {
			if _, ok := unitOf(after, dimensions(q)); ok {
				f.bare, f.unit = before, after
				return f
			}
		}
	}
	return f
}

// plain reduces a name to lower-case letters and digits.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			return r
		case r == 'Δ', r == '∆':
			return 'd'
		}
		return -1
	}, name)
}

// byName finds the quantity that a name stands for.
func byName(name string) quantity {
	p := plain(name)
	if p == "" {
		return qIgnored
	}
	for _, k := range dictionary() {
		if slices.Contains(strings.Fields(k.names), p) {
			return k.q
		}
	}
	return qIgnored
}

// meaning finds the quantity that a field stands for; T with a unit of temperature is no time.
func (f *field) meaning() quantity {
	q := byName(f.bare)
	if _, hot := unitOf(f.unit, []string{"K"}); q == qTime && f.unit != "" && hot {
		return qTemperature
	}
	return q
}

// columnsOf finds what the columns of a table hold. Names that the options give come first, then
// names of the dictionary, and at last names that end in V or I where that leaves one choice.
func columnsOf(names []string, o *Options, a *Audit) ([]field, error) {
	fields := make([]field, len(names))
	for i, n := range names {
		fields[i] = readField(n)
	}
	taken := map[quantity]bool{}
	for _, word := range sortedKeys(o.Columns) {
		q, want := quantity(word), o.Columns[word]
		i := slices.IndexFunc(fields, func(f field) bool { return strings.EqualFold(f.name, want) || strings.EqualFold(f.bare, want) })
		if i < 0 {
			return nil, fmt.Errorf("--column %s=%s: there is no such column, only %s", word, want, listNames(fields))
		}
		fields[i].q = q
		taken[q] = true
	}
	for i := range fields {
		q := fields[i].meaning()
		if fields[i].q != qIgnored || q == qIgnored || taken[q] {
			continue
		}
		for j := range fields {
			if j != i && fields[j].q == qIgnored && fields[j].meaning() == q {
				return nil, fmt.Errorf("columns %q and %q are both %s: give --column %s=NAME", fields[i].name, fields[j].name, q, q)
			}
		}
		fields[i].q = q
	}
	byEnding(fields, taken, a)
	leftOut(fields, a)
	return fields, setUnits(fields, o, a)
}

// leftOut notes the columns that are not read: one of them may name the devices.
func leftOut(fields []field, a *Audit) {
	var left []field
	for _, f := range fields {
		if f.q == qIgnored && f.name != "" {
			left = append(left, f)
		}
	}
	if len(left) > 0 {
		a.assume(Assumption{"columns not read", listNames(left), "their names are not known", "--column QUANTITY=NAME"})
	}
}

// byEnding takes the only column whose name ends in V for the voltage, and the like for I.
func byEnding(fields []field, taken map[quantity]bool, a *Audit) {
	for _, f := range fields {
		taken[f.q] = true
	}
	for _, e := range []struct {
		q      quantity
		ending string
	}{{qVoltage, "V"}, {qCurrent, "I"}} {
		at := -1
		for i, f := range fields {
			if f.q == qIgnored && len(f.bare) > 1 && strings.HasSuffix(f.bare, e.ending) {
				if at >= 0 {
					at = -2
					break
				}
				at = i
			}
		}
		if at >= 0 && !taken[e.q] {
			fields[at].q = e.q
			a.assume(Assumption{"column of " + string(e.q), fields[at].name, "its name ends in " + e.ending, "--column " + string(e.q) + "=NAME"})
		}
	}
}

// setUnits finds the unit of every column that holds something, and notes those that were assumed.
func setUnits(fields []field, o *Options, a *Audit) error {
	for i := range fields {
		f := &fields[i]
		bases := dimensions(f.q)
		if f.q == qIgnored || len(bases) == 0 {
			continue
		}
		given, flagged := o.Units[string(f.q)]
		if flagged {
			f.unit = given
		}
		base, ok := unitOf(f.unit, bases)
		switch {
		case f.unit == "":
			f.base = bases[0]
			if f.q == qX || f.q == qY || f.q == qValue || f.base != "" {
				a.assume(Assumption{"unit of " + f.name, orNone(f.base), "the column names none", "--unit " + string(f.q) + "=UNIT"})
			}
		case !ok:
			return fmt.Errorf("column %q: %q is no unit of %s: give --unit %s=UNIT", f.name, f.unit, strings.Join(bases, " or "), f.q)
		default:
			f.base = base
			if f.unit != base && f.unit != "1" && f.unit != "#" && f.unit != "a.u." {
				f.scale = " " + f.unit
			}
		}
	}
	return nil
}

func orNone(unit string) string {
	if unit == "" {
		return "none"
	}
	return unit
}

func listNames(fields []field) string {
	var out []string
	for _, f := range fields {
		out = append(out, fmt.Sprintf("%.60s", f.name))
	}
	if len(out) > 12 {
		out = append(out[:12], "…")
	}
	return strings.Join(out, ", ")
}

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
