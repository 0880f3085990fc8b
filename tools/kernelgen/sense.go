package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func (v isa) sense() {
	v.pairDifference()
	v.pairSum()
	if !v.wide() {
		v.total()
	}

	v.function("below", "func(dst, x []float32, y float32)", "Below")
	dst, x, n := base("dst"), base("x"), length("dst")
	y := v.param("y")
	v.loop(n, 4, func(p part) {
		p.store(p.sub(p.load(x), y), dst)
	})
	end()

	v.function("addProduct", "func(dst, x, y []float32)", "AddProduct")
	dst, x, n = base("dst"), base("x"), length("dst")
	factor := base("y")
	v.loop(n, 4, func(p part) {
		p.store(p.add(p.mul(p.load(x), p.load(factor)), p.load(dst)), dst)
	})
	end()

	v.function("multiply", "func(dst, x []float32)", "Multiply")
	dst, factor, n = base("dst"), base("x"), length("dst")
	v.loop(n, 4, func(p part) {
		p.store(p.mul(p.load(dst), p.load(factor)), dst)
	})
	end()

	v.function("scale", "func(dst []float32, a float32)", "Scale")
	dst, n = base("dst"), length("dst")
	a := v.param("a")
	v.loop(n, 4, func(p part) {
		p.store(p.mul(p.load(dst), a), dst)
	})
	end()

	v.quantize()
}

// pairDifference parts two vectors of neighbours into the even and the odd. AVX2 does so within
// halves of a vector, whose quarters are then put in order.
func (v isa) pairDifference() {
	v.function("pairDifference", "func(dst, x []float32)", "PairDifference")
	dst, x, n := base("dst"), base("x"), length("dst")
	v.loop(n, 2, func(p part) {
		at := Mem{Base: x, Index: p.i, Scale: 8, Disp: 8 * p.lanes * p.k}
		masks := make([]reg.Register, 2)
		if p.mask != nil {
			masks = v.tails(p.left, 2)
		}
		a, b := v.loadMasked(at, masks[0]), v.loadMasked(at.Offset(4*p.lanes), masks[1])
		p.store(p.part(a, b), dst)
	})
	end()
}

// part returns the even less the odd of two vectors of neighbours.
func (v isa) part(a, b reg.VecVirtual) reg.VecVirtual {
	even, odd := v.vector(), v.vector()
	if v.wide() {
		VMOVUPS(table("evens", func(k int) uint32 { return uint32(2 * k) }), even)
		VMOVUPS(table("odds", func(k int) uint32 { return uint32(2*k + 1) }), odd)
		VPERMI2PS(b, a, even)
		VPERMI2PS(b, a, odd)
		return v.sub(even, odd)
	}
	VSHUFPS(U8(0x88), b, a, even)
	VSHUFPS(U8(0xdd), b, a, odd)
	d := v.sub(even, odd)
	VPERMPD(U8(0xd8), d, d)
	return d
}

// quantize keeps a code that is NaN: both VMINPS and VMAXPS return their last operand then.
func (v isa) quantize() {
	v.function("quantize", "func(x []float32, scale, lo, hi, lsb float32) int", "Quantize")
	x, n := base("x"), length("x")
	scale, lo, hi, lsb := v.param("scale"), v.param("lo"), v.param("hi"), v.param("lsb")
	over, under := v.add(hi, float(0.5)), v.sub(lo, float(0.5))
	clipped := GP64()
	XORQ(clipped, clipped)
	v.loop(n, 2, func(p part) {
		c := p.mul(p.load(x), scale)
		beyond := p.compare(greater, c, over)
		p.unite(beyond, p.compare(less, c, under))
		p.count(beyond, clipped)
		VMINPS(c, hi, c)
		VMAXPS(c, lo, c)
		VADDPS(float(whole), c, c)
		VSUBPS(float(whole), c, c)
		VMULPS(lsb, c, c)
		p.store(c, x)
	})
	Store(clipped, ReturnIndex(0))
	end()
}
