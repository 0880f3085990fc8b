package kernel

import (
	"math"
	"math/bits"
	"math/rand/v2"
)

// lanes is how many generators advance together: a vector of AVX-512. Narrower vectors and plain
// Go work through the same sixteen.
const lanes = 16

// Lanes draws normal deviates of single precision in bulk: sixteen generators xoshiro128++ of 32
// bits advance together, and pairs of their numbers become pairs of deviates. The zero value must
// be seeded. A Lanes must not be used by two goroutines at once.
//
// D. Blackman and S. Vigna, ACM Trans. Math. Softw. 47(4), 36 (2021), doi:10.1145/3460772.
type Lanes struct {
	s    [4][lanes]uint32
	rest [2 * lanes]float32 // the last round of a length that is not a whole number of them
}

// Seed starts all lanes anew from one number of src, spread over their 2048 bits by splitmix64:
// G. L. Steele, D. Lea and C. H. Flood, OOPSLA 2014, doi:10.1145/2660193.2660195.
func (l *Lanes) Seed(src *rand.PCG) {
	x := src.Uint64()
	next := func() (lo, hi uint32) {
		x += 0x9e3779b97f4a7c15
		z := (x ^ x>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		z ^= z >> 31
		return uint32(z), uint32(z >> 32)
	}
	// The outputs of splitmix64 differ from each other, so no lane starts at the one state, zero,
	// from which it would not move.
	for i := range lanes {
		l.s[0][i], l.s[1][i] = next()
		l.s[2][i], l.s[3][i] = next()
	}
}

// Normals fills dst with independent standard normal deviates, 32 for every round of two numbers a
// lane. The rest of a round that dst has no room for is thrown away, so that the next call starts
// with a new round whatever the width of a vector is.
//
// The method is that of G. E. P. Box and M. E. Muller, Ann. Math. Statist. 29(2), 610–611 (1958),
// doi:10.1214/aoms/1177706645, √(-2 ln u) times cosine and sine of an angle. u has 31 bits, of
// which small values keep all, so that no deviate is beyond 6.56; the angle has 32. A deviate is
// within 3e-7 of its radius √(-2 ln u) of what the formula gives for the same u and angle.
func (l *Lanes) Normals(dst []float32) {
	n := len(dst) &^ (2*lanes - 1)
	if n > 0 {
		fastest.normals(l, dst[:n])
	}
	if n < len(dst) {
		fastest.normals(l, l.rest[:])
		copy(dst[n:], l.rest[:])
	}
}

func normalsPlain(l *Lanes, dst []float32) {
	for len(dst) >= 2*lanes {
		block := dst[: 2*lanes : 2*lanes]
		for i := range lanes {
			x := l.next(i)
			block[i], block[lanes+i] = boxMuller(x, l.next(i))
		}
		dst = dst[2*lanes:]
	}
}

// next advances lane i.
func (l *Lanes) next(i int) uint32 {
	s0, s1, s2, s3 := l.s[0][i], l.s[1][i], l.s[2][i], l.s[3][i]
	out := bits.RotateLeft32(s0+s3, 7) + s0
	t := s1 << 9
	s2 ^= s0
	s3 ^= s1
	l.s[0][i], l.s[1][i], l.s[2][i], l.s[3][i] = s0^s3, s1^s2, s2^t, bits.RotateLeft32(s3, 11)
	return out
}

// Polynomials over the reduced ranges below (Remez): -2 ln(1+f)/f within 5.3e-8, cosine and sine of
// f·π/4 within 6e-11 and 2.5e-9, all beyond rounding.
const (
	rootHalf = 0x3f3504f3 // bits of √½, the least mantissa

	logTwo = -1.3862943611198906 // -2 ln 2
	logC0  = -2.0
	logC1  = 0.999999582767
	logC2  = -0.666683197021
	logC3  = 0.500058948994
	logC4  = -0.399168342352
	logC5  = 0.330874741077
	logC6  = -0.298347532749
	logC7  = 0.289643734694
	logC8  = -0.179198294878

	cosC0 = 1.0
	cosC1 = -0.30842512846
	cosC2 = 0.0158543270081
	cosC3 = -0.000325942004565
	cosC4 = 3.53133464159e-6

	sinC0 = 0.785398185253
	sinC1 = -0.0807454362512
	sinC2 = 0.00249000708573
	sinC3 = -3.59544428647e-5
)

// boxMuller makes two normal deviates of two random numbers.
func boxMuller(x, y uint32) (a, b float32) {
	// an odd number of 31 bits: never 0, and its mean is exactly half the range
	u := float32(float32(int32(x>>1|1)) * 0x1p-31)
	// u = 2^k (1+f) with √½ <= 1+f < √2
	ix := int32(math.Float32bits(u)) - rootHalf
	k := float32(ix >> 23)
	f := math.Float32frombits(uint32(ix&0x7fffff+rootHalf)) - 1
	p := logC7 + float32(f*logC8)
	p = logC6 + float32(f*p)
	p = logC5 + float32(f*p)
	p = logC4 + float32(f*p)
	p = logC3 + float32(f*p)
	p = logC2 + float32(f*p)
	p = logC1 + float32(f*p)
	p = logC0 + float32(f*p)
	r := float32(math.Sqrt(float64(float32(f*p) + float32(k*logTwo))))

	// 30 bits are an angle f·π/4 on either side of an axis, the others say of which
	f = float32(float32(int32(y<<2)) * 0x1p-31)
	z := float32(f * f)
	c := cosC3 + float32(z*cosC4)
	c = cosC2 + float32(z*c)
	c = cosC1 + float32(z*c)
	c = cosC0 + float32(z*c)
	s := sinC2 + float32(z*sinC3)
	s = sinC1 + float32(z*s)
	s = sinC0 + float32(z*s)
	s = float32(f * s)
	if y&(1<<30) != 0 {
		c, s = s, c
	}
	r = math.Float32frombits(math.Float32bits(r) ^ y&(1<<31))
	return r * c, r * s
}
