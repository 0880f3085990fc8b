package fit

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// student is the 97.5 % quantile of Student's t with nu degrees of freedom.
func student(nu float64) float64 {
	if !(nu >= 1) {
		return math.Inf(1)
	}
	if nu > 1e6 {
		return normal95
	}
	return distuv.StudentsT{Sigma: 1, Nu: nu}.Quantile(0.975)
}

// chiSquared is the p quantile of χ² with nu degrees of freedom, and chiBeyond the probability to exceed x.
func chiSquared(p, nu float64) float64 { return distuv.ChiSquared{K: nu}.Quantile(p) }

func chiBeyond(x, nu float64) float64 {
	if !(x > 0) {
		return 1
	}
	return 1 - distuv.ChiSquared{K: nu}.CDF(x)
}

// fisher is the p quantile of F with a and b degrees of freedom.
func fisher(p, a, b float64) float64 { return distuv.F{D1: a, D2: b}.Quantile(p) }

// twoSided is the probability of a t at least as far from 0.
func twoSided(t, nu float64) float64 {
	if !finite(t) || nu < 1 {
		return nan()
	}
	return 2 * distuv.StudentsT{Sigma: 1, Nu: nu}.CDF(-math.Abs(t))
}

// phi is the standard normal distribution function.
func phi(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) }

// share returns the 95 % interval of Clopper and Pearson for k of n.
func share(k, n int) (low, high float64) {
	low, high = 0, 1
	if k > 0 {
		low = distuv.Beta{Alpha: float64(k), Beta: float64(n - k + 1)}.Quantile(0.025)
	}
	if k < n {
		high = distuv.Beta{Alpha: float64(k + 1), Beta: float64(n - k)}.Quantile(0.975)
	}
	return low, high
}

// moments returns mean and standard deviation (n - 1).
func moments(x []float64) (mean, sd float64) {
	for _, v := range x {
		mean += v
	}
	mean /= float64(len(x))
	for _, v := range x {
		d := v - mean
		sd += float64(d * d)
	}
	return mean, math.Sqrt(sd / float64(len(x)-1))
}

// median of x, which is not changed.
func median(x []float64) float64 { return quantile(x, 0.5) }

// quantile p of x by linear interpolation between order statistics.
func quantile(x []float64, p float64) float64 {
	if len(x) == 0 {
		return nan()
	}
	s := slices.Clone(x)
	slices.Sort(s)
	at := p * float64(len(s)-1)
	k := min(int(at), len(s)-1)
	if k == len(s)-1 {
		return s[k]
	}
	return s[k] + float64((at-float64(k))*(s[k+1]-s[k]))
}

// logs of x.
func logs(x []float64) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = kernel.Log(v)
	}
	return y
}

// aicc is Akaike's criterion corrected for small samples: k parameters, n data.
//
// C. M. Hurvich and C.-L. Tsai, "Regression and time series model selection in small samples", Biometrika
// 76(2), 297–307 (1989).
func aicc(minusLogL float64, k, n int) float64 {
	if n-k-1 < 1 {
		return math.Inf(1)
	}
	return float64(2*minusLogL) + 2*float64(k) + float64(2*k*(k+1))/float64(n-k-1)
}

// fisherCDF is the distribution function of F.
func fisherCDF(x, a, b float64) float64 { return distuv.F{D1: a, D2: b}.CDF(x) }

// A record is a conductance over time: t (s) and ln G.
type record struct{ t, y []float64 }

// medians returns the median conductance over records at each time of the first.
func medians(of []record) (t, g []float64) {
	for k, at := range of[0].t {
		var here []float64
		for _, r := range of {
			if k < len(r.t) && math.Abs(r.t[k]-at) < 1e-6*at {
				here = append(here, kernel.Exp(r.y[k]))
			}
		}
		t, g = append(t, at), append(g, median(here))
	}
	return t, g
}
