package whatif

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// A Range is the values of a property that are tried, in the order of harm, and the places that they have between 0 and 1, the least
// harmful and the most: equal steps of the value, or of its logarithm.
type Range struct {
	Values, Places []float64
	Log, Whole     bool
	Worse          int // 1: harm grows with the value, -1: it shrinks
}

// newRange lays n values from lo to hi. Whole numbers that fall together are one.
func newRange(lo, hi float64, n int, log, whole bool, worse int) (*Range, error) {
	if !(lo < hi) || math.IsInf(hi, 0) || log && lo <= 0 || n < 2 {
		return nil, fmt.Errorf("from %g to %g in %d values is no range (a logarithmic one wants positive ends)", lo, hi, n)
	}
	r := &Range{Log: log, Whole: whole, Worse: worse}
	for k := range n {
		x := float64(k) / float64(n-1)
		v := float64(lo*(1-x)) + float64(hi*x)
		if log {
			v = kernel.Exp(float64(kernel.Log(lo)*(1-x)) + float64(kernel.Log(hi)*x))
		}
		switch {
		case k == 0:
			v = lo
		case k == n-1:
			v = hi
		case whole:
			v = math.Round(v)
		default:
			v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', 4, 64), 64)
		}
		if len(r.Values) == 0 || v > r.Values[len(r.Values)-1] {
			r.Values = append(r.Values, v)
		}
	}
	if len(r.Values) < 2 {
		return nil, fmt.Errorf("from %g to %g there are not two whole numbers", lo, hi)
	}
	if worse < 0 {
		slices.Reverse(r.Values)
	}
	for _, v := range r.Values {
		r.Places = append(r.Places, r.place(lo, hi, v))
	}
	return r, nil
}

func (r *Range) place(lo, hi, v float64) float64 {
	x := (v - lo) / (hi - lo)
	if r.Log {
		x = kernel.Log(v/lo) / kernel.Log(hi/lo)
	}
	if r.Worse < 0 {
		return 1 - x
	}
	return x
}

func (r *Range) ends() (lo, hi float64) { return slices.Min(r.Values), slices.Max(r.Values) }

// Place returns where a value stands; beyond 0 and 1 it is outside.
func (r *Range) Place(v float64) float64 {
	lo, hi := r.ends()
	if r.Log && v <= 0 {
		return math.Inf(-r.Worse)
	}
	return r.place(lo, hi, v)
}

// Value returns what stands at a place, to three digits; of whole numbers the nearest one that does no more harm. It is NaN
// at infinite places.
func (r *Range) Value(place float64) float64 {
	if math.IsInf(place, 0) {
		return math.NaN()
	}
	lo, hi := r.ends()
	x := place
	if r.Worse < 0 {
		x = 1 - place
	}
	v := lo + float64(x*(hi-lo))
	if r.Log {
		v = kernel.Exp(kernel.Log(lo) + float64(x*kernel.Log(hi/lo)))
	}
	if r.Whole {
		if r.Worse > 0 {
			return math.Floor(v + 1e-9)
		}
		return math.Ceil(v - 1e-9)
	}
	v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', 3, 64), 64)
	return v
}

// narrow is an interval of places at which there is nothing more to find: a factor of 1.4 of the value, or a
// tenth of a linear range, and one whole number where there are few.
func (r *Range) narrow() float64 {
	lo, hi := r.ends()
	w := 0.1
	if r.Log {
		w = min(kernel.Log(1.4)/kernel.Log(hi/lo), 0.25)
	}
	if r.Whole && len(r.Places) < 20 {
		w = max(w, 1/float64(len(r.Places)-1))
	}
	return w
}
