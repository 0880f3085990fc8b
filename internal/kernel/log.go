package kernel

import "math"

// logRootHalf is the bits of √½.
const logRootHalf = 0x3fe6a09e667f3bcd

// Log returns the natural logarithm of x, within 1 ulp and with the same bits on every
// processor. Log(0) is -Inf; the logarithm of a negative number or NaN is NaN.
//
// x = 2^k (1+f) with √½ < 1+f < √2 and s = f/(2+f):
//
//	log(1+f) = 2s + s R(s²) = f - f²/2 + s (f²/2 + R)
//
// with the minimax polynomial R of W. J. Cody, "Software Manual for the Elementary
// Functions" (1980), in the coefficients of the FreeBSD mathematical library.
func Log(x float64) float64 {
	switch {
	case x != x || x > math.MaxFloat64:
		return x
	case x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	}
	k := 0.0
	if x < 0x1p-1022 { // subnormal
		x, k = x*0x1p54, -54
	}
	ix := int64(math.Float64bits(x)) - logRootHalf // without a jump that nobody can foretell
	k += float64(ix >> 52)
	f := math.Float64frombits(uint64(ix&(1<<52-1)+logRootHalf)) - 1
	s := f / (2 + f)
	s2 := float64(s * s)
	s4 := float64(s2 * s2)
	a := 2.222219843214978396e-01 + float64(s4*1.531383769920937332e-01)
	a = 3.999999999940941908e-01 + float64(s4*a)
	b := 1.818357216161805012e-01 + float64(s4*1.479819860511658591e-01)
	b = 2.857142874366239149e-01 + float64(s4*b)
	b = 6.666666666666735130e-01 + float64(s4*b)
	r := float64(s2*b) + float64(s4*a)
	h := float64(0.5 * float64(f*f))
	return float64(k*ln2Hi) - ((h - (float64(s*(h+r)) + float64(k*ln2Lo))) - f)
}
