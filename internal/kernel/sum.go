package kernel

// Total returns the sum of x: every eighth element in one of eight sums, so that they can be added side
// by side, and these by neighbours. The order is the same in every twin.
func Total(x []float32) float32 { return fastest.total(x) }

func totalPlain(x []float32) float32 {
	var s [8]float32
	for len(x) >= 8 {
		s[0] += x[0]
		s[1] += x[1]
		s[2] += x[2]
		s[3] += x[3]
		s[4] += x[4]
		s[5] += x[5]
		s[6] += x[6]
		s[7] += x[7]
		x = x[8:]
	}
	for i, v := range x {
		s[i] += v
	}
	return eight(&s)
}

func eight(s *[8]float32) float32 {
	return ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]))
}

// PairSum is PairDifference, and returns the sum of x besides: every 32nd element in one of 32 sums, which
// are added in halves down to eight, and these by neighbours.
func PairSum(dst, x []float32) (sum float32) {
	if len(x) != 2*len(dst) {
		panic("kernel: lengths differ")
	}
	return fastest.pairSum(dst, x)
}

func pairSumPlain(dst, x []float32) float32 {
	x = x[:2*len(dst)]
	var s [32]float32
	for j := range dst {
		a, b := x[2*j], x[2*j+1]
		s[2*j&31] += a
		s[(2*j+1)&31] += b
		dst[j] = a - b
	}
	var sums [8]float32
	for k := range sums {
		sums[k] = (s[k] + s[k+16]) + (s[k+8] + s[k+24])
	}
	return eight(&sums)
}
