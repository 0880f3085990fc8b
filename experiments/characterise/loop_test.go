package characterise

import (
	"errors"
	"math"
	"testing"
)

// VTEAM at constant voltages: (1-w)^q = 1 - q Σ k (v/v_th - 1)^α dt with q = 1 - p, here 0.1; and it is ohmic.
func TestLoopOfVTEAM(t *testing.T) {
	l, err := MeasureLoop(preset(t, "vteam"))
	if err != nil {
		t.Fatal(err)
	}
	const q, k, threshold, top = 0.1, 113.5e3, 1.4, 2.8
	dt := top / loopLeg
	var sum float64
	for i, v := range l.Voltage[:l.Turn] {
		if v > threshold {
			sum += k * math.Pow(v/threshold-1, 5) * dt
		}
		w := 1 - math.Pow(max(1-q*sum, 0), 1/q)
		near(t, "conductance on the way up", l.Conductance[i], 70e-9+w*(9e-6-70e-9), 1e-9*9e-6)
	}
	if l.Rate != 1 || l.Top != 1 || l.Bottom > 1e-3 {
		t.Errorf("%g V/s, up to %g, down to %g of the range", l.Rate, l.Top, l.Bottom)
	}
	for i, v := range l.Voltage {
		near(t, "current", l.Current[i], l.Conductance[i]*v, 1e-12*9e-6)
	}
	if l.Voltage[l.Turn-1] != top || l.Current[l.Back-1] != 0 || l.Voltage[l.To-1] != -2.35 || l.Voltage[len(l.Voltage)-1] != 0 {
		t.Error("the ends of the legs are not where they are said to be")
	}
}

// A cell too slow for 1 V/s is swept more slowly. With k of 0.3 Hz, Σ k (v/v_th - 1)^5 dt over both legs is
// 0.14 at 1 V/s, w = 1 - 0.986^10 = 0.13; at 0.1 V/s it is 1.4, and w = 0.78.
func TestLoopGoesSlower(t *testing.T) {
	card := preset(t, "vteam")
	if err := card.Set("k_set", 0.3); err != nil {
		t.Fatal(err)
	}
	l, err := MeasureLoop(card)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "rate", l.Rate, 0.1, 1e-12)
	near(t, "top", l.Top, 0.78, 0.02)
}

// Cells known from identical pulses have no loop, nor have they a switching time.
func TestPulseDataHaveNoLoop(t *testing.T) {
	for _, name := range []string{"ideal", "memristor", "pcm"} {
		_, err := MeasureLoop(preset(t, name))
		_, err2 := MeasureSwitching(preset(t, name))
		for _, err := range []error{err, err2} {
			var absent *Absent
			if !errors.As(err, &absent) || absent.Why != whyDeaf {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}
