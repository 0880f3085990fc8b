package main

import (
	"fmt"
	"math"
	"slices"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Offsets of the fields of a CobaStep.
const (
	rate = 4 * iota
	rest
	exc
	inh
	decayE
	decayI
	meanE
	meanI
)

const cobaSignature = "func(v, ge, gi, in, limit []float32, inhibit float32, s *float32) bool"

// A cell is what a kernel knows of one vector of neurons while it works on it.
type cell struct {
	part
	x, ge, gi  reg.VecVirtual
	a, b, g, t reg.VecVirtual
	keep       reg.Register
}

// A stage is a few instructions of a kernel. Stages are written for one vector after the other: a
// processor that waits for the result of one then finds those of others to work on, and need not
// look for them beyond the tens of instructions that it can have waiting.
type stage func(c *cell)

func inTurn[C any, S ~func(C)](cells []C, stages []S) {
	for _, s := range stages {
		for _, c := range cells {
			s(c)
		}
	}
}

func (v isa) coba() {
	v.neurons("Euler", 1, func(field func(int) reg.VecVirtual) (first, last []stage) {
		return []stage{
			func(c *cell) { c.t = c.sub(field(rest), c.x) },
			func(c *cell) { c.a = c.mul(c.sub(field(exc), c.x), c.ge) },
			func(c *cell) { c.b = c.mul(c.sub(field(inh), c.x), c.gi) },
			func(c *cell) { VADDPS(c.a, c.t, c.t) },
			func(c *cell) { VADDPS(c.b, c.t, c.t) },
			func(c *cell) { VMULPS(field(rate), c.t, c.t) },
			func(c *cell) { VADDPS(c.t, c.x, c.x) },
		}, nil
	})
	v.neurons("Exponential", v.lanes/4, func(field func(int) reg.VecVirtual) (first, last []stage) {
		return []stage{
				func(c *cell) { c.a = c.mul(c.ge, field(meanE)) },
				func(c *cell) { c.b = c.mul(c.gi, field(meanI)) },
				func(c *cell) { c.g = c.add(c.a, float(1)) },
				func(c *cell) { VADDPS(c.b, c.g, c.g) },
				func(c *cell) { VMULPS(field(exc), c.a, c.a) },
				func(c *cell) { VMULPS(field(inh), c.b, c.b) },
				func(c *cell) { VADDPS(field(rest), c.a, c.a) },
				func(c *cell) { VADDPS(c.b, c.a, c.a) },
				func(c *cell) { VDIVPS(c.g, c.a, c.a) },
				func(c *cell) { VMULPS(field(rate), c.g, c.g); v.xor(bits(1<<31), c.g) },
			}, []stage{
				func(c *cell) { VSUBPS(c.a, c.x, c.x) },
				func(c *cell) { VMULPS(c.g, c.x, c.x) },
				func(c *cell) { VADDPS(c.a, c.x, c.x) },
			}
	})
}

// neurons writes one kernel of conductance-based neurons, which takes up to so many vectors at once;
// step makes their new potentials x. Where it is in two parts, the exponential of g is made between.
func (v isa) neurons(name string, most int, step func(field func(int) reg.VecVirtual) (first, last []stage)) {
	v.function("coba"+name, cobaSignature, "Coba"+name)
	Comment("s points to the first field of a CobaStep")
	membrane, excite, inhibit, in, limit, n := base("v"), base("ge"), base("gi"), base("in"), base("limit"), length("v")
	s := Load(Param("s"), GP64())
	constant := map[int]reg.VecVirtual{}
	field := func(at int) reg.VecVirtual {
		if x, ok := constant[at]; ok {
			return x
		}
		return v.broadcast(Mem{Base: s, Disp: at})
	}
	if v.wide() { // sixteen registers are too few
		for at := rate; at <= meanI; at += 4 {
			constant[at] = field(at)
		}
	}
	dose := v.param("inhibit")
	crossed := v.none()
	first, last := step(field)
	before := slices.Concat([]stage{
		func(c *cell) { c.ge, c.gi = c.load(excite), c.load(inhibit) },
		func(c *cell) { c.t = c.mul(c.ge, field(decayE)) },
		func(c *cell) { VADDPS(c.load(in), c.t, c.t) },
		func(c *cell) { c.store(v.settle(c.t), excite) },
		func(c *cell) { c.t = c.mul(c.gi, field(decayI)) },
		func(c *cell) { VADDPS(dose, c.t, c.t) },
		func(c *cell) { c.store(v.settle(c.t), inhibit) },
		func(c *cell) { c.x = c.load(membrane) },
	}, first)
	after := slices.Concat(last, []stage{
		func(c *cell) { c.store(c.x, membrane) },
		func(c *cell) { c.unite(crossed, c.compare(greater, c.x, c.load(limit))) },
	})
	v.blocks(n, halves(most), func(parts []part) {
		cells := make([]*cell, len(parts))
		for k, p := range parts {
			cells[k] = &cell{part: p}
		}
		inTurn(cells, before)
		if last != nil {
			exponentials(cells)
		}
		inTurn(cells, after)
	})
	v.returnAny(crossed)
	end()
}

// halves lists n, n/2 and so on down to 1.
func halves(n int) []int {
	if n <= 1 {
		return []int{1}
	}
	return append([]int{n}, halves(n/2)...)
}

// settle makes 0 of what is within 2⁻¹⁰⁰ of it.
func (v isa) settle(g reg.VecVirtual) reg.VecVirtual {
	size := v.vector()
	VMOVUPS(bits(1<<31-1), size)
	v.and(g, size)
	keep := part{isa: v}.compare(notLess, size, float(0x1p-100))
	if v.wide() {
		VMOVUPS_Z(g, keep, g)
		return g
	}
	v.and(keep, g)
	return g
}

const (
	expLog2e = 1.44269504
	expLn2Hi = 0.693359375
	expLn2Lo = -2.12194440e-4
	whole    = 3 << 22
)

// exponentials makes Exp32(g) of g. Where every g is from -0.34 to -0, none of them is to be reduced: n
// is 0, and what is left out takes 0 away and multiplies by 1. The bits of such numbers are the
// least of all whole numbers with a sign, in reverse.
func exponentials(cells []*cell) {
	v, label := cells[0].isa, fmt.Sprintf("reduce%d", len(cells))
	if cells[0].mask != nil {
		label += "Tail"
	}
	most := cells[0].g
	for _, c := range cells[1:] {
		m := v.vector()
		VPMAXSD(c.g, most, m)
		most = m
	}
	v.ifAny(v.above(most, bits(math.Float32bits(-0.34))), label)
	inTurn(cells, series)
	JMP(LabelRef(label + "Done"))
	Label(label)
	inTurn(cells, slices.Concat(reduction, series, scaling))
	Label(label + "Done")
}

// above returns where x > y as whole numbers.
func (v isa) above(x reg.VecVirtual, y Op) reg.Register {
	if v.wide() {
		k := K()
		VPCMPGTD(y, x, k)
		return k
	}
	z := v.vector()
	VPCMPGTD(y, x, z)
	return z
}

// ifAny jumps where a set of lanes has any.
func (v isa) ifAny(set reg.Register, label string) {
	if v.wide() {
		KORTESTW(set, set)
	} else {
		r := GP32()
		VMOVMSKPS(set, r)
		TESTL(r, r)
	}
	JNE(LabelRef(label))
}

// The parts of an exponential: reduction takes n ln 2 from g, which series makes e^g of, and scaling
// multiplies by 2^n. They use t and b.
var (
	reduction = []stage{
		func(c *cell) { c.keep = part{isa: c.isa}.compare(notLess, c.g, float(-87)) },
		func(c *cell) { // g unless 88 < g: NaN stays
			most := c.vector()
			VMOVUPS(float(88), most)
			VMINPS(c.g, most, c.g)
		},
		func(c *cell) { c.t = c.mul(c.g, float(expLog2e)) },
		func(c *cell) { VADDPS(float(whole), c.t, c.t) },
		func(c *cell) { c.b = c.sub(c.t, float(whole)) },
		func(c *cell) { VSUBPS(c.mul(c.b, float(expLn2Hi)), c.g, c.g) },
		func(c *cell) { VSUBPS(c.mul(c.b, float(expLn2Lo)), c.g, c.g) },
	}
	series = []stage{
		func(c *cell) { c.b = c.mul(c.g, float(0.00138141738717)) },
		func(c *cell) { VADDPS(float(0.00836892146617), c.b, c.b) },
		func(c *cell) { VMULPS(c.b, c.g, c.b) },
		func(c *cell) { VADDPS(float(0.041668407619), c.b, c.b) },
		func(c *cell) { VMULPS(c.b, c.g, c.b) },
		func(c *cell) { VADDPS(float(0.166665196419), c.b, c.b) },
		func(c *cell) { VMULPS(c.b, c.g, c.b) },
		func(c *cell) { VADDPS(float(0.499999940395), c.b, c.b) },
		func(c *cell) { VMULPS(c.mul(c.g, c.g), c.b, c.b) },
		func(c *cell) { VADDPS(c.b, c.g, c.g) },
		func(c *cell) { VADDPS(float(1), c.g, c.g) },
	}
	scaling = []stage{
		func(c *cell) { VPSLLD(U8(23), c.t, c.t); VPADDD(float(1), c.t, c.t) },
		func(c *cell) {
			if c.wide() {
				VMULPS_Z(c.t, c.g, c.keep, c.g)
				return
			}
			VMULPS(c.t, c.g, c.g)
			c.and(c.keep, c.g)
		},
	}
)
