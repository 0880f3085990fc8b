package experiments

import (
	"math"
	"strings"
	"testing"
)

// What a goal took is what the learning curve says: the first point at or beyond it, with the bill until then,
// which grows along the curve and ends at that of the training. A goal changes nothing that is learned, and the
// test images nothing about it.
func TestGoal(t *testing.T) {
	with := func(goal string, more ...string) *Result {
		c := set(t, tiny("memristor"), append([]string{"train.images", "200", "train.validation", "100", "label.images", "100", "train.goal", goal}, more...)...)
		c.Command, c.Repeats = "train", 1
		return conduct(t, c, Env{Workers: 1})
	}
	plain, low, high := with("0"), with("0.2"), with("1")
	curve, m := low.Runs[0].Curve, low.Trials[0].Metrics
	if len(curve) < goalLooks {
		t.Fatalf("%d points of a curve, want %d or more", len(curve), goalLooks)
	}
	k := 0
	for curve[k].Accuracy < 0.2 {
		k++
	}
	if m.GoalShown != float64(curve[k].Presentations) || m.GoalEnergy != curve[k].Energy || m.GoalBusy != curve[k].Busy || !(m.GoalEnergy > 0) {
		t.Errorf("%g presentations, %g J, %g s; the curve says %+v", m.GoalShown, m.GoalEnergy, m.GoalBusy, curve[k])
	}
	for i := 1; i < len(curve); i++ {
		if !(curve[i].Energy > curve[i-1].Energy && curve[i].Busy > curve[i-1].Busy) {
			t.Errorf("the bill does not grow from %+v to %+v", curve[i-1], curve[i])
		}
	}
	if last := curve[len(curve)-1]; math.Abs(last.Energy-m.Energy) > 1e-9*m.Energy {
		t.Errorf("the curve ends at %g J, training took %g", last.Energy, m.Energy)
	}
	if row := low.Summary[0]; row.GoalN != 1 || row.GoalEnergy != m.GoalEnergy {
		t.Errorf("summary %+v", row)
	}
	if h := high.Trials[0].Metrics; h.GoalShown != 0 || high.Summary[0].GoalN != 0 {
		t.Errorf("a goal of 100 %% was reached after %g presentations", h.GoalShown)
	}
	a, b := plain.Trials[0].Metrics, m
	b.GoalShown, b.GoalEnergy, b.GoalBusy = 0, 0, 0
	if a.Accuracy != b.Accuracy || a.Writes != b.Writes || a.Energy != b.Energy {
		t.Errorf("with a goal %+v, without %+v", b, a)
	}
	if fewer := with("0.2", "test.images", "20").Trials[0].Metrics; fewer.GoalShown != m.GoalShown || fewer.GoalEnergy != m.GoalEnergy {
		t.Errorf("test images move the goal: %g, %g", fewer.GoalShown, m.GoalShown)
	}
}

// A goal that nothing could tell to be reached is refused.
func TestGoalRefused(t *testing.T) {
	for _, list := range [][]string{{"train.goal", "0.5"}, {"train.goal", "0.5", "train.validation", "50", "mode", "ex-situ"}} {
		if err := set(t, tiny("memristor"), list...).Check(); err == nil || !strings.Contains(err.Error(), "train.goal") {
			t.Errorf("%v: %v", list, err)
		}
	}
}
