package main

import (
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

func (v isa) coba() {
	v.neurons("Euler", func(p part, x, ge, gi reg.VecVirtual, field func(int) reg.VecVirtual) reg.VecVirtual {
		drive := p.sub(field(rest), x)
		VADDPS(p.mul(p.sub(field(exc), x), ge), drive, drive)
		VADDPS(p.mul(p.sub(field(inh), x), gi), drive, drive)
		return p.add(x, p.mul(drive, field(rate)))
	})
	v.neurons("Exponential", func(p part, x, ge, gi reg.VecVirtual, field func(int) reg.VecVirtual) reg.VecVirtual {
		a, b := p.mul(ge, field(meanE)), p.mul(gi, field(meanI))
		g := p.add(a, float(1))
		VADDPS(b, g, g)
		VMULPS(field(exc), a, a)
		VMULPS(field(inh), b, b)
		VADDPS(field(rest), a, a)
		VADDPS(b, a, a)
		VDIVPS(g, a, a)
		VMULPS(field(rate), g, g)
		v.xor(bits(1<<31), g)
		off := p.sub(x, a)
		return p.add(a, p.mul(off, v.exp(g)))
	})
}

// neurons writes one kernel of conductance-based neurons; step returns their new potentials.
func (v isa) neurons(name string, step func(p part, x, ge, gi reg.VecVirtual, field func(int) reg.VecVirtual) reg.VecVirtual) {
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
	v.loop(n, 1, func(p part) {
		x, ge, gi := p.load(membrane), p.load(excite), p.load(inhibit)
		p.store(v.settle(p.add(p.mul(ge, field(decayE)), p.load(in))), excite)
		p.store(v.settle(p.add(p.mul(gi, field(decayI)), dose)), inhibit)
		x = step(p, x, ge, gi, field)
		p.store(x, membrane)
		p.unite(crossed, p.compare(greater, x, p.load(limit)))
	})
	v.returnAny(crossed)
	end()
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

// exp is Exp32. It uses x up.
func (v isa) exp(x reg.VecVirtual) reg.VecVirtual {
	p := part{isa: v}
	keep := p.compare(notLess, x, float(-87))
	most := v.vector()
	VMOVUPS(float(88), most)
	VMINPS(x, most, x) // x unless 88 < x: NaN stays
	t := v.mul(x, float(expLog2e))
	VADDPS(float(whole), t, t)
	k := v.sub(t, float(whole))
	VSUBPS(v.mul(k, float(expLn2Hi)), x, x)
	VSUBPS(v.mul(k, float(expLn2Lo)), x, x)
	y := v.horner(x, 0.499999940395, 0.166665196419, 0.041668407619, 0.00836892146617, 0.00138141738717)
	VMULPS(v.mul(x, x), y, y)
	VADDPS(y, x, x)
	VADDPS(float(1), x, x)
	VPSLLD(U8(23), t, t)
	VPADDD(float(1), t, t)
	if v.wide() {
		VMULPS_Z(t, x, keep, x)
		return x
	}
	VMULPS(t, x, x)
	v.and(keep, x)
	return x
}
