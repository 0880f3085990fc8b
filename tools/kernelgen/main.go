// Command kernelgen writes the assembly of internal/kernel: the same three loops for AVX2 and
// for AVX-512. Run from its folder:
//
//	go run . -out ../../internal/kernel/loops_amd64.s -stubs ../../internal/kernel/loops_amd64.go -pkg kernel
//
// Multiplications and additions are separate instructions, each rounded on its own, and
// elements are independent of each other: the result has the same bits as the Go loops.
package main

import (
	"strings"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// An isa is one set of vector instructions.
type isa struct {
	name   string
	lanes  int
	vector func() reg.VecVirtual
}

const unroll = 4

func main() {
	ConstraintExpr("!purego")
	for _, v := range []isa{
		{"AVX2", 8, func() reg.VecVirtual { return YMM() }},
		{"AVX512", 16, func() reg.VecVirtual { return ZMM() }},
	} {
		v.add()
		v.scaled("AddScaled", "func(dst []float32, a float32, x []float32)", "dst", "a", "x", false)
		v.scaled("Leak", "func(v []float32, decay float32, in []float32)", "v", "decay", "in", true)
	}
	Generate()
}

// loop calls body for blocks of vectors, then single vectors, then single elements. body loads
// element k of the block at offset k·size, in registers of the given kind.
func (v isa) loop(n reg.GPVirtual, pointers []reg.GPVirtual, body func(count int, scalar bool, size int)) {
	step := func(label string, elements, count int, scalar bool, size int) {
		Label(label)
		CMPQ(n, U32(uint32(elements)))
		JL(LabelRef(label + "Done"))
		body(count, scalar, size)
		for _, p := range pointers {
			ADDQ(U32(uint32(4*elements)), p)
		}
		SUBQ(U32(uint32(elements)), n)
		JMP(LabelRef(label))
		Label(label + "Done")
	}
	step("block", v.lanes*unroll, unroll, false, 4*v.lanes)
	step("vector", v.lanes, 1, false, 4*v.lanes)
	step("single", 1, 1, true, 4)
	VZEROUPPER()
	RET()
}

func (v isa) add() {
	TEXT("add"+v.name, NOSPLIT, "func(dst, x []float32)")
	Doc("add" + v.name + " is Add without its check.")
	dst, x := Load(Param("dst").Base(), GP64()).(reg.GPVirtual), Load(Param("x").Base(), GP64()).(reg.GPVirtual)
	n := Load(Param("dst").Len(), GP64()).(reg.GPVirtual)
	v.loop(n, []reg.GPVirtual{dst, x}, func(count int, scalar bool, size int) {
		for k := range count {
			if scalar {
				s := XMM()
				VMOVSS(Mem{Base: dst}, s)
				VADDSS(Mem{Base: x}, s, s)
				VMOVSS(s, Mem{Base: dst})
				continue
			}
			s := v.vector()
			VMOVUPS(Mem{Base: dst, Disp: k * size}, s)
			VADDPS(Mem{Base: x, Disp: k * size}, s, s)
			VMOVUPS(s, Mem{Base: dst, Disp: k * size})
		}
	})
}

// scaled writes out = out + factor·in, or out = factor·out + in.
func (v isa) scaled(name, signature, out, factor, in string, scaleOut bool) {
	TEXT(unexported(name)+v.name, NOSPLIT, signature)
	Doc(unexported(name) + v.name + " is " + name + " without its check.")
	to, from := Load(Param(out).Base(), GP64()).(reg.GPVirtual), Load(Param(in).Base(), GP64()).(reg.GPVirtual)
	n := Load(Param(out).Len(), GP64()).(reg.GPVirtual)
	one := Load(Param(factor), XMM()).(reg.VecVirtual)
	all := v.vector()
	VBROADCASTSS(one, all)
	times, plus := from, to
	if scaleOut {
		times, plus = to, from
	}
	v.loop(n, []reg.GPVirtual{to, from}, func(count int, scalar bool, size int) {
		for k := range count {
			if scalar {
				s := XMM()
				VMULSS(Mem{Base: times}, one, s)
				VADDSS(Mem{Base: plus}, s, s)
				VMOVSS(s, Mem{Base: to})
				continue
			}
			s := v.vector()
			VMULPS(Mem{Base: times, Disp: k * size}, all, s)
			VADDPS(Mem{Base: plus, Disp: k * size}, s, s)
			VMOVUPS(s, Mem{Base: to, Disp: k * size})
		}
	})
}

func unexported(name string) string { return strings.ToLower(name[:1]) + name[1:] }
