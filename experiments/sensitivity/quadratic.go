package sensitivity

import (
	"fmt"
	"math"

	"github.com/xbar-sim/xbar/variability"
)

// LatinHypercube returns n points of the unit cube of dims dimensions: in every dimension each n-th of the way has one
// point, at a uniform place in it.
//
// M. D. McKay, R. J. Beckman and W. J. Conover, Technometrics 21(2), 239–245 (1979).
func LatinHypercube(n, dims int, s variability.Stream) [][]float64 {
	points := make([][]float64, n)
	for k := range points {
		points[k] = make([]float64, dims)
	}
	rng := s.Named("hypercube").Rand()
	for i := range dims {
		for k, cell := range rng.Perm(n) {
			points[k][i] = (float64(cell) + rng.Float64()) / float64(n)
		}
	}
	return points
}

// A Quadratic is a polynomial of second order over the unit cube, fitted to noisy values, with an offset for every block of
// values that have their chance in common. In the orthonormal Legendre basis
//
//	y = c_block + Σ bᵢ P1(xᵢ) + Σ bᵢᵢ P2(xᵢ) + Σ bᵢⱼ P1(xᵢ) P1(xⱼ),  P1 = √3 (2x - 1),  P2 = √5 (6x² - 6x + 1)
//
// the variance over uniform inputs is the sum of all b², so that its indices of Sobol follow without sampling.
//
// B. Sudret, "Global sensitivity analysis using polynomial chaos expansions", Reliab. Eng. Syst. Saf. 93(7), 964–979 (2008).
type Quadratic struct {
	Dims, Points, Terms int
	R2                  float64 // of leaving one value out, over the mean of its block; can be negative
	Noise               float64 // standard deviation of a value about the polynomial

	basis    [][]float64 // by point; blocks come first
	blocks   int
	root     [][]float64 // Cholesky factor of basisᵀ basis
	b        []float64   // coefficients, blocks first
	inverse  []float64   // diagonal of (basisᵀ basis)⁻¹
	residual []float64   // over √(1 - leverage)
	fit      []float64
}

// QuadraticTerms is how many coefficients a Quadratic of that many inputs has, without the offsets of blocks.
func QuadraticTerms(dims int) int { return 2*dims + dims*(dims-1)/2 }

// FitQuadratic fits values y at points x by least squares; block says of each value which block it is of, from 0. It
// errs where there are not at least four values more than coefficients, or points that do not fix them.
func FitQuadratic(x [][]float64, y []float64, block []int) (*Quadratic, error) {
	if len(x) == 0 || len(x) != len(y) || len(x) != len(block) {
		return nil, fmt.Errorf("a quadratic surface through %d points with %d values in %d blocks", len(x), len(y), len(block))
	}
	q := &Quadratic{Dims: len(x[0]), Points: len(x)}
	for _, b := range block {
		q.blocks = max(q.blocks, b+1)
	}
	q.Terms = QuadraticTerms(q.Dims)
	if p := q.blocks + q.Terms; len(x) < p+4 {
		return nil, fmt.Errorf("a quadratic surface of %d inputs has %d coefficients: want at least %d trials, not %d", q.Dims, p, p+4, len(x))
	}
	for k := range x {
		q.basis = append(q.basis, q.terms(x[k], block[k]))
	}
	if err := q.factor(); err != nil {
		return nil, err
	}
	q.b = q.solve(y)
	q.judge(y, block)
	return q, nil
}

// terms are the values of all basis functions at a point.
func (q *Quadratic) terms(x []float64, block int) []float64 {
	row := make([]float64, q.blocks, q.blocks+q.Terms)
	if block >= 0 {
		row[block] = 1
	}
	first := make([]float64, len(x))
	for i, v := range x {
		first[i] = math.Sqrt(3) * (2*v - 1)
	}
	row = append(row, first...)
	for _, v := range x {
		row = append(row, math.Sqrt(5)*(float64(6*v*v)-float64(6*v)+1))
	}
	for i := range first {
		for j := range i {
			row = append(row, first[i]*first[j])
		}
	}
	return row
}

// factor makes the Cholesky factor of basisᵀ basis and the diagonal of its inverse.
func (q *Quadratic) factor() error {
	p := q.blocks + q.Terms
	a := make([][]float64, p)
	for i := range a {
		a[i] = make([]float64, p)
	}
	for _, row := range q.basis {
		for i := range p {
			for j := 0; j <= i; j++ {
				a[i][j] += float64(row[i] * row[j])
			}
		}
	}
	for i := range p {
		whole := a[i][i]
		for j := 0; j <= i; j++ {
			sum := a[i][j]
			for k := range j {
				sum -= float64(a[i][k] * a[j][k])
			}
			if i > j {
				a[i][j] = sum / a[j][j]
				continue
			}
			if !(sum > 1e-9*whole) {
				return fmt.Errorf("the points do not fix a quadratic surface of %d inputs", q.Dims)
			}
			a[i][i] = math.Sqrt(sum)
		}
	}
	q.root = a
	q.inverse = make([]float64, p)
	for i := range p {
		e := make([]float64, p)
		e[i] = 1
		for _, v := range q.forward(e) {
			q.inverse[i] += float64(v * v)
		}
	}
	return nil
}

// forward solves root z = v in place.
func (q *Quadratic) forward(v []float64) []float64 {
	for i := range v {
		for k := range i {
			v[i] -= float64(q.root[i][k] * v[k])
		}
		v[i] /= q.root[i][i]
	}
	return v
}

