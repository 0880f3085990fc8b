// Package si names, bounds, parses and prints quantities.
//
// Every quantity is a plain float64 in SI base units (eV for activation energies); prefixes
// exist only in the text that Parse reads and that Format and Exact write. A Param ties the
// place where a value is stored to its name, unit, meaning and range, so that one line serves
// files, flags, sweep axes, range checks and documentation.
package si

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Kind is what sort of value a parameter holds.
type Kind uint8

// The kinds. Each follows from the type of Param.At.
const (
	Float  Kind = iota // *float64: one finite number
	Int                // *int or *uint64: a whole number
	Choice             // *string with Choices: one of a few words
	Table              // *[]float64: a list of finite numbers
	Bool               // *bool: true or false
	Text               // *string without Choices: anything
)

// String returns the kind's name in lower case.
func (k Kind) String() string {
	names := [...]string{"float", "int", "choice", "table", "bool", "text"}
	if int(k) < len(names) {
		return names[k]
	}
	return "kind " + strconv.Itoa(int(k))
}

// A Param is one named parameter.
type Param struct {
	Name     string   // snake case, the paper's symbol: "v_off"
	At       any      // where the value is stored: *float64, *int, *uint64, *string, *bool or *[]float64
	Unit     string   // SI unit symbol: "V", "S", "s", "Ω", "K", …; "" for a ratio or a count
	Doc      string   // meaning, a few words: "RESET threshold"
	Of       string   // of a spread, what it is the standard deviation of: "step", "range", "G", "ln G"; "" for no spread
	Min, Max float64  // inclusive range of a number or of each table entry; both 0 is unbounded, ±Inf half-open
	Choices  []string // the words a *string may hold; none if any
}

// Kind returns the kind of value that p.At stores. It panics where At is none of the types
// that Param lists.
func (p Param) Kind() Kind {
	switch p.At.(type) {
	case *float64:
		return Float
	case *int, *uint64:
		return Int
	case *[]float64:
		return Table
	case *bool:
		return Bool
	case *string:
		if len(p.Choices) > 0 {
			return Choice
		}
		return Text
	}
	panic(fmt.Sprintf("si: parameter %s cannot be stored in a %T", p.Name, p.At))
}

// Set stores v after checking its type and range; what cannot be stored is a *ValueError and
// leaves the old value. Numbers may be float64, float32, int, int64 or uint64, or text that
// Parse reads in p.Unit; tables []float64, []any of such numbers, or text with commas; bools
// bool or the words true and false. NaN and infinities are refused.
func (p Param) Set(v any) error {
	switch at := p.At.(type) {
	case *float64:
		f, ok := p.number(v)
		if !ok {
			return p.refuse(v, p.RangeText())
		}
		if !p.within(f) {
			return p.refuse(f, p.RangeText())
		}
		*at = f
	case *int:
		mag, neg, err := p.whole(v)
		limit := uint64(math.MaxInt)
		if neg {
			limit++ // two's complement reaches one further down
		}
		switch {
		case err != nil:
			return err
		case mag > limit:
			return p.refuse(v, "a whole number of at most 19 digits")
		case neg:
			*at = int(-mag)
		default:
			*at = int(mag)
		}
	case *uint64:
		mag, neg, err := p.whole(v)
		switch {
		case err != nil:
			return err
		case neg && mag > 0:
			return p.refuse(v, p.RangeText())
		}
		*at = mag
	case *[]float64:
		list, err := p.list(v)
		if err != nil {
			return err
		}
		*at = list
	case *bool:
		b, ok := v.(bool)
		if s, isText := v.(string); isText {
			b, ok = s == "true", s == "true" || s == "false"
		}
		if !ok {
			return p.refuse(v, p.RangeText())
		}
		*at = b
	case *string:
		s, ok := v.(string)
		if !ok || len(p.Choices) > 0 && !slices.Contains(p.Choices, s) {
			return p.refuse(v, p.RangeText())
		}
		*at = s
	default:
		p.Kind() // panics with the reason
	}
	return nil
}

