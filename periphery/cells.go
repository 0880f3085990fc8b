package periphery

// Cells sets dst[k] to the weight in row i and column cols[k], in full weights, as an undisturbed
// reading of its cells finds it.
func (t *Tile) Cells(dst []float32, i int32, cols []int32) {
	g, n := t.array.Conductances(), t.array.Cols
	row := g[int(i)*n : (int(i)+1)*n]
	perUnit := float32(t.array.Card().Model.Nominal().ReadVoltage / t.unit)
	for k, j := range cols {
		plus, minus := t.layout.cells(int(j), n)
		dst[k] = (row[plus] - row[minus]) * perUnit
	}
}
