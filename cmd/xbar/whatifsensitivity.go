package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/experiments/whatif"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/plots"
)

// A method says how "whatif sensitivity" asks.
type method struct {
	kind   string
	params []string // keys of properties; none are all
	points int      // Sobol: trials for each coefficient of the surface
}

func methods() []string { return []string{"repair", "morris", "sobol"} }

func (a *app) whatifSensitivity() *cobra.Command {
	o := &options{command: "sensitivity"}
	m := method{kind: "repair", points: 3}
	c := &cobra.Command{
		Use:   "sensitivity",
		Short: "Which property of a device to improve first",
		Long: `Rank the flaws that a card has by what they cost. Each is a number that is 0 in a perfect cell.

repair   sets one flaw after another to 0 (the most that work on it can bring), and makes it 20 % smaller;
         differences to the card as it is are paired over repeats, p is corrected after Holm
morris   elementary effects along as many trajectories as --repeats, over the range of each flaw: µ*
sobol    shares of the variance over those ranges, of a quadratic surface fitted to trials on a Latin
         hypercube; its cross-validated R² is told, and a surface that predicts nothing is refused

A range is the 95 % interval of the card's own standard error, or else 1.96 standard deviations between
devices, or else all from ideal to the card; which it is is told. Properties of one group cannot be told
apart from the best of the group at 95 %. Rows of --json: key, gain (repair: accuracy gained; morris: µ*;
sobol: ST), ci_lo, ci_hi, group.`,
		Example: `  xbar whatif sensitivity --device memristor
  xbar whatif sensitivity --device pcm --after "1 day" --method morris --json
  xbar whatif sensitivity --method sobol --params c2c,nl_ltp,nl_ltd,on_off`,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.sensed(cmd, o, m) },
	}
	a.questioned(c, o)
	f := c.Flags()
	f.StringVar(&m.kind, "method", m.kind, "`METHOD`: "+strings.Join(methods(), ", "))
	f.StringSliceVar(&m.params, "params", nil, "`KEYS` of properties that morris and sobol vary, joined by commas (default: all that the card has)")
	f.IntVar(&m.points, "points", m.points, "sobol: `N` trials for each coefficient of the surface")
	c.RegisterFlagCompletionFunc("method", cobra.FixedCompletions(methods(), cobra.ShellCompDirectiveNoFileComp))
	c.RegisterFlagCompletionFunc("params", listed(propertyNames, false))
	return c
}

// propertyNames lists the keys of properties with their names, as completion wants them.
func propertyNames() []string {
	var out []string
	for _, p := range whatif.Flaws() {
		out = append(out, p.Key+"\t"+p.Name)
	}
	return out
}

func (m *method) check() error {
	if !slices.Contains(methods(), m.kind) {
		return fmt.Errorf("--method %q: want one of %s", m.kind, strings.Join(methods(), ", "))
	}
	if m.kind == "repair" && len(m.params) > 0 {
		return fmt.Errorf("--params: repairs are made of every flaw; morris and sobol take a choice")
	}
	for _, key := range m.params {
		if _, err := whatif.FindFlaw(key); err != nil {
			return fmt.Errorf("--params: %w", err)
		}
	}
	return si.Param{Name: "--points", At: new(int), Doc: "trials for each coefficient", Min: 2, Max: 1000}.Set(m.points)
}

func (a *app) sensed(cmd *cobra.Command, o *options, m method) error {
	q, err := a.inquire(cmd, o, func(*whatif.Study) (string, error) { return fmt.Sprint(m), m.check() })
	if err != nil {
		return err
	}
	defer q.close()
	if m.kind == "repair" {
		var r *whatif.Ranking
		err = q.run(cmd.Context(), func(ctx context.Context, s *whatif.Study) (err error) { r, err = s.Rank(ctx); return err })
		if err != nil {
			return err
		}
		return a.ranked(q, r)
	}
	var r *whatif.Screening
	err = q.run(cmd.Context(), func(ctx context.Context, s *whatif.Study) (err error) {
		if m.kind == "morris" {
			r, err = s.Morris(ctx, m.params)
		} else {
			r, err = s.Sobol(ctx, m.params, m.points)
		}
		return err
	})
	if err != nil {
		return err
	}
	return a.screened(q, r)
}

// ranked writes and prints what repairs bring.
func (a *app) ranked(q *inquiry, r *whatif.Ranking) error {
	var rows, every [][]any
	var ranking []record
	for _, g := range r.Gains {
		p, i := g.Repair, g.Improve
		rows = append(rows, []any{g.Key, g.Name, p.Mean, p.Lo, p.Hi, g.Group, p.P, p.PHolm, i.Mean, i.Lo, i.Hi, i.P, i.PHolm, p.N, g.Ideal})
		ranking = append(ranking, rankRecord(g.Key, p.Mean, p.Lo, p.Hi, g.Group))
		for k := range p.Each {
			every = append(every, []any{g.Key, k, r.Base[k], p.Each[k], i.Each[k]})
		}
	}
	head := []string{"key", "property", "gain", "ci_lo", "ci_hi", "group", "p", "p_holm", "improve20", "improve20_ci_lo", "improve20_ci_hi", "improve20_p", "improve20_p_holm", "n", "ideal"}
	if err := errors.Join(q.table("ranking", head, rows),
		q.table("repeats", []string{"key", "repeat", "accuracy_as_it_is", "gain", "improve20"}, every),
		q.figure("sensitivity", plots.Tornado(q.study, r), nil)); err != nil {
		return err
	}
	return q.conclude(answer{
		sentences: []string{q.study.Card.Name + ": " + r.Verdict()}, warnings: r.Warnings,
		json: record{{"method", "repair"}, {"ranking", ranking}, {"verdict", r.Verdict()}, {"without", list(r.Without)}},
		show: func() { a.showRanking(q, r) },
	})
}

