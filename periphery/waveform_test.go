package periphery

import (
	"math"
	"testing"
)

// The ends of a phase are exact, and between them it is the exponential of its doc comment, which
// for a tail from a to 0 is a (e^(-s/τ) - e^(-L/τ))/(1 - e^(-L/τ)).
func TestPhase(t *testing.T) {
	tail := Phase{From: 0, To: 0.075, Start: 0.25, End: 0, Tau: 0.025}
	for _, at := range []float64{0.001, 0.02, 0.074} {
		want := 0.25 * (math.Exp(-at/0.025) - math.Exp(-3)) / (1 - math.Exp(-3))
		if got := tail.at(at); math.Abs(got-want) > 1e-15 {
			t.Errorf("tail after %g s: %.17g V, want %.17g", at, got, want)
		}
	}
	lobe := Phase{From: -0.005, To: 0, Start: 0, End: -1, Tau: -0.04}
	for _, at := range []float64{-0.004, -0.001} {
		want := -(math.Exp(at/0.04) - math.Exp(-0.125)) / (1 - math.Exp(-0.125))
		if got := lobe.at(at); math.Abs(got-want) > 1e-14 {
			t.Errorf("lobe at %g s: %.17g V, want %.17g", at, got, want)
		}
	}
	ramp := Phase{From: 1, To: 3, Start: -2, End: 2}
	if tail.at(0) != 0.25 || tail.at(0.075) != 0 || lobe.at(-0.005) != 0 || lobe.at(0) != -1 || ramp.at(2) != 0 || ramp.at(1.5) != -1 {
		t.Error("ends or a straight line are not exact")
	}
}

func TestWaveform(t *testing.T) {
	w := Waveform{{From: -1, To: 0, Start: 0, End: -3}, {From: 0, To: 2, Start: 1, End: 1}, {From: 4, To: 5, Start: 2, End: 0}}
	for at, want := range map[float64]float64{-2: 0, -1: 0, -0.5: -1.5, 0: 1, 1.9: 1, 2: 0, 3: 0, 4: 2, 4.5: 1, 5: 0} {
		if got := w.At(at); got != want {
			t.Errorf("at %g s %g V, want %g", at, got, want)
		}
	}
	if from, to := w.Span(); from != -1 || to != 5 {
		t.Errorf("from %g to %g s", from, to)
	}
	if lo, hi := w.Extremes(); lo != -3 || hi != 2 {
		t.Errorf("%g to %g V", lo, hi)
	}
	var none Waveform
	if from, to := none.Span(); from != 0 || to != 0 || none.At(0) != 0 {
		t.Error("no waveform is not nothing")
	}
}
