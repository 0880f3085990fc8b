package main

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/experiments/whatif"
	"github.com/xbar-sim/xbar/internal/si"
)

func (a *app) whatifPlan() *cobra.Command {
	o := &options{command: "plan"}
	within := "1 %"
	c := &cobra.Command{
		Use:   "plan",
		Short: "What to measure next: how many more devices or cycles",
		Long: `Say how far the standard errors of a card (se and n, as "xbar fit" writes them) leave accuracy and the
ranking of its properties open, and how many more devices or cycles would settle both.

Assumed: accuracy is linear in each flaw near the card (slope from making it 20 % smaller), errors of
different flaws are independent and normal, and a standard error falls with 1/√n. What the card gives no
error for is named and not counted. Chance of training and cells is told apart: repeats narrow it, and no
measurement does.`,
		Example: `  xbar whatif plan --device memristor
  xbar whatif plan --device pcm --within "0.5 %" --json`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			target := 0.0
			q, err := a.inquire(cmd, o, func(*whatif.Study) (string, error) {
				return within, si.Param{Name: "--within", At: &target, Doc: "half of the interval of accuracy that is asked for", Min: 1e-4, Max: 0.5}.Set(within)
			})
			if err != nil {
				return err
			}
			defer q.close()
			var p *whatif.Plan
			err = q.run(cmd.Context(), func(ctx context.Context, s *whatif.Study) (err error) { p, err = s.Plan(ctx, target); return err })
			if err != nil {
				return err
			}
			return a.planned(q, p)
		},
	}
	a.questioned(c, o)
	c.Flags().StringVar(&within, "within", within, "`WIDTH`: accuracy is to be known to within ± this")
	return c
}

// planned writes and prints what to measure next.
func (a *app) planned(q *inquiry, p *whatif.Plan) error {
	var rows, widths [][]any
	out := []record{}
	t := grid("property", "known to", "devices", "opens ± points", "devices wanted", "measure more")
	for _, n := range p.Needs {
		rows = append(rows, []any{n.Key, n.Rel, n.N, n.Slope, n.SlopeLo, n.SlopeHi, n.Share, n.Most, n.Factor, n.N95, n.SettleFactor, n.More})
		out = append(out, record{{"key", n.Key}, {"relative_se", n.Rel}, {"n", n.N}, {"opens", orNull(n.Share)}, {"opens_at_most", orNull(n.Most)},
			{"factor", orNull(n.Factor)}, {"n_wanted", n.N95}, {"measure", n.More}})
		devices, wanted := "not stated", fmt.Sprintf("× %.3g", n.Factor)
		if n.N > 0 {
			devices, wanted = fmt.Sprint(n.N), fmt.Sprint(n.N95)
		}
		t.Row(n.Key+": "+n.Name, fmt.Sprintf("%.2g %%", 100*n.Rel), devices, fmt.Sprintf("%.2g (at most %.2g)", 100*n.Share, 100*n.Most), wanted, n.More)
	}
	for _, f := range []float64{1, 2, 4, 10, 100} {
		row := []any{f, p.Width("", f)}
		top := math.NaN()
		if len(p.Needs) > 0 {
			top = p.Width(p.Needs[0].Key, f)
		}
		widths = append(widths, append(row, top))
	}
	head := []string{"key", "relative_se", "n", "slope", "slope_ci_lo", "slope_ci_hi", "opens", "opens_at_most", "factor", "n_wanted", "settle_factor", "measure"}
	if err := errors.Join(q.table("plan", head, rows), q.table("widths", []string{"times_n", "half_ci_if_all_grow", "half_ci_if_first_grows"}, widths)); err != nil {
		return err
	}
	return q.conclude(answer{
		sentences: p.Verdict(), warnings: p.Warnings,
		json: record{{"needs", out}, {"unknown", list(p.Unknown)}, {"chance", orNull(p.Seed)}, {"fit", orNull(p.Fit)}, {"verdict", list(p.Verdict())}},
		show: func() {
			a.showPlan(q, p, func() {
				if len(p.Needs) > 0 {
					a.show(t)
				}
			})
		},
	})
}

func (a *app) showPlan(q *inquiry, p *whatif.Plan, table func()) {
	a.printf("%s: accuracy %s; half of the 95 %% interval: %.2g points by chance (%d repeats), %.2g by the errors of the card\n",
		q.study.Card.Name, whatif.MeanText(p.Base), 100*p.Seed, len(p.Base), 100*p.Fit)
	table()
	for _, line := range p.Verdict() {
		a.printf("%s\n", line)
	}
	a.printf("assumed: linear near the card, independent errors, se ∝ 1/√n\n")
}
