package device_test

import (
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// A weight of b bits has 2^b conductances at equal distances, and 2^b - 1 pulses lead through all of them.
func TestNBitLevels(t *testing.T) {
	for name, levels := range map[string]int{"ideal-4bit": 16, "sram-6b": 64} {
		c := preset(t, name)
		m := c.Model.(*device.NBit)
		if m.Levels() != levels {
			t.Errorf("%s: %d levels, want %d", name, m.Levels(), levels)
		}
		s, seen := device.NewState(m, 1), []float64{}
		for range 3 * levels {
			seen = append(seen, apply(m, s, 1, m.SetVoltage, m.SetWidth, nil)[0])
		}
		slices.Sort(seen)
		seen = slices.Compact(seen)
		if len(seen) != levels-1 { // the lowest one was left by the first pulse
			t.Errorf("%s: %d conductances, want %d", name, len(seen), levels-1)
		}
		for i, g := range seen {
			near(t, name+": conductance, µS", g*1e6, 10*float64(i+1)/float64(levels-1), 1e-12)
		}
		near(t, "a long RESET pulse", apply(m, s, 1, m.ResetVoltage, float64(levels)*m.ResetWidth, nil)[0], 0, 0)
	}
}

func TestNearestLevel(t *testing.T) {
	w := []float64{0, 0.1, 0.49, 0.51, 0.98, 1}
	device.Nearest(preset(t, "stt-mram").Model, w)
	if want := []float64{0, 0, 0, 1, 1, 1}; !slices.Equal(w, want) {
		t.Errorf("two levels: %v, want %v", w, want)
	}
	w = []float64{0.1, 0.5}
	device.Nearest(preset(t, "memristor").Model, w)
	if want := []float64{0.1, 0.5}; !slices.Equal(w, want) {
		t.Errorf("a continuous cell was moved to %v", w)
	}
}
