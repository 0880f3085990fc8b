package periphery

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/variability"
)

// Weights of both signs on cells of one: programmed above a reference at the offset they are what was asked
// for, by every routine and however they are read; without an offset what is negative is lost.
func TestOffsetHoldsBothSigns(t *testing.T) {
	w := make([]float64, 30*7)
	for i := range w {
		w[i] = -0.4 + 0.9*float64(i*37%len(w))/float64(len(w))
	}
	for _, layout := range []string{"single", "multi", "sliced"} {
		x := spared(t, preset(t, "ideal"), layout, Spares{}, variability.Faults{})
		by := DefaultWriter()
		by.Offset = 0.4
		if _, err := x.Write(w, by); err != nil {
			t.Fatal(err)
		}
		for k, list := range [][]float32{x.Weights(), column(x, 3)} {
			for i, v := range list {
				want := w[i]
				if k == 1 {
					want = w[i*7+3]
				}
				if math.Abs(float64(v)-want) > 2e-5 { // half a digit of 16⁴
					t.Fatalf("%s: weight %d is %g, want %g", layout, i, v, want)
				}
			}
		}
	}
	plain := spared(t, preset(t, "ideal"), "single", Spares{}, variability.Faults{})
	if _, err := plain.Write(w, DefaultWriter()); err != nil || plain.Weights()[0] != 0 {
		t.Errorf("without an offset a weight of %g is %g (%v)", w[0], plain.Weights()[0], err)
	}
	by := Writer{Routine: "verify", Train: "identical", Tolerance: 0.02, Budget: 200, Reads: 1, Offset: 0.4}
	cells := spared(t, preset(t, "memristor"), "single", Spares{}, variability.Faults{})
	r, err := cells.Write(w, by)
	if err != nil || r.Missed > 0 {
		t.Fatalf("%+v, %v", r, err)
	}
	for i, v := range cells.Weights() {
		if math.Abs(float64(v)-w[i]) > 0.045 { // the tolerance of a cell and of its reference, and the card's read noise
			t.Errorf("verified: weight %d is %g, want %g", i, v, w[i])
		}
	}
}

func column(t *Tile, j int) []float32 {
	dst := make([]float32, 30)
	t.Column(dst, j)
	return dst
}

// Layouts without a reference column, or with one of two levels, take no offset.
func TestOffsetRefused(t *testing.T) {
	by := DefaultWriter()
	by.Offset = 0.3
	for _, layout := range []string{"pair", "multi-pair"} {
		x := spared(t, preset(t, "ideal"), layout, Spares{}, variability.Faults{})
		if _, err := x.Write(make([]float64, 30*7), by); err == nil {
			t.Errorf("%s takes an offset", layout)
		}
	}
	by.Offset = 1
	if by.Check() == nil {
		t.Error("an offset of the whole range is taken")
	}
}
