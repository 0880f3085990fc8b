package device

import (
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// largestExponent keeps exponentials finite.
const largestExponent = 700

// sinh returns the hyperbolic sine of x, with the same bits on every processor and to a few ulp also
// near 0, where the difference of two exponentials has no digits left. Beyond ±700 it stays there.
func sinh(x float64) float64 {
	x = min(max(x, -largestExponent), largestExponent)
	if math.Abs(x) < 0.3 {
		y := float64(x * x) // x³/3!, x⁵/5!, …; what is left out is below 1e-17 of x
		s := 1 + float64(y*(1.0/156))
		s = 1 + float64(float64(y*s)*(1.0/110))
		s = 1 + float64(float64(y*s)*(1.0/72))
		s = 1 + float64(float64(y*s)*(1.0/42))
		s = 1 + float64(float64(y*s)*(1.0/20))
		return x * (1 + float64(float64(y*s)*(1.0/6)))
	}
	e := kernel.Exp(math.Abs(x))
	return math.Copysign(0.5*(e-1/e), x)
}

// expm1 returns e^x - 1 without loss of digits near 0: 2 sinh(x/2) e^(x/2).
func expm1(x float64) float64 {
	x = min(x, largestExponent)
	if math.Abs(x) < 0.5 {
		return 2 * sinh(0.5*x) * kernel.Exp(0.5*x)
	}
	return kernel.Exp(x) - 1
}

// tanh returns the hyperbolic tangent.
func tanh(x float64) float64 {
	e := expm1(2 * min(max(x, -20), 20))
	return e / (e + 2)
}

// asin returns the arc sine of x, 0 <= x <= 1: its series up to ½, and π/2 - 2 asin √((1-x)/2) above.
func asin(x float64) float64 {
	if x > 0.5 {
		return math.Pi/2 - 2*asin(math.Sqrt(0.5*(1-x)))
	}
	y := float64(x * x)
	sum, term := 0.0, x
	for n := 1.0; n < 60 && term > 1e-18*sum; n += 2 {
		sum += term / n
		term *= float64(y*n) / (n + 1)
	}
	return sum
}
