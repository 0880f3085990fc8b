package main

import (
	"fmt"
	"math"
	"slices"

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

var (
	avx2   = isa{"AVX2", 8, func() reg.VecVirtual { return YMM() }}
	avx512 = isa{"AVX512", 16, func() reg.VecVirtual { return ZMM() }}
)

func (v isa) wide() bool { return v.lanes == 16 }

// function begins the twin of a kernel.
func (v isa) function(name, signature, of string) {
	TEXT(name+v.name, NOSPLIT, signature)
	Doc(fmt.Sprintf("%s%s is %s without its check.", name, v.name, of))
}

// end leaves the upper halves of registers clean, as code without vectors wants them.
func end() {
	VZEROUPPER()
	RET()
}

// A part is where in the slices a vector of a loop lies: the k-th of a block from index i on. The
// last vector of a slice may be partial; mask then has its lanes.
type part struct {
	isa
	i    reg.GPVirtual
	k    int
	mask reg.Register  // nil if whole: a K register, or a YMM register of all ones or zeros
	left reg.GPVirtual // how many lanes that is
}

func (p part) at(base reg.Register) Mem {
	return Mem{Base: base, Index: p.i, Scale: 4, Disp: 4 * p.lanes * p.k}
}

func (p part) load(base reg.Register) reg.VecVirtual { return p.loadMasked(p.at(base), p.mask) }

func (v isa) loadMasked(m Mem, mask reg.Register) reg.VecVirtual {
	x := v.vector()
	switch {
	case mask == nil:
		VMOVUPS(m, x)
	case v.wide():
		VMOVUPS_Z(m, mask, x)
	default:
		VMASKMOVPS(m, mask, x)
	}
	return x
}

func (p part) store(x reg.VecVirtual, base reg.Register) {
	switch {
	case p.mask == nil:
		VMOVUPS(x, p.at(base))
	case p.wide():
		VMOVUPS(x, p.mask, p.at(base))
	default:
		VMASKMOVPS(x, p.mask, p.at(base))
	}
}

// loop calls body for blocks of unroll vectors, for single vectors and for what is left of n
// elements. It changes n.
func (v isa) loop(n reg.GPVirtual, unroll int, body func(part)) {
	v.blocks(n, []int{unroll, 1}, func(parts []part) {
		for _, p := range parts {
			body(p)
		}
	})
}

// blocks is loop for a body that takes several vectors at once: as many as the first size says, then
// as the next, down to 1, and at last what is left.
func (v isa) blocks(n reg.GPVirtual, sizes []int, body func([]part)) {
	i := GP64()
	XORQ(i, i)
	for _, count := range slices.Compact(sizes) {
		label := fmt.Sprintf("vectors%d", count)
		Label(label)
		CMPQ(n, U32(uint32(v.lanes*count)))
		JL(LabelRef(label + "Done"))
		parts := make([]part, count)
		for k := range parts {
			parts[k] = part{isa: v, i: i, k: k}
		}
		body(parts)
		ADDQ(U32(uint32(v.lanes*count)), i)
		SUBQ(U32(uint32(v.lanes*count)), n)
		JMP(LabelRef(label))
		Label(label + "Done")
	}
	TESTQ(n, n)
	JE(LabelRef("tailDone"))
	body([]part{{isa: v, i: i, mask: v.tails(n, 1)[0], left: n}})
	Label("tailDone")
}

// tails returns the masks of the first per·n lanes of per vectors, n being less than a vector.
func (v isa) tails(n reg.GPVirtual, per int) []reg.Register {
	masks := make([]reg.Register, per)
	if v.wide() {
		ones := GP32()
		MOVQ(n, reg.RCX)
		if per == 2 {
			ADDQ(reg.RCX, reg.RCX)
		}
		MOVL(U32(1), ones)
		SHLL(reg.CL, ones)
		DECL(ones)
		for k := range masks {
			if k > 0 {
				SHRL(U8(16), ones)
			}
			m := K()
			KMOVW(ones, m)
			masks[k] = m
		}
		return masks
	}
	table, back := GP64(), GP64()
	LEAQ(staircase(), table)
	MOVQ(n, back)
	NEGQ(back)
	for k := range masks {
		m := v.vector()
		VMOVUPS(Mem{Base: table, Index: back, Scale: uint8(4 * per), Disp: 64 + 32*k}, m)
		masks[k] = m
	}
	return masks
}

var stairs *Mem

// staircase is sixteen lanes of ones and sixteen of zeros.
func staircase() Mem {
	if stairs == nil {
		m := GLOBL("staircase", RODATA|NOPTR)
		for k := range 32 {
			lane := uint32(0)
			if k < 16 {
				lane = math.MaxUint32
			}
			DATA(4*k, U32(lane))
		}
		stairs = &m
	}
	return *stairs
}

var tables = map[string]Mem{}

// table returns sixteen lanes in memory.
func table(name string, lane func(k int) uint32) Mem {
	m, ok := tables[name]
	if !ok {
		m = GLOBL(name, RODATA|NOPTR)
		for k := range 16 {
			DATA(4*k, U32(lane(k)))
		}
		tables[name] = m
	}
	return m
}

// bits returns sixteen lanes of the same 32 bits.
func bits(b uint32) Mem {
	return table(fmt.Sprintf("all%08x", b), func(int) uint32 { return b })
}

func float(x float32) Mem { return bits(math.Float32bits(x)) }

// broadcast fills a vector with one number of memory, param with one of the parameters.
func (v isa) broadcast(m Mem) reg.VecVirtual {
	x := v.vector()
	VBROADCASTSS(m, x)
	return x
}

func (v isa) param(name string) reg.VecVirtual {
	p, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return v.broadcast(p.Addr)
}

func (v isa) zero() reg.VecVirtual {
	x := v.vector()
	v.xor(x, x)
	return x
}

func base(name string) reg.GPVirtual   { return Load(Param(name).Base(), GP64()).(reg.GPVirtual) }
func length(name string) reg.GPVirtual { return Load(Param(name).Len(), GP64()).(reg.GPVirtual) }

// mul, add and sub return x·y, x+y and x-y in a new register; y may be in memory.
func (v isa) mul(x reg.VecVirtual, y Op) reg.VecVirtual {
	z := v.vector()
	VMULPS(y, x, z)
	return z
}

func (v isa) add(x reg.VecVirtual, y Op) reg.VecVirtual {
	z := v.vector()
	VADDPS(y, x, z)
	return z
}

func (v isa) sub(x reg.VecVirtual, y Op) reg.VecVirtual {
	z := v.vector()
	VSUBPS(y, x, z)
	return z
}

// horner returns the polynomial of x with coefficients c, from the constant on.
func (v isa) horner(x reg.VecVirtual, c ...float32) reg.VecVirtual {
	p := v.mul(x, float(c[len(c)-1]))
	for k := len(c) - 2; ; k-- {
		VADDPS(float(c[k]), p, p)
		if k == 0 {
			return p
		}
		VMULPS(p, x, p)
	}
}

// and, or and xor work on bits in place, x = x op y.
func (v isa) and(y Op, x reg.VecVirtual) {
	if v.wide() {
		VPANDD(y, x, x)
		return
	}
	VPAND(y, x, x)
}

func (v isa) or(y Op, x reg.VecVirtual) {
	if v.wide() {
		VPORD(y, x, x)
		return
	}
	VPOR(y, x, x)
}

func (v isa) xor(y Op, x reg.VecVirtual) {
	if v.wide() {
		VPXORD(y, x, x)
		return
	}
	VPXOR(y, x, x)
}

// Comparisons, none of which raises an exception or holds for NaN, but notLess.
const (
	less      = U8(0x11)
	notLess   = U8(0x15)
	greaterEq = U8(0x1d)
	greater   = U8(0x1e)
)

// compare returns where x op y, among the lanes of the part.
func (p part) compare(op U8, x reg.VecVirtual, y Op) reg.Register {
	if !p.wide() {
		z := p.vector()
		VCMPPS(op, y, x, z)
		if p.mask != nil {
			VANDPS(p.mask, z, z)
		}
		return z
	}
	k := K()
	if p.mask != nil {
		VCMPPS(op, y, x, p.mask, k)
	} else {
		VCMPPS(op, y, x, k)
	}
	return k
}

// none returns an empty set of lanes, and unite adds others to it.
func (v isa) none() reg.Register {
	if v.wide() {
		k := K()
		KXORW(k, k, k)
		return k
	}
	return v.zero()
}

func (v isa) unite(set, other reg.Register) {
	if v.wide() {
		KORW(other, set, set)
		return
	}
	VORPS(other, set, set)
}

// returnAny returns whether a set of lanes has any.
func (v isa) returnAny(set reg.Register) {
	any := GP8()
	if v.wide() {
		KORTESTW(set, set)
	} else {
		r := GP32()
		VMOVMSKPS(set, r)
		TESTL(r, r)
	}
	SETNE(any)
	Store(any, ReturnIndex(0))
}

// count adds the number of lanes of a set to n.
func (v isa) count(set reg.Register, n reg.GPVirtual) {
	r := GP32()
	if v.wide() {
		KMOVW(set, r)
	} else {
		VMOVMSKPS(set, r)
	}
	POPCNTL(r, r)
	ADDQ(r.As64(), n)
}
