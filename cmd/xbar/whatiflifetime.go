package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/experiments/whatif"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/plots"
)

const usualTimes = "1 min,1 h,1 d,30 d,1 y,10 y"

// A living is what "whatif lifetime" is asked.
type living struct {
	options
	wear                             bool
	times, temperatures, compensates string
	updates, loss, conf              string
}

func (a *app) whatifLifetime() *cobra.Command {
	o := &living{options: options{command: "lifetime"}}
	c := &cobra.Command{
		Use:   "lifetime --device CARD",
		Short: "How long a device lasts: accuracy against time and heat, or against cycles",
		Long: `Train once a repeat, let the cells wait at each temperature, test without and with compensation, and find the time at which
--loss is lost, with its interval. Cells wait at the temperatures and are read at the usual one (--set temperature). What lies
beyond the measurements that the card names is hatched and said to be extrapolated.

With --mode endurance, cells have been through --updates full cycles before they are trained: accuracy, failed cells and pulses a cell, and how many
trainings a life is.`,
		Example: `  xbar whatif lifetime --device pcm
  xbar whatif lifetime --device pcm-joshi --after "1 h,1 d,30 d" --temperature 25,85 --compensation none,column
  xbar whatif lifetime --device pcm-joshi --mode endurance --updates 1e5:1e9`,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.lived(cmd, o) },
	}
	a.questioned(c, &o.options)
	f := c.Flags()
	f.StringVar(&o.temperatures, "temperature", "25,55,85,125", "`TEMPERATURES` of the wait, °C or with a unit")
	f.StringVar(&o.updates, "updates", "", "`FROM:TO[:N]` full cycles of every cell (default around the card's endurance)")
	f.StringVar(&o.loss, "loss", "1 %", "`PART` of all test images whose loss is looked for")
	f.StringVar(&o.conf, "conf", "0.95", "`CONFIDENCE` of intervals")
	f.Lookup("after").Usage = "`TIMES` after training, joined by commas (default " + usualTimes + ")"
	f.Lookup("compensation").Usage = "`KINDS` of compensation, joined by commas (default all: " + strings.Join(experiments.Compensations(), ",") + ")"
	f.Lookup("mode").Usage = "`MODE`: in-situ or ex-situ; or endurance: against full cycles instead of time"
	return c
}

func (a *app) lived(cmd *cobra.Command, o *living) error {
	o.lists(cmd)
	var asked whatif.LifeQuestion
	q, err := a.inquire(cmd, &o.options, func(s *whatif.Study) (about string, err error) {
		if asked, err = o.question(s); err != nil {
			return "", err
		}
		if o.wear {
			about = "endurance"
		}
		return about, s.CheckLife(asked)
	})
	if err != nil {
		return err
	}
	defer q.close()
	var l *whatif.Lifetime
	if err := q.run(cmd.Context(), func(ctx context.Context, s *whatif.Study) (err error) { l, err = s.Live(ctx, asked); return err }); err != nil {
		return err
	}
	fig, err := plots.Lifetime(l)
	head, rows := lifeRows(l)
	if err := errors.Join(q.table("lifetime", head, rows), q.figure("lifetime", fig, err)); err != nil {
		return err
	}
	var sentences []string
	for _, c := range l.Curves {
		at, text := fmt.Sprintf("at %.0f °C, compensation %s, ", c.Kelvin-273.15, c.Compensation), lifeText(l, c)
		if l.Endurance {
			at = "full cycles to "
		}
		if c.Refused == "" {
			text = "after " + text
		}
		sentences = append(sentences, fmt.Sprintf("%s: %sa loss of %s points: %s", l.Device, at, percent(l.Limit), text))
	}
	return q.conclude(answer{sentences: sentences, warnings: l.Warnings, json: lifeRecord(l), show: func() { a.showLife(l) }})
}

// lists takes the values of flags that are lists here and single values of a study elsewhere.
func (o *living) lists(cmd *cobra.Command) {
	take := func(flag string) string {
		f := cmd.Flags().Lookup(flag)
		f.Changed = false
		return *o.keys[flag]
	}
	if o.times = usualTimes; cmd.Flags().Changed("after") {
		o.times = take("after")
	}
	if o.compensates = strings.Join(experiments.Compensations(), ","); cmd.Flags().Changed("compensation") {
		o.compensates = take("compensation")
	}
	if *o.keys["mode"] == "endurance" {
		o.wear = true
		take("mode")
	}
}

