package sensitivity

import (
	"testing"

	"github.com/xbar-sim/xbar/variability"
)

// bowl is 2 P1(x₁) + P2(x₂) + 0.5 P1(x₁) P1(x₃) in the basis of Quadratic: variance 4 + 1 + 0.25.
func bowl(x []float64) float64 {
	p := func(v float64) float64 { return 1.7320508075688772 * (2*v - 1) }
	return 2*p(x[0]) + 2.23606797749979*(6*x[1]*x[1]-6*x[1]+1) + 0.5*p(x[0])*p(x[2])
}

func surface(t *testing.T, n, blocks int, noise float64, s variability.Stream) *Quadratic {
	t.Helper()
	x := LatinHypercube(n, 3, s)
	y, block := make([]float64, n), make([]int, n)
	src := s.Named("noise").Source()
	for k := range x {
		block[k] = k % blocks
		y[k] = bowl(x[k]) + 10*float64(block[k]) + noise*variability.Quantile(0.5+0.9999*(float64(src.Uint64()>>11)/(1<<53)-0.5))
	}
	q, err := FitQuadratic(x, y, block)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// Without noise a quadratic function is found exactly, whatever offsets its blocks have, and so are its indices; Sobol's
// sampling of the same function agrees.
func TestQuadraticFindsAQuadratic(t *testing.T) {
	q := surface(t, 40, 4, 0, variability.Seed(1).Named("surface"))
	near(t, "R²", q.R2, 1, 1e-9)
	near(t, "noise", q.Noise, 0, 1e-9)
	near(t, "value", q.At([]float64{0.2, 0.9, 0.4}), bowl([]float64{0.2, 0.9, 0.4}), 1e-9)
	found := q.Sobol(variability.Seed(1))
	sampled, _, err := Sobol(q.At, 3, rows, variability.Seed(2))
	if err != nil {
		t.Fatal(err)
	}
	first, total := []float64{4 / 5.25, 1 / 5.25, 0}, []float64{4.25 / 5.25, 1 / 5.25, 0.25 / 5.25}
	for i, x := range found.Index {
		near(t, "S1", x.First, first[i], 1e-9)
		near(t, "ST", x.Total, total[i], 1e-9)
		near(t, "sampled ST", sampled[i].Total, total[i], 0.02)
	}
	near(t, "pair", found.Pairs[Pair{2, 0}], 0.25/5.25, 1e-9)
}

// With noise of 1 (of a variance of 5.25) in 60 values, intervals cover the truth in 90 to 99 % of 200 runs, R² says what
// is left to chance (1 - 1/6.25 = 0.84 less what 9 coefficients cost), and the input without S1 gets none.
func TestQuadraticIntervals(t *testing.T) {
	const runs = 200
	total := []float64{4.25 / 5.25, 1 / 5.25}
	hits := make([]int, 2)
	var r2 float64
	for k := range runs {
		q := surface(t, 60, 6, 1, variability.Seed(1).Named("coverage").At(k))
		r2 += q.R2 / runs
		for i, x := range q.Sobol(variability.Seed(1).At(k)).Index[:2] {
			if x.TotalLow <= total[i] && total[i] <= x.TotalHigh {
				hits[i]++
			}
		}
	}
	t.Logf("ST covered in %v of %d, mean R² %.2f", hits, runs, r2)
	for i, n := range hits {
		if n < 180 || n > 198 {
			t.Errorf("intervals of ST of input %d cover in %d of %d", i+1, n, runs)
		}
	}
	if r2 < 0.7 || r2 > 0.84 {
		t.Errorf("R² %.3f, want 0.7 to 0.84", r2)
	}
}

// Noise alone has no R², and a design too small or on a line is refused.
func TestQuadraticRefuses(t *testing.T) {
	x := LatinHypercube(30, 2, variability.Seed(1))
	y, block := make([]float64, 30), make([]int, 30)
	src := variability.Seed(3).Source()
	for k := range y {
		y[k] = float64(src.Uint64()>>11) / (1 << 53)
	}
	q, err := FitQuadratic(x, y, block)
	if err != nil || q.R2 > 0.2 {
		t.Errorf("noise: R² %.2f, %v", q.R2, err)
	}
	if _, err := FitQuadratic(x[:9], y[:9], block[:9]); err == nil {
		t.Error("nine values for six coefficients")
	}
	for k := range x {
		x[k][1] = x[k][0]
	}
	if _, err := FitQuadratic(x, y, block); err == nil {
		t.Error("all points on a line")
	}
}

// Every stratum of every dimension has one point.
func TestLatinHypercube(t *testing.T) {
	const n = 17
	x := LatinHypercube(n, 3, variability.Seed(1))
	for i := range 3 {
		seen := make([]int, n)
		for k := range x {
			seen[int(x[k][i]*n)]++
		}
		for s, c := range seen {
			if c != 1 {
				t.Errorf("dimension %d, stratum %d: %d points", i, s, c)
			}
		}
	}
}
