package kernel

import "math"

const (
	log2e = 1.44269504088896338700e+00
	ln2Hi = 6.93147180369123816490e-01 // 32 leading bits of ln 2: k·ln2Hi is exact
	ln2Lo = 1.90821492927058770002e-10
	steps = 64 // of the table of powers of two
)

var powers = tableOfPowers()

// tableOfPowers returns 2^(j/64). Square roots are correctly rounded everywhere, so the
// table has the same bits on every processor; the chain of products costs 3 ulp at most.
func tableOfPowers() (t [steps]float64) {
	t[0] = 1
	for root, stride := math.Sqrt(2), steps/2; stride >= 1; root, stride = math.Sqrt(root), stride/2 {
		for j := stride; j < steps; j += 2 * stride {
			t[j] = float64(t[j-stride] * root)
		}
	}
	return t
}

// Exp returns e^x, within 4 ulp of the true value and with the same bits on every processor.
// It underflows to 0 below -745 and overflows to +Inf above 709.78; Exp(NaN) is NaN.
//
// x = (64 k + j) ln2/64 + r with |r| <= ln2/128, so e^x = 2^k · 2^(j/64) · e^r, and the
// Taylor polynomial of degree 5 leaves 4e-17 of e^r.
func Exp(x float64) float64 {
	switch {
	case x != x:
		return x
	case x > 709.782712893384:
		return math.Inf(1)
	case x < -745.1332191019412:
		return 0
	}
	n := math.Floor(float64(x*(log2e*steps)) + 0.5)
	r := (x - float64(n*(ln2Hi/steps))) - float64(n*(ln2Lo/steps))
	p := 1.0/24 + float64(r*(1.0/120))
	p = 1.0/6 + float64(r*p)
	p = 0.5 + float64(r*p)
	p = r + float64(float64(r*r)*p)
	k := int(n) >> 6
	t := powers[int(n)&(steps-1)]
	y := t + float64(t*p)
	if k >= -1021 && k <= 1022 {
		return y * math.Float64frombits(uint64(k+1023)<<52)
	}
	return math.Ldexp(y, k)
}
