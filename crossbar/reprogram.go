package crossbar

// Targets returns what a controller would note of every cell now to write it again later: the
// conductance, as an undisturbed reading finds it at the card's reference temperature, within the cell's
// own range, 0..1.
func (a *Array) Targets() []float64 {
	n := len(a.g)
	w, lo, hi := make([]float64, n), make([]float64, n), make([]float64, n)
	a.ohmic.Conductance(w, a.state)
	for i, now := range a.Reader().Conductances() {
		w[i] = float64(now) / a.warmth(w[i])
	}
	a.bounds(lo, hi)
	for i, g := range w {
		w[i] = 0
		if hi[i] > lo[i] {
			w[i] = min(max((g-lo[i])/(hi[i]-lo[i]), 0), 1)
		}
	}
	return w
}

// bounds sets lo and hi to the ends of every cell's own range, S.
func (a *Array) bounds(lo, hi []float64) {
	s := &a.work
	w, g := make([]float64, a.Rows), make([]float64, a.Rows)
	for col := range a.Cols {
		s.gather(a, col, a.everyRow())
		for x, ends := range [][]float64{lo, hi} {
			for r := range w {
				w[r] = float64(x)
			}
			a.card.Model.Set(s.state, w)
			a.ohmic.Conductance(g, s.state)
			for r := range g {
				ends[r*a.Cols+col] = g[r]
			}
		}
	}
}

// Reprogram puts every cell where Targets has noted it, as a controller would that writes and verifies:
// missed by the card's programming noise, and one write a cell, as Rewrite counts it.
func (a *Array) Reprogram(targets []float64) {
	if len(targets) != len(a.g) {
		panic("crossbar: slice length does not match array")
	}
	w := make([]float64, a.Rows)
	for col := range a.Cols {
		for r := range w {
			w[r] = targets[r*a.Cols+col]
		}
		a.Rewrite(col, w)
	}
}
