package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// total is for vectors of eight alone, as many as there are sums.
func (v isa) total() {
	v.function("total", "func(x []float32) float32", "Total")
	x, n := base("x"), length("x")
	sum := v.zero()
	v.blocks(n, []int{4, 1}, func(parts []part) {
		for _, p := range parts {
			VADDPS(p.load(x), sum, sum)
		}
	})
	returnEight(sum)
	end()
}

// returnEight returns the sum of eight lanes, neighbours first.
func returnEight(x reg.VecVirtual) {
	VHADDPS(x, x, x)
	VHADDPS(x, x, x)
	high := XMM()
	VEXTRACTF128(U8(1), x, high)
	VADDSS(high, x.AsX(), high)
	Store(high, ReturnIndex(0))
}

// pairSum is pairDifference that keeps 32 sums of what it has read. Lanes that are not there add 0 to
// a sum, which began at 0 and so is never -0.
func (v isa) pairSum() {
	v.function("pairSum", "func(dst, x []float32) float32", "PairSum")
	dst, x, n := base("dst"), base("x"), length("dst")
	var sum []reg.VecVirtual
	for range 32 / v.lanes {
		sum = append(sum, v.zero())
	}
	part := func(p part, first int) {
		at := Mem{Base: x, Index: p.i, Scale: 8, Disp: 8 * p.lanes * p.k}
		masks := make([]reg.Register, 2)
		if p.mask != nil {
			masks = v.tails(p.left, 2)
		}
		a, b := v.loadMasked(at, masks[0]), v.loadMasked(at.Offset(4*p.lanes), masks[1])
		VADDPS(a, sum[first], sum[first])
		VADDPS(b, sum[first+1], sum[first+1])
		p.store(p.part(a, b), dst)
	}
	v.wholeBlocks(n, 16, part)
	for half := len(sum) / 2; half > 0; half /= 2 {
		for k := range half {
			VADDPS(sum[k+half], sum[k], sum[k])
		}
	}
	eight := sum[0]
	if v.wide() {
		eight = YMM()
		VEXTRACTF64X4(U8(1), sum[0], eight)
		VADDPS(eight, sum[0].AsY(), eight)
	}
	returnEight(eight)
	end()
}

// wholeBlocks calls body for blocks of size elements, and for what is left with masks, telling it
// which of the 32 sums the part begins at.
func (v isa) wholeBlocks(n reg.GPVirtual, size int, body func(p part, first int)) {
	i := GP64()
	XORQ(i, i)
	Label("blocks")
	CMPQ(n, U32(uint32(size)))
	JL(LabelRef("blocksDone"))
	for k := range size / v.lanes {
		body(part{isa: v, i: i, k: k}, 2*k)
	}
	ADDQ(U32(uint32(size)), i)
	SUBQ(U32(uint32(size)), n)
	JMP(LabelRef("blocks"))
	Label("blocksDone")
	for k := range size / v.lanes {
		last := k == size/v.lanes-1
		if !last { // a whole vector of what is left
			CMPQ(n, U32(uint32(v.lanes)))
			JL(LabelRef("lastA"))
			body(part{isa: v, i: i}, 2*k)
			ADDQ(U32(uint32(v.lanes)), i)
			SUBQ(U32(uint32(v.lanes)), n)
			TESTQ(n, n)
			JE(LabelRef("done"))
			body(part{isa: v, i: i, mask: v.tails(n, 1)[0], left: n}, 2*k+2)
			JMP(LabelRef("done"))
			Label("lastA")
		}
	}
	TESTQ(n, n)
	JE(LabelRef("done"))
	body(part{isa: v, i: i, mask: v.tails(n, 1)[0], left: n}, 0)
	Label("done")
}
