package circuit

// dmr gives every word line and every bit line a factor of its own, e(i,j) = a(i) g(i,j) b(j). Along a mean
// bit line whose cells carry currents in proportion to their mean conductances, the voltage that is
// left for the cells grows from the open end like 1 + Σ_{k<i} (i-k) r ḡ(k), and is all of it beyond the sense
// amplifier: a(i) is the quotient of the two, b(j) likewise along a mean word line. The name and the form
// are those of alambertini01/Crossbar_Models_Comparison on GitHub; with terminals' resistance and the
// segment before it, which that leaves out of word lines, counted here.
func (a *approximation) dmr() {
	m, n := a.geo.Rows, a.geo.Cols
	rows, cols := make([]float64, m), make([]float64, n) // mean conductances
	source, sense := 0.0, 0.0
	for i := range m {
		for j, g := range a.g[i*n : (i+1)*n] {
			rows[i] += g / float64(n)
			cols[j] += g / float64(m)
		}
		source += a.geo.Left[i] / float64(m)
	}
	for _, r := range a.geo.Bottom {
		sense += r / float64(n)
	}
	fa, fb := make([]float64, m), make([]float64, n)
	left(fa, func(k int) float64 { return rows[k] }, a.geo.Bit, sense)
	left(fb, func(k int) float64 { return cols[n-1-k] }, a.geo.Word, source) // from the open end
	for i := range m {
		for j := range n {
			a.e[i*n+j] = float64(fa[i]*a.g[i*n+j]) * fb[n-1-j]
		}
	}
}

// left makes f the part of a voltage that is left at every place of a line, counted from its open end, whose
// cells carry currents in proportion to their conductances g.
func left(f []float64, g func(k int) float64, segment, terminal float64) {
	voltage, current := 1.0, 0.0
	for k := range f {
		f[k] = voltage
		current += g(k)
		voltage += float64(segment * current)
	}
	voltage += float64(terminal * current)
	for k := range f {
		f[k] /= voltage
	}
}
