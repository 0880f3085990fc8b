package periphery

// SetTemperature changes the temperature around the cells, K, from now on.
func (t *Tile) SetTemperature(kelvin float64) { t.array.SetTemperature(kelvin) }

// Targets returns what a controller would note of all cells now, each within its own range, 0..1: one look
// a cell.
func (t *Tile) Targets() []float64 {
	x := t.array.Targets()
	t.counts.Looks += uint64(len(x))
	return x
}

// Reprogram writes all cells, those of reference columns too, as Targets has noted them: one write a
// cell, and one look that verifies it.
func (t *Tile) Reprogram(targets []float64) {
	t.array.Reprogram(targets)
	t.counts.Looks += uint64(len(targets))
}
