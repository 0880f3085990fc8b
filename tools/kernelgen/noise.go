package main

import (
	. "github.com/mmcloughlin/avo/build"
)

func (v isa) noise() {
	v.function("fluctuate", "func(dst, g, variance, xi []float32)", "Fluctuate")
	dst, g, variance, xi, n := base("dst"), base("g"), base("variance"), base("xi"), length("dst")
	zero := v.zero()
	v.loop(n, 4, func(p part) {
		s := p.load(variance)
		VMAXPS(s, zero, s) // s unless 0 > s: NaN stays
		VSQRTPS(s, s)
		mean := p.load(g)
		VMULPS(s, mean, s)
		y := p.add(mean, p.mul(s, p.load(xi)))
		VMAXPS(y, zero, y)
		p.store(y, dst)
	})
	end()

	v.function("addSquares", "func(dst []float32, a float32, x []float32)", "AddSquares")
	dst, x, n := base("dst"), base("x"), length("dst")
	a := v.param("a")
	v.loop(n, 4, func(p part) {
		y := p.load(x)
		s := p.mul(y, a)
		VMULPS(a, s, s)
		VMULPS(y, s, s)
		p.store(p.add(p.load(dst), s), dst)
	})
	end()

	v.function("addNoise", "func(dst []float32, a float32, variance, xi []float32)", "AddNoise")
	dst, variance, xi, n = base("dst"), base("variance"), base("xi"), length("dst")
	a = v.param("a")
	v.loop(n, 4, func(p part) {
		s := p.load(variance)
		VSQRTPS(s, s)
		VMULPS(a, s, s)
		p.store(p.add(p.load(dst), p.mul(s, p.load(xi))), dst)
	})
	end()

	v.function("addHeldNoise", "func(dst, root []float32, a float32, variance, xi []float32)", "AddHeldNoise")
	dst, root, n := base("dst"), base("root"), length("dst")
	variance, xi = base("variance"), base("xi")
	a = v.param("a")
	v.loop(n, 4, func(p part) {
		s := p.load(variance)
		VSQRTPS(s, s)
		VMULPS(a, s, s)
		more := p.sub(s, p.load(root))
		p.store(s, root)
		p.store(p.add(p.load(dst), p.mul(more, p.load(xi))), dst)
	})
	end()
}
