package fit

import (
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// A pulseLaw is what pulses do to a cell and what a read adds, a linear-Gaussian state space
//
//	G⁺ = Ḡ(G, n) + N(0, n (q (g_max - g_min))²)     n pulses
//	y  = G (1 + N(0, ρ²))                            a read
//
// with ln of the scatters, so that they are positive.
type pulseLaw interface {
	// after returns the mean of G after n pulses and its derivative by G; x are the parameters, in units of the scale.
	after(x []float64, g, n float64) (mean, slope float64)
	limits(x []float64) (lo, hi float64)
	// noise returns the places of ln q and ln ρ among the parameters.
	noise() (q, rho int)
	// hard reports whether the state is held within the limits; the filter then keeps mean and variance of the
	// normal distribution that is cut there, its tails standing at the limits.
	hard() bool
}

// filter runs the Kalman filter over a cell and returns minus the logarithm of its likelihood, conditional on the
// first read of each cycle. Where see is not nil it is shown every read with its standardised innovation.
func filter(law pulseLaw, x []float64, c *cell, see func(cycle, k int, predicted, innovation float64)) float64 {
	lo, hi := law.limits(x)
	if !(hi > lo) || !finite(lo, hi) {
		return math.Inf(1)
	}
	iq, ir := law.noise()
	q, rho := kernel.Exp(x[iq])*(hi-lo), kernel.Exp(x[ir])
	var sum float64
	product := 1.0
	hard := law.hard()
	for i, y := range c.cycles {
		g := y[0].g / c.scale
		p := read2(rho, g)
		for k := 1; k < len(y); k++ {
			if n := y[k].pulses; n != 0 {
				mean, slope := law.after(x, g, n)
				g = mean
				p = float64(slope*slope*p) + float64(math.Abs(n)*q*q)
				if hard {
					g, p = held(g, p, lo, hi)
				}
			}
			r := read2(rho, g)
			s := p + r
			e := y[k].g/c.scale - g
			sum += float64(e*e) / s
			if product *= s; product < 1e-200 || product > 1e200 {
				sum += kernel.Log(product)
				product = 1
			}
			if see != nil {
				see(i, k, g*c.scale, e/math.Sqrt(s))
			}
			gain := p / s
			g += float64(gain * e)
			p *= 1 - gain
		}
	}
	// A scatter that nobody sees has a likelihood that is level toward ln 0: a gentle slope gives it an end.
	for _, ln := range []float64{x[iq], x[ir]} {
		if d := unseen - ln; d > 0 {
			sum += float64(0.1 * d * d)
		}
	}
	if sum += kernel.Log(product); math.IsNaN(sum) {
		return math.Inf(1)
	}
	return 0.5 * (sum + float64(float64(c.reads())*kernel.Log(2*math.Pi)))
}

// held returns mean and variance of min(max(G, lo), hi) where G ~ N(mean, variance).
func held(mean, variance, lo, hi float64) (float64, float64) {
	sd := math.Sqrt(variance) + 1e-12
	a, b := (lo-mean)/sd, (hi-mean)/sd
	if a < -5 && b > 5 {
		return mean, variance
	}
	below, above := phi(a), phi(-b)
	inside := 1 - below - above
	da, db := density(a), density(b)
	m := float64(lo*below) + float64(hi*above) + float64(mean*inside) + float64(sd*(da-db))
	// Second moment about the old mean, for the sake of digits.
	l, h := lo-mean, hi-mean
	second := float64(l*l*below) + float64(h*h*above) + float64(sd*sd*inside) + float64(sd*(float64(l*da)-float64(h*db)))
	d := m - mean
	return m, max(second-float64(d*d), 1e-18)
}

func density(x float64) float64 {
	if math.Abs(x) > 12 {
		return 0
	}
	return kernel.Exp(-x*x/2) / math.Sqrt(2*math.Pi)
}

// unseen is ln of a scatter, of the range or of G, below which it is taken for none.
const unseen = -9

// read2 is the variance of a read of g.
func read2(rho, g float64) float64 { return float64(rho*rho*g*g) + 1e-16 }

// expLaw is the exponential response of NeuroSim, an affine map: with u = (G - g_min)/(g_max - g_min) for
// SET and (g_max - G)/(g_max - g_min) for RESET, N pulses across the range,
//
//	u⁺ = u e^(-κn/N) + (1 - e^(-κn/N))/(1 - e^(-κ))
//
// κ = 1/a is the curvature, 0 a straight line, and g_min and g_max are where the mean cycle of a train ends. Soft
// bounds and linear steps are the same map in other parameters. Parameters: g_min, g_max, κ of SET, κ of
// RESET, ln q, ln ρ. With hard limits a cell stands still at g_min and g_max, and how many pulses cross the range is
// a parameter too: ln N of SET and of RESET.
type expLaw struct {
	up, down float64 // N, of a train
	bounded  bool
}

func (l expLaw) limits(x []float64) (lo, hi float64) { return x[0], x[1] }
func (l expLaw) noise() (q, rho int)                 { return 4, 5 }
func (l expLaw) hard() bool                          { return l.bounded }

func (l expLaw) after(x []float64, g, n float64) (mean, slope float64) {
	lo, hi := x[0], x[1]
	up, down := l.up, l.down
	if l.bounded {
		up, down = kernel.Exp(x[6]), kernel.Exp(x[7])
	}
	part, kappa := n/up, x[2]
	if n < 0 {
		part, kappa = -n/down, x[3]
	}
	slope = kernel.Exp(-kappa * part)
	gain := part * rise(kappa*part) / rise(kappa)
	if n > 0 {
		return lo + float64((g-lo)*slope) + float64((hi-lo)*gain), slope
	}
	return hi - float64((hi-g)*slope) - float64((hi-lo)*gain), slope
}

// constantLaw is one step for SET and one for RESET, wherever the cell stands. Parameters: the sum of the steps of
// a train of SET and of RESET, ln q, ln ρ.
type constantLaw struct{ up, down float64 }

func (constantLaw) limits(x []float64) (lo, hi float64) { return 0, x[0] }
func (constantLaw) noise() (q, rho int)                 { return 2, 3 }
func (constantLaw) hard() bool                          { return false }

func (l constantLaw) after(x []float64, g, n float64) (mean, slope float64) {
	if n > 0 {
		return g + float64(n*x[0])/l.up, 1
	}
	return g + float64(n*x[1])/l.down, 1
}

// rise is (1 - e^-k)/k.
func rise(k float64) float64 {
	if math.Abs(k) < 1e-4 {
		return 1 - k/2 + float64(k*k)/6
	}
	return (1 - kernel.Exp(-k)) / k
}

// powerLaw is a step that is a power of what is left of the window, followed pulse by pulse,
//
//	u⁺ = u + s (1 - u)^γ
//
// linearised at the mean (extended Kalman filter). Parameters: g_min, g_max, ln s of SET and of RESET, γ of
// both, ln q, ln ρ.
type powerLaw struct{}

func (powerLaw) limits(x []float64) (lo, hi float64) { return x[0], x[1] }
func (powerLaw) noise() (q, rho int)                 { return 6, 7 }
func (powerLaw) hard() bool                          { return false }

func (powerLaw) after(x []float64, g, n float64) (mean, slope float64) {
	lo, hi := x[0], x[1]
	step, gamma, left := kernel.Exp(x[2]), x[4], (hi-g)/(hi-lo)
	if n < 0 {
		step, gamma, left, n = kernel.Exp(x[3]), x[5], (g-lo)/(hi-lo), -n
		defer func() { mean = lo + float64((hi-lo)*mean) }()
	} else {
		defer func() { mean = hi - float64((hi-lo)*mean) }()
	}
	slope = 1
	if gamma < 0 || gamma > 20 {
		return nan(), 1
	}
	for ; n > 0; n-- {
		part := min(n, 1)
		if left <= 1e-9 {
			return left, 0
		}
		change := part * step * kernel.Exp(gamma*kernel.Log(left))
		slope *= 1 - gamma*change/left
		left -= change
	}
	return left, slope
}
