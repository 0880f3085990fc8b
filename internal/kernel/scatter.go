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
