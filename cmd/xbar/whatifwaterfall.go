package main

import (
	"context"
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
		Args: wants(0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			q, err := a.inquire(cmd, o, "")
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
	o.study(a, c)
	o.place(c)
	hideExplain(c)
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
	if err := q.table("waterfall.csv", head, rows); err != nil {
		return err
	}
	if err := q.table("repeats.csv", []string{"key", "repeat", "accuracy"}, every); err != nil {
		return err
	}
	if err := q.draw(plots.Named{Name: "waterfall", Figure: plots.Waterfall(q.Study, steps)}); err != nil {
		return err
	}
	if err := q.finish(); err != nil {
		return err
	}
	if q.o.json {
		return a.printJSON(append(record{{"command", "whatif waterfall"}, {"device", q.Card.Name}, {"steps", out}}, q.tail()...))
	}
	if !q.o.quiet {
		a.printf("%s, flaws switched on one after another, with 95 %% intervals (%d repeats)\n", q.Card.Name, len(steps[0].Each))
		a.show(t)
	}
	q.look()
	return nil
}
