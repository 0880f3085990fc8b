package whatif

import (
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/xbar-sim/xbar/variability"
)

// Losses are what repeats lost at candidates: of candidate i repeat k lost Losses[i][k], and a candidate that nobody tried has
// none. Repeat k is the same luck at every candidate.
type Losses [][]float64

// tried lists the candidates that have repeats, and the most repeats that any has.
func (l Losses) tried() (at []int, most int) {
	for i, x := range l {
		if len(x) > 0 {
			at, most = append(at, i), max(most, len(x))
		}
	}
	return at, most
}

// fit is the isotonic fit of the means at the candidates that were tried, each weighing as much as it has repeats.
func (l Losses) fit(at []int) (curve []float64) {
	y, w := make([]float64, len(at)), make([]float64, len(at))
	for k, i := range at {
		w[k] = float64(len(l[i]))
		for _, v := range l[i] {
			y[k] += v / w[k]
		}
	}
	return Isotonic(y, w)
}

// crossings draws where the curve of resampled repeats crosses the limit: whole repeats are drawn, so that what a repeat has in
// common at all candidates, its baseline above all, stays common.
func (l Losses) crossings(places []float64, limit float64, draws int, s variability.Stream) []float64 {
	at, most := l.tried()
	out := make([]float64, draws)
	if most == 0 {
		return nil
	}
	rng := s.Rand()
	times := make([]float64, most)
	x, y, w := make([]float64, 0, len(at)), make([]float64, 0, len(at)), make([]float64, 0, len(at))
	for b := range out {
		clear(times)
		for range most {
			times[rng.IntN(most)]++
		}
		x, y, w = x[:0], y[:0], w[:0]
		for _, i := range at {
			var sum, n float64
			for k, v := range l[i] {
				sum += float64(times[k] * v)
				n += times[k]
			}
			if n > 0 {
				x, y, w = append(x, places[i]), append(y, sum/n), append(w, n)
			}
		}
		out[b] = Crossing(x, Isotonic(y, w), limit)
	}
	slices.Sort(out)
	return out
}

// expanded returns the part of a bootstrap distribution that is left out at either end of an interval of the given
// confidence, so that a mean of n values has the width of Student's interval:
//
//	α' = Φ(-√(n/(n-1)) t(1-α/2, n-1))
//
// T. C. Hesterberg, "What teachers should know about the bootstrap", The American Statistician 69(4), 371–386 (2015).
func expanded(conf float64, n int) float64 {
	if n < 2 {
		return 0
	}
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(n - 1)}.Quantile((1 + conf) / 2)
	return rounded(distuv.UnitNormal.CDF(-math.Sqrt(float64(n)/float64(n-1)) * t))
}

// rounded keeps ten digits: the last ones of a distribution depend on the processor.
func rounded(x float64) float64 {
	v, err := strconv.ParseFloat(strconv.FormatFloat(x, 'e', 9, 64), 64)
	if err != nil {
		return x
	}
	return v
}

// middle returns the interval of a sorted bootstrap distribution that leaves out the part tail at either end, no
// narrower than that.
func middle(sorted []float64, tail float64) (lo, hi float64) {
	k := int(math.Floor(tail * float64(len(sorted))))
	return sorted[k], sorted[len(sorted)-1-k]
}

// Holm returns p values adjusted for all having been tested together: the k-th smallest of m times m - k + 1, none smaller than
// the one before and none above 1. Tests whose adjusted value is at most α are significant with a probability of at most α
// that any is so by chance, however they depend on each other.
//
// S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6, 65–70 (1979).
func Holm(p []float64) []float64 {
	order := make([]int, 0, len(p))
	for i, v := range p {
		if !math.IsNaN(v) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case p[a] < p[b]:
			return -1
		case p[a] > p[b]:
			return 1
		}
		return 0
	})
	out := slices.Clone(p)
	last := 0.0
	for k, i := range order {
		last = max(last, min(float64(float64(len(order)-k)*p[i]), 1))
		out[i] = last
	}
	return out
}

// exceeds returns the one-sided p value of paired losses x being no more than the limit in the mean (Student's t). It is NaN for one
// repeat, and of repeats that all lost the same 0 or 1.
func exceeds(x []float64, limit float64) float64 {
	n := float64(len(x))
	if n < 2 {
		return math.NaN()
	}
	var mean, ss float64
	for _, v := range x {
		mean += v / n
	}
	for _, v := range x {
		ss += float64((v - mean) * (v - mean))
	}
	if ss == 0 {
		if mean > limit {
			return 0
		}
		return 1
	}
	t := (mean - limit) / math.Sqrt(ss/(n-1)/n)
	return rounded(distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 1}.Survival(t))
}
