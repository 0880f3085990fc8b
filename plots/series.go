package plots

import (
	"math"
	"slices"
	"sort"

	"github.com/xbar-sim/xbar/experiments"
)

// A series is one device along one axis, in percent.
type series struct {
	look
	title  string
	ideal  bool
	level  bool      // the axis does not touch the device: x has one meaningless value
	x      []float64 // ascending
	y      []float64
	lo, hi []float64
	raw    []float64 // NaN where there is none
	dotX   []float64 // every repeat
	dotY   []float64
	rows   []experiments.Row
}

// untouched tells whether the axis leaves the device as it is: its points carry no value there,
// or it is the ideal reference, which stands at zero spread.
func untouched(r *experiments.Result, d experiments.Device, axis int) bool {
	var seen []float64
	for _, row := range r.Summary {
		if row.Device == d.Name && axis < len(row.Point) && !math.IsNaN(row.Point[axis]) &&
			!slices.Contains(seen, row.Point[axis]) {
			seen = append(seen, row.Point[axis])
		}
	}
	return len(seen) == 0 || d.Ideal && len(seen) == 1
}

// collect gathers every device along axis, with the other axes held at the values of fixed.
// Devices that have no row there are left out.
func collect(r *experiments.Result, axis int, fixed map[int]float64) []series {
	of := looks(r.Devices)
	var all []series
	for _, d := range r.Devices {
		free := make([]bool, len(r.Axes))
		for k := range r.Axes {
			free[k] = k == axis || untouched(r, d, k)
		}
		here := func(point []float64) bool {
			for k, v := range fixed {
				if k >= len(point) || !free[k] && !same(point[k], v) {
					return false
				}
			}
			return axis < len(point)
		}
		s := series{look: of[d.Name], title: titleOf(d), ideal: d.Ideal, level: untouched(r, d, axis)}
		for _, row := range r.Summary {
			if row.Device == d.Name && here(row.Point) && finite(row.Mean) {
				s.rows = append(s.rows, row)
			}
		}
		sort.SliceStable(s.rows, func(i, j int) bool { return s.rows[i].Point[axis] < s.rows[j].Point[axis] })
		for _, row := range s.rows {
			s.x = append(s.x, row.Point[axis])
			s.y = append(s.y, 100*row.Mean)
			s.lo = append(s.lo, 100*row.Lo)
			s.hi = append(s.hi, 100*row.Hi)
			s.raw = append(s.raw, 100*row.Raw)
		}
		for _, t := range r.Trials {
			if len(r.Trials) > manyDots {
				break
			}
			if t.Device == d.Name && here(t.Point) {
				s.dotX = append(s.dotX, t.Point[axis])
				s.dotY = append(s.dotY, 100*t.Metrics.Accuracy)
			}
		}
		if len(s.rows) > 0 {
			all = append(all, s)
		}
	}
	return all
}

// manyDots is from how many trials on a figure shows no single ones: nobody could tell them apart.
const manyDots = 20000

// same compares axis values that came from one list by possibly different ways of printing.
func same(a, b float64) bool {
	return a == b || math.Abs(a-b) <= 1e-9*max(math.Abs(a), math.Abs(b))
}

// hasRaw tells whether the series has an uncompensated curve of its own.
func (s series) hasRaw() bool {
	for i, v := range s.raw {
		if finite(v) && v != s.y[i] {
			return true
		}
	}
	return false
}

// banded tells whether any interval is known.
func (s series) banded() bool {
	for i := range s.lo {
		if finite(s.lo[i], s.hi[i]) {
			return true
		}
	}
	return false
}

// heights are all values that must be inside the vertical range.
func (s series) heights() []float64 {
	return slices.Concat(s.y, s.lo, s.hi, s.raw, s.dotY)
}
