package fit

import (
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// A family is a distribution of two parameters, both of which a scale of the data makes positive but for the mean of
// the normal one.
type family struct {
	name   string
	names  [2]string // of the parameters
	unit   [2]bool   // which has the unit of the data
	fit    func(x []float64) (a, b float64)
	cdf    func(x, a, b float64) float64
	logPDF func(x, a, b float64) float64
	draw   func(src *rand.PCG, a, b float64) float64
}

func families() []family {
	return []family{
		{"lognormal", [2]string{"median", "sigma_ln"}, [2]bool{true, false}, fitLognormal,
			func(x, a, b float64) float64 { return phi(kernel.Log(x/a) / b) },
			func(x, a, b float64) float64 {
				z := kernel.Log(x/a) / b
				return -0.5*float64(z*z) - kernel.Log(x*b) - halfLog2Pi
			},
			func(src *rand.PCG, a, b float64) float64 { return a * kernel.Exp(b*kernel.Normal(src)) }},
		{"normal", [2]string{"mean", "sd"}, [2]bool{true, true}, fitNormal,
			func(x, a, b float64) float64 { return phi((x - a) / b) },
			func(x, a, b float64) float64 {
				z := (x - a) / b
				return -0.5*float64(z*z) - kernel.Log(b) - halfLog2Pi
			},
			func(src *rand.PCG, a, b float64) float64 { return a + float64(b*kernel.Normal(src)) }},
		{"Weibull", [2]string{"scale", "shape"}, [2]bool{true, false}, fitWeibull,
			func(x, a, b float64) float64 { return 1 - kernel.Exp(-kernel.Exp(b*kernel.Log(x/a))) },
			func(x, a, b float64) float64 {
				w := b * kernel.Log(x/a)
				return kernel.Log(b/x) + w - kernel.Exp(w)
			},
			func(src *rand.PCG, a, b float64) float64 {
				return a * kernel.Exp(kernel.Log(-kernel.Log(1-kernel.Uniform(src)))/b)
			}},
		{"gamma", [2]string{"mean", "shape"}, [2]bool{true, false}, fitGamma,
			func(x, a, b float64) float64 { return mathext.GammaIncReg(b, x*b/a) },
			func(x, a, b float64) float64 {
				lg, _ := math.Lgamma(b)
				return float64((b-1)*kernel.Log(x)) - x*b/a - float64(b*kernel.Log(a/b)) - lg
			},
			func(src *rand.PCG, a, b float64) float64 { return distuv.Gamma{Alpha: b, Beta: b / a, Src: src}.Rand() }},
	}
}

const halfLog2Pi = 0.9189385332046727

// fitNormal and fitLognormal use n - 1, which maximum likelihood would not: their χ² interval belongs to it.
func fitNormal(x []float64) (mean, sd float64) { return moments(x) }

func fitLognormal(x []float64) (median, sigma float64) {
	m, s := moments(logs(x))
	return kernel.Exp(m), s
}

// fitWeibull solves 1/k = Σ xᵏ ln x/Σ xᵏ - mean ln x by Newton's method.
func fitWeibull(x []float64) (scale, shape float64) {
	y := logs(x)
	top := slices.Max(y)
	m, sd := moments(y)
	k := 1.28 / max(sd, 1e-9)
	for range 60 {
		var s0, s1, s2 float64
		for _, v := range y {
			w := kernel.Exp(k * (v - top))
			s0, s1, s2 = s0+w, s1+float64(w*v), s2+float64(w*v*v)
		}
		r := s1 / s0
		f := 1/k - r + m
		slope := -1/float64(k*k) - (s2/s0 - float64(r*r))
		d := f / slope
		next := k - d
		if next <= 0 {
			next = k / 2
		}
		if math.Abs(next-k) < 1e-11*k {
			k = next
			break
		}
		k = next
	}
	var s float64
	for _, v := range y {
		s += kernel.Exp(k * (v - top))
	}
	return kernel.Exp(top + kernel.Log(s/float64(len(x)))/k), k
}

// fitGamma solves ln k - ψ(k) = ln mean - mean ln x.
func fitGamma(x []float64) (mean, shape float64) {
	mean, _ = moments(x)
	ml, _ := moments(logs(x))
	s := max(kernel.Log(mean)-ml, 1e-12)
	k := (3 - s + math.Sqrt(float64((s-3)*(s-3))+24*s)) / (12 * s)
	for range 30 {
		f := kernel.Log(k) - mathext.Digamma(k) - s
		d := f / (1/k - mathext.Zeta(2, k))
		if k-d <= 0 {
			k /= 2
			continue
		}
		k -= d
		if math.Abs(d) < 1e-11*k {
			break
		}
	}
	return mean, k
}

// anderson is the statistic of Anderson and Darling for sorted x,
//
//	A² = -n - (1/n) Σ (2i - 1) (ln F(xᵢ) + ln(1 - F(xₙ₊₁₋ᵢ)))
//
// T. W. Anderson and D. A. Darling, "Asymptotic Theory of Certain 'Goodness of Fit' Criteria Based on Stochastic
// Processes", Ann. Math. Stat. 23(2), 193–212 (1952).
func anderson(sorted []float64, f family, a, b float64) float64 {
	n := len(sorted)
	var s float64
	const tiny = 1e-300
	for i, x := range sorted {
		up := f.cdf(x, a, b)
		down := 1 - f.cdf(sorted[n-1-i], a, b)
		s += float64(2*i+1) * (kernel.Log(max(up, tiny)) + kernel.Log(max(down, tiny)))
	}
	return -float64(n) - s/float64(n)
}
