package fit

import (
	"cmp"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/xbar-sim/xbar/device/lab"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// Spatial splits a map into a plane and what is left,
//
//	value = mean + g_x x + g_y y + field + nugget
//
// by maximum likelihood with an exponential covariance of the field, σ_f² e^(-d/length), and a nugget σ_n² of each device,
// of which the plane is generalised least squares; so that the gradient's interval knows of the correlation.
// Moran's I of the residuals of the plane, with nearest neighbours as weights, is tested by permutation. The figure has
// the variogram. Maps of more than 400 places are thinned to every k-th for the likelihood. It errs below 20 places.
//
// P. A. P. Moran, "Notes on Continuous Stochastic Phenomena", Biometrika 37, 17–23 (1950).
func Spatial(m lab.Map, s variability.Stream) (*Report, error) {
	if len(m.Value) < 20 {
		return nil, refuse("fit spatial", "%d places of %s, want 20", len(m.Value), cmp.Or(m.Quantity, "a map"))
	}
	p := &places{unit: m.Unit}
	for i, v := range m.Value {
		p.x, p.y, p.v = append(p.x, m.X[i]), append(p.y, m.Y[i]), append(p.v, v)
	}
	if !p.spread() {
		return nil, refuse("fit spatial", "all places of %s lie on a line: there is no plane through them", m.Quantity)
	}
	r := &Report{Kind: "spatial", Title: "Map of " + m.Quantity}
	plane := p.leastSquares()
	moran, pValue := p.moran(plane, s)
	p.likelihood(r, m, pValue)
	says := fmt.Sprintf("p %.3f: neighbours are alike", pValue)
	if pValue > 0.05 {
		says = fmt.Sprintf("p %.3f: no correlation between neighbours is seen", pValue)
	}
	r.Goodness = append(r.Goodness, Goodness{"Moran's I of the residuals of the plane", moran, says})
	p.panels(r, m, plane)
	return r, nil
}

type places struct {
	x, y, v []float64
	unit    string
}

// spread reports whether the places span a plane.
func (p *places) spread() bool {
	_, sx := moments(p.x)
	_, sy := moments(p.y)
	return sx > 0 && sy > 0 && math.Abs(correlation(p.x, p.y)) < 1-1e-9
}

func (p *places) distance(i, j int) float64 { return math.Hypot(p.x[i]-p.x[j], p.y[i]-p.y[j]) }

// nearest is the median distance of a place to its nearest neighbour.
func (p *places) nearest() float64 {
	var all []float64
	for i := range p.v {
		least := math.Inf(1)
		for j := range p.v {
			if d := p.distance(i, j); i != j && d > 0 {
				least = min(least, d)
			}
		}
		all = append(all, least)
	}
	return median(all)
}

// leastSquares returns the residuals of a plane.
func (p *places) leastSquares() []float64 {
	n := len(p.v)
	a := mat.NewDense(n, 3, nil)
	for i := range n {
		a.SetRow(i, []float64{1, p.x[i], p.y[i]})
	}
	var b mat.VecDense
	if b.SolveVec(a, mat.NewVecDense(n, p.v)) != nil {
		return append([]float64(nil), p.v...)
	}
	rest := make([]float64, n)
	for i := range n {
		rest[i] = p.v[i] - b.AtVec(0) - float64(b.AtVec(1)*p.x[i]) - float64(b.AtVec(2)*p.y[i])
	}
	return rest
}

// moran returns I of residuals with weight 1 between places not farther than 1.5 of the nearest, and the part of 999
// permutations that are at least as large.
func (p *places) moran(rest []float64, s variability.Stream) (index, pValue float64) {
	reach := 1.5 * p.nearest()
	var pairs [][2]int
	for i := range rest {
		for j := range i {
			if p.distance(i, j) <= reach {
				pairs = append(pairs, [2]int{i, j})
			}
		}
	}
	if len(pairs) == 0 {
		return nan(), 1
	}
	_, sd := moments(rest)
	n := float64(len(rest))
	of := func(v []float64) float64 {
		var sum float64
		for _, q := range pairs {
			sum += float64(v[q[0]] * v[q[1]])
		}
		return sum / float64(len(pairs)) / (sd * sd * (n - 1) / n)
	}
	index = of(rest)
	v := append([]float64(nil), rest...)
	rng := s.Named("moran").Rand()
	const permutations = 999
	count := 1
	for range permutations {
		rng.Shuffle(len(v), func(i, j int) { v[i], v[j] = v[j], v[i] })
		if of(v) >= index {
			count++
		}
	}
	return index, float64(count) / (permutations + 1)
}

// mostPlaces bounds the matrix of the likelihood.
const mostPlaces = 400

func (p *places) thinned() *places {
	step := (len(p.v) + mostPlaces - 1) / mostPlaces
	q := &places{unit: p.unit}
	for i := 0; i < len(p.v); i += step {
		q.x, q.y, q.v = append(q.x, p.x[i]), append(q.y, p.y[i]), append(q.v, p.v[i])
	}
	return q
}

// A field is the restricted likelihood of covariances on a map.
type field struct {
	*places
	dist *mat.SymDense
	x    *mat.Dense
}

// restricted returns minus the restricted log-likelihood with the generalised least squares of the plane; part is the share of
// the variance that is correlated. The variance itself is profiled out.
func (f *field) restricted(part, length float64) (minus, variance float64, b *mat.VecDense, cov *mat.SymDense) {
	n := len(f.v)
	c := mat.NewSymDense(n, nil)
	for i := range n {
		for j := range i {
			if part > 0 {
				c.SetSym(i, j, part*kernel.Exp(-f.dist.At(i, j)/length))
			}
		}
		c.SetSym(i, i, 1)
	}
	var ch mat.Cholesky
	if !ch.Factorize(c) {
		return math.Inf(1), 0, nil, nil
	}
	var cx mat.Dense
	var cv mat.VecDense
	if ch.SolveTo(&cx, f.x) != nil || ch.SolveVecTo(&cv, mat.NewVecDense(n, f.v)) != nil {
		return math.Inf(1), 0, nil, nil
	}
	var m mat.Dense
	m.Mul(f.x.T(), &cx)
	a := mat.NewSymDense(3, nil)
	for i := range 3 {
		for j := range i + 1 {
			a.SetSym(i, j, m.At(i, j))
		}
	}
	rhs := mat.NewVecDense(3, nil)
	rhs.MulVec(f.x.T(), &cv)
	var ca mat.Cholesky
	b, cov = mat.NewVecDense(3, nil), mat.NewSymDense(3, nil)
	if !ca.Factorize(a) || ca.SolveVecTo(b, rhs) != nil || ca.InverseTo(cov) != nil {
		return math.Inf(1), 0, nil, nil
	}
	free := float64(n - 3)
	q := mat.Dot(mat.NewVecDense(n, f.v), &cv) - mat.Dot(b, rhs)
	variance = q / free
	return 0.5 * (free*kernel.Log(variance) + ch.LogDet() + ca.LogDet()), variance, b, cov
}

// likelihood adds the estimates of plane, field and nugget.
func (p *places) likelihood(r *Report, m lab.Map, moranP float64) {
	q := p.thinned()
	n := len(q.v)
	if n < len(p.v) {
		r.note("every %d. of %d places is used for the covariance", (len(p.v)+mostPlaces-1)/mostPlaces, len(p.v))
	}
	f := &field{places: q, dist: mat.NewSymDense(n, nil), x: mat.NewDense(n, 3, nil)}
	mx, _ := moments(q.x)
	my, _ := moments(q.y)
	var far float64
	for i := range n {
		f.x.SetRow(i, []float64{1, q.x[i] - mx, q.y[i] - my})
		for j := range i {
			f.dist.SetSym(i, j, q.distance(i, j))
			far = max(far, q.distance(i, j))
		}
	}
	near := q.nearest()
	white, variance, b, cov := f.restricted(0, 1)
	part, length := 0.0, 0.0
	least := white
	// A field is looked for where neighbours are alike; a grid is enough to see whether it is there.
	if moranP < 0.01 {
		for _, l := range []float64{0.5, 1, 2, 4, 8} {
			for _, s := range []float64{0.2, 0.4, 0.6, 0.8, 0.95} {
				if l*near > far {
					continue
				}
				if v, _, _, _ := f.restricted(s, l*near); v < least {
					part, length, least = s, l*near, v
				}
			}
		}
	}
	correlated := white-least > 0.5*chiSquared(0.99, 2)
	var lengthE, fieldE Estimate
	if correlated {
		g := func(x []float64) float64 {
			s, l := 1/(1+kernel.Exp(-x[0])), kernel.Exp(x[1])
			if math.Abs(x[0]) > 8 || l > 20*far {
				return math.Inf(1)
			}
			v, _, _, _ := f.restricted(s, l)
			return v
		}
		pk, ok := newton(g, []float64{kernel.Log(part / (1 - part)), kernel.Log(length)}, []float64{0.2, 0.2})
		part, length = 1/(1+kernel.Exp(-pk.x[0])), kernel.Exp(pk.x[1])
		_, variance, b, cov = f.restricted(part, length)
		lengthE = Estimate{Name: "correlation length", Value: length, Low: nan(), High: nan(), SE: nan(), SD: nan(), N: n, Of: "places", Unit: p.length(m), Method: "restricted likelihood, profile"}
		if ok {
			lo, hi := pk.profile(g, 1, kernel.Log(near/50), kernel.Log(20*far))
			lengthE.Low, lengthE.High, lengthE.SE = kernel.Exp(lo), kernel.Exp(hi), length*pk.sd(1)
			if hi >= kernel.Log(20*far) {
				lengthE.High = math.Inf(1)
			}
		}
		fieldE = Estimate{Name: "correlated sd", Value: math.Sqrt(part * variance), Low: nan(), High: nan(), SE: nan(), SD: nan(), N: n, Of: "places", Unit: m.Unit, Method: "restricted likelihood"}
	}
	t := student(float64(n - 3))
	for k, name := range []string{"mean", "gradient in x", "gradient in y"} {
		se := math.Sqrt(variance * cov.At(k, k))
		unit := m.Unit
		if k > 0 && m.Metric {
			unit = m.Unit + "/m"
		}
		e := Estimate{Name: name, Value: b.AtVec(k), Low: b.AtVec(k) - float64(t*se), High: b.AtVec(k) + float64(t*se), SE: se, SD: nan(), N: n, Of: "places", Unit: unit, Method: "generalised least squares"}
		if k > 0 && e.Low < 0 && e.High > 0 {
			e.Verdict = "not told from 0"
		}
		r.add(e)
	}
	free := float64(n - 3)
	nugget := Estimate{Name: "uncorrelated sd", Value: math.Sqrt((1 - part) * variance), Low: nan(), High: nan(), SE: nan(), SD: nan(), N: n, Of: "places", Unit: m.Unit, Method: "restricted likelihood"}
	if !correlated {
		nugget.Low, nugget.High = math.Sqrt(variance*free/chiSquared(0.975, free)), math.Sqrt(variance*free/chiSquared(0.025, free))
		nugget.SE, nugget.Method = nugget.Value/math.Sqrt(2*free), "around the plane, χ²"
	}
	r.add(nugget)
	if correlated {
		r.add(fieldE, lengthE)
	} else {
		r.note("no correlated field is seen beside the plane: devices are independent around it")
	}
}

func (p *places) length(m lab.Map) string {
	if m.Metric {
		return "m"
	}
	return ""
}

// panels are the variogram of the residuals of the plane and the residuals along x and y.
func (p *places) panels(r *Report, m lab.Map, rest []float64) {
	near := p.nearest()
	const bins = 15
	var sum [bins]float64
	var n [bins]int
	for i := range rest {
		for j := range i {
			if k := int(p.distance(i, j) / near); k >= 1 && k <= bins {
				d := rest[i] - rest[j]
				sum[k-1] += float64(d*d) / 2
				n[k-1]++
			}
		}
	}
	v := Series{Name: "residuals of the plane"}
	for k := range bins {
		if n[k] > 10 {
			v.X, v.Y = append(v.X, (float64(k)+1.5)*near), append(v.Y, math.Sqrt(sum[k]/float64(n[k])))
		}
	}
	_, sd := moments(rest)
	level := Series{Name: "standard deviation", Line: true}
	if len(v.X) > 0 {
		level.X, level.Y = []float64{0, v.X[len(v.X)-1]}, []float64{sd, sd}
	}
	along := []Panel{{Title: "Along x", X: "x", Y: m.Quantity, YUnit: m.Unit}, {Title: "Along y", X: "y", Y: m.Quantity, YUnit: m.Unit}}
	for k, x := range [][]float64{p.x, p.y} {
		slope, _ := r.Find([]string{"gradient in x", "gradient in y"}[k])
		mean, _ := r.Find("mean")
		mid, _ := moments(x)
		lo, hi := quantile(x, 0), quantile(x, 1)
		along[k].Series = []Series{{Name: "devices", X: x, Y: p.v, Faint: true},
			{Name: "plane", Line: true, X: []float64{lo, hi}, Y: []float64{mean.Value + float64(slope.Value*(lo-mid)), mean.Value + float64(slope.Value*(hi-mid))}}}
		if m.Metric {
			along[k].XUnit = "m"
		}
	}
	r.Panels = append(along, Panel{Title: "Root of the variogram", X: "distance", XUnit: p.length(m), Y: "√γ", YUnit: m.Unit, Series: []Series{v, level}})
}
