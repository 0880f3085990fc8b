package device

// An Ohmic model has a current proportional to voltage at the read voltage, so that a whole
// array can be read as a matrix of conductances.
type Ohmic interface {
	// Conductance writes the conductance (S) of every cell to dst.
	Conductance(dst []float64, s State)
}

// linearConductance is G = g_min + (g_max - g_min) x with x the first state variable. Where
// spread puts a cell's upper limit below its lower one the window is closed: the cell stays
// at its lower limit, rather than turning its sign around.
func linearConductance(dst []float64, s State, lo, hi Field) {
	for i, x := range s.X[0] {
		l := lo.At(i)
		dst[i] = l + float64((max(hi.At(i), l)-l)*x)
	}
}

func linearCurrent(dst []float64, s State, v []float64, lo, hi Field) {
	linearConductance(dst, s, lo, hi)
	for i := range dst {
		dst[i] *= v[i]
	}
}
