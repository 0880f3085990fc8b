package circuit

import (
	"errors"
	"fmt"
	"math"
	"sort"
)

// A Shape is a measured curve f of a cell, straight between its points and beyond the last ones.
type Shape struct {
	v, i, slope []float64
}

// NewShape wants at least two points of rising voltage (V) whose current rises or stays, with none at 0 V within 1e-9
// of the largest.
func NewShape(v, i []float64) (*Shape, error) {
	if len(v) < 2 || len(v) != len(i) {
		return nil, fmt.Errorf("a curve of %d voltages and %d currents: want at least 2 of either, as many", len(v), len(i))
	}
	t := &Shape{v: v, i: i, slope: make([]float64, len(v)-1)}
	largest := 0.0
	for k := range v {
		if !finite(v[k]) || !finite(i[k]) || k > 0 && (v[k] <= v[k-1] || i[k] < i[k-1]) {
			return nil, fmt.Errorf("point %d of a curve, %g V and %g A: want voltages that rise and currents that do not fall", k+1, v[k], i[k])
		}
		if largest = max(largest, math.Abs(i[k])); k > 0 {
			t.slope[k-1] = (i[k] - i[k-1]) / (v[k] - v[k-1])
			if !finite(t.slope[k-1]) {
				return nil, fmt.Errorf("point %d of a curve, %g V and %g A: too steep", k+1, v[k], i[k])
			}
		}
	}
	if at0, _ := t.at(0); math.Abs(at0) > 1e-9*largest {
		return nil, fmt.Errorf("a curve with %g A at 0 V: want none", at0)
	}
	return t, nil
}

// String says how long the curve is, and its last point.
func (t *Shape) String() string {
	n := len(t.v) - 1
	return fmt.Sprintf("%d points from %s to %s, %.17g there", n+1, shown(t.v[0], "V"), shown(t.v[n], "V"), t.i[n])
}

func (t *Shape) at(v float64) (amps, slope float64) {
	k := min(max(sort.SearchFloat64s(t.v, v)-1, 0), len(t.slope)-1)
	return t.i[k] + float64(t.slope[k]*(v-t.v[k])), t.slope[k]
}

// A Table is a measured curve for all cells alike in form: I = S(k) f(v). Newton's method meets corners, and gets past them by its
// search along the step.
type Table struct {
	*Shape
	scale []float64
}

// NewTable errs as NewShape does; it wants one scale a cell, 0 or more.
func NewTable(v, i, scale []float64) (*Table, error) {
	s, err := NewShape(v, i)
	if err != nil {
		return nil, err
	}
	for _, x := range scale {
		if !(x >= 0) || math.IsInf(x, 1) {
			return nil, errors.New("a scale that is negative or no number")
		}
	}
	return &Table{s, scale}, nil
}

// Current implements Cells.
func (t *Table) Current(amps, slope, v []float64) {
	for k, s := range t.scale {
		i, d := t.at(v[k])
		amps[k], slope[k] = s*i, s*d
	}
}
