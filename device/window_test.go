package device_test

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// The windows' zeros and heights are exact; in between they are the papers' formulas.
func TestWindows(t *testing.T) {
	for _, p := range []float64{0.5, 1, 2, 7, 10} {
		jog, bio := device.Window{Shape: "joglekar", P: p}, device.Window{Shape: "biolek", P: p}
		pro := device.Window{Shape: "prodromakis", P: p, J: 1.5}
		for _, up := range []bool{true, false} {
			near(t, "joglekar at 0", jog.At(0, up), 0, 0)
			near(t, "joglekar at 1", jog.At(1, up), 0, 0)
			near(t, "joglekar at ½", jog.At(0.5, up), 1, 0)
			near(t, "prodromakis at 0", pro.At(0, up), 0, 1e-15)
			near(t, "prodromakis at 1", pro.At(1, up), 0, 1e-15)
			near(t, "prodromakis at ½", pro.At(0.5, up), 1.5*(1-math.Pow(0.75, p)), 1e-15)
		}
		near(t, "biolek at the approached bound", bio.At(1, true), 0, 0)
		near(t, "biolek at the approached bound", bio.At(0, false), 0, 0)
		near(t, "biolek at the bound left", bio.At(0, true), 1, 0)
		near(t, "biolek at the bound left", bio.At(1, false), 1, 0)
		for i := range 101 {
			x := float64(i) / 100
			near(t, "joglekar", jog.At(x, true), 1-math.Pow(math.Abs(2*x-1), 2*p), 1e-14)
			near(t, "biolek", bio.At(x, true), 1-math.Pow(x, 2*p), 1e-14)
			near(t, "biolek, falling", bio.At(x, false), 1-math.Pow(1-x, 2*p), 1e-14)
			if f := pro.At(x, true); f < 0 || f > 1.5 {
				t.Errorf("prodromakis(%g) = %g", x, f)
			}
			near(t, "none", device.Window{Shape: "none"}.At(x, true), 1, 0)
		}
	}
}