// question reads the flags.
func (o *living) question(s *whatif.Study) (whatif.LifeQuestion, error) {
	q, cfg := whatif.LifeQuestion{Endurance: o.wear}, s.Config
	var err, err2, err4, err5 error
	q.Limit, err = part("--loss", o.loss)
	q.Conf, err2 = confidence(o.conf)
	if o.wear {
		q.Kelvins, q.Compensation = []float64{cfg.Heat.Kelvin}, []string{"none"}
		q.Along, err4 = o.cycles(s.Card)
		return q, errors.Join(err, err2, err4)
	}
	if o.updates != "" {
		err4 = errors.New("--updates: cycles are asked about with --mode endurance")
	}
	q.Compensation = split(o.compensates)
	for _, kind := range q.Compensation {
		if !slices.Contains(experiments.Compensations(), kind) {
			err5 = errors.Join(err5, fmt.Errorf("--compensation %q: want some of %s", kind, strings.Join(experiments.Compensations(), ", ")))
		}
	}
	for _, text := range split(o.temperatures) {
		v, bad := 0.0, error(nil)
		if _, number := strconv.ParseFloat(text, 64); number == nil {
			text += " °C"
		}
		bad = si.Param{Name: "--temperature", At: &v, Unit: "K", Doc: "temperature of the wait", Min: 1, Max: 1000}.Set(text)
		err5, q.Kelvins = errors.Join(err5, bad), append(q.Kelvins, v)
	}
	for _, text := range split(o.times) {
		v := 0.0
		err5 = errors.Join(err5, si.Param{Name: "--after", At: &v, Unit: "s", Doc: "time after training", Min: 1e-3, Max: 1e10}.Set(text))
		q.Along = append(q.Along, v)
	}
	slices.Sort(q.Along)
	if slices.Contains(q.Compensation, "refresh") && len(q.Along) > 0 {
		// No more than 100 refreshes in the longest wait, where nobody said how often.
		if last := q.Along[len(q.Along)-1]; cfg.After.Every == experiments.Default("sweep").After.Every && last > 100*cfg.After.Every {
			cfg.After.Every = last / 100
		}
	}
	return q, errors.Join(err, err2, err4, err5)
}

func split(list string) []string {
	var out []string
	for word := range strings.SplitSeq(list, ",") {
		out = append(out, strings.TrimSpace(word))
	}
	return out
}

// cycles reads --updates.
func (o *living) cycles(card *device.Card) (list []float64, err error) {
	life := card.Endurance.Life
	lo, hi, n := life*1e-3, life*10, 9
	if o.updates != "" {
		words := strings.Split(o.updates, ":")
		if len(words) < 2 || len(words) > 3 {
			return nil, fmt.Errorf("--updates %q: want FROM:TO or FROM:TO:N", o.updates)
		}
		for k, at := range []*float64{&lo, &hi} {
			err = errors.Join(err, si.Param{Name: "--updates", At: at, Doc: "full cycles", Min: 1e-3, Max: 1e18}.Set(strings.TrimSpace(words[k])))
		}
		if len(words) == 3 {
			err = errors.Join(err, si.Param{Name: "--updates", At: &n, Doc: "numbers of cycles", Min: 2, Max: 100}.Set(strings.TrimSpace(words[2])))
		}
		if err == nil && lo >= hi {
			err = fmt.Errorf("--updates %q: want FROM below TO", o.updates)
		}
	}
	if err != nil || life == 0 {
		return []float64{1, 2}, err // a card without endurance is refused with the reason
	}
	for k := range n {
		x := float64(k) / float64(n-1)
		v := kernel.Exp(kernel.Log(lo) + float64(x*kernel.Log(hi/lo)))
		v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', 3, 64), 64)
		list = append(list, v)
	}
	return list, nil
}

func lifeRows(l *whatif.Lifetime) (head []string, rows [][]any) {
	along := "time_s"
	if l.Endurance {
		along = "cycles"
	}
	for _, c := range l.Curves {
		for _, p := range c.Points {
			for k := range p.Accuracies {
				rows = append(rows, []any{c.Kelvin, c.Compensation, p.At, k + 1, p.Accuracies[k], p.Losses[k], p.Mean, p.Lo, p.Hi,
					p.Loss, p.LossLo, p.LossHi, p.Fit, p.P, p.Holm, p.Extrapolated, p.Failed, p.Most, p.Median})
			}
		}
	}
	return []string{"temperature_K", "compensation", along, "repeat", "accuracy", "loss", "mean_accuracy", "mean_low", "mean_high",
		"mean_loss", "mean_loss_low", "mean_loss_high", "fit", "p_more_than_allowed", "p_holm", "extrapolated", "failed_cells", "most_pulses", "median_pulses"}, rows
}

