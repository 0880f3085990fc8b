package circuit

import (
	"errors"
	"fmt"
	"math"
	"sort"
)

// A Table is a measured curve for all cells alike in form: I = S(k) f(v), with f straight between its points and beyond the
// last ones. Newton's method meets corners, and gets past them by its search along the step.
type Table struct {
	v, i, slope []float64
	scale       []float64
}

// NewTable wants at least two points of rising voltage (V) whose current (A) rises or stays, with 0 A at 0 V within 1e-9
// of the largest current, and one scale a cell, 0 or more.
func NewTable(v, i, scale []float64) (*Table, error) {
	if len(v) < 2 || len(v) != len(i) {
		return nil, fmt.Errorf("a curve of %d voltages and %d currents: want at least 2 of either, as many", len(v), len(i))
	}
	t := &Table{v: v, i: i, scale: scale, slope: make([]float64, len(v)-1)}
	largest := 0.0
	for k := range v {
		if !finite(v[k]) || !finite(i[k]) || k > 0 && (v[k] <= v[k-1] || i[k] < i[k-1]) {
			return nil, fmt.Errorf("point %d of a curve, %g V and %g A: want voltages that rise and currents that do not fall", k+1, v[k], i[k])
		}
		if largest = max(largest, math.Abs(i[k])); k > 0 {
			t.slope[k-1] = (i[k] - i[k-1]) / (v[k] - v[k-1])
		}
	}
	for _, s := range scale {
		if !(s >= 0) || math.IsInf(s, 1) {
			return nil, errors.New("a scale that is negative or no number")
		}
	}
	if at0, _ := t.at(0); math.Abs(at0) > 1e-9*largest {
		return nil, fmt.Errorf("a curve with %g A at 0 V: want none", at0)
	}
	return t, nil
}

func (t *Table) at(v float64) (amps, slope float64) {
	k := min(max(sort.SearchFloat64s(t.v, v)-1, 0), len(t.slope)-1)
	return t.i[k] + float64(t.slope[k]*(v-t.v[k])), t.slope[k]
}

// Current implements Cells.
func (t *Table) Current(amps, slope, v []float64) {
	for k, s := range t.scale {
		i, d := t.at(v[k])
		amps[k], slope[k] = s*i, s*d
	}
}
