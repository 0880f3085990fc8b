package variability

import (
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// phi is the distribution function of the standard normal, to 1e-15: rational for |z| < 5√2, a continued
// fraction beyond. Go's Erfc rounds differently from one processor to the next.
//
// J. F. Hart et al., Computer Approximations (Wiley, 1968), function 5666, with the coefficients as
// printed by G. West, Better approximations to cumulative normal functions, Wilmott Magazine (2005).
func phi(z float64) float64 {
	x := math.Abs(z)
	var tail float64
	switch {
	case math.IsNaN(z):
		return z
	case x > 37:
	case x < 7.07106781186547:
		tail = kernel.Exp(-float64(x*x)/2) * polynomial(x,
			3.52624965998911e-02, 0.700383064443688, 6.37396220353165, 33.912866078383,
			112.079291497871, 221.213596169931, 220.206867912376) / polynomial(x,
			8.83883476483184e-02, 1.75566716318264, 16.064177579207, 86.7807322029461,
			296.564248779674, 637.333633378831, 793.826512519948, 440.413735824752)
	default:
		tail = kernel.Exp(-float64(x*x)/2) / (x + 1/(x+2/(x+3/(x+4/(x+0.65))))) / 2.506628274631
	}
	if z > 0 {
		return 1 - tail
	}
	return tail
}

// polynomial is Horner's rule, the highest power first.
func polynomial(x float64, c ...float64) float64 {
	y := c[0]
	for _, a := range c[1:] {
		y = float64(y*x) + a
	}
	return y
}

// Quantile is the inverse of the standard normal distribution function on (0, 1), to 1e-12 where the smaller of p and 1-p is 1e-12 or more:
// Halley's iteration from a start good to 0.003 (Abramowitz and Stegun, 26.2.22).
func Quantile(p float64) float64 {
	switch {
	case p <= 0:
		return math.Inf(-1)
	case p >= 1:
		return math.Inf(1)
	}
	t := math.Sqrt(-2 * kernel.Log(min(p, 1-p)))
	z := (2.30753+float64(0.27061*t))/(1+float64(t*(0.99229+float64(0.04481*t)))) - t
	if p > 0.5 {
		z = -z
	}
	for range 3 {
		e := (phi(z) - p) * 2.5066282746310002 * kernel.Exp(float64(z*z)/2)
		z -= e / (1 + float64(0.5*z*e))
	}
	return z
}
