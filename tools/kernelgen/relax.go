package main

import (
	"fmt"
	"slices"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Offsets of the fields of a Relaxation.
const (
	relaxWas = 8 * iota
	relaxNow
	relaxOnset
	relaxLeast
)

// relax keeps eight sums of every kind, in as many vectors as a block has.
func (v isa) relax() {
	d := v.double()
	v.function("relax", "func(g, nu []float32, last []float64, grow, factor []float32, r, sums, powers *float64)", "Relax")
	Comment("r points to the first field of a Relaxation, sums to eight each of flow, g and bend; slices are whole blocks")
	g, nu, last, grow, factor, n := base("g"), base("nu"), base("last"), base("grow"), base("factor"), length("g")
	r, sums := Load(Param("r"), GP64()).(reg.GPVirtual), Load(Param("sums"), GP64()).(reg.GPVirtual)
	powers := Load(Param("powers"), GP64()).(reg.GPVirtual)
	vectors := block / d.lanes()
	var flow, sum, bend []reg.VecVirtual
	for k := range vectors {
		flow = append(flow, d.load(Mem{Base: sums, Disp: 8 * k * d.lanes()}))
		sum = append(sum, d.load(Mem{Base: sums, Disp: 8 * (block + k*d.lanes())}))
		bend = append(bend, d.load(Mem{Base: sums, Disp: 8 * (2*block + k*d.lanes())}))
	}
	constant := map[int]reg.VecVirtual{}
	field := func(at int) reg.VecVirtual {
		if x, ok := constant[at]; ok {
			return x
		}
		return d.broadcast(Mem{Base: r, Disp: at})
	}
	if d.wide() {
		for at := relaxWas; at <= relaxLeast; at += 8 {
			constant[at] = field(at)
		}
	}
	stages := []func(c *aged){
		func(c *aged) { c.since = d.load(c.double(last)); c.before = d.sub(field(relaxWas), c.since) },
		func(c *aged) { d.atLeast(number(0), c.before) },
		func(c *aged) { c.inv = d.div(d.load(number(1)), d.add(c.before, field(relaxOnset))) },
		func(c *aged) { c.x = d.sub(d.sub(field(relaxNow), c.since), c.before) },
		func(c *aged) { VMULPD(c.inv, c.x, c.x) },
	}
	stages = slices.Concat(stages, logSeries(d), []func(c *aged){
		func(c *aged) { d.repairLog(c) },
		func(c *aged) { d.narrow(c.p, c.single(grow)) },
		func(c *aged) { c.x = d.widen(c.single(nu)); VMULPD(c.p, c.x, c.x); d.xor(words(1<<63), c.x) },
	}, expSeries(d), []func(c *aged){
		func(c *aged) { d.repairExp(c, powers) },
		func(c *aged) { d.narrow(c.p, c.single(factor)) },
		func(c *aged) { VMULPD(d.widen(c.single(g)), c.p, c.p) },
		func(c *aged) { d.narrow(c.p, c.single(g)) },
		func(c *aged) { VADDPD(c.p, sum[c.sum], sum[c.sum]) },
		func(c *aged) { c.x = d.widen(c.single(nu)); d.and(words(1<<63-1), c.x) },
		func(c *aged) { d.atLeast(field(relaxLeast), c.x) },
		func(c *aged) { VMULPD(c.x, c.p, c.p) },
		func(c *aged) { VMULPD(c.inv, c.p, c.p) },
		func(c *aged) { VADDPD(c.p, flow[c.sum], flow[c.sum]) },
		func(c *aged) { VMULPD(c.inv, c.p, c.p) },
		func(c *aged) { VADDPD(c.p, bend[c.sum], bend[c.sum]) },
	})
	most := 1
	if d.wide() {
		most = 2
	}
	d.eights(n, halves(most), func(i reg.GPVirtual, count int) {
		var cells []*aged
		for k := range count * vectors {
			cells = append(cells, &aged{d: d, i: i, at: k * d.lanes(), sum: k % vectors, label: fmt.Sprintf("_%d_%d", count, k)})
			if !d.wide() || k == count-1 { // AVX2 has registers for one at a time
				inTurn(cells, stages)
				cells = cells[:0]
			}
		}
	})
	for k := range vectors {
		VMOVUPD(flow[k], Mem{Base: sums, Disp: 8 * k * d.lanes()})
		VMOVUPD(sum[k], Mem{Base: sums, Disp: 8 * (block + k*d.lanes())})
		VMOVUPD(bend[k], Mem{Base: sums, Disp: 8 * (2*block + k*d.lanes())})
	}
	end()
}

// atLeast raises x to y where it is less: VMAXPD returns its last operand unless the other is greater.
func (d double) atLeast(y Op, x reg.VecVirtual) {
	if m, ok := y.(Mem); ok {
		y = d.load(m)
	}
	VMAXPD(x, y, x)
}

// aged is a vector of cells that is brought up to date: x is what a function is taken of, p its value.
type aged struct {
	d     double
	i     reg.GPVirtual
	at    int // first element after i
	sum   int // the sums that it is added to
	label string

	since, before, inv, x, p reg.VecVirtual
}

func (c *aged) single(b reg.Register) Mem { return Mem{Base: b, Index: c.i, Scale: 4, Disp: 4 * c.at} }

func (c *aged) double(b reg.Register) Mem { return Mem{Base: b, Index: c.i, Scale: 8, Disp: 8 * c.at} }

// logSeries makes the series of Log1p(x), repairLog the logarithm where some lane asks for it.
func logSeries(d double) []func(c *aged) {
	stages := []func(c *aged){
		func(c *aged) { c.p = d.mul(c.x, number(1.0/7)) },
		func(c *aged) { VSUBPD(c.p, d.load(number(1.0/6)), c.p) },
	}
	for _, k := range []float64{1.0 / 5, 1.0 / 4, 1.0 / 3, 1.0 / 2} {
		stages = append(stages,
			func(c *aged) { VMULPD(c.x, c.p, c.p) },
			func(c *aged) { VSUBPD(c.p, d.load(number(k)), c.p) })
	}
	return append(stages,
		func(c *aged) { VMULPD(c.x, c.p, c.p) },
		func(c *aged) { VMULPD(c.x, c.p, c.p) },
		func(c *aged) { VSUBPD(c.p, c.x, c.p) })
}

func (d double) repairLog(c *aged) {
	large := d.compare(greater, c.x, number(0.1))
	d.unless(large, "log"+c.label)
	d.choose(large, d.log(d.add(c.x, number(1))), c.p)
	Label("log" + c.label)
}

// expSeries makes the series of ExpNear0(x), repairExp the exponential where some lane asks for it.
func expSeries(d double) []func(c *aged) {
	return []func(c *aged){
		func(c *aged) { c.p = d.mul(c.x, number(1.0/24)) },
		func(c *aged) { VADDPD(number(1.0/6), c.p, c.p) },
		func(c *aged) { VMULPD(c.x, c.p, c.p) },
		func(c *aged) { VADDPD(number(1.0/2), c.p, c.p) },
		func(c *aged) { VMULPD(c.x, c.p, c.p) },
		func(c *aged) { VMULPD(c.x, c.p, c.p) },
		func(c *aged) { VADDPD(c.x, c.p, c.p) },
		func(c *aged) { VADDPD(number(1), c.p, c.p) },
	}
}

func (d double) repairExp(c *aged, powers reg.GPVirtual) {
	size := d.vector()
	VMOVUPD(c.x, size)
	d.and(words(1<<63-1), size)
	large := d.compare(greater, size, number(0.02))
	d.unless(large, "exp"+c.label)
	d.choose(large, d.exp(c.x, powers), c.p)
	Label("exp" + c.label)
}
