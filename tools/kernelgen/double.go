package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Kernels of double precision work through blocks of eight, one vector or two; what is left of a
// length is left to Go.
const block = 8

// A double is vectors of double precision: half as many lanes in the same registers.
type double struct{ isa }

func (v isa) double() double { return double{v} }

func (d double) lanes() int { return d.isa.lanes / 2 }

// half is a register for so many lanes of 32 bits.
func (d double) half() reg.VecVirtual {
	if d.wide() {
		return YMM()
	}
	return XMM()
}

// eights calls body for as many blocks of n elements as the first size says, then as the next, down to
// 1, with the index of the first element.
func (d double) eights(n reg.GPVirtual, sizes []int, body func(i reg.GPVirtual, count int)) {
	i := GP64()
	XORQ(i, i)
	for _, count := range sizes {
		label := fmt.Sprintf("blocks%d", count)
		Label(label)
		CMPQ(n, U32(uint32(count*block)))
		JL(LabelRef(label + "Done"))
		body(i, count)
		ADDQ(U32(uint32(count*block)), i)
		SUBQ(U32(uint32(count*block)), n)
		JMP(LabelRef(label))
		Label(label + "Done")
	}
}

// words returns eight lanes of the same 64 bits, and number of the same number.
func words(w uint64) Mem {
	return table(fmt.Sprintf("both%016x", w), func(k int) uint32 { return uint32(w >> (32 * (k % 2))) })
}

func number(x float64) Mem { return words(math.Float64bits(x)) }

func (d double) broadcast(m Mem) reg.VecVirtual {
	x := d.vector()
	VBROADCASTSD(m, x)
	return x
}

func (d double) mul(x reg.VecVirtual, y Op) reg.VecVirtual {
	z := d.vector()
	VMULPD(y, x, z)
	return z
}

func (d double) add(x reg.VecVirtual, y Op) reg.VecVirtual {
	z := d.vector()
	VADDPD(y, x, z)
	return z
}

func (d double) sub(x reg.VecVirtual, y Op) reg.VecVirtual {
	z := d.vector()
	VSUBPD(y, x, z)
	return z
}

// div returns x/y.
func (d double) div(x, y reg.VecVirtual) reg.VecVirtual {
	z := d.vector()
	VDIVPD(y, x, z)
	return z
}

// load returns numbers of double precision, widen of single.
func (d double) load(m Mem) reg.VecVirtual {
	x := d.vector()
	VMOVUPD(m, x)
	return x
}

func (d double) widen(m Mem) reg.VecVirtual {
	x := d.vector()
	VCVTPS2PD(m, x)
	return x
}

// narrow stores x in single precision.
func (d double) narrow(x reg.VecVirtual, m Mem) {
	h := d.half()
	if d.wide() {
		VCVTPD2PS(x, h)
	} else {
		VCVTPD2PSY(x, h)
	}
	VMOVUPS(h, m)
}

// horner continues p, a polynomial of x, with the coefficients from the highest to the constant.
func (d double) horner(x, p reg.VecVirtual, c ...float64) reg.VecVirtual {
	for _, k := range c {
		p = d.mul(p, x)
		VADDPD(number(k), p, p)
	}
	return p
}

// compare returns where x op y; choose puts y where that is so into x.
func (d double) compare(op U8, x reg.VecVirtual, y Op) reg.Register {
	if d.wide() {
		k := K()
		VCMPPD(op, y, x, k)
		return k
	}
	z := d.vector()
	VCMPPD(op, y, x, z)
	return z
}

func (d double) choose(where reg.Register, y Op, x reg.VecVirtual) {
	if d.wide() {
		VMOVUPD(y, where, x)
		return
	}
	VBLENDVPD(where, y, x, x)
}

// unless jumps where no lane is in a set.
func (d double) unless(set reg.Register, label string) {
	if d.wide() {
		KORTESTW(set, set)
	} else {
		r := GP32()
		VMOVMSKPD(set, r)
		TESTL(r, r)
	}
	JE(LabelRef(label))
}

// Comparisons beside those of single precision; the first two hold for NaN.
const (
	unordered  = U8(0x03)
	notAtMost  = U8(0x16)
	equalTo    = U8(0x00)
	roundFloor = U8(0x09)
)

const (
	ln2Hi       = 6.93147180369123816490e-01
	ln2Lo       = 1.90821492927058770002e-10
	log2e       = 1.44269504088896338700e+00
	expSteps    = 64
	logRootHalf = 0x3fe6a09e667f3bcd
)

