package main

import (
	"fmt"
	"math"

	"github.com/xbar-sim/xbar/device/fit"
	"github.com/xbar-sim/xbar/device/lab"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/plots"
)

// labFigures draws measurements before anything is fitted. Their numbers are in the clean tables.
func labFigures(m *lab.Measurements) ([]drawing, error) {
	var all []drawing
	for _, v := range fit.Views(m) {
		fig, err := plots.Fit(v)
		if err != nil {
			return nil, fmt.Errorf("figure of %s: %w", v.Kind, err)
		}
		all = append(all, drawing{name: "lab_" + v.Kind, figure: fig})
	}
	for k, one := range m.Maps {
		l, note, ok := lattice(one)
		if !ok {
			continue
		}
		fig, err := plots.HeatMap(l, note)
		if err != nil {
			return nil, fmt.Errorf("map of %s: %w", one.Quantity, err)
		}
		fig.Caption = "Map of " + one.Quantity + "."
		name := "lab_map"
		if k > 0 {
			name = fmt.Sprintf("lab_map_%d", k+1)
		}
		all = append(all, drawing{name: name, figure: fig})
	}
	return all, nil
}

// mostPlaces bounds a map that is drawn.
const mostPlaces = 1 << 22

// lattice lays a map of whole places out, as differences from its mean. Places without a value are left open.
func lattice(m lab.Map) (plots.Lattice, string, bool) {
	if m.Metric || len(m.Value) < 4 {
		return plots.Lattice{}, "", false
	}
	x0, x1, y0, y1, sum := m.X[0], m.X[0], m.Y[0], m.Y[0], 0.0
	for i := range m.X {
		if m.X[i] != math.Floor(m.X[i]) || m.Y[i] != math.Floor(m.Y[i]) {
			return plots.Lattice{}, "", false
		}
		x0, x1, y0, y1 = min(x0, m.X[i]), max(x1, m.X[i]), min(y0, m.Y[i]), max(y1, m.Y[i])
		sum += m.Value[i]
	}
	if (x1-x0+1)*(y1-y0+1) > mostPlaces {
		return plots.Lattice{}, "", false
	}
	mean := sum / float64(len(m.Value))
	l := plots.Lattice{Rows: int(y1-y0) + 1, Cols: int(x1-x0) + 1, Quantity: m.Quantity + " − mean", Unit: m.Unit, Down: "y", Across: "x"}
	l.Values = make([]float64, l.Rows*l.Cols)
	for i := range l.Values {
		l.Values[i] = math.NaN()
	}
	for i, v := range m.Value {
		l.Values[int(m.Y[i]-y0)*l.Cols+int(m.X[i]-x0)] = v - mean
	}
	return l, fmt.Sprintf("%d places, mean %s. Places are counted from x = %g, y = %g.", len(m.Value), si.Format(round3(mean), m.Unit), x0, y0), true
}
