package fit

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

// A peak is where a likelihood is largest: f is minus its logarithm there, curv the matrix of second
// derivatives of f, and cov its inverse, the covariance of the estimates.
type peak struct {
	x    []float64
	f    float64
	curv *mat.SymDense
	cov  *mat.SymDense // nil where curv is not positive definite
	step []float64     // of the differences, about a twentieth of a standard error
}

// sd is the standard error of x[k] from the curvature.
func (p *peak) sd(k int) float64 {
	if p.cov == nil {
		return math.Inf(1)
	}
	return math.Sqrt(p.cov.At(k, k))
}

// errFlat says that a likelihood has no peak within reach.
var errFlat = errors.New("the likelihood has no peak")

// descend minimises f from x by damped Newton steps with differences of about step; where these lead
// nowhere it starts again with the simplex of Nelder and Mead (gonum).
func descend(f func([]float64) float64, x, step []float64) (peak, error) {
	p, ok := newton(f, x, step)
	if !ok {
		settings := &optimize.Settings{FuncEvaluations: 400 * len(x)}
		r, err := optimize.Minimize(optimize.Problem{Func: f}, p.x, settings, &optimize.NelderMead{})
		if r == nil || err != nil && !finite(r.F) {
			return p, errFlat
		}
		p, ok = newton(f, r.X, step)
	}
	if !ok || !finite(p.f) {
		return p, errFlat
	}
	return p, nil
}

const (
	mostNewton = 60
	arrived    = 1e-7 // predicted gain of the logarithm of the likelihood
)

func newton(f func([]float64) float64, x0, step []float64) (peak, bool) {
	n := len(x0)
	p := peak{x: append([]float64(nil), x0...), step: append([]float64(nil), step...)}
	p.f = f(p.x)
	damp := 1e-3
	for range mostNewton {
		g := p.differences(f)
		for tries := 0; ; tries++ {
			if tries > 25 {
				return p, false
			}
			a := mat.NewSymDense(n, nil)
			a.CopySym(p.curv)
			for i := range n {
				a.SetSym(i, i, p.curv.At(i, i)+float64(damp*max(math.Abs(p.curv.At(i, i)), 1e-8)))
			}
			var ch mat.Cholesky
			if !ch.Factorize(a) {
				damp = max(damp*10, 1e-3)
				continue
			}
			d := mat.NewVecDense(n, nil)
			if ch.SolveVecTo(d, g) != nil {
				damp *= 10
				continue
			}
			gain := 0.5 * mat.Dot(d, g)
			if gain < arrived && damp < 1 {
				p.invert()
				return p, p.cov != nil
			}
			next := make([]float64, n)
			for i := range next {
				next[i] = p.x[i] - d.AtVec(i)
			}
			if v := f(next); v < p.f {
				p.x, p.f = next, v
				damp /= 10
				break
			}
			if gain < arrived {
				p.invert()
				return p, p.cov != nil
			}
			damp = max(damp*10, 1e-3)
		}
	}
	return p, false
}

// differences sets the curvature at p and returns the gradient; steps become a twentieth of the
// standard error that each parameter would have alone.
func (p *peak) differences(f func([]float64) float64) *mat.VecDense {
	n := len(p.x)
	up, down := make([]float64, n), make([]float64, n)
	x := append([]float64(nil), p.x...)
	for i := range n {
		for range 6 {
			x[i] = p.x[i] + p.step[i]
			up[i] = f(x)
			x[i] = p.x[i] - p.step[i]
			down[i] = f(x)
			x[i] = p.x[i]
			rise := up[i] + down[i] - 2*p.f
			if !finite(rise) || rise > 1 {
				p.step[i] /= 8
				continue
			}
			break
		}
	}
	g := mat.NewVecDense(n, nil)
	p.curv = mat.NewSymDense(n, nil)
	for i := range n {
		h := p.step[i]
		g.SetVec(i, (up[i]-down[i])/(2*h))
		p.curv.SetSym(i, i, (up[i]+down[i]-2*p.f)/float64(h*h))
		for j := range i {
			k := p.step[j]
			x[i], x[j] = p.x[i]+h, p.x[j]+k
			both := f(x)
			x[i], x[j] = p.x[i]-h, p.x[j]-k
			neither := f(x)
			x[i], x[j] = p.x[i], p.x[j]
			p.curv.SetSym(i, j, (both+neither+2*p.f-up[i]-up[j]-down[i]-down[j])/float64(2*h*k))
		}
	}
	for i := range n {
		if c := p.curv.At(i, i); c > 0 {
			p.step[i] = min(max(0.05/math.Sqrt(c), p.step[i]/20), p.step[i]*20)
		}
	}
	return g
}

func (p *peak) invert() {
	var ch mat.Cholesky
	if !ch.Factorize(p.curv) {
		p.cov = nil
		return
	}
	p.cov = mat.NewSymDense(len(p.x), nil)
	if ch.InverseTo(p.cov) != nil {
		p.cov = nil
	}
}
