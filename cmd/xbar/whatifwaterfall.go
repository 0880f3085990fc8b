package main

import (
	"context"
	"errors"
	"math"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/experiments/whatif"
	"github.com/xbar-sim/xbar/plots"
)

func (a *app) whatifWaterfall() *cobra.Command {
	o := &options{command: "waterfall"}
	c := &cobra.Command{
		Use:   "waterfall",
		Short: "From ideal weights to a device, one flaw after another",
		Long: `Switch the flaws of a card on one after another: ideal weights, these cells without flaws, then how a cell
is programmed, how it is read, what time does and what dies. Each step has the accuracy with all flaws
so far and the paired change from the step before, with 95 % intervals. Where flaws interact, what one
costs depends on the order; "xbar whatif sensitivity" takes each alone.`,
		Example: `  xbar whatif waterfall --device memristor
  xbar whatif waterfall --device pcm --after "1 day" --json`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			q, err := a.inquire(cmd, o, func(*whatif.Study) (string, error) { return "", nil })
			if err != nil {
				return err
			}
			defer q.close()
			var steps []whatif.Step
			err = q.run(cmd.Context(), func(ctx context.Context, s *whatif.Study) (err error) { steps, err = s.Waterfall(ctx); return err })
			if err != nil {
				return err
			}
			return a.fell(q, steps)
		},
	}
	a.questioned(c, o)
	return c
}

// fell writes and prints a waterfall.
func (a *app) fell(q *inquiry, steps []whatif.Step) error {
	var rows, every [][]any
	var out []record
	t := grid("", "accuracy, %", "step, points", "p (Holm)")
	for i, s := range steps {
		d, change := s.Change, ""
		if i == 0 {
			d = whatif.Paired(s.Each, s.Each)
			d.Mean, d.Lo, d.Hi, d.P, d.PHolm = math.NaN(), math.NaN(), math.NaN(), math.NaN(), math.NaN()
		} else {
			change = pairedText(d)
		}
		rows = append(rows, []any{s.Key, s.Name, s.Accuracy, s.Lo, s.Hi, d.Mean, d.Lo, d.Hi, d.P, d.PHolm, len(s.Each)})
		out = append(out, record{{"key", s.Key}, {"accuracy", orNull(s.Accuracy)}, {"ci_lo", orNull(s.Lo)}, {"ci_hi", orNull(s.Hi)},
			{"step", orNull(d.Mean)}, {"step_ci_lo", orNull(d.Lo)}, {"step_ci_hi", orNull(d.Hi)}})
		t.Row(s.Name, whatif.MeanText(s.Each), change, pText(d.PHolm))
		for k, v := range s.Each {
			every = append(every, []any{s.Key, k, v})
		}
	}
	head := []string{"key", "name", "accuracy", "ci_lo", "ci_hi", "step", "step_ci_lo", "step_ci_hi", "step_p", "step_p_holm", "n"}
	if err := errors.Join(q.table("waterfall", head, rows), q.table("repeats", []string{"key", "repeat", "accuracy"}, every),
		q.figure("waterfall", plots.Waterfall(q.study, steps), nil)); err != nil {
		return err
	}
	return q.conclude(answer{
		sentences: []string{q.study.Card.Name + ": " + whatif.Largest(steps)}, json: record{{"steps", out}},
		show: func() {
			a.printf("%s, flaws switched on one after another, with 95 %% intervals (%d repeats)\n", q.study.Card.Name, len(steps[0].Each))
			a.show(t)
		},
	})
}
