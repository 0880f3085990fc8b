package device

import (
	"math"
	"testing"
)

// Against Go's functions, which are within an ulp or two, over the whole range and near 0.
func TestHyperbolic(t *testing.T) {
	for _, x := range []float64{0, 1e-300, 1e-12, 1e-3, 0.1, 0.2999, 0.3, 0.4999, 0.5, 1, 3, 19, 30, 300, 699} {
		for _, x := range []float64{x, -x} {
			for _, f := range []struct {
				name      string
				got, want float64
			}{{"sinh", sinh(x), math.Sinh(x)}, {"expm1", expm1(x), math.Expm1(x)}, {"tanh", tanh(x), math.Tanh(x)}} {
				if math.Abs(f.got-f.want) > 2e-15*math.Abs(f.want) {
					t.Errorf("%s(%g) = %.17g, want %.17g", f.name, x, f.got, f.want)
				}
			}
			if sinh(-x) != -sinh(x) {
				t.Errorf("sinh is not odd at %g", x)
			}
		}
	}
	if math.IsInf(sinh(1e6), 0) || math.IsInf(expm1(1e6), 0) || expm1(-1e6) != -1 || tanh(1e6) != 1 {
		t.Error("ends")
	}
	for i := range 1001 {
		x := float64(i) / 1000
		if got, want := asin(x), math.Asin(x); math.Abs(got-want) > 1e-15 {
			t.Errorf("asin(%g) = %.17g, want %.17g", x, got, want)
		}
	}
}
