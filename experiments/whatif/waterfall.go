package whatif

import (
	"context"
	"fmt"

	"github.com/xbar-sim/xbar/experiments"
)

// A Step is a network with one flaw more than before.
type Step struct {
	Key, Name        string
	Accuracy, Lo, Hi float64    // with all flaws so far, 0..1
	Each             []float64  // by repeat
	Change           Difference // from the step before
}

// Largest says which step of a waterfall goes down furthest.
func Largest(steps []Step) string {
	worst := 0
	for i, s := range steps {
		if i > 0 && (worst == 0 || s.Change.Mean < steps[worst].Change.Mean) {
			worst = i
		}
	}
	first, last, w := steps[0], steps[len(steps)-1], steps[worst]
	return fmt.Sprintf("from %.1f %% on ideal weights to %.1f %%; the largest step down is %s, %+.1f points", 100*first.Accuracy, 100*last.Accuracy, w.Name, 100*w.Change.Mean)
}

// Waterfall goes from ideal weights to the card as it is: first cells without flaws, then one flaw after another in the order
// of Flaws. What a flaw costs depends on the order where flaws interact.
func (s *Study) Waterfall(ctx context.Context) ([]Step, error) {
	base := s.Case("")
	flaws, _ := FlawsOf(base)
	ideal, err := s.Ideal()
	if err != nil {
		return nil, err
	}
	cases := []*experiments.Case{ideal}
	steps := []Step{{Key: "ideal", Name: "ideal weights"}, {Key: "cell", Name: "these cells, all flaws repaired"}}
	for on := range len(flaws) + 1 {
		name := "all repaired"
		if on > 0 {
			name = "with " + flaws[on-1].Key
			steps = append(steps, Step{Key: flaws[on-1].Key, Name: flaws[on-1].Name})
		}
		c := s.Case(name)
		for _, p := range flaws[on:] {
			if err := p.Scale(c, 0); err != nil {
				return nil, fmt.Errorf("%s: %w", p.Key, err)
			}
		}
		cases = append(cases, c)
	}
	acc, err := s.Accuracies(ctx, cases, 0, s.Config.Repeats)
	if err != nil {
		return nil, err
	}
	var changes []*Difference
	for i := range steps {
		steps[i].Each = acc[i]
		steps[i].Accuracy, _, steps[i].Lo, steps[i].Hi = experiments.MeanCI(acc[i])
		if i > 0 {
			steps[i].Change = Paired(acc[i-1], acc[i])
			changes = append(changes, &steps[i].Change)
		}
	}
	CorrectHolm(changes)
	return steps, nil
}