// Value returns the stored value: float64, int, uint64, string, bool or a copy of a []float64.
func (p Param) Value() any {
	switch at := p.At.(type) {
	case *float64:
		return *at
	case *int:
		return *at
	case *uint64:
		return *at
	case *string:
		return *at
	case *bool:
		return *at
	case *[]float64:
		return slices.Clone(*at)
	}
	p.Kind() // panics with the reason
	return nil
}

// Float returns the stored number in base units, and false where p is no single number.
func (p Param) Float() (float64, bool) {
	switch at := p.At.(type) {
	case *float64:
		return *at, true
	case *int:
		return float64(*at), true
	case *uint64:
		return float64(*at), true
	}
	return 0, false
}

// Text returns the stored value as text from which Set restores the same bits.
func (p Param) Text() string {
	switch v := p.Value().(type) {
	case string:
		return v
	case []float64:
		words := make([]string, len(v))
		for i, f := range v {
			words[i] = Exact(f, p.Unit)
		}
		return strings.Join(words, ", ")
	default:
		return p.show(v)
	}
}

// RangeText says what p accepts: "-10 to 0 V", ">= 1", "one of a, b", "true or false".
func (p Param) RangeText() string {
	switch p.Kind() {
	case Choice:
		return "one of " + strings.Join(p.Choices, ", ")
	case Bool:
		return "true or false"
	case Text:
		return "text"
	case Table:
		if span := p.span(); span != "" {
			return "numbers, each " + span
		}
		return "a list of " + noun(p.Unit, "finite numbers", "finite quantities")
	case Int:
		if span := p.span(); span != "" {
			return span
		}
		if _, ok := p.At.(*uint64); ok {
			return ">= 0"
		}
		return "a whole number"
	}
	if span := p.span(); span != "" {
		return span
	}
	return noun(p.Unit, "a finite number", "a finite quantity")
}

// Check reports every parameter whose stored value Set would refuse, joined into one error;
// of a table its first bad entry.
func Check(ps []Param) error {
	var errs []error
	for _, p := range ps {
		switch v := p.Value().(type) {
		case string:
			if len(p.Choices) > 0 && !slices.Contains(p.Choices, v) {
				errs = append(errs, p.refuse(v, p.RangeText()))
			}
		case []float64:
			errs = append(errs, p.checkList(v))
		case bool:
		default:
			if f, _ := p.Float(); !p.within(f) {
				errs = append(errs, p.refuse(v, p.RangeText()))
			}
		}
	}
	return errors.Join(errs...)
}

// Lookup returns the parameter of that exact name.
func Lookup(ps []Param, name string) (Param, bool) {
	for _, p := range ps {
		if p.Name == name {
			return p, true
		}
	}
	return Param{}, false
}

// bounded reports whether p has a range at all.
func (p Param) bounded() bool { return p.Min != 0 || p.Max != 0 }

// within reports whether f is finite and in range.
func (p Param) within(f float64) bool {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return false
	}
	return !p.bounded() || p.Min <= f && f <= p.Max
}

// span prints the range, the unit once where both ends share it; "" if unbounded.
func (p Param) span() string {
	low, high := !math.IsInf(p.Min, -1), !math.IsInf(p.Max, 1)
	switch {
	case !p.bounded() || !low && !high:
		return ""
	case !high:
		return ">= " + Exact(p.Min, p.Unit)
	case !low:
		return "<= " + Exact(p.Max, p.Unit)
	}
	lo, hi := Exact(p.Min, p.Unit), Exact(p.Max, p.Unit)
	n, loUnit, _ := strings.Cut(lo, " ")
	_, hiUnit, _ := strings.Cut(hi, " ")
	if p.Min == 0 || loUnit == hiUnit {
		lo = n
	}
	if p.Max == 0 && p.Min != 0 {
		lo, hi = n, "0 "+loUnit
	}
	return lo + " to " + strings.TrimSpace(hi)
}

// noun names what is wanted where there is no range.
func noun(unit, ratio, quantity string) string {
	if unit == "" {
		return ratio
	}
	return quantity + " in " + unit
}
