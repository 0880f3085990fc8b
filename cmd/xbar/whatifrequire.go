package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/experiments/whatif"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/plots"
)

// A requiring is what "whatif require" is asked.
type requiring struct {
	options
	param, vs, baseline, own string
	loss, conf, budget       string
}

func (a *app) whatifRequire() *cobra.Command {
	o := &requiring{options: options{command: "require"}}
	c := &cobra.Command{
		Use:   "require --device CARD --param KEY",
		Short: "How good a property must be for a loss that is allowed",
		Long: `Find the largest spread, the fewest states, the smallest on/off ratio … for which the network
loses at most --loss against a baseline: the same device with that property repaired, or as --baseline says.
Losses are paired repeat by repeat. An isotonic curve is laid through them, repeats are resampled for the interval,
and further repeats are spent where the curve may cross the limit. KEY is one that "sweep --vary" takes, or
on_off (which sets g_min) or states (which sets the pulses across the range).

With --vs the question is asked at several values of a second property, both repaired in the baseline: a map with the
cards of the library that have both numbers.`,
		Example: `  xbar whatif require --device memristor --param d2d
  xbar whatif require --device memristor --param states=2:256 --loss 2%
  xbar whatif require --device pcm --param drift --compensation none --after "30 d"
  xbar whatif require --device memristor --param d2d --vs on_off=2:100`,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.required(cmd, o) },
	}
	a.questioned(c, &o.options)
	f := c.Flags()
	f.StringVar(&o.param, "param", "", "`KEY` asked about, or KEY=FROM:TO[:N][:log|:lin]")
	f.StringVar(&o.vs, "vs", "", "second `KEY` of a map, or KEY=FROM:TO[:N][:log|:lin]")
	f.StringVar(&o.loss, "loss", "1 %", "accuracy that may be lost, `PART` of all test images")
	f.StringVar(&o.conf, "conf", "0.95", "`CONFIDENCE` of the interval")
	f.StringVar(&o.baseline, "baseline", "", "`VALUE` of KEY at which it does no harm, or ideal for the ideal device (default: KEY repaired)")
	f.StringVar(&o.own, "own", "", "`VALUE` that was measured (default: what the card says)")
	f.StringVar(&o.budget, "budget", "", "`N` trials at most (default 16 times the repeats)")
	return c
}

func (a *app) required(cmd *cobra.Command, o *requiring) error {
	if o.vs != "" {
		return a.mapped(cmd, o)
	}
	var asked whatif.Question
	q, err := a.inquire(cmd, &o.options, func(s *whatif.Study) (about string, err error) {
		if asked, err = o.question(s); err != nil {
			return "", err
		}
		return asked.Key, s.CheckRequire(asked)
	})
	if err != nil {
		return err
	}
	defer q.close()
	var r *whatif.Requirement
	if err := q.run(cmd.Context(), func(ctx context.Context, s *whatif.Study) (err error) { r, err = s.Require(ctx, asked); return err }); err != nil {
		return err
	}
	fig, err := plots.Requirement(r)
	head, rows := requirementRows(r)
	if err := errors.Join(q.table("requirement", head, rows), q.figure("requirement", fig, err)); err != nil {
		return err
	}
	return q.conclude(answer{sentences: []string{requiredText(r), r.Verdict}, warnings: r.Warnings, json: requirementRecord(r), show: func() { a.showRequirement(r) }})
}

// question reads the flags. Numbers are in the unit of the key.
func (o *requiring) question(s *whatif.Study) (whatif.Question, error) {
	if o.param == "" {
		return whatif.Question{}, errors.New(`--param: want a KEY, such as d2d, on_off or states ("xbar config keys" lists them)`)
	}
	q, err := o.about(s, "--param", o.param)
	if err != nil {
		return q, err
	}
	var err2, err3 error
	q.Limit, err = part("--loss", o.loss)
	q.Conf, err2 = confidence(o.conf)
	if o.budget != "" {
		err3 = si.Param{Name: "--budget", At: &q.Budget, Doc: "trials at most", Min: 10, Max: 1e6}.Set(o.budget)
	}
	return q, errors.Join(err, err2, err3, o.stated(s, &q))
}

// stated reads --baseline and --own.
func (o *requiring) stated(s *whatif.Study, q *whatif.Question) error {
	unit, err := unitOf(s, q.Key)
	if err != nil {
		return err
	}
	if o.baseline == "ideal" {
		q.Ideal = true
	} else if o.baseline != "" {
		if q.Repair, err = si.Parse(o.baseline, unit); err != nil {
			return fmt.Errorf("--baseline: %w", err)
		}
	}
	if o.own != "" {
		if q.Own, err = si.Parse(o.own, unit); err != nil {
			return fmt.Errorf("--own: %w", err)
		}
	}
	return nil
}

func unitOf(s *whatif.Study, key string) (string, error) {
	p, _, err := whatif.Find(s.Config, s.Card, key)
	return p.Unit, err
}

