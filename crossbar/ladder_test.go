package crossbar

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/crossbar/circuit"
)

// Ladders are the circuit with bit lines at 0 V: the voltages of word lines driven at one end or at both.
func TestLadders(t *testing.T) {
	const rows, cols = 5, 9
	g := make([]float64, rows*cols)
	for k, x := range scattered(rows*cols, 9) {
		g[k] = 1e-3 * x
	}
	for _, w := range []Wiring{
		{Word: 10}, {Word: 10, Source: 300}, {Source: 300}, {}, {Word: 10, Source: 300, TwoSided: true}, {Word: 10, TwoSided: true},
		{Source: 300, TwoSided: true}, {TwoSided: true},
	} {
		state := &wired{Wiring: w}
		state.board.size(rows * cols)
		got := make([]float64, rows*cols)
		state.wordLadders(got, g, rows, cols)
		x, err := circuit.NewExact(w.geometry(rows, cols), g)
		if err != nil {
			t.Fatal(err)
		}
		d := &circuit.Drive{Left: level(rows, 1)}
		if w.TwoSided {
			d.Right = d.Left
		}
		var s circuit.Solution
		if err := x.Solve(&s, d); err != nil {
			t.Fatal(err)
		}
		for k := range got {
			if math.Abs(got[k]-s.Word[k]) > 1e-9 {
				t.Fatalf("%+v: place %d at %g V, the circuit says %g", w, k, got[k], s.Word[k])
			}
		}
	}
}
