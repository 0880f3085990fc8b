package main

import (
	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/reg"
)

func (v isa) sweeps() {
	v.function("chainDown", "func(w, inv, x, prev []float64)", "ChainDown")
	w, inv, x, prev, n := base("w"), base("inv"), base("x"), base("prev"), length("w")
	v.groups(n, func(i reg.Register, k int) {
		y := v.add(v.at(prev, i, k), v.load(v.at(x, i, k)))
		VMOVUPD(v.mul(v.at(inv, i, k), y), v.at(w, i, k))
	})
	end()

	v.function("chainUp", "func(sum *float64, z, inv, next, r []float64)", "ChainUp")
	s, store := v.sum()
	z, inv, next, r, n := base("z"), base("inv"), base("next"), base("r"), length("z")
	v.groups(n, func(i reg.Register, k int) {
		y := v.add(v.at(z, i, k), v.mul(v.at(next, i, k), v.load(v.at(inv, i, k))))
		VMOVUPD(y, v.at(z, i, k))
		VADDPD(v.mul(v.at(r, i, k), y), s[k], s[k])
	})
	store()
	end()
}

// sum loads the eight parts of a Sum, and returns what stores them again.
func (v isa) sum() (s []reg.VecVirtual, store func()) {
	at := Load(Param("sum"), GP64())
	zero := GP64()
	XORQ(zero, zero)
	for k := range 8 / v.lanes {
		s = append(s, v.load(v.at(at, zero, k)))
	}
	return s, func() {
		for k, x := range s {
			VMOVUPD(x, v.at(at, zero, k))
		}
	}
}