// about reads KEY=FROM:TO[:N][:log|:lin].
func (o *requiring) about(s *whatif.Study, flag, text string) (whatif.Question, error) {
	key, list, given := strings.Cut(text, "=")
	q := whatif.NewQuestion(strings.TrimSpace(key))
	unit, err := unitOf(s, q.Key)
	if err != nil || !given {
		return q, err
	}
	words := strings.Split(list, ":")
	switch last := strings.TrimSpace(words[len(words)-1]); last {
	case "log", "lin":
		q.Log, q.Linear = last == "log", last == "lin"
		words = words[:len(words)-1]
	}
	if len(words) < 2 || len(words) > 3 {
		return q, fmt.Errorf("%s %q: want KEY=FROM:TO[:N][:log|:lin]", flag, text)
	}
	if len(words) == 3 {
		if err := (si.Param{Name: flag, At: &q.Values, Doc: "number of values", Min: 2, Max: 200}).Set(strings.TrimSpace(words[2])); err != nil {
			return q, err
		}
	}
	var err2 error
	q.Lo, err = si.Parse(strings.TrimSpace(words[0]), unit)
	q.Hi, err2 = si.Parse(strings.TrimSpace(words[1]), unit)
	if err := errors.Join(err, err2); err != nil {
		return q, fmt.Errorf("%s %s: %w", flag, q.Key, err)
	}
	if q.Lo > q.Hi {
		q.Lo, q.Hi = q.Hi, q.Lo
	}
	return q, nil
}

func requirementRows(r *whatif.Requirement) (head []string, rows [][]any) {
	for _, p := range r.Points {
		for k := range p.Losses {
			rows = append(rows, []any{p.Value, k + 1, p.Accuracies[k], p.Losses[k], p.Loss, p.Lo, p.Hi, p.Fit, p.P, p.Holm})
		}
	}
	return []string{r.Key, "repeat", "accuracy", "loss", "mean_loss", "mean_loss_low", "mean_loss_high", "fit", "p_more_than_allowed", "p_holm"}, rows
}

// requiredText is the answer in a sentence.
func requiredText(r *whatif.Requirement) string {
	if r.Refused != "" {
		return "none: " + r.Refused
	}
	sign := map[int]string{1: "at most", -1: "at least"}[r.Worse]
	return fmt.Sprintf("%s %s %s %s (%g %%) for a loss of at most %s points", r.Key, sign, r.Text(r.Value), limits(r.Text, r.Low, r.High, r.Worse), 100*r.Conf, percent(r.Limit))
}

// limits prints an interval of values, open where it reaches beyond the range.
func limits(text func(float64) string, lo, hi float64, worse int) string {
	a, b := lo, hi
	if worse < 0 {
		a, b = hi, lo
	}
	open := func(v float64, word string) string {
		if math.IsNaN(v) {
			return word
		}
		return text(v)
	}
	return fmt.Sprintf("[%s, %s]", open(a, "below the range"), open(b, "beyond the range"))
}

func (a *app) showRequirement(r *whatif.Requirement) {
	a.printf("%s: %s, for a loss of at most %s points against %s (%s %%)\n", r.Title, r.Label, percent(r.Limit), r.Baseline, withHalf(r.BaseMean, r.BaseLo, r.BaseHi))
	t := grid(r.Key, "n", "loss, points", "fit", "p (Holm)")
	for _, p := range r.Points {
		t.Row(r.Text(p.Value), strconv.Itoa(len(p.Losses)), fmt.Sprintf("%s [%s, %s]", percent(p.Loss), percent(p.Lo), percent(p.Hi)), percent(p.Fit), fmt.Sprintf("%.2g", p.Holm))
	}
	a.show(t)
	a.printf("p: of the true loss being no more than %s points, all values tested together\n", percent(r.Limit))
	a.printf("answer   %s\n", requiredText(r))
	a.printf("card     %s\n", r.Verdict)
	a.printf("trials   %d in %d rounds; the test set alone is good to ±%s points\n", r.Found.Trials, r.Found.Rounds, percent(r.TestHalf))
}

func requirementRecord(r *whatif.Requirement) record {
	points := []record{}
	for _, p := range r.Points {
		points = append(points, record{{"value", p.Value}, {"n", len(p.Losses)}, {"loss", p.Loss}, {"low", orNull(p.Lo)}, {"high", orNull(p.Hi)},
			{"fit", p.Fit}, {"p", orNull(p.P)}, {"p_holm", orNull(p.Holm)}})
	}
	var own any
	if r.Own != nil {
		own = record{{"value", r.Own.Value}, {"low", r.Own.Low}, {"high", r.Own.High}, {"provenance", r.Own.Provenance}, {"source", r.Own.Source}, {"loss", orNull(r.OwnLoss)}}
	}
	direction := map[int]string{1: "at most", -1: "at least"}[r.Worse]
	lo, hi := r.Low, r.High
	if r.Worse < 0 {
		lo, hi = hi, lo
	}
	return record{
		{"param", r.Key}, {"unit", r.Unit}, {"allowed_loss", r.Limit}, {"confidence", r.Conf},
		{"baseline", r.Baseline}, {"baseline_accuracy", r.BaseMean}, {"direction", direction},
		{"value", orNull(r.Value)}, {"low", orNull(lo)}, {"high", orNull(hi)}, {"refused", r.Refused}, {"own", own}, {"verdict", r.Verdict},
		{"points", points}, {"trials", r.Found.Trials}, {"rounds", r.Found.Rounds},
	}
}