// solve returns the coefficients of least squares.
func (q *Quadratic) solve(y []float64) []float64 {
	v := make([]float64, q.blocks+q.Terms)
	for k, row := range q.basis {
		for i := range v {
			v[i] += float64(row[i] * y[k])
		}
	}
	q.forward(v)
	for i := len(v) - 1; i >= 0; i-- {
		for k := i + 1; k < len(v); k++ {
			v[i] -= float64(q.root[k][i] * v[k])
		}
		v[i] /= q.root[i][i]
	}
	return v
}

// judge finds what is left: noise, residuals and R² of leaving one out.
func (q *Quadratic) judge(y []float64, block []int) {
	sum, n := make([]float64, q.blocks), make([]float64, q.blocks)
	for k, b := range block {
		sum[b], n[b] = sum[b]+y[k], n[b]+1
	}
	var ss, press, total float64
	for k, row := range q.basis {
		var fit, leverage float64
		for i, v := range row {
			fit += float64(v * q.b[i])
		}
		for _, v := range q.forward(append([]float64(nil), row...)) {
			leverage += float64(v * v)
		}
		e := y[k] - fit
		rest := max(1-leverage, 1e-9)
		q.fit = append(q.fit, fit)
		q.residual = append(q.residual, e/math.Sqrt(rest))
		ss += float64(e * e)
		press += float64(e * e / (rest * rest))
		if m := n[block[k]]; m > 1 {
			d := (y[k] - sum[block[k]]/m) * m / (m - 1)
			total += float64(d * d)
		}
	}
	q.Noise = math.Sqrt(ss / float64(len(y)-q.blocks-q.Terms))
	if total > 0 {
		q.R2 = 1 - press/total
	}
}

// At returns the polynomial at x, less the offset of any block.
func (q *Quadratic) At(x []float64) float64 {
	var y float64
	for i, v := range q.terms(x, -1) {
		y += float64(v * q.b[i])
	}
	return y
}

// A Pair is what two inputs do together and neither alone, as a part of the variance.
type Pair struct{ I, J int }

// Shares are the indices of Sobol of a Quadratic, those of its pairs, and what the bootstrap drew of ST.
type Shares struct {
	Index []Index
	Pairs map[Pair]float64 // I > J
	Total [][]float64      // by resample and input, about the estimate
}

// Sobol returns the indices of the polynomial, less what noise adds to every square in the mean, with 95 % intervals
// from resampled residuals: they hold what the noise of trials leaves open, not whether the surface is a quadratic one.
func (q *Quadratic) Sobol(s variability.Stream) Shares {
	const resamples = 500
	plain, _ := q.shares(q.b, 0)
	out := Shares{Index: make([]Index, q.Dims)}
	var best []Index
	best, out.Pairs = q.shares(q.b, q.Noise)
	first, total := make([][]float64, q.Dims), make([][]float64, q.Dims)
	rng := s.Named("residuals").Rand()
	y := make([]float64, q.Points)
	for range resamples {
		var ss float64
		for k := range y {
			y[k] = q.fit[k] + q.residual[rng.IntN(len(q.residual))]
		}
		b := q.solve(y)
		for k, row := range q.basis {
			e := y[k]
			for i, v := range row {
				e -= float64(v * b[i])
			}
			ss += float64(e * e)
		}
		drawn, _ := q.shares(b, math.Sqrt(ss/float64(q.Points-q.blocks-q.Terms)))
		each := make([]float64, q.Dims)
		for i := range drawn {
			// what was resampled varies about the polynomial as it is, noise and all
			first[i] = append(first[i], best[i].First+drawn[i].First-plain[i].First)
			each[i] = best[i].Total + drawn[i].Total - plain[i].Total
			total[i] = append(total[i], each[i])
		}
		out.Total = append(out.Total, each)
	}
	unit := func(x float64) float64 { return min(max(x, 0), 1) }
	for i := range out.Index {
		x := &out.Index[i]
		x.First = unit(best[i].First)
		x.Total = max(unit(best[i].Total), x.First) // noise may leave pairs less than nothing
		lo, hi := ends(first[i])
		x.FirstLow, x.FirstHigh = min(unit(lo), x.First), max(unit(hi), x.First)
		lo, hi = ends(total[i])
		x.TotalLow, x.TotalHigh = min(unit(lo), x.Total), max(unit(hi), x.Total)
	}
	return out
}

// shares are S1 and ST of coefficients that carry so much noise, and the parts of pairs.
func (q *Quadratic) shares(b []float64, noise float64) ([]Index, map[Pair]float64) {
	power := func(k int) float64 {
		return float64(b[k]*b[k]) - float64(noise*noise*q.inverse[k])
	}
	all := make([]Index, q.Dims)
	pairs := map[Pair]float64{}
	var variance float64
	for i := range all {
		v := power(q.blocks+i) + power(q.blocks+q.Dims+i)
		all[i].First, all[i].Total = v, v
		variance += v
	}
	k := q.blocks + 2*q.Dims
	for i := range all {
		for j := range i {
			v := power(k)
			k++
			pairs[Pair{i, j}] = v
			all[i].Total += v
			all[j].Total += v
			variance += v
		}
	}
	if !(variance > 0) {
		return make([]Index, q.Dims), map[Pair]float64{}
	}
	for i := range all {
		all[i].First /= variance
		all[i].Total /= variance
	}
	for p := range pairs {
		pairs[p] = min(max(pairs[p]/variance, 0), 1)
	}
	return all, pairs
}
