package characterise

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// One pulse of the memristor from x is (B - x)(1 - e^(-1/(aP))), P = 40, with a and B from the label 1.94; on it
// lies a scatter of 5 % of the range. 400 cells give a standard deviation to 1/√800 = 3.5 %: the bound is five
// of those, where 1 is 3.5 standard deviations away.
func TestStepsOfTheMemristor(t *testing.T) {
	s, err := MeasureSteps(preset(t, "memristor"))
	if err != nil {
		t.Fatal(err)
	}
	if len(s.G) != stepLevels || s.Cells != stepCells {
		t.Fatalf("%d places, %d cells", len(s.G), s.Cells)
	}
	const span = 59.17e-6 - 13.36e-6
	a := device.FromLabel(1.94)
	b := 1 / (1 - math.Exp(-1/a))
	for i := range s.G {
		x := float64(i) / (stepLevels - 1)
		near(t, "conductance", s.G[i], 13.36e-6+x*span, 1e-12*span)
		near(t, "SET", s.Set.Nominal[i]/span, min((b-x)*(1-math.Exp(-1/(a*40))), 1-x), 1e-9)
		if s.Reset.Nominal[i] > 0 {
			t.Errorf("RESET from %g adds %g S", x, s.Reset.Nominal[i])
		}
		if x > 0.25 && x < 0.75 {
			near(t, "scatter of SET", s.Set.SD[i]/span, 0.05, 0.05*5/math.Sqrt(2*stepCells))
			near(t, "scatter of RESET", s.Reset.SD[i]/span, 0.05, 0.05*5/math.Sqrt(2*stepCells))
			near(t, "mean of SET", s.Set.Mean[i], s.Set.Nominal[i], 5*0.05*span/math.Sqrt(stepCells))
		}
	}
}

// RESET of phase change takes any cell to the bottom; the ideal cell does not scatter.
func TestStepsOfOthers(t *testing.T) {
	s, err := MeasureSteps(preset(t, "pcm"))
	if err != nil {
		t.Fatal(err)
	}
	for i, g := range s.G {
		near(t, "RESET", s.Reset.Nominal[i], 0.1e-6-g, 1e-18)
	}
	if s, err = MeasureSteps(preset(t, "ideal")); err != nil || s.Cells != 0 {
		t.Errorf("%d cells of the ideal card scatter (%v)", s.Cells, err)
	}
}
