package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// abreast is kernel.Abreast.
const abreast = 16

func (v isa) panels() {
	v.function("panelDown", "func(w, inv, g, x []float64, first *float64)", "PanelDown")
	w, inv, g, x, n := base("w"), base("inv"), base("g"), base("x"), length("w")
	first := Load(Param("first"), GP64())
	i := GP64()
	XORQ(i, i)
	var e []reg.VecVirtual
	for k := range abreast / v.lanes {
		e = append(e, v.load(v.at(first, i, k)))
	}
	SHLQ(U8(3), n)
	Label("places")
	CMPQ(i, n)
	JGE(LabelRef("done"))
	for k := range e {
		y := v.add(e[k], v.mul(v.at(x, i, k), v.load(v.at(g, i, k))))
		VMULPD(v.at(inv, i, k), y, e[k])
		VMOVUPD(e[k], v.at(w, i, k))
	}
	ADDQ(U32(8*abreast), i)
	JMP(LabelRef("places"))
	Label("done")
	end()

	v.function("panelUp", "func(w, inv []float64)", "PanelUp")
	w, inv, n = base("w"), base("inv"), length("w")
	e = nil
	for range abreast / v.lanes {
		e = append(e, v.zero())
	}
	SHLQ(U8(3), n)
	Label("places")
	SUBQ(U32(8*abreast), n)
	JL(LabelRef("done"))
	for k := range e {
		VMULPD(v.at(inv, n, k), e[k], e[k])
		VADDPD(v.at(w, n, k), e[k], e[k])
		VMOVUPD(e[k], v.at(w, n, k))
	}
	JMP(LabelRef("places"))
	Label("done")
	end()
}
