package device

// An Ohmic model has a current proportional to voltage at the read voltage, so that a whole
// array can be read as a matrix of conductances.
type Ohmic interface {
	// Conductance writes the conductance (S) of every cell to dst.
	Conductance(dst []float64, s State)
}

// ohmicCurrent is the current of cells that are ohmic at every voltage.
func ohmicCurrent(dst []float64, m Ohmic, s State, v []float64) {
	m.Conductance(dst, s)
	for i := range dst {
		dst[i] *= v[i]
	}
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

// linearResistance is 1/G = R_off + (R_on - R_off) x with x the first state variable and
// R_off = 1/g_min, R_on = 1/g_max; a closed window is as in linearConductance.
func linearResistance(dst []float64, s State, lo, hi Field) {
	for i, x := range s.X[0] {
		l := lo.At(i)
		h := max(hi.At(i), l)
		dst[i] = 1 / (1/l + float64((1/h-1/l)*x))
	}
}

// setResistance puts cells with linear resistance at relative conductances w.
func setResistance(s State, w []float64, lo, hi Field) {
	for i, wi := range w {
		l := lo.At(i)
		h := max(hi.At(i), l)
		if h > l {
			s.X[0][i] = (1/l - 1/(l+float64((h-l)*wi))) / (1/l - 1/h)
		}
	}
}

// span returns the ends of the range of cell i. Where spread crosses them the cell stays at the lower one.
func span(low, high Field, i int) (lo, hi float64) {
	lo = low.At(i)
	return lo, max(high.At(i), lo)
}

// setWithin puts cells at relative conductances w, of which at knows the state, within the span of each.
func setWithin(s State, w []float64, low, high Field, at func(i int, lo, hi, w float64) float64) {
	for i, wi := range w {
		lo, hi := span(low, high, i)
		switch wi {
		case 0:
			s.X[0][i] = lo
		case 1:
			s.X[0][i] = hi
		default:
			s.X[0][i] = min(max(at(i, lo, hi, wi), lo), hi)
		}
	}
}

// blend is lo + (hi - lo) w, exactly hi at w = 1.
func blend(lo, hi, w float64) float64 {
	if w == 1 {
		return hi
	}
	return lo + float64((hi-lo)*w)
}