// log returns Log(x).
func (d double) log(x reg.VecVirtual) reg.VecVirtual {
	ix, k := d.vector(), d.vector()
	VMOVUPD(x, ix)
	tiny := d.compare(less, x, number(0x1p-1022))
	d.choose(tiny, d.mul(x, number(0x1p54)), ix)
	VPSUBQ(words(logRootHalf), ix, ix)

	// k + 1024 as the last bits of 2⁵² + k + 1024
	VPADDQ(words(1024<<52), ix, k)
	VPSRLQ(U8(52), k, k)
	d.or(number(0x1p52), k)
	VSUBPD(number(0x1p52+1024), k, k)
	d.choose(tiny, d.add(k, number(-54)), k)

	f := ix
	d.and(words(1<<52-1), f)
	VPADDQ(words(logRootHalf), f, f)
	VSUBPD(number(1), f, f)
	s := d.div(f, d.add(f, number(2)))
	s2 := d.mul(s, s)
	s4 := d.mul(s2, s2)
	a := d.add(d.mul(s4, number(1.531383769920937332e-01)), number(2.222219843214978396e-01))
	a = d.horner(s4, a, 3.999999999940941908e-01)
	b := d.add(d.mul(s4, number(1.479819860511658591e-01)), number(1.818357216161805012e-01))
	b = d.horner(s4, b, 2.857142874366239149e-01, 6.666666666666735130e-01)
	r := d.add(d.mul(s2, b), d.mul(s4, a))
	h := d.mul(d.mul(f, f), number(0.5))
	VADDPD(h, r, r)
	VMULPD(s, r, r)
	VADDPD(d.mul(k, number(ln2Lo)), r, r)
	VSUBPD(r, h, h)
	VSUBPD(f, h, h)
	y := d.sub(d.mul(k, number(ln2Hi)), h)

	d.choose(d.compare(less, x, number(0)), d.load(number(math.NaN())), y)
	d.choose(d.compare(equalTo, x, number(0)), d.load(number(math.Inf(-1))), y)
	d.choose(d.compare(notAtMost, x, number(math.MaxFloat64)), x, y)
	return y
}

// exp returns Exp(x); powers points to the table of powers of two.
func (d double) exp(x reg.VecVirtual, powers reg.GPVirtual) reg.VecVirtual {
	n := d.add(d.mul(x, number(log2e*expSteps)), number(0.5))
	if d.wide() {
		VRNDSCALEPD(roundFloor, n, n)
	} else {
		VROUNDPD(roundFloor, n, n)
	}
	r := d.sub(d.sub(x, d.mul(n, number(ln2Hi/expSteps))), d.mul(n, number(ln2Lo/expSteps)))
	p := d.add(d.mul(r, number(1.0/120)), number(1.0/24))
	p = d.horner(r, p, 1.0/6, 0.5)
	p = d.add(d.mul(d.mul(r, r), p), r)

	k, j := d.half(), d.half()
	if d.wide() {
		VCVTPD2DQ(n, k)
		VPANDD(bits(expSteps-1), k, j)
	} else {
		VCVTPD2DQY(n, k)
		VPAND(bits(expSteps-1), k, j)
	}
	t := d.gather(powers, j)
	VPSRAD(U8(6), k, k)
	y := d.add(d.mul(t, p), t)

	// 2^k in two factors: the second is 1 unless the result or 2^k itself is not a normal number
	near := d.half()
	VPMAXSD(bits(^uint32(1021)+1), k, near)
	VPMINSD(bits(1022), near, near)
	VPSUBD(near, k, k)
	VMULPD(d.power(near), y, y)
	VMULPD(d.power(k), y, y)

	d.choose(d.compare(greater, x, number(709.782712893384)), d.load(number(math.Inf(1))), y)
	d.choose(d.compare(less, x, number(-745.1332191019412)), d.load(number(0)), y)
	d.choose(d.compare(unordered, x, x), x, y)
	return y
}

// gather returns the numbers of a table at places j.
func (d double) gather(table reg.GPVirtual, j reg.VecVirtual) reg.VecVirtual {
	t := d.zero()
	at := Mem{Base: table, Index: j, Scale: 8}
	if d.wide() {
		all := K()
		KXNORW(all, all, all)
		VGATHERDPD(at, all, t)
		return t
	}
	all := d.vector()
	VPCMPEQD(all, all, all)
	VGATHERDPD(all, at, t)
	return t
}

// power returns 2^k of whole numbers of 32 bits.
func (d double) power(k reg.VecVirtual) reg.VecVirtual {
	y := d.vector()
	VPMOVSXDQ(k, y)
	VPADDQ(words(1023), y, y)
	VPSLLQ(U8(52), y, y)
	return y
}

func (v isa) slices() {
	d := v.double()
	v.function("exp", "func(dst, x []float64, powers *float64)", "ExpSlice")
	Comment("dst and x are whole blocks, powers points to the table of powers of two")
	dst, x, n := base("dst"), base("x"), length("dst")
	powers := Load(Param("powers"), GP64()).(reg.GPVirtual)
	d.eights(n, halves(1), func(i reg.GPVirtual, _ int) {
		for at := 0; at < block; at += d.lanes() {
			VMOVUPD(d.exp(d.load(Mem{Base: x, Index: i, Scale: 8, Disp: 8 * at}), powers), Mem{Base: dst, Index: i, Scale: 8, Disp: 8 * at})
		}
	})
	end()

	v.function("log", "func(dst, x []float64)", "LogSlice")
	Comment("dst and x are whole blocks")
	dst, x, n = base("dst"), base("x"), length("dst")
	d.eights(n, halves(1), func(i reg.GPVirtual, _ int) {
		for at := 0; at < block; at += d.lanes() {
			VMOVUPD(d.log(d.load(Mem{Base: x, Index: i, Scale: 8, Disp: 8 * at})), Mem{Base: dst, Index: i, Scale: 8, Disp: 8 * at})
		}
	})
	end()
}
