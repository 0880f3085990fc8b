package kernel

// Fluctuate draws positive quantities about their means, dst = max(0, g + s·xi): conductances g
// with standard deviations s and standard normal deviates xi. NaN stays NaN. The slices must have
// the same length; dst may be one of the others.
func Fluctuate(dst, g, s, xi []float32) {
	if n := len(dst); len(g) != n || len(s) != n || len(xi) != n {
		panic("kernel: lengths differ")
	}
	fastest.fluctuate(dst, g, s, xi)
}

func fluctuatePlain(dst, g, s, xi []float32) {
	g, s, xi = g[:len(dst)], s[:len(dst)], xi[:len(dst)]
	for i := range dst {
		y := g[i] + float32(s[i]*xi[i])
		if y < 0 {
			y = 0
		}
		dst[i] = y
	}
}
