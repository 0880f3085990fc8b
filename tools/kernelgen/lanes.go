package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

const (
	round    = 32 // deviates of sixteen lanes
	rootHalf = 0x3f3504f3
	logTwo   = -1.3862943611198906
)

// normals keeps the state of as many lanes as a vector has in registers for the whole length, one
// such part of the sixteen after the other.
func (v isa) normals() {
	v.function("normals", "func(state *uint32, dst []float32)", "Normals")
	Comment("state points to the first word of the first lane, and dst has whole rounds")
	state := Load(Param("state"), GP64())
	for first := 0; first < 16; first += v.lanes {
		dst, n := base("dst"), length("dst")
		var s [4]reg.VecVirtual
		for w := range s {
			s[w] = v.vector()
			VMOVUPS(Mem{Base: state, Disp: 64*w + 4*first}, s[w])
		}
		label := "rounds" + string(rune('A'+first/v.lanes))
		Label(label)
		CMPQ(n, U32(round))
		JL(LabelRef(label + "Done"))
		r := v.radius(v.next(s))
		c, s1 := v.direction(v.next(s), r)
		VMOVUPS(c, Mem{Base: dst, Disp: 4 * first})
		VMOVUPS(s1, Mem{Base: dst, Disp: 4 * (16 + first)})
		ADDQ(U32(4*round), dst)
		SUBQ(U32(round), n)
		JMP(LabelRef(label))
		Label(label + "Done")
		for w := range s {
			VMOVUPS(s[w], Mem{Base: state, Disp: 64*w + 4*first})
		}
	}
	end()
}

// next advances the generators.
func (v isa) next(s [4]reg.VecVirtual) reg.VecVirtual {
	out, t := v.vector(), v.vector()
	VPADDD(s[3], s[0], out)
	v.rotate(7, out)
	VPADDD(s[0], out, out)
	VPSLLD(U8(9), s[1], t)
	v.xor(s[0], s[2])
	v.xor(s[1], s[3])
	v.xor(s[2], s[1])
	v.xor(s[3], s[0])
	v.xor(t, s[2])
	v.rotate(11, s[3])
	return out
}

func (v isa) rotate(by uint8, x reg.VecVirtual) {
	if v.wide() {
		VPROLD(U8(by), x, x)
		return
	}
	t := v.vector()
	VPSRLD(U8(32-by), x, t)
	VPSLLD(U8(by), x, x)
	VPOR(t, x, x)
}

// unit turns whole numbers of 32 bits with a sign into fractions of 2³¹.
func (v isa) unit(x reg.VecVirtual) {
	VCVTDQ2PS(x, x)
	VMULPS(float(0x1p-31), x, x)
}

// radius returns √(-2 ln u).
func (v isa) radius(x reg.VecVirtual) reg.VecVirtual {
	VPSRLD(U8(1), x, x)
	v.or(bits(1), x)
	v.unit(x)
	VPSUBD(bits(rootHalf), x, x)
	k := v.vector()
	VPSRAD(U8(23), x, k)
	VCVTDQ2PS(k, k)
	v.and(bits(0x7fffff), x)
	VPADDD(bits(rootHalf), x, x)
	VSUBPS(float(1), x, x)
	p := v.horner(x, -2, 0.999999582767, -0.666683197021, 0.500058948994, -0.399168342352,
		0.330874741077, -0.298347532749, 0.289643734694, -0.179198294878)
	VMULPS(x, p, p)
	VADDPS(v.mul(k, float(logTwo)), p, p)
	VSQRTPS(p, p)
	return p
}

// direction returns cosine and sine of the angle y, times r.
func (v isa) direction(y, r reg.VecVirtual) (a, b reg.VecVirtual) {
	f := v.vector()
	VPSLLD(U8(2), y, f)
	v.unit(f)
	z := v.mul(f, f)
	c := v.horner(z, 1, -0.30842512846, 0.0158543270081, -0.000325942004565, 3.53133464159e-6)
	s := v.horner(z, 0.785398185253, -0.0807454362512, 0.00249000708573, -3.59544428647e-5)
	VMULPS(f, s, s)
	a, b = v.vector(), v.vector()
	if v.wide() {
		swap := K()
		VPTESTMD(bits(1<<30), y, swap)
		VBLENDMPS(s, c, swap, a)
		VBLENDMPS(c, s, swap, b)
	} else {
		swap := v.vector()
		VPSLLD(U8(1), y, swap)
		VBLENDVPS(swap, s, c, a)
		VBLENDVPS(swap, c, s, b)
	}
	v.and(bits(1<<31), y)
	v.xor(y, r)
	VMULPS(r, a, a)
	VMULPS(r, b, b)
	return a, b
}
