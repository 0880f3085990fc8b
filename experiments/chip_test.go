package experiments

import (
	"slices"
	"testing"
)

// A delayed spike takes a row by itself: it must bring what Forward brings, gains of the columns
// included, and leave the weights as they are.
func TestRowOfPerfectWeightsIsForward(t *testing.T) {
	p := newPerfect(2, 3, nil)
	w := []float64{0.1, 0.2, 0.3, 0.4, 0.5, 0.6}
	p.Program(w, false)
	p.SetColumnGains([]float64{1, 2, 0.5})
	dst := make([]float32, 3)
	p.Forward(dst, []int32{1}, nil)
	want := []float32{0.4, 1, 0.3}
	if !slices.Equal(dst, want) || !slices.Equal(p.Row(1), want) {
		t.Errorf("Forward brings %v and Row %v, want %v", dst, p.Row(1), want)
	}
	if !slices.Equal(p.Dense.Row(1), []float32{0.4, 0.5, 0.6}) {
		t.Errorf("reading a row changed the weights: %v", p.Dense.Row(1))
	}
}
