package plots

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/plots/internal/sample"
)

// Every reproduction has its figure and none of another's.
func TestReproducedFigures(t *testing.T) {
	for name, want := range map[string][]string{
		"size-epochs": {"epochs_preset_ideal", "epochs_own_ideal", "epochs_own_pcm", "epochs_preset_pcm", "epochs_scaled_ideal",
			"homeostasis", "maps_preset_ideal_neurons-100_epochs-1"},
		"diehl-cook":           {"accuracy_vs_neurons", "maps_neurons-100_ideal"},
		"neuron-synapse-ratio": {"neuron_synapse_ratio", "maps_neurons-100_ideal_fan_in-49"},
		"normalisation":        {"normalisation", "maps_norm_ideal_kind-digital"},
	} {
		var got []string
		for _, n := range Reproduced(sample.Reproduced(name, 3, "ideal", "pcm")) {
			if err := n.Figure.Err(); err != nil {
				t.Errorf("%s, %s: %v", name, n.Name, err)
			}
			got = append(got, n.Name)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s has figures %q, want %q", name, got, want)
		}
	}
}

// A published point stands once, where there is one, at the accuracy of the table.
func TestPublishedLine(t *testing.T) {
	r := sample.Reproduced("size-epochs", 3, "ideal", "memristor")
	rows := chosen(r, epochsOf, func(c experiments.Compared) bool { return c.Neurons == 225 })
	l := publishedLine(look{}, rows, epochsOf)
	if !slices.Equal(l.x, []float64{1, 3, 5, 7}) || !slices.EqualFunc(l.y, []float64{79.38, 85.65, 87.88, 88.07}, func(a, b float64) bool { return math.Abs(a-b) < 1e-9 }) || !l.loose {
		t.Errorf("published points %v at %v", l.y, l.x)
	}
}

// At the size for which the constant was made, both lines of the homeostasis figure meet.
func TestHomeostasisNeedsBoth(t *testing.T) {
	if _, err := Homeostasis(sample.Reproduced("normalisation", 3, "ideal")); !errors.Is(err, ErrNoData) {
		t.Errorf("error %v, want that there are no data", err)
	}
	if _, err := Homeostasis(sample.Reproduced("size-epochs", 3, "ideal")); err != nil {
		t.Error(err)
	}
}

// A logarithmic axis covers what is positive, with labels on at least two ticks.
func TestCostScale(t *testing.T) {
	for _, values := range [][]float64{{5e8}, {0, 2.9, 3.1}, {1, 1e9}, nil} {
		s, labels := costScale(values), 0
		for _, v := range values {
			if v > 0 && (v <= s.min || v >= s.max) {
				t.Errorf("%v: %g is outside %g to %g", values, v, s.min, s.max)
			}
		}
		for _, tick := range s.ticks {
			if tick.Label != "" {
				labels++
			}
		}
		if labels < 2 || !s.log {
			t.Errorf("%v: %d labels on %g to %g", values, labels, s.min, s.max)
		}
	}
}
