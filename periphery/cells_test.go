package periphery

import (
	"slices"
	"testing"
)

// A controller finds the same weights along a row as along columns, and reading wears nothing.
func TestCellsAreThoseOfColumns(t *testing.T) {
	for _, kind := range []string{"single", "pair"} {
		const rows, cols = 6, 5
		tile := build(t, preset(t, "memristor"), rows, cols, Options{Layout: kind})
		tile.Program(random(rows*cols, 0, 1, 3), false)
		before := snapshot(t, tile)
		some := []int32{4, 0, 3}
		for i := range rows {
			got, want := make([]float32, len(some)), make([]float32, len(some))
			tile.Cells(got, int32(i), some)
			for k, j := range some {
				column := make([]float32, rows)
				tile.Column(column, int(j))
				want[k] = column[i]
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: row %d has %v, its columns say %v", kind, i, got, want)
			}
		}
		if after := snapshot(t, tile); !slices.Equal(after.Array.Pulses, before.Array.Pulses) {
			t.Errorf("%s: reading pulsed cells", kind)
		}
	}
}
