package main

import (
	. "github.com/mmcloughlin/avo/build"
)

func (v isa) noise() {
	v.function("fluctuate", "func(dst, g, s, xi []float32)", "Fluctuate")
	dst, g, s, xi, n := base("dst"), base("g"), base("s"), base("xi"), length("dst")
	zero := v.zero()
	v.loop(n, 4, func(p part) {
		y := p.add(p.load(g), p.mul(p.load(s), p.load(xi)))
		VMAXPS(y, zero, y) // y unless 0 > y: NaN stays
		p.store(y, dst)
	})
	end()
}
