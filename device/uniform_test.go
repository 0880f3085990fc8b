package device

import (
	"math"
	"testing"
)

func TestUniformIsTheDistributionFunction(t *testing.T) {
	worst := 0.0
	for k := -40_000; k <= 40_000; k++ {
		x := float64(k) / 1000
		worst = max(worst, math.Abs(uniform(x)-0.5*math.Erfc(-x/math.Sqrt2)))
	}
	if worst > 2e-15 {
		t.Errorf("Φ is off by %.2g, want at most 2e-15", worst)
	}
	if uniform(0) != 0.5 || uniform(-40) != 0 || uniform(40) != 1 || uniform(math.Inf(-1)) != 0 || uniform(math.Inf(1)) != 1 {
		t.Error("Φ is wrong in the middle or at an end")
	}
	for _, tt := range []struct{ x, tail float64 }{{-3, 1.3498980316300946e-3}, {-5, 2.866515718791939e-7}, {-8, 6.220960574271785e-16}} {
		if got := uniform(tt.x); math.Abs(got/tt.tail-1) > 2e-8 { // the tail keeps its relative precision
			t.Errorf("Φ(%g) = %.10g, want %.10g", tt.x, got, tt.tail)
		}
	}
}
