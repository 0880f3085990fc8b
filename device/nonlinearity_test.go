package device_test

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// Published pairs: the table of MLP+NeuroSim V3.0, which has a to six digits.
func TestFromLabelIsNeuroSimsTable(t *testing.T) {
	for _, tt := range []struct{ nl, a float64 }{
		{0.04, 31.5668}, {0.105, 12.0244}, {0.5, 2.51987}, {0.63, 1.99733}, {1, 1.25165}, {1.46, 0.84867},
		{1.75, 0.70208}, {1.94, 0.62925}, {2.4, 0.49918}, {3.68, 0.30064}, {4.88, 0.20030}, {6.76, 0.10025}, {9, 0.02281},
	} {
		digits := 1e-5 // a unit in the last place of the table
		if tt.a > 10 {
			digits = 1e-4
		}
		near(t, "a", device.FromLabel(tt.nl), tt.a, digits)
	}
}

// Label has a closed form for the largest distance from the diagonal; here it is looked for.
// Of 10⁵ points the best misses the maximum by less than f″/8·10⁻¹⁰, below 10⁻⁸ for a > 0.02.
func TestLabelIsTheLargestDistance(t *testing.T) {
	for _, a := range []float64{0.02281, 0.1, 0.3, 0.49918, 1.25165, 12, 31.5668} {
		var most float64
		for i := range 100_001 {
			x := float64(i) / 100_000
			most = max(most, math.Expm1(-x/a)/math.Expm1(-1/a)-x)
		}
		near(t, "label", device.Label(a), most/(0.07*math.Sqrt2), 1e-7)
	}
}

func TestLabelLimits(t *testing.T) {
	// A gentle curve is a parabola: f - x = x(1-x)/(2a), at most 1/(8a).
	near(t, "gentle", device.Label(100), 1/(0.07*math.Sqrt2*8*100), 1e-6)
	// A step is as far from the diagonal as a curve can be: 1.
	near(t, "step", device.Label(1e-5), device.NLMax, 2e-3)
	near(t, "largest label", device.NLMax, 1/(0.07*math.Sqrt2), 1e-14)
}

func TestFromLabelInverts(t *testing.T) {
	last := math.Inf(1)
	for nl := 0.001; nl < device.NLMax-0.002; nl += 0.0503 {
		a := device.FromLabel(nl)
		near(t, "Label(FromLabel(nl))", device.Label(a), nl, 1e-11)
		if a >= last {
			t.Fatalf("a(%g) = %g is not below a of a smaller label, %g", nl, a, last)
		}
		last = a
	}
}
