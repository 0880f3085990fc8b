package circuit

// alphaBeta is dmr with the conductances of each line in place of the mean of all: a factor α for every
// cell along its bit line and one β along its word line, e = α g β. The name and the form are those of
// alambertini01/Crossbar_Models_Comparison on GitHub, from currents of the array at equal voltages.
func (a *approximation) alphaBeta() {
	m, n := a.geo.Rows, a.geo.Cols
	f := make([]float64, max(m, n))
	for j := range n {
		left(f[:m], func(k int) float64 { return a.g[k*n+j] }, a.geo.Bit, a.geo.Bottom[j])
		for i := range m {
			a.e[i*n+j] = float64(a.g[i*n+j] * f[i])
		}
	}
	for i := range m {
		row := a.g[i*n : (i+1)*n]
		left(f[:n], func(k int) float64 { return row[n-1-k] }, a.geo.Word, a.geo.Left[i])
		for j := range n {
			a.e[i*n+j] = float64(a.e[i*n+j] * f[n-1-j])
		}
	}
}
