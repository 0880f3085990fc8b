package plots

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/plots/internal/sample"
)

// energised gives the rows of a result energies: each device takes a thousand times what the one before does,
// inference doubles along the first axis, training stays.
func energised(r *experiments.Result) *experiments.Result {
	for i := range r.Summary {
		row := &r.Summary[i]
		for k, d := range r.Devices {
			if d.Name != row.Device || d.Ideal {
				continue
			}
			f := math.Pow(1000, float64(k))
			row.Energy, row.EnergyLo, row.EnergyHi = 1e-9*f, 0.9e-9*f, 1.1e-9*f
			row.Infer = 1e-12 * f
			if len(row.Point) > 0 {
				row.Infer *= math.Pow(2, row.Point[0])
			}
			row.InferLo, row.InferHi = 0.5*row.Infer, 2*row.Infer
		}
	}
	return r
}

func bits() experiments.Axis {
	return experiments.Axis{Key: "adc.bits", Label: "resolution of the column converters", Values: []float64{2, 4, 6, 8}}
}

// The energies that a study changes come first and two at most are shown; a device without energy has none;
// on an axis of words too.
func TestEnergyVsAxis(t *testing.T) {
	r := energised(sample.Sweep(sample.Devices(), 3, bits()))
	fig, err := EnergyVsAxis(r, 0)
	fig = must(t, fig, err)
	contains(t, fig, "test accuracy (%)", "energy of a test image (", "energy of training (", "resolution of the column converters")
	if c := changing(r); len(c) != 2 || c[0].name != "a test image" || c[1].name != "training" {
		t.Errorf("%d energies, first %s", len(c), c[0].name)
	}
	for i := range r.Summary {
		r.Summary[i].Keep = float64(i + 1)
	}
	if c := changing(r); len(c) != 2 || c[0].name != "compensation" {
		t.Errorf("%d energies, first %s", len(c), c[0].name)
	}
	words, err := EnergyVsAxis(energised(sample.Sweep(sample.Devices(), 3, sample.Codes("poisson", "burst"))), 0)
	contains(t, must(t, words, err), "poisson", "burst", "energy of training (")
	plain := sample.Sweep(sample.Devices(), 3, bits())
	if _, err := EnergyVsAxis(plain, 0); !errors.Is(err, ErrNoData) {
		t.Errorf("without energies: %v", err)
	}
	if _, err := EnergyVsAxis(r, 1); err == nil || errors.Is(err, ErrNoData) {
		t.Errorf("an axis that is not there: %v", err)
	}
	names := func(r *experiments.Result) (all string) {
		for _, n := range All(r) {
			all += n.Name + " "
		}
		return all
	}
	if strings.Contains(names(plain), "energy") || !strings.Contains(names(r), "energy_vs_adc.bits") {
		t.Errorf("figures %q; without energies %q", names(r), names(plain))
	}
}
