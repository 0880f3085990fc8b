package results

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/xbar-sim/xbar/experiments"
)

// pointCell is a coordinate of a point in a table: the word on an axis of words, else the number.
func pointCell(a experiments.Axis, v float64) string {
	if w, ok := a.Word(v); ok {
		return w
	}
	return formatFloat(v)
}

// A coordinate is a column of points while it is read. Its first cell that is not empty says whether
// it holds numbers or words.
type coordinate struct {
	key     string
	numbers bool
	words   []string // in the order of their first rows
}

// word is what the keys of studies and cards take as words.
var word = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9_-]{0,39}$`)

// read is the inverse of pointCell.
func (c *coordinate) read(cell string) (float64, error) {
	v, err := parseFloat(cell)
	switch {
	case cell == "":
		return v, nil
	case c.numbers || len(c.words) == 0 && (err == nil || !word.MatchString(cell) || strings.EqualFold(cell, "nan")):
		c.numbers = true
		return v, err
	case err == nil || !word.MatchString(cell):
		return 0, fmt.Errorf("%q: want a word like %q or nothing", cut(cell), c.words[0])
	}
	i := slices.Index(c.words, cell)
	if i < 0 {
		if i = len(c.words); i == experiments.MaxAxis {
			return 0, fmt.Errorf("more than %d different words", i)
		}
		c.words = append(c.words, strings.Clone(cell))
	}
	return float64(i), nil
}

// axis is what a table knows of an axis: its key and its words.
func (c *coordinate) axis() experiments.Axis {
	a := experiments.Axis{Key: c.key, Words: c.words}
	for i := range c.words {
		a.Values = append(a.Values, float64(i))
	}
	return a
}
