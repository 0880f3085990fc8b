// Command chains writes the assembly of the chains of internal/kernel, double precision, for AVX2 and for
// AVX-512. Run from its folder:
//
//	go run . -out ../../../internal/kernel/chains_amd64.s -stubs ../../../internal/kernel/chains_amd64.go -pkg kernel
//
// Multiplications and additions are separate instructions in the order of the Go loops, so that the
// result has the same bits. All lengths are whole groups of eight.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func main() {
	ConstraintExpr("!purego")
	for _, v := range []isa{avx2, avx512} {
		v.sweeps()
		v.descent()
		v.panels()
		v.copies()
		v.largest()
	}
	Generate()
}

// An isa is one set of vector instructions.
type isa struct {
	name   string
	lanes  int
	vector func() reg.VecVirtual
}

var (
	avx2   = isa{"AVX2", 4, func() reg.VecVirtual { return YMM() }}
	avx512 = isa{"AVX512", 8, func() reg.VecVirtual { return ZMM() }}
)

func (v isa) function(name, signature, of string) {
	TEXT(name+v.name, NOSPLIT, signature)
	Doc(name + v.name + " is " + of + " for whole groups of eight.")
}

func end() {
	VZEROUPPER()
	RET()
}

func base(name string) reg.Register { return Load(Param(name).Base(), GP64()) }

func length(name string) reg.Register { return Load(Param(name).Len(), GP64()) }

// broadcast is a scalar argument in all lanes.
func (v isa) broadcast(name string) reg.VecVirtual {
	x := v.vector()
	from, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	VBROADCASTSD(from.Addr, x) // MOVSD would wait for the upper halves of what other broadcasts left
	return x
}

// groups calls body for every eight elements of a slice of n; i is the index of the first in bytes, and
// body is told which of the vectors of the group it is to do.
func (v isa) groups(n reg.Register, body func(i reg.Register, k int)) {
	i := GP64()
	XORQ(i, i)
	SHLQ(U8(3), n)
	Label("groups")
	CMPQ(i, n)
	JGE(LabelRef("done"))
	for k := range 8 / v.lanes {
		body(i, k)
	}
	ADDQ(U32(64), i)
	JMP(LabelRef("groups"))
	Label("done")
}

// at is vector k of the group at i.
func (v isa) at(p, i reg.Register, k int) Mem {
	return Mem{Base: p, Index: i, Scale: 1, Disp: 8 * v.lanes * k}
}

func (v isa) load(m Mem) reg.VecVirtual {
	x := v.vector()
	VMOVUPD(m, x)
	return x
}

// add, sub and mul are x op y in a new register; of sub, the first operand is the minuend.
func (v isa) add(x, y Op) reg.VecVirtual {
	z := v.vector()
	VADDPD(x, y, z)
	return z
}

func (v isa) sub(x, y Op) reg.VecVirtual {
	z := v.vector()
	VSUBPD(y, x, z)
	return z
}

func (v isa) mul(x, y Op) reg.VecVirtual {
	z := v.vector()
	VMULPD(x, y, z)
	return z
}

func (v isa) zero() reg.VecVirtual {
	x := v.vector()
	VXORPD(x, x, x)
	return x
}
