package device

import (
	"math"
	"testing"
)

type rate func(x float64) float64

func (f rate) rate(x float64) float64 { return f(x) }

// Equations with known solutions: decay into a bound, runaway out of one, a square law, an even drift
// into a hard stop, a point of rest inside the range, and nothing at all.
func TestIntegrateClosedForms(t *testing.T) {
	for _, tt := range []struct {
		name     string
		f        rate
		from, dt float64
		want     float64
	}{
		{"decay", func(x float64) float64 { return -3 * x }, 0.9, 2, 0.9 * math.Exp(-6)},
		{"growth", func(x float64) float64 { return 3 * x }, 1e-3, 2, 1e-3 * math.Exp(6)},
		{"growth into the stop", func(x float64) float64 { return 3 * x }, 1e-3, 5, 1},
		{"logistic", func(x float64) float64 { return 5 * x * (1 - x) }, 0.1, 1, 1 / (1 + 9*math.Exp(-5))},
		{"square law", func(x float64) float64 { return -x * x }, 0.8, 1e6, 1 / (1/0.8 + 1e6)},
		{"constant", func(float64) float64 { return 0.25 }, 0.1, 2, 0.6},
		{"constant into the stop", func(float64) float64 { return -0.25 }, 0.1, 2, 0},
		{"logarithm of time", func(x float64) float64 { return math.Exp(-60 * x) }, 0, 1e20, math.Log(1+60e20) / 60},
		{"point of rest", func(x float64) float64 { return 1e9 * (0.3 - x) }, 0.9, 1e3, 0.3},
		{"very fast", func(x float64) float64 { return 1e60 * (1 - x) }, 0.5, 1, 1},
		{"nothing", func(float64) float64 { return 0 }, 0.4, 1e9, 0.4},
		{"no time", func(float64) float64 { return 1 }, 0.4, 0, 0.4},
	} {
		got := integrate(tt.f, tt.from, 0, 1, tt.dt, tolerance)
		if math.Abs(got-tt.want) > 2e-8 {
			t.Errorf("%s: %.12g, want %.12g", tt.name, got, tt.want)
		}
	}
	if got := integrate(rate(func(float64) float64 { return 1 }), 0.4, 1, 1, 1, tolerance); got != 1 {
		t.Errorf("a closed range gives %g", got)
	}
}

// The error follows the tolerance, and order 5 makes a hundredth of it cost 2.5 times the work.
func TestIntegrateConverges(t *testing.T) {
	calls := 0
	f := rate(func(x float64) float64 { calls++; return 4 * (1 - x*x*x) })
	want := integrate(f, 0.01, 0, 1, 0.4, 1e-14)
	var work [2]int
	for i, tol := range []float64{1e-6, 1e-10} {
		calls = 0
		if err := math.Abs(integrate(f, 0.01, 0, 1, 0.4, tol) - want); err > 30*tol {
			t.Errorf("tolerance %g: error %g", tol, err)
		}
		work[i] = calls
	}
	if work[1] > 12*work[0] {
		t.Errorf("%d and %d calls", work[0], work[1])
	}
}
