package device_test

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// A curved model conducts I = G v (1 + (v/1 V)²) and has no method that says a conductance.
type curved struct{ device.Synapse }

func (c curved) Current(dst []float64, s device.State, v []float64) {
	c.Synapse.Current(dst, s, v)
	for i := range dst {
		dst[i] *= 1 + v[i]*v[i]
	}
}

// The conductance of a curved cell is that at the read voltage, here (1 + 0.1²) G.
func TestReadable(t *testing.T) {
	card := preset(t, "memristor")
	if card.Readable() != card {
		t.Error("an ohmic card is copied")
	}
	bent := *card
	bent.Model = curved{card.Model}
	if _, ok := bent.Model.(device.Ohmic); ok {
		t.Fatal("the curved model is ohmic")
	}
	model := bent.Readable().Model
	s, g := device.NewState(model, 3), make([]float64, 3)
	model.Set(s, []float64{0, 0.5, 1})
	model.(device.Ohmic).Conductance(g, s)
	lo, hi := card.Model.Range()
	for i, want := range []float64{1.01 * lo, 1.01 * (lo + hi) / 2, 1.01 * hi} {
		if math.Abs(g[i]-want) > 1e-12*want {
			t.Errorf("cell %d: %g S, want %g", i, g[i], want)
		}
	}
	if _, ok := bent.Model.(device.Ohmic); ok || bent.Readable().Name != "memristor" {
		t.Error("the card itself has changed, or its copy has lost its name")
	}
}
