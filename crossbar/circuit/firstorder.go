package circuit

// firstOrder takes from every conductance what the wires drop to first order in their resistance:
//
//	e(i,j) = g(i,j) (1 - Σₖ w(i; j,k) g(i,k) - Σₖ b(j; i,k) g(k,j))
//
// with w(i; j,k) the resistance that cells j and k of word line i share on their way to the source, and
// b(j; i,k) that which cells i and k of bit line j share on their way to the sense amplifier. It is the
// perturbation series of Kirchhoff's laws; its error is of second order. In a uniform array of N × N
// cells it loses r g (N+1)(2N+1)/3 of the current. Where wires drop more than a cell does, it may be below
// zero.
func (a *approximation) firstOrder() {
	m, n := a.geo.Rows, a.geo.Cols
	loss := make([]float64, n)
	bit := a.bitDrops()
	for i := range m {
		row := a.g[i*n : (i+1)*n]
		clear(loss)
		addDrops(loss, row, a.geo.Left[i], a.geo.Word)
		for j, g := range row {
			a.e[i*n+j] = g * (1 - loss[j] - bit[i*n+j])
		}
	}
}

// bitDrops is Σₖ b(j; i,k) g(k,j) of every cell.
func (a *approximation) bitDrops() []float64 {
	m, n := a.geo.Rows, a.geo.Cols
	drops, loss, g := make([]float64, m*n), make([]float64, m), make([]float64, m)
	for j := range n {
		for k := range m { // from the sense amplifier on
			g[k] = a.g[(m-1-k)*n+j]
		}
		clear(loss)
		addDrops(loss, g, a.geo.Bottom[j], a.geo.Bit)
		for k, x := range loss {
			drops[(m-1-k)*n+j] = x
		}
	}
	return drops
}

// addDrops adds to loss, for every place of a line counted from its terminal, what unit voltage on all
// its cells drops on the way there: the terminal and its segments carry the cells beyond them.
func addDrops(loss, g []float64, terminal, segment float64) {
	beyond := 0.0
	for _, x := range g {
		beyond += x
	}
	drop := float64(terminal * beyond)
	for k, x := range g {
		drop += float64(segment * beyond)
		beyond -= x
		loss[k] += drop
	}
}
