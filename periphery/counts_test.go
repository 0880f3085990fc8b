package periphery

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/crossbar"
)

// Reads, rows, columns and the current of the cells, against sums over single cells: pairs and single
// cells, spikes and amplitudes. Σ a² G V is exact for equal amplitudes.
func TestReadsAreCounted(t *testing.T) {
	for _, layout := range []string{"single", "pair"} {
		tile := build(t, still(t), 23, 7, Options{Layout: layout})
		w := make([]float64, 23*7)
		for i := range w {
			w[i] = float64(i%11)/11 - 0.3
		}
		tile.Program(w, false)
		g, cols := tile.Array().Conductances(), tile.Array().Cols
		volt := tile.Array().Card().Model.Nominal().ReadVoltage
		out := make([]float32, 7)
		var want float64
		driven := 0
		for k, rows := range [][]int32{{0, 3, 9}, {}, {22}, {1, 2, 3, 4, 5, 6}} {
			var amp []float32
			a := 1.0
			if k == 3 {
				a = 0.5
				amp = []float32{0.5, 0.5, 0.5, 0.5, 0.5, 0.5}
			}
			tile.Forward(out, rows, amp)
			driven += len(rows)
			for _, r := range rows {
				for c := range cols {
					want += a * a * volt * float64(g[int(r)*cols+c])
				}
			}
		}
		n := tile.Counts()
		if n.Reads != 3 || n.Rows != uint64(driven) || n.Columns != uint64(3*cols) {
			t.Errorf("%s: %d reads of %d rows and %d columns, want 3 of %d and %d", layout, n.Reads, n.Rows, n.Columns, driven, 3*cols)
		}
		if got := tile.Drawn(n); math.Abs(got-want) > 1e-4*want {
			t.Errorf("%s: the cells drew %g A, want %g", layout, got, want)
		}
	}
}

// What readers count is added in whole numbers, so that it does not matter which of them read what.
func TestReadersCountTogether(t *testing.T) {
	build := func() *Tile {
		tile := build(t, still(t), 12, 5, Options{ADC: ADC{Bits: 6, Range: 4}})
		w := make([]float64, 60)
		for i := range w {
			w[i] = float64(i%7) / 7
		}
		tile.Program(w, false)
		return tile
	}
	inputs := [][]int32{{0, 1}, {5}, {2, 3, 4}, {11}, {7, 8}}
	var all [2]Counts
	for k, split := range []int{1, 4} {
		tile := build()
		a, b := tile.Reader(), tile.Reader()
		for i, rows := range inputs {
			r := a
			if i >= split {
				r = b
			}
			r.Forward(make([]float32, 5), rows, nil)
		}
		tile.Absorb(b)
		tile.Absorb(a)
		all[k] = tile.Counts()
	}
	if all[0] != all[1] || all[0].Reads != 5 || all[0].Samples != 25 {
		t.Errorf("%+v and %+v", all[0], all[1])
	}
}

// A refresh is told apart from other writes: both together are what the array has done.
func TestRefreshesAreCountedApart(t *testing.T) {
	tile := build(t, still(t), 4, 1, Options{Layout: "pair", Refresh: DefaultRefresh()})
	dose := []float32{3, 3, 3, 3}
	for k := range 12 {
		for i := range dose {
			dose[i] = -dose[i]
		}
		if err := tile.PulseColumn(0, dose); err != nil {
			t.Fatalf("round %d: %v", k, err)
		}
	}
	n := tile.Counts()
	if n.Refreshes == 0 || n.Looks < 2*n.Refreshes {
		t.Fatalf("%d refreshes in %d looks", n.Refreshes, n.Looks)
	}
	const asked = 12 * 4 * 3
	rest := n.Writes.Minus(n.Refreshing)
	if rest.Set.Pulses != asked || rest.Reset != (crossbar.Writes{}) {
		t.Errorf("%d SET pulses and %+v of RESET beside refreshes, want %d and none", rest.Set.Pulses, rest.Reset, asked)
	}
	if n.Refreshing.Reset.Pulses != 2*n.Refreshes {
		t.Errorf("%d RESET pulses in %d refreshes", n.Refreshing.Reset.Pulses, n.Refreshes)
	}
}
