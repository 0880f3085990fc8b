package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func (v isa) largest() {
	v.function("largest", "func(x []float64) float64", "Largest")
	m := v.zeros()
	x, n := base("x"), length("x")
	size := v.magnitude()
	v.groups(n, func(i reg.Register, k int) { v.raise(m[k], v.load(v.at(x, i, k)), size) })
	v.returnLargest(m)
	end()

	v.function("imbalance", "func(v, before, after, a []float64, scale float64) float64", "Imbalance")
	m = v.zeros()
	at, before, after, a, n := base("v"), base("before"), base("after"), base("a"), length("v")
	scale := v.broadcast("scale")
	size = v.magnitude()
	v.groups(n, func(i reg.Register, k int) {
		y := v.load(v.at(at, i, k))
		in := v.add(v.sub(v.load(v.at(after, i, k)), y), v.sub(v.load(v.at(before, i, k)), y))
		v.raise(m[k], v.sub(in, v.mul(v.at(a, i, k), scale)), size)
	})
	v.returnLargest(m)
	end()
}

// magnitude masks all bits but the sign.
func (v isa) magnitude() reg.VecVirtual {
	bits, x := GP64(), v.vector()
	MOVQ(U64(1<<63-1), bits)
	s := XMM()
	VMOVQ(bits, s)
	VBROADCASTSD(s, x)
	return x
}

// raise makes m the larger of m and the magnitude of x; a NaN leaves it.
func (v isa) raise(m, x, size reg.VecVirtual) {
	y := v.vector()
	if v.lanes == 8 {
		VPANDQ(x, size, y)
	} else {
		VANDPD(x, size, y)
	}
	VMAXPD(m, y, m)
}

// zeros are as many vectors as a group of eight has.
func (v isa) zeros() []reg.VecVirtual {
	var m []reg.VecVirtual
	for range 8 / v.lanes {
		m = append(m, v.zero())
	}
	return m
}

// returnLargest returns the largest of all lanes.
func (v isa) returnLargest(m []reg.VecVirtual) {
	half := YMM()
	if v.lanes == 8 {
		VEXTRACTF64X4(U8(1), m[0], half)
		VMAXPD(half, m[0].AsY(), half)
	} else {
		VMAXPD(m[0], m[1], half)
	}
	quarter, swapped := XMM(), XMM()
	VEXTRACTF128(U8(1), half, quarter)
	VMAXPD(quarter, half.AsX(), quarter)
	VPERMILPD(U8(1), quarter, swapped)
	VMAXPD(quarter, swapped, quarter)
	Store(quarter, ReturnIndex(0))
}
