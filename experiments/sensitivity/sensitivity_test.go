package sensitivity

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/variability"
)

const rows = 1 << 14

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s = %.4f, want %.4f ± %g", what, got, want, tol)
	}
}

// ishigami is sin x₁ + a sin² x₂ + b x₃⁴ sin x₁ on (-π, π)³, with a = 7 and b = 0.1.
func ishigami(u []float64) float64 {
	x := func(i int) float64 { return math.Pi * (2*u[i] - 1) }
	s := math.Sin(x(1))
	return math.Sin(x(0)) + 7*s*s + 0.1*math.Pow(x(2), 4)*math.Sin(x(0))
}

// P30: Ishigami's function: S1 0.3139, 0.4424, 0; ST 0.5576, 0.4424, 0.2437.
func TestSobolOfIshigami(t *testing.T) {
	all, variance, err := Sobol(ishigami, 3, rows, variability.Seed(1).Named("P30"))
	if err != nil {
		t.Fatal(err)
	}
	first, total := []float64{0.3139, 0.4424, 0}, []float64{0.5576, 0.4424, 0.2437}
	for i, x := range all {
		near(t, "S1", x.First, first[i], 0.02)
		near(t, "ST", x.Total, total[i], 0.02)
		if x.FirstLow > x.First || x.FirstHigh < x.First || x.TotalLow > x.Total || x.TotalHigh < x.Total {
			t.Errorf("an interval that does not hold its estimate: %+v", x)
		}
	}
	// a²/8 + b π⁴/5 + b² π⁸/18 + 1/2
	pi4 := math.Pow(math.Pi, 4)
	want := 49.0/8 + 0.1*pi4/5 + 0.01*pi4*pi4/18 + 0.5
	near(t, "variance", variance/want, 1, 0.03)
}

// Intervals of S1 and ST cover the truth of Ishigami's function in 90 to 99 % of 200 runs (binomial law: 3.2 and 2.6 standard
// deviations from 95 %).
func TestSobolIntervals(t *testing.T) {
	const runs = 200
	first, total := []float64{0.3139, 0.4424}, []float64{0.5576, 0.4424, 0.2437}
	hits := map[string]int{}
	for k := range runs {
		all, _, err := Sobol(ishigami, 3, 600, variability.Seed(1).Named("intervals").At(k))
		if err != nil {
			t.Fatal(err)
		}
		for i, x := range all {
			if i < len(first) && x.FirstLow <= first[i] && first[i] <= x.FirstHigh {
				hits[[]string{"S1 of x1", "S1 of x2"}[i]]++
			}
			if x.TotalLow <= total[i] && total[i] <= x.TotalHigh {
				hits[[]string{"ST of x1", "ST of x2", "ST of x3"}[i]]++
			}
		}
	}
	for name, n := range hits {
		t.Logf("%s: %.1f %%", name, 100*float64(n)/runs)
		if n < 180 || n > 198 {
			t.Errorf("intervals of %s cover in %d of %d", name, n, runs)
		}
	}
}

// P30: the error of a column whose cells have additive normal errors of σ is σ² Σx², and cell i has the part xᵢ²/Σx² of it.
func TestSobolOfAColumn(t *testing.T) {
	const sigma = 0.05
	x := []float64{1, 0.5, 0.25, 2}
	column := func(u []float64) float64 {
		var y float64
		for i := range x {
			y += x[i] * (0.3 + sigma*variability.Quantile(u[i]))
		}
		return y
	}
	all, variance, err := Sobol(column, len(x), rows, variability.Seed(1).Named("column"))
	if err != nil {
		t.Fatal(err)
	}
	var sum float64
	for _, v := range x {
		sum += v * v
	}
	near(t, "σ_y²/(σ² Σx²)", variance/(sigma*sigma*sum), 1, 4*math.Sqrt(2.0/(2*rows)))
	for i, a := range all {
		near(t, "S1", a.First, x[i]*x[i]/sum, 0.02)
		near(t, "ST", a.Total, x[i]*x[i]/sum, 0.02)
	}
}

// P30: of a linear function µ* is the size of the coefficient over the range, and nothing interacts.
func TestMorrisOfALinearFunction(t *testing.T) {
	c := []float64{3, -2, 0, 0.5}
	all, err := Morris(func(x []float64) float64 {
		var y float64
		for i := range c {
			y += c[i] * x[i]
		}
		return y
	}, len(c), 20, 4, variability.Seed(1))
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range all {
		near(t, "µ*", e.Size, math.Abs(c[i]), 1e-12)
		near(t, "µ", e.Mean, c[i], 1e-12)
		near(t, "σ", e.SD, 0, 1e-12)
	}
	product, err := Morris(func(x []float64) float64 { return x[0] * x[1] }, 3, 40, 4, variability.Seed(1))
	if err != nil {
		t.Fatal(err)
	}
	if product[0].SD < 0.1 || product[2].Size != 0 {
		t.Errorf("a product: %+v", product)
	}
}

func TestRefused(t *testing.T) {
	f := func([]float64) float64 { return 0 }
	if _, _, err := Sobol(f, 0, 100, variability.Seed(1)); err == nil {
		t.Error("no inputs")
	}
	if _, err := Morris(f, 1, 20, 5, variability.Seed(1)); err == nil {
		t.Error("odd levels")
	}
	if all, _, err := Sobol(f, 2, 100, variability.Seed(1)); err != nil || all[0].First != 0 {
		t.Errorf("a constant: %+v, %v", all, err)
	}
}