// lifeText is when a curve has lost the limit.
func lifeText(l *whatif.Lifetime, c whatif.LifeCurve) string {
	if c.Refused != "" {
		return c.Refused
	}
	unit := "s"
	if l.Endurance {
		unit = ""
	}
	text := func(v float64) string { return si.Format(v, unit) }
	t := text(c.To) + " " + limits(text, c.Low, c.High, 1)
	if !(c.To <= l.Measured) {
		t += ", extrapolated"
	}
	return t
}

func (a *app) showLife(l *whatif.Lifetime) {
	a.printf("%s: accuracy, %%, with 95 %% intervals, %d repeats; fresh %s\n", l.Title, l.Repeats, withHalf(l.Mean, l.Lo, l.Hi))
	if l.Endurance {
		t := grid("cycles before", "accuracy", "loss, points", "failed cells, %", "p (Holm)")
		for _, p := range l.Curves[0].Points {
			t.Row(si.Format(p.At, ""), withHalf(p.Mean, p.Lo, p.Hi), fmt.Sprintf("%s [%s, %s]", percent(p.Loss), percent(p.LossLo), percent(p.LossHi)), percent(p.Failed), fmt.Sprintf("%.2g", p.Holm))
		}
		a.show(t)
		a.printf("%s points lost after %s cycles\n", percent(l.Limit), lifeText(l, l.Curves[0]))
		if l.Cycles > 0 {
			a.printf("a training takes %.3g full cycles of a cell in the mean, and at most %.3g pulses of one", l.Cycles, l.Pulses)
			if c := l.Curves[0]; !math.IsNaN(c.To) {
				a.printf(": %.3g trainings to that loss", c.To/l.Cycles)
			}
			a.printf("\n")
		}
		return
	}
	head := []string{"temperature", "compensation"}
	for _, p := range l.Curves[0].Points {
		text := si.Format(p.At, "s")
		if p.Extrapolated {
			text += "*"
		}
		head = append(head, text)
	}
	t := grid(append(head, percent(l.Limit)+" points lost after")...)
	for _, c := range l.Curves {
		row := []string{fmt.Sprintf("%.0f °C", c.Kelvin-273.15), c.Compensation}
		for _, p := range c.Points {
			row = append(row, withHalf(p.Mean, p.Lo, p.Hi))
		}
		t.Row(append(row, lifeText(l, c))...)
	}
	a.show(t)
	a.printf("* extrapolated: beyond what the card says was measured\n")
}

func lifeRecord(l *whatif.Lifetime) record {
	curves := []record{}
	for _, c := range l.Curves {
		points := []record{}
		for _, p := range c.Points {
			points = append(points, record{{"at", p.At}, {"accuracy", p.Mean}, {"low", orNull(p.Lo)}, {"high", orNull(p.Hi)}, {"loss", p.Loss},
				{"loss_low", orNull(p.LossLo)}, {"loss_high", orNull(p.LossHi)}, {"p", orNull(p.P)}, {"p_holm", orNull(p.Holm)},
				{"extrapolated", p.Extrapolated}, {"failed_cells", p.Failed}, {"most_pulses", p.Most}, {"median_pulses", p.Median}})
		}
		curves = append(curves, record{{"temperature_K", c.Kelvin}, {"compensation", c.Compensation}, {"points", points},
			{"lost_at", orNull(c.To)}, {"low", orNull(c.Low)}, {"high", orNull(c.High)}, {"refused", c.Refused}})
	}
	axis := "time_s"
	if l.Endurance {
		axis = "full_cycles"
	}
	return record{
		{"axis", axis}, {"loss", l.Limit}, {"confidence", l.Conf}, {"repeats", l.Repeats},
		{"fresh", l.Mean}, {"measured_to", l.Measured}, {"curves", curves}, {"cycles_a_training", l.Cycles}, {"most_pulses_a_training", l.Pulses},
	}
}
