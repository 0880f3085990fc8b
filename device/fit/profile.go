package fit

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// normal95 is the 97.5 % quantile of the normal distribution; its square is the 95 % quantile of χ²
// with one degree of freedom.
const normal95 = 1.959963984540054

// profile returns the 95 % interval of x[k] by the profile of the likelihood: the values at which its
// logarithm, maximised over all other parameters, is ½ χ² = 1.92 below the peak. An end that is not found within
// reach of lo and hi is that limit: the data do not bound the parameter on that side.
//
// D. J. Venzon and S. H. Moolgavkar, "A Method for Computing Profile-Likelihood-Based Confidence
// Intervals", J. R. Stat. Soc. C 37(1), 87–94 (1988).
func (p *peak) profile(f func([]float64) float64, k int, lo, hi float64) (low, high float64) {
	if p.cov == nil {
		return lo, hi
	}
	s := newSlice(p, k)
	return s.end(f, -1, lo), s.end(f, 1, hi)
}

// A slice is the likelihood over all parameters but one.
type slice struct {
	p    *peak
	k    int
	ch   mat.Cholesky
	move []float64 // of the others per unit of x[k], to first order
	ok   bool
}

func newSlice(p *peak, k int) *slice {
	n := len(p.x)
	s := &slice{p: p, k: k, move: make([]float64, n), ok: true}
	if n == 1 {
		return s
	}
	a, b := mat.NewSymDense(n-1, nil), mat.NewVecDense(n-1, nil)
	for i := range n - 1 {
		b.SetVec(i, -p.curv.At(s.of(i), k))
		for j := range i + 1 {
			a.SetSym(i, j, p.curv.At(s.of(i), s.of(j)))
		}
	}
	if s.ok = s.ch.Factorize(a); !s.ok {
		return s
	}
	d := mat.NewVecDense(n-1, nil)
	if s.ch.SolveVecTo(d, b) != nil {
		s.ok = false
		return s
	}
	for i := range n - 1 {
		s.move[s.of(i)] = d.AtVec(i)
	}
	return s
}

// of is the place of the i-th of the other parameters.
func (s *slice) of(i int) int {
	if i >= s.k {
		return i + 1
	}
	return i
}

// end finds where the profile crosses on one side. The signed root of twice the loss is nearly a straight
// line through the peak, so that a few secants find it.
func (s *slice) end(f func([]float64) float64, side, limit float64) float64 {
	centre := s.p.x[s.k]
	d := normal95 * s.p.sd(s.k)
	if !finite(d) || d == 0 {
		return limit
	}
	d0, r0 := 0.0, 0.0 // within
	far, rFar := math.Inf(1), math.Inf(1)
	for range 25 {
		beyond := (centre+side*d-limit)*side >= 0
		if beyond {
			d = (limit - centre) * side
		}
		r := math.Sqrt(max(0, 2*(s.least(f, centre+side*d)-s.p.f)))
		switch {
		case math.Abs(r-normal95) < 2e-3:
			return centre + side*d
		case !(r >= normal95): // also not a number
			if beyond {
				return limit
			}
			d0, r0 = d, r
		default:
			far, rFar = d, r
		}
		if !math.IsInf(far, 1) {
			w := (normal95 - r0) / (rFar - r0)
			if !finite(w) {
				w = 0.5
			}
			d = d0 + float64((far-d0)*min(max(w, 0.05), 0.95))
			continue
		}
		d *= min(max(normal95/max(r, 0.1), 1.2), 4)
	}
	if math.IsInf(far, 1) {
		return limit
	}
	return centre + side*d
}

// least is the smallest f with x[k] held at value.
func (s *slice) least(f func([]float64) float64, value float64) float64 {
	n := len(s.p.x)
	x := make([]float64, n)
	for i := range x {
		x[i] = s.p.x[i] + float64(s.move[i]*(value-s.p.x[s.k]))
	}
	x[s.k] = value
	at := f(x)
	if n == 1 || !s.ok {
		return at
	}
	if !finite(at) {
		copy(x, s.p.x)
		x[s.k] = value
		at = f(x)
	}
	for range 40 {
		g, d := mat.NewVecDense(n-1, nil), mat.NewVecDense(n-1, nil)
		for i := range n - 1 {
			j := s.of(i)
			keep, h := x[j], s.p.step[j]
			x[j] = keep + h
			up := f(x)
			x[j] = keep - h
			g.SetVec(i, (up-f(x))/(2*h))
			x[j] = keep
		}
		if s.ch.SolveVecTo(d, g) != nil {
			return at
		}
		gain := 0.5 * mat.Dot(g, d)
		if !(gain > 1e-4) {
			return at
		}
		better := false
		for part := 1.0; part > 1e-3; part /= 3 {
			next := append([]float64(nil), x...)
			for i := range n - 1 {
				next[s.of(i)] -= float64(part * d.AtVec(i))
			}
			if v := f(next); v < at {
				x, at, better = next, v, true
				break
			}
		}
		if !better {
			return at
		}
	}
	return at
}
