// Package sensitivity says which inputs of a function its output depends on: shares of the variance (Sobol), and
// effects of steps (Morris). It knows no device and no network; who calls it maps the unit cube onto parameters.
//
// Chance comes from the stream that is handed over. An input is uniform on (0, 1).
package sensitivity

import (
	"fmt"
	"math"
	"slices"

	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// An Index is the part of one input in the variance of the output.
type Index struct {
	First, FirstLow, FirstHigh float64 // S1, by the input alone, with its 95 % interval
	Total, TotalLow, TotalHigh float64 // ST, with all that it interacts with
}

// Sobol estimates the indices of Sobol of a function of dims inputs from n (dims + 2) evaluations, with intervals by
// resampling the n rows:
//
//	S1ᵢ = E[f(B) (f(ABᵢ) - f(A))]/V,   STᵢ = E[(f(A) - f(ABᵢ))²]/2V
//
// with A and B independent rows and ABᵢ the row A with input i of B; f is centred. It errs below 16 rows or
// without inputs.
//
// A. Saltelli et al., "Variance based sensitivity analysis of model output. Design and estimator for the total sensitivity
// index", Comput. Phys. Commun. 181(2), 259–270 (2010); ST after Jansen.
func Sobol(f func(x []float64) float64, dims, n int, s variability.Stream) (all []Index, variance float64, err error) {
	if dims < 1 || n < 16 {
		return nil, 0, fmt.Errorf("Sobol indices of %d inputs from %d rows: want 1 and 16 at least", dims, n)
	}
	src := s.Named("rows").Source()
	fa, fb := make([]float64, n), make([]float64, n)
	fab := make([][]float64, dims)
	for i := range fab {
		fab[i] = make([]float64, n)
	}
	a, b, x := make([]float64, dims), make([]float64, dims), make([]float64, dims)
	for k := range n {
		for i := range dims {
			a[i], b[i] = kernel.Uniform(src), kernel.Uniform(src)
		}
		fa[k], fb[k] = f(a), f(b)
		for i := range dims {
			copy(x, a)
			x[i] = b[i]
			fab[i][k] = f(x)
		}
	}
	rows := make([]int, n)
	for k := range rows {
		rows[k] = k
	}
	variance = moment(fa, fb, rows)
	all = make([]Index, dims)
	for i := range all {
		all[i].First, all[i].Total = share(fa, fb, fab[i], rows)
	}
	const resamples = 200
	first, total := make([][]float64, dims), make([][]float64, dims)
	pick := s.Named("bootstrap").Rand()
	for range resamples {
		for k := range rows {
			rows[k] = pick.IntN(n)
		}
		for i := range dims {
			p, q := share(fa, fb, fab[i], rows)
			first[i], total[i] = append(first[i], p), append(total[i], q)
		}
	}
	for i := range all {
		all[i].FirstLow, all[i].FirstHigh = ends(first[i])
		all[i].TotalLow, all[i].TotalHigh = ends(total[i])
	}
	return all, variance, nil
}

// mean of both columns over the rows.
func mean(fa, fb []float64, rows []int) float64 {
	var m float64
	for _, k := range rows {
		m += (fa[k] + fb[k]) / 2
	}
	return m / float64(len(rows))
}

// moment is the variance of both columns over the rows.
func moment(fa, fb []float64, rows []int) float64 {
	m := mean(fa, fb, rows)
	var v float64
	for _, k := range rows {
		p, q := fa[k]-m, fb[k]-m
		v += (float64(p*p) + float64(q*q)) / 2
	}
	return v / float64(len(rows))
}

func share(fa, fb, fab []float64, rows []int) (first, total float64) {
	v := moment(fa, fb, rows)
	if v == 0 {
		return 0, 0
	}
	m := mean(fa, fb, rows)
	for _, k := range rows {
		d := fab[k] - fa[k]
		first += float64((fb[k] - m) * d)
		total += float64(d * d)
	}
	n := float64(len(rows))
	return first / n / v, total / (2 * n) / v
}

// ends are the 2.5 and 97.5 % quantiles.
func ends(x []float64) (low, high float64) {
	slices.Sort(x)
	n := float64(len(x) - 1)
	return x[int(math.Round(0.025*n))], x[int(math.Round(0.975*n))]
}
