package experiments

import (
	"fmt"
	"slices"

	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/periphery/cost"
)

// goalLooks is how many times in a training, at equal distances, the accuracy is looked at where a goal is
// set, beside the points of every learning curve.
const goalLooks = 20

// checkGoal refuses a goal that nothing could tell to be reached.
func (c *Config) checkGoal() error {
	switch {
	case c.Train.Goal == 0:
		return nil
	case c.Mode == ExSitu:
		return &si.ValueError{Key: "train.goal", Value: fmt.Sprint(c.Train.Goal), Want: "0 where mode = ex-situ: cells do not learn there", Doc: "accuracy on validation images"}
	case c.Train.Validation == 0:
		return &si.ValueError{Key: "train.goal", Value: fmt.Sprint(c.Train.Goal), Want: "train.validation of 1 or more with it", Doc: "accuracy on validation images"}
	}
	return nil
}

// reach notes in the metrics what training took until the learning curve first reached the goal: 0 where it
// did not. Test images have no part in it.
func (m *Metrics) reach(goal float64, curve []CurvePoint) {
	k := slices.IndexFunc(curve, func(p CurvePoint) bool { return p.Accuracy >= goal })
	if goal == 0 || k < 0 {
		return
	}
	m.GoalShown, m.GoalEnergy, m.GoalBusy = float64(curve[k].Presentations), curve[k].Energy, curve[k].Busy
}

// spentSoFar is the bill of training so far, J and s; 0 where weights are numbers or cells ideal ones.
func (n *network) spentSoFar() (joules, seconds float64) {
	t := tileOf(n.tile)
	if t == nil || n.card.Class == "ideal" {
		return 0, 0
	}
	return cost.Total(n.cfg.Cost.Bill(n.chipOf(t), n.book))
}

// reached fills in what a row of trials took to its goal: means over the repeats that reached it.
func (r *Row) reached(g group) {
	var shown, joules, seconds []float64
	for _, t := range g {
		if m := t.Metrics; m.GoalShown > 0 {
			shown, joules, seconds = append(shown, m.GoalShown), append(joules, m.GoalEnergy), append(seconds, m.GoalBusy)
		}
	}
	if r.GoalN = len(shown); r.GoalN > 0 {
		r.GoalShown, r.GoalEnergy, r.GoalBusy = average(shown), average(joules), average(seconds)
	}
}
