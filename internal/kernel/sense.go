package kernel

// PairDifference reads columns in pairs, dst[j] = x[2j] - x[2j+1]: len(x) must be 2·len(dst), and
// dst must not overlap x.
func PairDifference(dst, x []float32) {
	if len(x) != 2*len(dst) {
		panic("kernel: lengths differ")
	}
	fastest.pairDifference(dst, x)
}

// Below subtracts y from x, dst = x - y. The slices must have the same length; dst may be x.
func Below(dst, x []float32, y float32) {
	if len(dst) != len(x) {
		panic("kernel: lengths differ")
	}
	fastest.below(dst, x, y)
}

// AddProduct adds x·y to dst, element by element. The slices must have the same length.
func AddProduct(dst, x, y []float32) {
	if len(dst) != len(x) || len(dst) != len(y) {
		panic("kernel: lengths differ")
	}
	fastest.addProduct(dst, x, y)
}

// Multiply multiplies dst by x, element by element. The slices must have the same length.
func Multiply(dst, x []float32) {
	if len(dst) != len(x) {
		panic("kernel: lengths differ")
	}
	fastest.multiply(dst, x)
}

// Scale multiplies dst by a.
func Scale(dst []float32, a float32) { fastest.scale(dst, a) }

// Quantize rounds scale·x to the nearest whole number from lo to hi, ties to even, leaves lsb times
// that in x, and returns how many x lay beyond the last code by more than half a step. lo must be
// at most hi, and both of magnitude 2²² at most. NaN stays NaN and is not counted.
func Quantize(x []float32, scale, lo, hi, lsb float32) (clipped int) {
	return fastest.quantize(x, scale, lo, hi, lsb)
}

func pairDifferencePlain(dst, x []float32) {
	x = x[:2*len(dst)]
	for j := range dst {
		dst[j] = x[2*j] - x[2*j+1]
	}
}

func belowPlain(dst, x []float32, y float32) {
	x = x[:len(dst)]
	for j := range dst {
		dst[j] = x[j] - y
	}
}

func addProductPlain(dst, x, y []float32) {
	x, y = x[:len(dst)], y[:len(dst)]
	for j := range dst {
		dst[j] += float32(x[j] * y[j])
	}
}

func multiplyPlain(dst, x []float32) {
	x = x[:len(dst)]
	for j := range dst {
		dst[j] *= x[j]
	}
}

func scalePlain(dst []float32, a float32) {
	for j := range dst {
		dst[j] *= a
	}
}

func quantizePlain(x []float32, scale, lo, hi, lsb float32) (clipped int) {
	over, under := hi+0.5, lo-0.5 // half a step beyond the last code still rounds to it
	for j, v := range x {
		c := float32(v * scale)
		if c > hi {
			if c > over {
				clipped++
			}
			c = hi
		} else if c < lo {
			if c < under {
				clipped++
			}
			c = lo
		}
		c += whole
		c -= whole
		x[j] = c * lsb
	}
	return clipped
}
