package crossbar

// Targets returns what a controller would note of every cell now to write it again later: the
// conductances, as undisturbed readings find them, at the card's reference temperature, S.
func (a *Array) Targets() []float64 {
	g := make([]float64, len(a.g))
	a.ohmic.Conductance(g, a.state)
	for i, now := range a.Reader().Conductances() {
		g[i] = float64(now) / a.warmth(g[i])
	}
	return g
}

// Reprogram puts every cell at the conductance that Targets has noted, as a controller would that
// writes and verifies: held within the cell's own range, missed by the card's programming noise, and
// one write a cell, as Rewrite counts it.
func (a *Array) Reprogram(targets []float64) {
	if len(targets) != len(a.g) {
		panic("crossbar: slice length does not match array")
	}
	w, lo, hi := make([]float64, a.Rows), make([]float64, a.Rows), make([]float64, a.Rows)
	s := &a.work
	for col := range a.Cols {
		s.gather(a, col, a.everyRow())
		for r := range w {
			w[r] = 0
		}
		a.card.Model.Set(s.state, w)
		a.ohmic.Conductance(lo, s.state)
		for r := range w {
			w[r] = 1
		}
		a.card.Model.Set(s.state, w)
		a.ohmic.Conductance(hi, s.state)
		for r := range w {
			w[r] = 0
			if hi[r] > lo[r] {
				w[r] = min(max((targets[r*a.Cols+col]-lo[r])/(hi[r]-lo[r]), 0), 1)
			}
		}
		a.Rewrite(col, w)
	}
}
