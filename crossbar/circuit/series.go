package circuit

import "math"

// Series are two elements one behind the other at every crosspoint: a cell and its access transistor (1T1R: Ohmic
// with the conductance of the channel, 0 S where the gate is off), or a cell and its selector (1S1R).
type Series struct {
	A, B Cells
}

// Current implements Cells: the voltage between the two is where both carry the same, found by Newton's method
// within an interval that halves where that does not help.
func (s Series) Current(amps, slope, v []float64) {
	w := s.divide(v)
	for k := range amps {
		amps[k] = (w.ia[k] + w.ib[k]) / 2
		slope[k] = 0
		if g := w.ga[k] + w.gb[k]; g > 0 {
			slope[k] = w.ga[k] / g * w.gb[k]
			if math.IsInf(g, 1) {
				slope[k] = min(w.ga[k], w.gb[k])
			}
			amps[k] = float64(w.ia[k]*(w.gb[k]/g)) + float64(w.ib[k]*(w.ga[k]/g)) // where the tangents meet
		}
	}
}

// Divide writes to first the part of the voltages v (V) that is across A.
func (s Series) Divide(first, v []float64) { copy(first, s.divide(v).onA) }

// divide finds the voltages on both elements, and what they carry there.
func (s Series) divide(v []float64) *divider {
	n := len(v)
	w := &divider{Series: s, total: v, onB: make([]float64, n), onA: make([]float64, n), lo: make([]float64, n), hi: make([]float64, n)}
	w.ia, w.ga, w.ib, w.gb = make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	for k, x := range v {
		w.lo[k], w.hi[k] = min(x, 0), max(x, 0)
		w.onB[k] = x / 2
	}
	for range 200 {
		if w.refine() {
			break
		}
	}
	return w
}

// A divider is the search for the voltages on both elements.
type divider struct {
	Series
	total, onA, onB, lo, hi []float64
	ia, ga, ib, gb          []float64
}

// refine takes all voltages one step on, and reports whether there was nothing to gain.
func (w *divider) refine() (still bool) {
	for k, x := range w.total {
		w.onA[k] = x - w.onB[k]
	}
	w.A.Current(w.ia, w.ga, w.onA)
	w.B.Current(w.ib, w.gb, w.onB)
	still = true
	for k, x := range w.onB {
		more := w.ia[k] - w.ib[k] // more than B carries: B wants more voltage
		switch {
		case more > 0:
			w.lo[k] = x
		case more < 0:
			w.hi[k] = x
		default:
			continue
		}
		step := more / (w.ga[k] + w.gb[k])
		if math.Abs(step) <= 2e-15*math.Abs(w.total[k]) { // what is left is rounding, which halving would follow to its end
			continue
		}
		next := x + step
		if !(next > w.lo[k] && next < w.hi[k]) {
			next = w.lo[k] + float64((w.hi[k]-w.lo[k])/2)
		}
		if math.Abs(next-x) > 4e-16*math.Abs(w.total[k]) {
			still = false
			w.onB[k] = next
		}
	}
	return still
}
