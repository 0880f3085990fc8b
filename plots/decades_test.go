package plots

import (
	"math"
	"testing"

	"gonum.org/v1/plot/vg"
)

// Every decade has a tick, and no more than n of them a number; all values lie inside.
func TestDecades(t *testing.T) {
	for span := range 30 {
		values := []float64{3e-12, 3e-12 * math.Pow(10, float64(span))}
		s, ok := decades(values, "A", 6)
		if !ok || !(s.min < values[0]) || !(s.max > values[1]) {
			t.Fatalf("%d decades: %+v", span, s)
		}
		labels := 0
		for _, k := range s.ticks {
			if !k.IsMinor() {
				labels++
			}
		}
		if labels < 1 || labels > 7 || span > 2 && len(s.ticks) < span {
			t.Errorf("%d decades: %d ticks, %d numbers", span, len(s.ticks), labels)
		}
	}
	if _, ok := decades([]float64{0, -1, math.NaN()}, "A", 6); ok {
		t.Error("an axis over nothing positive")
	}
}

func TestVoltScale(t *testing.T) {
	for _, tt := range []struct {
		lo, hi float64
		least  int
	}{{1.4, 3.4, 2}, {0.3, 1.2, 3}, {1.1, 1.2, 1}, {5, 5, 1}} {
		s := voltScale([]float64{tt.lo, tt.hi}, 3*vg.Centimeter)
		labels := 0
		for _, k := range s.ticks {
			if !k.IsMinor() {
				labels++
			}
		}
		if labels < tt.least || !(s.min < tt.lo && s.max > tt.hi) {
			t.Errorf("%g to %g V: %+v", tt.lo, tt.hi, s)
		}
	}
}
