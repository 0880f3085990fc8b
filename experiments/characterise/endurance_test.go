package characterise

import (
	"errors"
	"math"
	"testing"
)

// The cells die as the Weibull law says, within four standard errors of 500 cells, and those that work have lost
// 4 % of the range at LRS and 2 % at HRS for every decade of 1 + n/10^3.
func TestEnduranceIsTheLaw(t *testing.T) {
	card := preset(t, "memristor")
	for name, v := range map[string]float64{"endurance": 1e6, "endurance_shape": 1.5, "endurance_top": 0.04, "endurance_bottom": 0.02, "endurance_onset": 1e3} {
		if err := card.Set(name, v); err != nil {
			t.Fatal(err)
		}
	}
	e, err := MeasureEndurance(card)
	if err != nil {
		t.Fatal(err)
	}
	lo, hi := card.Model.Range()
	dead := 0.0
	for i, n := range e.Cycles {
		p := 1 - math.Exp(-math.Pow(n/1e6, 1.5))
		near(t, "failed", e.Failed[i], p, 4*math.Sqrt(p*(1-p)/500)+1.0/500)
		if e.Failed[i] < dead {
			t.Errorf("fewer cells are dead after %g cycles than before", n)
		}
		dead = e.Failed[i]
		if dead == 1 {
			continue
		}
		decades := math.Log10(1 + n/1e3)
		near(t, "LRS", e.High[i], hi-0.04*decades*(hi-lo), 1e-6*hi)
		near(t, "HRS", e.Low[i], lo+0.02*decades*(hi-lo), 1e-6*hi)
	}
	near(t, "first", e.Cycles[0], 10, 1e-9)
	near(t, "last", e.Cycles[len(e.Cycles)-1], 1e7, 1e-3)
	if dead != 1 || !math.IsNaN(e.High[len(e.High)-1]) {
		t.Errorf("%g dead after ten lives, whose LRS is %g", dead, e.High[len(e.High)-1])
	}
}

func TestNoEndurance(t *testing.T) {
	var absent *Absent
	if _, err := MeasureEndurance(preset(t, "memristor")); !errors.As(err, &absent) {
		t.Error(err)
	}
}
