package kernel

// Leak advances leaky integrators by one step, v = decay·v + in. The slices must have the
// same length.
func Leak(v []float32, decay float32, in []float32) {
	if len(v) != len(in) {
		panic("kernel: lengths differ")
	}
	fastest.leak(v, decay, in)
}

// LeakCross advances leaky integrators by one step, v = decay·v + in, and reports whether any has
// come to its limit, v >= limit. A limit of +Inf is that of a neuron that does not listen, and NaN
// crosses nothing. The slices must have the same length.
func LeakCross(v []float32, decay float32, in, limit []float32) (crossed bool) {
	if len(v) != len(in) || len(v) != len(limit) {
		panic("kernel: lengths differ")
	}
	return fastest.leakCross(v, decay, in, limit)
}

func leakPlain(v []float32, decay float32, in []float32) {
	for i := range v {
		v[i] = float32(decay*v[i]) + in[i]
	}
}

func leakCrossPlain(v []float32, decay float32, in, limit []float32) (crossed bool) {
	in, limit = in[:len(v)], limit[:len(v)]
	for i, x := range v {
		y := float32(decay*x) + in[i]
		v[i] = y
		if y >= limit[i] {
			crossed = true
		}
	}
	return crossed
}
