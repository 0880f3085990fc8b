package kernel

import "math"

// The exponential of single precision: ln 2 in two parts, of which the first has so few bits that
// its multiples are exact, and (e^r - 1 - r)/r² over |r| <= ln2/2 as the polynomial of degree 4
// that leaves 3.2e-9 of e^r (Remez).
const (
	expLog2e = 1.44269504
	expLn2Hi = 0.693359375 // 355/512
	expLn2Lo = -2.12194440e-4

	expC2 = 0.499999940395
	expC3 = 0.166665196419
	expC4 = 0.041668407619
	expC5 = 0.00836892146617
	expC6 = 0.00138141738717

	expLeast = -87 // e^-87 is the last that is neither subnormal nor 0
	expMost  = 88

	// whole is 1.5·2²³: there neighbouring numbers of single precision are 1 apart, so that adding
	// it and taking it away rounds to the nearest whole number, ties to even.
	whole = 3 << 22
)

// Exp32 returns e^x within 2 ulp of single precision, with the same bits in assembly and in Go. It
// is 0 below -87 and holds e^88 above 88; Exp32(NaN) is NaN.
//
// x = n ln2 + r with |r| <= ln2/2, and 2^n is made from its exponent bits.
func Exp32(x float32) float32 {
	if x < expLeast {
		return 0
	}
	if x > expMost {
		x = expMost
	}
	t := float32(x*expLog2e) + whole
	n := t - whole
	r := (x - float32(n*expLn2Hi)) - float32(n*expLn2Lo)
	p := expC5 + float32(r*expC6)
	p = expC4 + float32(r*p)
	p = expC3 + float32(r*p)
	p = expC2 + float32(r*p)
	p = r + float32(float32(r*r)*p)
	p = 1 + p
	return p * math.Float32frombits(math.Float32bits(t)<<23+1<<23*127)
}
