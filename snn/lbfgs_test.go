package snn

import (
	"math"
	"testing"
)

// A quadratic with curvatures from 1 to 10⁴ has its minimum where the gradient c_i (x_i - m_i) is 0;
// where the gradient is shorter than ε, no coordinate is further from it than ε/c_i.
func TestMinimiseQuadratic(t *testing.T) {
	const n, tolerance = 40, 1e-7
	at := func(i int) float64 { return math.Sin(float64(3 * i)) }
	curve := func(i int) float64 { return math.Pow(1e4, float64(i)/(n-1)) }
	f := func(grad, x []float64) float64 {
		var v float64
		for i := range x {
			d := x[i] - at(i)
			grad[i] = curve(i) * d
			v += curve(i) / 2 * d * d
		}
		return v
	}
	x := make([]float64, n)
	steps, length := minimise(f, x, tolerance, 1000)
	if length > tolerance || steps == 1000 {
		t.Fatalf("gradient %g after %d steps", length, steps)
	}
	for i := range x {
		if math.Abs(x[i]-at(i)) > tolerance/curve(i)+1e-15 {
			t.Errorf("coordinate %d at %.12g, want %.12g", i, x[i], at(i))
		}
	}
}

// At the minimum nothing moves, and the limit is kept.
func TestMinimiseEnds(t *testing.T) {
	calls := 0
	f := func(grad, x []float64) float64 {
		calls++
		grad[0] = math.Tanh(x[0] - 2)
		return math.Log(math.Cosh(x[0] - 2))
	}
	x := []float64{2}
	if steps, _ := minimise(f, x, 1e-9, 100); steps != 0 || calls != 1 || x[0] != 2 {
		t.Errorf("from the minimum: %d steps, %d calls, to %g", steps, calls, x[0])
	}
	x[0] = 20
	if steps, length := minimise(f, x, 0, 2); steps != 2 || length == 0 {
		t.Errorf("%d steps of at most 2, gradient %g", steps, length)
	}
	// a tolerance that rounding cannot reach ends too
	x[0] = 20
	if steps, _ := minimise(f, x, 0, 1000); steps == 1000 || math.Abs(x[0]-2) > 1e-7 {
		t.Errorf("%d steps to %.12g", steps, x[0])
	}
}
