package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// scatter goes cell by cell: the gathering and scattering instructions of AVX-512 were measured and
// are slower, and AVX2 cannot scatter. So there is one twin for both.
func (v isa) scatter() {
	if v.wide() {
		return
	}
	v.function("scatter", "func(ring []float32, base uint32, at []uint32, w []float32)", "Scatter")
	scatterLoop(func(i reg.GPVirtual, k int, _ reg.GPVirtual) reg.GPVirtual { return i }, 4)
	v.function("scatterSorted", "func(ring []float32, base uint32, at []uint32, w []float32, stride uint32)", "ScatterSorted")
	column := Load(Param("stride"), GP32()).(reg.GPVirtual) // of an address
	DECL(column)
	scatterLoop(func(_ reg.GPVirtual, k int, cell reg.GPVirtual) reg.GPVirtual {
		j := GP32()
		MOVL(cell, j)
		ANDL(column, j)
		return j.As64().(reg.GPVirtual)
	}, 0)
}

// scatterLoop adds weights to cells of a ring. Weight of address k beyond register i is the one that
// index says, disp bytes further for every k.
func scatterLoop(index func(i reg.GPVirtual, k int, cell reg.GPVirtual) reg.GPVirtual, disp int) {
	ring, at, w, n := base("ring"), base("at"), base("w"), length("at")
	mask := length("ring")
	DECQ(mask)
	start := Load(Param("base"), GP32()).(reg.GPVirtual)
	i := GP64()
	XORQ(i, i)
	step := func(label string, count int) {
		Label(label)
		CMPQ(n, U32(uint32(count)))
		JL(LabelRef(label + "Done"))
		for k := range count {
			cell, x := GP32(), XMM()
			MOVL(Mem{Base: at, Index: i, Scale: 4, Disp: 4 * k}, cell)
			j := index(i, k, cell)
			ADDL(start, cell)
			ANDL(mask.As32(), cell)
			VMOVSS(Mem{Base: w, Index: j, Scale: 4, Disp: disp * k}, x)
			VADDSS(Mem{Base: ring, Index: cell.As64(), Scale: 4}, x, x)
			VMOVSS(x, Mem{Base: ring, Index: cell.As64(), Scale: 4})
		}
		ADDQ(U32(uint32(count)), i)
		SUBQ(U32(uint32(count)), n)
		JMP(LabelRef(label))
		Label(label + "Done")
	}
	step("block", 4)
	step("single", 1)
	RET()
}
