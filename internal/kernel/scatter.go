package kernel

// Scatter adds weights to cells of a ring, ring[(base+at[j]) mod len(ring)] += w[j]: spikes that
// arrive after delays at. The length of the ring must be a power of two, at and w must have the
// same length, and the cells of one call must differ from each other.
func Scatter(ring []float32, base uint32, at []uint32, w []float32) {
	if len(at) != len(w) {
		panic("kernel: lengths differ")
	}
	if n := len(ring); n == 0 || n&(n-1) != 0 {
		panic("kernel: length of the ring is not a power of two")
	}
	fastest.scatter(ring, base, at, w)
}

func scatterPlain(ring []float32, base uint32, at []uint32, w []float32) {
	w = w[:len(at)]
	mask := uint(len(ring) - 1)
	for j, a := range at {
		ring[uint(base+a)&mask] += w[j]
	}
}

// ScatterSorted is Scatter whose addresses may stand in any order, ring[(base+at) mod len(ring)] += w[at mod
// stride] for every element of at. In rising order neighbours lie near each other in the ring; where that
// is larger than a first-level cache, this is what the time depends on. The stride, elements of the
// ring a step, must be a power of two, and every at mod stride an index of w.
func ScatterSorted(ring []float32, base uint32, at []uint32, w []float32, stride uint32) {
	if len(at) > len(w) || stride == 0 || stride&(stride-1) != 0 {
		panic("kernel: fewer weights than addresses, or the stride is not a power of two")
	}
	if n := len(ring); n == 0 || n&(n-1) != 0 {
		panic("kernel: length of the ring is not a power of two")
	}
	fastest.scatterSorted(ring, base, at, w, stride)
}

func scatterSortedPlain(ring []float32, base uint32, at []uint32, w []float32, stride uint32) {
	mask := uint(len(ring) - 1)
	for _, a := range at {
		ring[uint(base+a)&mask] += w[a&(stride-1)]
	}
}
