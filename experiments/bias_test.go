package experiments

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/crossbar"
)

// trainedWeights are the weights of a short training on a memristor with a threshold, without scatter.
func trainedWeights(t *testing.T, bias, threshold string) ([]float32, *network) {
	t.Helper()
	c := set(t, tiny("memristor"), "write.bias", bias, "device.memristor.v_th", threshold, "device.memristor.c2c_range", "0")
	n := started(t, c, digits(t), 0)
	learn(t, n, 40)
	return n.tile.Weights(), n
}

// A cell whose threshold lies below half of a pulse is taken along by pulses on others. Most pulses of the
// rectangular rule depress, so that it loses weight; one with a threshold beyond half of a pulse is the
// same to the last bit.
func TestHalfSelectInTraining(t *testing.T) {
	mean := func(w []float32) (m float64) {
		for _, x := range w {
			m += float64(x) / float64(len(w))
		}
		return m
	}
	for _, bias := range crossbar.Biases()[1:] {
		safe, protected := trainedWeights(t, gatedWrites, "0.6 V")
		strong, n := trainedWeights(t, bias, "0.6 V")
		if !slices.Equal(strong, safe) {
			t.Errorf("%s: cells that such a voltage cannot move have moved", bias)
		}
		count, flux := n.tile.Disturbed()
		if none, zero := protected.tile.Disturbed(); none != 0 || zero != 0 || count < 100 || !(flux > 0) {
			t.Errorf("%s: %g pulses and %g V s on others, with switches %g and %g", bias, count, flux, none, zero)
		}
		weak, _ := trainedWeights(t, bias, "0.2 V")
		gated, _ := trainedWeights(t, gatedWrites, "0.2 V")
		t.Logf("%s: mean weight %.3f, and %.3f with a weak threshold", bias, mean(safe), mean(weak))
		if lost := mean(gated) - mean(weak); lost < 0.05 {
			t.Errorf("%s: cells with a weak threshold have lost %.3f of the range, want at least 0.05", bias, lost)
		}
	}
}

// A figure says whether switches were taken for granted, and the warning how much cells have seen. The
// ideal card has no voltages, and an axis over the bias leaves it alone.
func TestBiasIsSaid(t *testing.T) {
	c := vary(t, tiny("ideal", "memristor"), "write.bias=all")
	if !inert("write.bias", cards(t, c)[0]) || inert("write.bias", cards(t, c)[1]) {
		t.Error("the bias acts on ideal cells, or not on others")
	}
	c = set(t, tiny("ideal", "memristor"), "write.bias", "half")
	r := conduct(t, c, Env{})
	switches := "switches at cells not programmed"
	if slices.Contains(r.Ideal, switches) || !slices.Contains(tiny("pcm").idealised(), switches) {
		t.Errorf("taken as ideal: %q", r.Ideal)
	}
	if !slices.Contains(r.Flaws, "no switches: cells that are not programmed see V/2") {
		t.Errorf("switched on: %q", r.Flaws)
	}
	found := slices.IndexFunc(r.Warnings, func(w string) bool { return strings.Contains(w, "V/2 on one cell") })
	if found < 0 || !strings.HasPrefix(r.Warnings[found], "memristor: up to ") {
		t.Errorf("warnings %q", r.Warnings)
	}
	n, err := newNetwork(c, cards(t, c)[0], digits(t), 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := n.start(); err != nil {
		t.Fatal(err)
	}
	if err := n.learn(context.Background(), n.order("order", 5), 5); err != nil {
		t.Fatal(err)
	}
	if count, _ := n.tile.Disturbed(); count != 0 {
		t.Errorf("%g pulses on ideal cells", count)
	}
}
