package variability

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// fits is the test of Kolmogorov and Smirnov at the 0.1 % level: D > 1.95/√n.
func fits(t *testing.T, what string, x []float64, cdf func(float64) float64) {
	t.Helper()
	x = slices.Clone(x)
	slices.Sort(x)
	n := float64(len(x))
	var d float64
	for i, v := range x {
		c := cdf(v)
		d = max(d, math.Abs(c-float64(i)/n), math.Abs(c-float64(i+1)/n))
	}
	if limit := 1.95 / math.Sqrt(n); d > limit {
		t.Errorf("%s: Kolmogorov–Smirnov distance %.4f, want < %.4f", what, d, limit)
	}
}

func draw(s Spread, n int, stream Stream) []float64 {
	f, x := make([]float32, n), make([]float64, n)
	s.Factors(f, stream)
	for i, v := range f {
		x[i] = float64(v)
	}
	return x
}

// A cut distribution is the whole one, given that it lies within the limits.
func TestCutDistributions(t *testing.T) {
	given := func(cdf func(float64) float64, lo, hi float64) func(float64) float64 {
		return func(x float64) float64 { return (cdf(x) - cdf(lo)) / (cdf(hi) - cdf(lo)) }
	}
	sigma := math.Sqrt(math.Log(1 + 0.5*0.5))
	ln := distuv.LogNormal{Mu: -sigma * sigma / 2, Sigma: sigma}.CDF
	gauss := func(cv float64) func(float64) float64 { return distuv.Normal{Mu: 1, Sigma: cv}.CDF }
	for _, tt := range []struct {
		name   string
		s      Spread
		lo, hi float64
		cdf    func(float64) float64
	}{
		{"normal beyond 4 CV", Spread{Kind: Truncated, CV: 0.2}, 0.2, 1.8, gauss(0.2)},
		{"normal above 0", Spread{Kind: Truncated, CV: 0.6}, 0, 3.4, gauss(0.6)},
		{"normal between limits", Spread{Kind: Truncated, CV: 0.4, Min: 0.7, Max: 1.1}, 0.7, 1.1, gauss(0.4)},
		{"lognormal between limits", Spread{Kind: Lognormal, CV: 0.5, Min: 0.5, Max: 2}, 0.5, 2, ln},
		{"lognormal below a limit", Spread{Kind: Lognormal, CV: 0.5, Max: 1.5}, 0, 1.5, ln},
		{"lognormal above a limit", Spread{Kind: Lognormal, CV: 0.5, Min: 0.8}, 0.8, math.Inf(1), ln},
	} {
		if err := tt.s.Check(); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		x := draw(tt.s, 50_000, Seed(21).Named(tt.name))
		if lo, hi := slices.Min(x), slices.Max(x); lo < tt.lo-1e-6 || hi > tt.hi+1e-6 {
			t.Errorf("%s: %g to %g, want %g to %g", tt.name, lo, hi, tt.lo, tt.hi)
		}
		fits(t, tt.name, x, given(tt.cdf, tt.lo, tt.hi))
	}
}

// Shares of a discrete spread: Pearson's χ² with two degrees of freedom is beyond 13.8 once in a
// thousand. Mean and standard deviation follow from the levels alone.
func TestDiscreteShares(t *testing.T) {
	const n = 100_000
	own, err := LevelsCV("0.5:0.2, 1:0.7, 2:0.1")
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(own-math.Sqrt(0.2*0.25+0.7+0.1*4-1)) > 1e-12 { // mean 1
		t.Errorf("CV of the levels %g", own)
	}
	s := Spread{Kind: Discrete, CV: own, Levels: "2:1, 0.5:2, 1:7"}
	count := map[float64]float64{}
	for _, x := range draw(s, n, Seed(22)) {
		count[math.Round(x*1e6)/1e6]++
	}
	var chi2 float64
	for v, p := range map[float64]float64{0.5: 0.2, 1: 0.7, 2: 0.1} {
		chi2 += (count[v] - p*n) * (count[v] - p*n) / (p * n)
	}
	if len(count) != 3 || chi2 > 13.8 {
		t.Errorf("counts %v: χ² %.1f, want < 13.8", count, chi2)
	}
	s.CV = 0.1
	seen := map[float32]bool{}
	f := make([]float32, 1000)
	s.Factors(f, Seed(23))
	for _, x := range f {
		seen[x] = true
	}
	for _, v := range []float64{0.5, 1, 2} { // shrunk about their mean
		if want := float32(1 + 0.1*(v-1)/own); !seen[want] {
			t.Errorf("no cell has %g: %v", want, seen)
		}
	}
}

func TestNormalFunctions(t *testing.T) {
	for z := -37.0; z <= 9; z += 0.013 {
		want := math.Erfc(-z/math.Sqrt2) / 2
		if got := phi(z); math.Abs(got-want) > 3e-14*want+1e-16 && z > -8 || math.Abs(got-want) > 1e-8*want {
			t.Fatalf("phi(%g) = %g, want %g", z, got, want)
		}
	}
	for _, p := range []float64{1e-12, 1e-9, 1e-4, 0.02425, 0.3, 0.5, 0.9, 0.9999, 1 - 1e-9} {
		if got := phi(Quantile(p)); math.Abs(got-p) > 1e-12*min(p, 1-p)+2e-16 {
			t.Errorf("phi(Quantile(%g)) is off by %g", p, got-p)
		}
	}
	if !math.IsInf(Quantile(0), -1) || !math.IsInf(Quantile(1), 1) {
		t.Error("the ends are not infinite")
	}
}

func TestSpreadRefuses(t *testing.T) {
	for _, s := range []Spread{
		{Kind: Discrete, CV: 0.1},
		{Kind: Discrete, CV: 0.1, Levels: "1"},
		{Kind: Discrete, CV: 0.1, Levels: "1:1, 1:2"},
		{Kind: Discrete, CV: 0.1, Levels: "1:0, 2:1"},
		{Kind: Discrete, CV: 0.1, Levels: "1, nan"},
		{Kind: Discrete, CV: 0.1, Levels: "1, 2", Max: 2},
		{Kind: Discrete, CV: 2, Levels: "1, 2"}, // the lower would be negative
		{Kind: Lognormal, CV: 0.1, Levels: "1, 2"},
		{Kind: Lognormal, CV: 0.1, Min: 2, Max: 1},
		{Kind: Lognormal, CV: 0.1, Min: -1},
		{Kind: Truncated, CV: 0.1, Min: 3, Max: 4},
		{Kind: Truncated, CV: 0.1, Max: math.NaN()},
	} {
		if s.Check() == nil {
			t.Errorf("%+v is taken", s)
		}
	}
}

// What parseLevels takes can be drawn from, or Check says why not.
func FuzzLevels(f *testing.F) {
	for _, s := range []string{"1:1,2:3", "0.5:0.1, 1:0.8, 1.5:0.1", "1,2", "-1:1,1:1e300", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := Spread{Kind: Discrete, CV: 0.1, Levels: text}
		if s.Check() != nil {
			return
		}
		x := make([]float32, 16)
		s.Factors(x, Seed(1))
		for _, v := range x {
			if !(v > 0) {
				t.Errorf("levels %q give the factor %g", text, v)
			}
		}
	})
}
