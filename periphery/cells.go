package periphery

// Cells sets dst[k] to the weight in row i and column cols[k], in full weights, as an undisturbed
// reading of its cells finds it. It counts as one look a cell, as Column does.
func (t *Tile) Cells(dst []float32, i int32, cols []int32) {
	row, n := t.array.Line(int(i)), t.array.Cols
	defer func() { t.counts.Looks += uint64(len(cols) * own(t.terms)) }()
	perUnit := float32(t.array.Card().Model.Nominal().ReadVoltage / t.unit)
	for k, j := range cols {
		t.terms = t.layout.terms(t.terms[:0], int(j), n)
		if len(t.terms) == 2 {
			dst[k] = (row[t.terms[0].col] - row[t.terms[1].col]) * perUnit
			continue
		}
		var sum float32
		for _, x := range t.terms {
			sum += float32(x.factor * row[x.col])
		}
		dst[k] = sum * perUnit
	}
}
