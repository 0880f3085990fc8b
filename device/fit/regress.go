package fit

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// A regression is y = Xb + N(0, s² + se²) with the errors se of each y known and s² to be found: a random-effects
// regression, of which s is the spread between devices that the covariates do not explain.
type regression struct {
	b, se         []float64
	low, high     []float64
	sd            float64
	sdLow, sdHigh float64
	cov           *mat.SymDense
	n             int
}

// regress finds s² where the weighted sum of squares is n - k (Paule and Mandel), intervals of b by Student's t with
// n - k degrees of freedom. Rows of x are covariates. It returns nil where that cannot be done.
func regress(x [][]float64, y, se []float64) *regression {
	n, k := len(y), len(x[0])
	if n <= k {
		return nil
	}
	free := float64(n - k)
	r := &regression{n: n}
	solve := func(between float64) (b []float64, inverse *mat.SymDense, q float64) {
		a, c := mat.NewSymDense(k, nil), mat.NewVecDense(k, nil)
		w := make([]float64, n)
		for i := range y {
			w[i] = 1 / (between + float64(se[i]*se[i]) + least2)
			for p := range k {
				c.SetVec(p, c.AtVec(p)+float64(w[i]*x[i][p]*y[i]))
				for q := range p + 1 {
					a.SetSym(p, q, a.At(p, q)+float64(w[i]*x[i][p]*x[i][q]))
				}
			}
		}
		var ch mat.Cholesky
		if !ch.Factorize(a) {
			return nil, nil, nan()
		}
		v := mat.NewVecDense(k, nil)
		inverse = mat.NewSymDense(k, nil)
		if ch.SolveVecTo(v, c) != nil || ch.InverseTo(inverse) != nil {
			return nil, nil, nan()
		}
		for i := range y {
			e := y[i]
			for p := range k {
				e -= float64(x[i][p] * v.AtVec(p))
			}
			q += float64(w[i] * e * e)
		}
		return v.RawVector().Data, inverse, q
	}
	root := func(target float64) float64 {
		_, _, at := solve(0)
		if !(at > target) {
			return 0
		}
		_, sd := moments(y)
		lo, hi := 0.0, float64(sd*sd)+least2
		for range 200 {
			if _, _, q := solve(hi); q < target || hi > 1e300 {
				break
			}
			hi *= 4
		}
		for range 100 {
			mid := (lo + hi) / 2
			if _, _, q := solve(mid); q > target {
				lo = mid
			} else {
				hi = mid
			}
		}
		return (lo + hi) / 2
	}
	between := root(free)
	var q float64
	r.b, r.cov, q = solve(between)
	if r.b == nil {
		return nil
	}
	r.sd = math.Sqrt(between)
	r.sdLow, r.sdHigh = math.Sqrt(root(chiSquared(0.975, free))), math.Sqrt(root(chiSquared(0.025, free)))
	grow := max(q/free, 1)
	t := student(free)
	for p := range k {
		s := math.Sqrt(grow * r.cov.At(p, p))
		r.se = append(r.se, s)
		r.low, r.high = append(r.low, r.b[p]-float64(t*s)), append(r.high, r.b[p]+float64(t*s))
	}
	return r
}

// at predicts the mean at covariates x with its 95 % interval.
func (r *regression) at(x []float64) (value, low, high float64) {
	var v float64
	for p := range x {
		value += float64(x[p] * r.b[p])
		for q := range x {
			v += float64(x[p] * x[q] * r.cov.At(p, q))
		}
	}
	d := student(float64(r.n-len(x))) * math.Sqrt(v)
	return value, value - d, value + d
}

// An ols is the line y = a + bx of ordinary least squares.
type ols struct{ a, b, se, sd, mx, sxx float64 }

func straight(x, y []float64) ols {
	var l ols
	n := float64(len(x))
	l.mx, _ = moments(x)
	my, _ := moments(y)
	var sxy float64
	for i := range x {
		d := x[i] - l.mx
		l.sxx += float64(d * d)
		sxy += float64(d * (y[i] - my))
	}
	l.b = sxy / l.sxx
	l.a = my - float64(l.b*l.mx)
	var rss float64
	for i := range x {
		e := y[i] - l.a - float64(l.b*x[i])
		rss += float64(e * e)
	}
	l.sd = math.Sqrt(rss / max(n-2, 1))
	l.se = l.sd / math.Sqrt(l.sxx)
	return l
}
