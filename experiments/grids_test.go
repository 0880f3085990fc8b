package experiments

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/crossbar"
	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/variability"
)

// Large grids are means of squares of cells, and keep their mean; small ones every cell.
func TestGrids(t *testing.T) {
	for _, shape := range [][2]int{{3, 4}, {784, 401}} {
		rows, cols := shape[0], shape[1]
		g := newGrid("x", "x", "V", rows, cols, func(k int) float64 { return float64(k / cols) })
		if g.Rows*g.Cols != len(g.Values) || len(g.Values) > mostPlaces || (g.Merged > 1) != (rows*cols > mostPlaces) {
			t.Errorf("%d × %d cells make %d × %d places of %d a side", rows, cols, g.Rows, g.Cols, g.Merged)
		}
		at := func(i int) float64 { return g.Scale * float64(g.Values[i*g.Cols]) }
		if want := float64(g.Merged-1) / 2; math.Abs(at(0)-want) > 1e-4*g.Scale {
			t.Errorf("first row %g, want %g", at(0), want)
		}
	}
}

// Arrays on ideal lines whose cells have switches have nothing to show; others what lines take, which grows from the sense
// amplifiers and drivers on, and what cells have suffered.
func TestGridsOfArrays(t *testing.T) {
	card, err := device.Preset("memristor")
	if err != nil {
		t.Fatal(err)
	}
	a, err := crossbar.New(card, 20, 10, crossbar.Options{Stream: variability.Seed(1)})
	if err != nil {
		t.Fatal(err)
	}
	if g := gridsOf(a); len(g) != 0 {
		t.Errorf("%d grids of ideal lines", len(g))
	}
	a, err = crossbar.New(card, 20, 10, crossbar.Options{Stream: variability.Seed(1), Bias: "half", Wiring: crossbar.Wiring{Model: "cached", Word: 5, Bit: 5}})
	if err != nil {
		t.Fatal(err)
	}
	a.Pulse(3, []int32{4}, 0.9, 1e-6)
	grids := gridsOf(a)
	if len(grids) != 2 || grids[0].Name != "voltage_loss" || grids[1].Name != "disturb" {
		t.Fatalf("%+v", grids)
	}
	v := grids[0].Values
	if !(v[9] == 1 && v[190] < v[199] && v[190] < v[0] && v[190] > 0) {
		t.Errorf("lines take %v of the most at the corners", []float32{v[0], v[9], v[190], v[199]})
	}
	if d := grids[1].Values; d[4*10+2] != 1 || d[3*10+2] != 0 || d[4*10+3] != 0 {
		t.Error("the cells of the row are not disturbed, or others are")
	}
}
