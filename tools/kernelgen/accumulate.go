package main

func (v isa) accumulate() {
	v.function("add", "func(dst, x []float32)", "Add")
	dst, x, n := base("dst"), base("x"), length("dst")
	v.loop(n, 4, func(p part) {
		p.store(p.add(p.load(x), p.load(dst)), dst)
	})
	end()

	v.function("addScaled", "func(dst []float32, a float32, x []float32)", "AddScaled")
	dst, x, n = base("dst"), base("x"), length("dst")
	a := v.param("a")
	v.loop(n, 4, func(p part) {
		p.store(p.add(p.mul(p.load(x), a), p.load(dst)), dst)
	})
	end()
}
