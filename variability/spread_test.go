package variability

import (
	"math"
	"sort"
	"testing"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Mean and standard deviation of n factors lie within four standard errors of 1 and CV; the
// error of the standard deviation uses the kurtosis of the distribution itself.
func TestSpreadMoments(t *testing.T) {
	const n = 200_000
	f := make([]float32, n)
	x := make([]float64, n)
	for _, s := range []Spread{
		{Kind: Lognormal, CV: 0.05}, {Kind: Lognormal, CV: 0.3}, {Kind: Lognormal, CV: 0.7},
		{Kind: Normal, CV: 0.1}, {Kind: Normal, CV: 0.25},
		{Kind: Truncated, CV: 0.1}, {Kind: Truncated, CV: 0.2},
	} {
		s.Factors(f, Seed(11).Named(string(s.Kind)))
		for i, v := range f {
			x[i] = float64(v)
		}
		mean, sd := stat.MeanStdDev(x, nil)
		if e := s.CV / math.Sqrt(n); math.Abs(mean-1) > 4*e {
			t.Errorf("%v: mean %.5f, want 1 ± %.5f", s, mean, 4*e)
		}
		kurtosis := stat.ExKurtosis(x, nil) + 3
		if e := s.CV * math.Sqrt((kurtosis-1)/4/n); math.Abs(sd-s.CV) > 4*e+2e-3*s.CV*b2f(s.Kind == Truncated) {
			t.Errorf("%v: standard deviation %.5f, want %g ± %.5f", s, sd, s.CV, 4*e)
		}
	}
}

func b2f(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// Kolmogorov–Smirnov at the 0.1 % level: D > 1.95/√n.
func TestSpreadDistributions(t *testing.T) {
	const n = 50_000
	sigma := math.Sqrt(math.Log(1 + 0.4*0.4))
	for _, tt := range []struct {
		s   Spread
		cdf func(float64) float64
	}{
		{Spread{Kind: Lognormal, CV: 0.4}, distuv.LogNormal{Mu: -sigma * sigma / 2, Sigma: sigma}.CDF},
		{Spread{Kind: Normal, CV: 0.25}, distuv.Normal{Mu: 1, Sigma: 0.25}.CDF},
	} {
		f := make([]float32, n)
		tt.s.Factors(f, Seed(12).Named("ks"))
		sort.Slice(f, func(i, j int) bool { return f[i] < f[j] })
		var d float64
		for i, v := range f {
			c := tt.cdf(float64(v))
			d = max(d, math.Abs(c-float64(i)/n), math.Abs(c-float64(i+1)/n))
		}
		if limit := 1.95 / math.Sqrt(n); d > limit {
			t.Errorf("%v: Kolmogorov–Smirnov distance %.4f, want < %.4f", tt.s, d, limit)
		}
	}
}

func TestTruncatedStaysPositiveAndNear(t *testing.T) {
	f := make([]float32, 100_000)
	Spread{Kind: Truncated, CV: 0.4}.Factors(f, Seed(13))
	for _, v := range f {
		if v <= 0 || v > 2.6001 {
			t.Fatalf("factor %g outside (0, 2.6]", v)
		}
	}
}

func TestNoSpreadIsOne(t *testing.T) {
	for _, k := range []Kind{Lognormal, Normal, Truncated} {
		f := make([]float32, 10)
		Spread{Kind: k, CV: 0}.Factors(f, Seed(1))
		for _, v := range f {
			if v != 1 {
				t.Errorf("%s with CV 0 gave %g", k, v)
			}
		}
	}
}

func TestSpreadCheck(t *testing.T) {
	for _, tt := range []struct {
		s  Spread
		ok bool
	}{
		{Spread{Kind: Lognormal, CV: 0.3}, true},
		{Spread{Kind: "gaussian", CV: 0.3}, false},
		{Spread{Kind: Normal, CV: -0.1}, false},
		{Spread{Kind: Normal, CV: math.NaN()}, false},
		{Spread{Kind: Normal, CV: 0.3}, false},
		{Spread{Kind: Truncated, CV: 4}, false},
	} {
		if err := tt.s.Check(); (err == nil) != tt.ok {
			t.Errorf("%v: %v", tt.s, err)
		}
	}
}
