package experiments

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/xbar-sim/xbar/internal/si"
)

// Word returns the word that a value of the axis stands for, false on an axis of numbers and for a
// device that the axis cannot change (NaN).
func (a Axis) Word(v float64) (string, bool) {
	if !(v >= 0 && v < float64(len(a.Words))) || v != math.Trunc(v) {
		return "", false
	}
	return a.Words[int(v)], true
}

// Text returns a value of the axis as people read it: the word, or the quantity in its unit.
func (a Axis) Text(v float64) string {
	if w, ok := a.Word(v); ok {
		return w
	}
	return si.Format(v, a.Unit)
}

// setting returns a value of the axis as Config.Set takes it.
func (a Axis) setting(v float64) any {
	if w, ok := a.Word(v); ok {
		return w
	}
	return v
}

// place is a point in text, equal for equal points: numbers and words, in the order of the axes.
func place(axes []Axis, point []float64) string {
	at := make([]any, len(point))
	for i, v := range point {
		at[i] = axes[i].setting(v)
	}
	return fmt.Sprint(at)
}

// wordy tells whether a parameter holds one of a few words.
func wordy(p si.Param) bool { return p.Kind() == si.Choice || p.Kind() == si.Bool }

// wordsOf lists the words of a parameter; the empty one has no name on an axis.
func wordsOf(p si.Param) []string {
	if p.Kind() == si.Bool {
		return []string{"false", "true"}
	}
	return slices.DeleteFunc(slices.Clone(p.Choices), func(w string) bool { return w == "" })
}

// choose gives the axis the words of a list; "all" alone is every word of the key.
func (a *Axis) choose(list []string, p si.Param) error {
	if len(list) == 1 && strings.TrimSpace(list[0]) == "all" {
		list = wordsOf(p)
	}
	if a.Log {
		return fmt.Errorf("axis %s: words have no logarithmic scale", a.Key)
	}
	if len(list) > MaxAxis {
		return fmt.Errorf("axis %s has %d values: want at most %d", a.Key, len(list), MaxAxis)
	}
	one := si.Param{Name: a.Key, Doc: p.Doc, At: new(string), Choices: wordsOf(p)}
	for i, w := range list {
		w = strings.TrimSpace(w)
		if w == "" {
			return fmt.Errorf("axis %s has an empty value: want KEY=a,b,c", a.Key)
		}
		if err := one.Set(w); err != nil {
			return err
		}
		if slices.Contains(a.Words, w) {
			return fmt.Errorf("axis %s has the value %s twice", a.Key, w)
		}
		a.Words, a.Values = append(a.Words, w), append(a.Values, float64(i))
	}
	return nil
}

// checkWords refuses an axis whose values do not count its words.
func (a Axis) checkWords(p si.Param) error {
	if !wordy(p) && len(a.Words) == 0 {
		return nil
	}
	counted := wordy(p) && len(a.Values) == len(a.Words) && !a.Log
	for i, v := range a.Values {
		counted = counted && v == float64(i)
	}
	if !counted {
		return fmt.Errorf("axis %s: %d values for %d words: want one each, 0, 1, 2, …, on an axis that is not logarithmic, and words for keys of words only",
			a.Key, len(a.Values), len(a.Words))
	}
	return nil
}
