package main

func (v isa) leaks() {
	v.function("leak", "func(v []float32, decay float32, in []float32)", "Leak")
	membrane, in, n := base("v"), base("in"), length("v")
	decay := v.param("decay")
	v.loop(n, 4, func(p part) {
		p.store(p.add(p.mul(p.load(membrane), decay), p.load(in)), membrane)
	})
	end()

	v.function("leakCross", "func(v []float32, decay float32, in, limit []float32) bool", "LeakCross")
	membrane, in, n = base("v"), base("in"), length("v")
	limit := base("limit")
	decay = v.param("decay")
	crossed := v.none()
	v.loop(n, 4, func(p part) {
		x := p.add(p.mul(p.load(membrane), decay), p.load(in))
		p.store(x, membrane)
		p.unite(crossed, p.compare(greaterEq, x, p.load(limit)))
	})
	v.returnAny(crossed)
	end()
}
