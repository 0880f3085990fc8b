package main

import (
	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/reg"
)

func (v isa) descent() {
	v.function("direction", "func(p, z, y0, y1 []float64, f0, f1, beta float64)", "Direction")
	p, z, y0, y1, n := base("p"), base("z"), base("y0"), base("y1"), length("p")
	f0, f1, beta := v.broadcast("f0"), v.broadcast("f1"), v.broadcast("beta")
	v.groups(n, func(i reg.Register, k int) {
		y := v.add(v.mul(v.at(y0, i, k), f0), v.mul(v.at(y1, i, k), f1))
		y = v.add(v.at(z, i, k), y)
		VMOVUPD(v.add(v.mul(v.at(p, i, k), beta), y), v.at(p, i, k))
	})
	end()

	v.function("currentDot", "func(sum *float64, p, up, down, g, t []float64)", "CurrentDot")
	s, store := v.sum()
	p, up, down, g, t, n := base("p"), base("up"), base("down"), base("g"), base("t"), length("p")
	v.groups(n, func(i reg.Register, k int) {
		x, q := v.current(p, up, down, g, t, i, k)
		VADDPD(v.mul(x, q), s[k], s[k])
	})
	store()
	end()

	v.function("descend", "func(u, r, p, up, down, g, t []float64, alpha float64)", "Descend")
	u, r, p, up, down, g, t, n := base("u"), base("r"), base("p"), base("up"), base("down"), base("g"), base("t"), length("u")
	alpha := v.broadcast("alpha")
	v.groups(n, func(i reg.Register, k int) {
		x, q := v.current(p, up, down, g, t, i, k)
		VMOVUPD(v.add(v.mul(x, alpha), v.load(v.at(u, i, k))), v.at(u, i, k))
		VMOVUPD(v.sub(v.load(v.at(r, i, k)), v.mul(q, alpha)), v.at(r, i, k))
	})
	end()

	v.function("share", "func(y0, y1, r []float64, f0, f1 float64)", "Share")
	y0, y1, r, n = base("y0"), base("y1"), base("r"), length("r")
	f0, f1 = v.broadcast("f0"), v.broadcast("f1")
	v.groups(n, func(i reg.Register, k int) {
		x := v.load(v.at(r, i, k))
		VMOVUPD(v.add(v.mul(x, f0), v.load(v.at(y0, i, k))), v.at(y0, i, k))
		VMOVUPD(v.add(v.mul(x, f1), v.load(v.at(y1, i, k))), v.at(y1, i, k))
	})
	end()
}

// current is p and the current that leaves it.
func (v isa) current(p, up, down, g, t, i reg.Register, k int) (x, q reg.VecVirtual) {
	x = v.load(v.at(p, i, k))
	q = v.add(v.sub(x, v.at(down, i, k)), v.sub(x, v.at(up, i, k)))
	return x, v.add(v.mul(v.at(g, i, k), v.sub(x, v.at(t, i, k))), q)
}
