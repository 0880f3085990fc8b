package kernel

import "math"

// Fluctuate draws positive quantities about their means, dst = max(0, g + (g √variance)·xi):
// conductances g of the given relative variances, of which one below 0 counts as 0, and standard
// normal deviates xi. NaN stays NaN. The slices must have the same length; dst may be one of the
// others.
func Fluctuate(dst, g, variance, xi []float32) {
	if n := len(dst); len(g) != n || len(variance) != n || len(xi) != n {
		panic("kernel: lengths differ")
	}
	fastest.fluctuate(dst, g, variance, xi)
}

func fluctuatePlain(dst, g, variance, xi []float32) {
	g, variance, xi = g[:len(dst)], variance[:len(dst)], xi[:len(dst)]
	for i := range dst {
		v := variance[i]
		if v < 0 {
			v = 0
		}
		s := float32(g[i] * float32(math.Sqrt(float64(v))))
		y := g[i] + float32(s*xi[i])
		if y < 0 {
			y = 0
		}
		dst[i] = y
	}
}

// AddSquares adds the squares of the elements of a·x to dst, ((a·x)·a)·x each. The slices must have
// the same length.
func AddSquares(dst []float32, a float32, x []float32) {
	if len(dst) != len(x) {
		panic("kernel: lengths differ")
	}
	fastest.addSquares(dst, a, x)
}

func addSquaresPlain(dst []float32, a float32, x []float32) {
	x = x[:len(dst)]
	for i := range dst {
		dst[i] += float32(float32(float32(a*x[i])*a) * x[i])
	}
}

// AddNoise adds normal deviates of standard deviation a·√variance to dst, xi being standard ones. The
// slices must have the same length.
func AddNoise(dst []float32, a float32, variance, xi []float32) {
	if n := len(dst); len(variance) != n || len(xi) != n {
		panic("kernel: lengths differ")
	}
	fastest.addNoise(dst, a, variance, xi)
}

func addNoisePlain(dst []float32, a float32, variance, xi []float32) {
	variance, xi = variance[:len(dst)], xi[:len(dst)]
	for i := range dst {
		s := float32(a * float32(math.Sqrt(float64(variance[i]))))
		dst[i] += float32(s * xi[i])
	}
}

// AddHeldNoise is AddNoise for a variance that has grown since xi was drawn and used: root is what a·√variance
// was then, or 0, and becomes what it is now; dst gets the difference times xi. The noises of one xi add to one
// normal deviate of the last variance. The slices must have the same length.
func AddHeldNoise(dst, root []float32, a float32, variance, xi []float32) {
	if n := len(dst); len(root) != n || len(variance) != n || len(xi) != n {
		panic("kernel: lengths differ")
	}
	fastest.addHeldNoise(dst, root, a, variance, xi)
}

func addHeldNoisePlain(dst, root []float32, a float32, variance, xi []float32) {
	root, variance, xi = root[:len(dst)], variance[:len(dst)], xi[:len(dst)]
	for i := range dst {
		s := float32(a * float32(math.Sqrt(float64(variance[i]))))
		more := s - root[i]
		root[i] = s
		dst[i] += float32(more * xi[i])
	}
}
