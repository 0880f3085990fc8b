package fit

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// A least is a least-squares solution of m residuals in n parameters.
type least struct {
	x    []float64
	ssr  float64
	m    int
	cov  *mat.SymDense // (JᵀJ)⁻¹ s², s² = ssr/(m - n); nil where JᵀJ is singular
	cond float64       // of JᵀJ with columns scaled to length 1
}

func (l *least) free() float64 { return float64(l.m - len(l.x)) }

func (l *least) sd(k int) float64 {
	if l.cov == nil {
		return math.Inf(1)
	}
	return math.Sqrt(l.cov.At(k, k))
}

// interval is that of Student's t.
func (l *least) interval(k int) (lo, hi float64) {
	d := student(l.free()) * l.sd(k)
	return l.x[k] - d, l.x[k] + d
}

// squares minimises the sum of squares of m residuals from x by the method of Levenberg and Marquardt, with
// central differences of about step.
func squares(residuals func(x, out []float64), m int, x, step []float64) *least {
	return squaresIn(200, residuals, m, x, step)
}

// squaresIn does so in at most that many steps.
func squaresIn(steps int, residuals func(x, out []float64), m int, x, step []float64) *least {
	n := len(x)
	l := &least{x: append([]float64(nil), x...), m: m}
	r, next := make([]float64, m), make([]float64, m)
	residuals(l.x, r)
	l.ssr = total(r)
	damp := 1e-3
	jac := mat.NewDense(m, n, nil)
	for range steps {
		jacobian(residuals, jac, l.x, step)
		var jtj mat.SymDense
		jtj.SymOuterK(1, jac.T())
		g := mat.NewVecDense(n, nil)
		g.MulVec(jac.T(), mat.NewVecDense(m, r))
		improved := false
		for range 20 {
			a := mat.NewSymDense(n, nil)
			a.CopySym(&jtj)
			for i := range n {
				a.SetSym(i, i, jtj.At(i, i)+float64(damp*max(jtj.At(i, i), 1e-30)))
			}
			var ch mat.Cholesky
			d := mat.NewVecDense(n, nil)
			if !ch.Factorize(a) || ch.SolveVecTo(d, g) != nil {
				damp *= 10
				continue
			}
			y := make([]float64, n)
			for i := range y {
				y[i] = l.x[i] - d.AtVec(i)
			}
			residuals(y, next)
			if s := total(next); s < l.ssr {
				improved = l.ssr-s > 1e-10*l.ssr
				l.x, l.ssr = y, s
				copy(r, next)
				damp = max(damp/10, 1e-12)
				break
			}
			damp *= 10
		}
		if !improved {
			break
		}
	}
	jacobian(residuals, jac, l.x, step)
	l.condition(jac)
	return l
}

func total(r []float64) float64 {
	var s float64
	for _, v := range r {
		s += float64(v * v)
	}
	if math.IsNaN(s) {
		return math.Inf(1)
	}
	return s
}

func jacobian(residuals func(x, out []float64), jac *mat.Dense, x, step []float64) {
	m, n := jac.Dims()
	up, down := make([]float64, m), make([]float64, m)
	y := append([]float64(nil), x...)
	for k := range n {
		h := step[k]
		y[k] = x[k] + h
		residuals(y, up)
		y[k] = x[k] - h
		residuals(y, down)
		y[k] = x[k]
		for i := range m {
			jac.Set(i, k, (up[i]-down[i])/(2*h))
		}
	}
}

// condition sets covariance and condition number at the solution, over the parameters that change any residual; the others
// are not identified and have no error, nor are those that lie along
// combinations that change nothing.
func (l *least) condition(jac *mat.Dense) {
	m, n := jac.Dims()
	l.cond = math.Inf(1)
	length := make([]float64, n)
	var longest float64
	for k := range n {
		for i := range m {
			length[k] = math.Hypot(length[k], jac.At(i, k))
		}
		if !finite(length[k]) {
			return
		}
		longest = max(longest, length[k])
	}
	var use []int
	for k := range n {
		if length[k] > 1e-7*longest {
			use = append(use, k)
		}
	}
	if len(use) == 0 || m <= n {
		return
	}
	scaled := mat.NewDense(m, len(use), nil)
	for c, k := range use {
		for i := range m {
			scaled.Set(i, c, jac.At(i, k)/length[k])
		}
	}
	var svd mat.SVD
	if !svd.Factorize(scaled, mat.SVDThin) {
		return
	}
	s := svd.Values(nil)
	var v mat.Dense
	svd.VTo(&v)
	last := len(use) - 1
	if ratio := s[0] / s[last]; s[last] > 0 {
		l.cond = float64(ratio * ratio)
	}
	l.cov = mat.NewSymDense(n, nil)
	for k := range n {
		l.cov.SetSym(k, k, math.Inf(1))
	}
	variance := l.ssr / l.free()
	for a, i := range use {
		for b, j := range use[:a+1] {
			var sum float64
			for c, w := range s {
				part := v.At(a, c) * v.At(b, c)
				switch {
				case w > 1e-8*s[0]:
					sum += part / float64(w*w)
				case a == b && part > 1e-6: // it lies along what the data do not see
					sum = math.Inf(1)
				}
			}
			l.cov.SetSym(i, j, sum/length[i]/length[j]*variance)
		}
	}
}
