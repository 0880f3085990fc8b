package crossbar

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/variability"
)

// Exact wires that follow a few written cells have the currents of the circuit afresh, through 400 writes and through the
// whole solution that comes after so many; transistors and two sides included. A stored array goes on with the same bits.
func TestExactWiresFollowCells(t *testing.T) {
	const rows, cols = 40, 26
	for _, w := range []Wiring{
		{Model: "exact", Word: 5, Bit: 8, Sense: 50, TileRows: 30},
		{Model: "exact", Word: 5, Bit: 8, Source: 20, TwoSided: true, Access: 15e3},
	} {
		opt := Options{Wiring: w, Stream: variability.Seed(6)}
		a := build(t, preset(t, "memristor"), rows, cols, opt)
		a.Program(scattered(rows*cols, 11), false)
		src, p := rand.New(rand.NewPCG(9, 1)), a.Card().Model.Nominal()
		write := func(a *Array, src *rand.Rand) {
			col := src.IntN(cols)
			for range 3 {
				a.Pulse(col, []int32{int32(src.IntN(rows)), int32(src.IntN(rows))}, p.SetVoltage, p.SetWidth)
				a.Pulse(src.IntN(cols), []int32{int32(src.IntN(rows))}, p.ResetVoltage, p.ResetWidth)
			}
		}
		worst, whole := 0.0, 0
		for k := range 400 {
			write(a, src)
			got := readOf(a, everyThird(rows, k%3), 0.2)
			if a.wired.tiles[0].changes.since == 0 {
				whole++
			}
			if k%25 == 24 {
				worst = max(worst, apart(got, solvedAfresh(t, w, a.Conductances(), rows, cols, everyThird(rows, k%3), 0.2)))
			}
		}
		t.Logf("%+v: off by %.2g of the largest, solved whole %d times", w, worst, whole)
		if worst > 1e-6 {
			t.Errorf("currents are off by %.2g of the largest", worst)
		}
		if whole > 20 {
			t.Errorf("solved whole %d times for 400 writes of few cells", whole)
		}
		write(a, src)
		s, err := a.Snapshot()
		if err != nil {
			t.Fatal(err)
		}
		b := build(t, preset(t, "memristor"), rows, cols, opt)
		if err := b.Restore(s); err != nil {
			t.Fatal(err)
		}
		one, two := rand.New(rand.NewPCG(1, 1)), rand.New(rand.NewPCG(1, 1))
		for range 20 {
			if !slices.Equal(readOf(a, everyThird(rows, 1), 0.2), readOf(b, everyThird(rows, 1), 0.2)) {
				t.Fatal("a stored array goes on with other bits")
			}
			write(a, one)
			write(b, two)
		}
	}
}
