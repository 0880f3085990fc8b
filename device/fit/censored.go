package fit

import (
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// An event is a time that is known to lie in an interval: ln t between lo and hi. Equal ends are an exact time, hi = +Inf
// one that was not awaited, lo = -Inf one that had passed at the first look. x are covariates.
type event struct {
	lo, hi float64
	x      []float64
}

// A lifeLaw is the distribution of w = (ln t - location)/σ.
type lifeLaw struct {
	name     string
	log      func(w float64) float64 // ln of the density of w
	survival func(w float64) float64
	quantile func(p float64) float64
}

// weibullLaw is that of ln t for a Weibull distribution of shape 1/σ and scale e^location; lognormalLaw a normal one.
func weibullLaw() lifeLaw {
	return lifeLaw{"Weibull",
		func(w float64) float64 { return w - kernel.Exp(min(w, 700)) },
		func(w float64) float64 { return kernel.Exp(-kernel.Exp(min(w, 700))) },
		func(p float64) float64 { return kernel.Log(-kernel.Log(1 - p)) }}
}

func lognormalLaw() lifeLaw {
	return lifeLaw{"lognormal",
		func(w float64) float64 { return -0.5*float64(w*w) - halfLog2Pi },
		func(w float64) float64 { return phi(-w) },
		probit}
}

// A lifetime is a fitted location-scale model of ln t: location = b·x, the last parameter is ln σ.
type lifetime struct {
	peak
	law    lifeLaw
	events []event
	like   func([]float64) float64
}

// live fits a law to events by maximum likelihood, with all kinds of censoring.
func live(law lifeLaw, events []event, start []float64) (*lifetime, error) {
	l := &lifetime{law: law, events: events}
	l.like = func(p []float64) float64 { return minusLog(law, events, p) }
	step := make([]float64, len(start))
	for i := range step {
		step[i] = 0.02
	}
	var err error
	l.peak, err = descend(l.like, start, step)
	return l, err
}

func minusLog(law lifeLaw, events []event, p []float64) float64 {
	n := len(p) - 1
	if math.Abs(p[n]) > 20 {
		return math.Inf(1)
	}
	sigma := kernel.Exp(p[n])
	var sum float64
	for _, e := range events {
		at := 0.0
		for i, x := range e.x {
			at += float64(x * p[i])
		}
		switch a, b := (e.lo-at)/sigma, (e.hi-at)/sigma; {
		case e.lo == e.hi:
			sum -= law.log(a) - p[n]
		case math.IsInf(e.hi, 1):
			sum -= kernel.Log(max(law.survival(a), 1e-300))
		case math.IsInf(e.lo, -1):
			sum -= kernel.Log(max(1-law.survival(b), 1e-300))
		default:
			sum -= kernel.Log(max(law.survival(a)-law.survival(b), 1e-300))
		}
	}
	return sum
}

// atQuantile is the likelihood in other parameters: the first is ln t at quantile p of an event with covariates x, in
// place of the constant, whose covariate must be 1.
func (l *lifetime) atQuantile(p float64, x []float64) (value, low, high float64) {
	n := len(l.x) - 1
	z := l.law.quantile(p)
	shift := func(q []float64, sign float64) float64 {
		s := float64(z * kernel.Exp(q[n]))
		for i := 1; i < n; i++ {
			s += float64(x[i] * q[i])
		}
		return sign * s
	}
	like := func(q []float64) float64 {
		r := append([]float64(nil), q...)
		r[0] -= shift(q, 1)
		return l.like(r)
	}
	start := append([]float64(nil), l.x...)
	start[0] += shift(l.x, 1)
	pk, ok := newton(like, start, append([]float64(nil), l.step...))
	if !ok {
		return start[0], math.Inf(-1), math.Inf(1)
	}
	low, high = pk.profile(like, 0, pk.x[0]-100, pk.x[0]+100)
	if low <= pk.x[0]-100 {
		low = math.Inf(-1)
	}
	if high >= pk.x[0]+100 {
		high = math.Inf(1)
	}
	return pk.x[0], low, high
}

// startOf is a location and ln σ from the times as if nothing were censored.
func startOf(events []event) (location, logSigma float64) {
	var y []float64
	for _, e := range events {
		switch {
		case math.IsInf(e.hi, 1):
			y = append(y, e.lo)
		case math.IsInf(e.lo, -1):
			y = append(y, e.hi)
		default:
			y = append(y, (e.lo+e.hi)/2)
		}
	}
	m, sd := moments(y)
	return m, kernel.Log(max(0.8*sd, 0.05))
}