func rankRecord(key string, gain, lo, hi float64, group int) record {
	return record{{"key", key}, {"gain", orNull(gain)}, {"ci_lo", orNull(lo)}, {"ci_hi", orNull(hi)}, {"group", group}}
}

func (a *app) showRanking(q *inquiry, r *whatif.Ranking) {
	a.printf("%s as it is %s, on ideal weights %s; gain of accuracy, points, paired, with 95 %% intervals (%d repeats)\n",
		q.study.Card.Name, whatif.MeanText(r.Base), whatif.MeanText(r.Ideal), len(r.Base))
	t := grid("group", "property", "repaired", "p (Holm)", "20 % smaller", "p (Holm)", "ideal is")
	for _, g := range r.Gains {
		t.Row(fmt.Sprint(g.Group), g.Key+": "+g.Name, pairedText(g.Repair), pText(g.Repair.PHolm), pairedText(g.Improve), pText(g.Improve.PHolm), g.Ideal)
	}
	a.show(t)
	a.printf("all repaired at once: %s\n%s\n", pairedText(r.All), r.Verdict())
	if len(r.Without) > 0 {
		a.printf("no flaw of this card, and left out: %s\n", strings.Join(r.Without, ", "))
	}
}

func pairedText(d whatif.Difference) string {
	if d.Undetermined {
		return fmt.Sprintf("%+.1f", 100*d.Mean)
	}
	return fmt.Sprintf("%+.1f (%+.1f to %+.1f)", 100*d.Mean, 100*d.Lo, 100*d.Hi)
}

func pText(p float64) string {
	switch {
	case p != p:
		return ""
	case p < 0.001:
		return "< 0.001"
	}
	return fmt.Sprintf("%.3f", p)
}

// screened writes and prints what Morris or Sobol found.
func (a *app) screened(q *inquiry, r *whatif.Screening) error {
	var rows, pairs [][]any
	var ranking []record
	for _, v := range r.Influences {
		row := []any{v.Key, v.Name, v.Gain, v.Lo, v.Hi, v.Group}
		if r.Method == "morris" {
			row = append(row, v.Mean, v.Interaction)
		} else {
			row = append(row, v.First, v.FirstLo, v.FirstHi)
		}
		rows = append(rows, append(row, v.Low, v.High, v.From))
		ranking = append(ranking, rankRecord(v.Key, v.Gain, v.Lo, v.Hi, v.Group))
	}
	head := []string{"key", "property", "mu_star", "ci_lo", "ci_hi", "group", "mu", "sigma"}
	out := record{{"method", r.Method}, {"ranking", ranking}, {"trials", r.Trials}}
	if r.Method == "sobol" {
		head = []string{"key", "property", "total", "total_ci_lo", "total_ci_hi", "group", "first", "first_ci_lo", "first_ci_hi"}
		out = append(out, record{{"surrogate", r.Surrogate}, {"r2", orNull(r.R2)}}...)
	}
	for _, p := range r.Pairs {
		pairs = append(pairs, []any{p.A, p.B, p.Share})
	}
	err := errors.Join(q.table("ranking", append(head, "flaw_from", "flaw_to", "range"), rows), q.figure("sensitivity", plots.Influences(q.study, r), nil))
	if len(pairs) > 0 {
		err = errors.Join(err, q.table("interactions", []string{"a", "b", "share"}, pairs))
	}
	if err != nil {
		return err
	}
	return q.conclude(answer{sentences: []string{q.study.Card.Name + ": " + r.Verdict()}, warnings: r.Warnings, json: out, show: func() { a.showScreening(q, r) }})
}

func (a *app) showScreening(q *inquiry, r *whatif.Screening) {
	t := grid("group", "property", "µ*, points", "µ", "σ", "range")
	if r.Method == "sobol" {
		a.printf("%s: %s; cross-validated R² %.2f, noise of a trial %.1f points\n", q.study.Card.Name, r.Surrogate, r.R2, 100*r.Noise)
		t = grid("group", "property", "ST", "S1", "range")
	} else {
		a.printf("%s: elementary effects from %d trials\n", q.study.Card.Name, r.Trials)
	}
	for _, v := range r.Influences {
		name := v.Key + ": " + v.Name
		if r.Method == "sobol" {
			t.Row(fmt.Sprint(v.Group), name, fmt.Sprintf("%.2f (%.2f to %.2f)", v.Gain, v.Lo, v.Hi), fmt.Sprintf("%.2f (%.2f to %.2f)", v.First, v.FirstLo, v.FirstHi), v.From)
		} else {
			t.Row(fmt.Sprint(v.Group), name, fmt.Sprintf("%.1f (%.1f to %.1f)", 100*v.Gain, 100*v.Lo, 100*v.Hi), fmt.Sprintf("%+.1f", 100*v.Mean), fmt.Sprintf("%.1f", 100*v.Interaction), v.From)
		}
	}
	a.show(t)
}
