package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/experiments"
)

func (a *app) train() *cobra.Command {
	o := &options{command: "train"}
	c := &cobra.Command{
		Use:   "train",
		Short: "Train one network, keep it and test it",
		Long: `Train one network on one device, with a learning curve on training images kept apart, and test
it. The trained network stays in the results folder for "xbar eval". It is also kept while it
learns: the same command takes up an interrupted training. Networks that learn elsewhere
(--mode ex-situ) are not kept.`,
		Example: `  xbar train
  xbar train --device pcm --neurons 100 --set train.images=3000 -o pcm100
  xbar train --device memristor --set d2d=0.3 --json
  xbar train --preset dc-code --explain`,
		Args: wants(0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := a.settle(cmd, o)
			if err != nil {
				return err
			}
			if o.explained {
				return a.foretell(cmd.Context(), cfg, o)
			}
			f, err := a.conduct(cmd.Context(), cfg, o, newNetworks)
			if err != nil {
				return err
			}
			return a.singleNetwork(f, o)
		},
	}
	o.study(a, c)
	o.place(c)
	return c
}

// singleNetwork prints what train and eval found.
func (a *app) singleNetwork(f *finished, o *options) error {
	if o.json {
		return a.singleJSON(f)
	}
	if !o.quiet {
		a.showSingle(f)
	}
	a.finish(f, o)
	return nil
}

// interval returns the accuracy of a study without axes and its 95 % interval: over repeats where
// there are some, of the test set otherwise.
func interval(row experiments.Row) (mean, lo, hi float64) {
	if row.N < 2 {
		return row.Mean, row.TestLo, row.TestHi
	}
	return row.Mean, row.Lo, row.Hi
}

func (a *app) showSingle(f *finished) {
	row := f.Summary[0]
	mean, lo, hi := interval(row)
	a.printf("%s, %s, %d neurons, %s\n", f.Devices[0].Title, f.Dataset, f.Neurons, f.Mode)
	a.printf("accuracy  %s %%, 95 %% interval %s to %s %% (%s)\n", percent(mean), percent(lo), percent(hi), behind(f))
	if waited(f.Result) {
		a.printf("the wait  mean conductance %s, gain %s, accuracy without it %s %%\n", gText(row), gainText(row), rawText(row))
	}
	m := f.Trials[0].Metrics
	a.printf("training  %d presentations", m.Presentations)
	if f.TrainSeconds > 0 {
		a.printf(", %.0f a second", f.speed())
	}
	cost := costText(row)
	a.printf("; %s writes, %s in the cells\n", cost[0], cost[1])
}

// behind says what an interval rests on.
func behind(f *finished) string {
	if row := f.Summary[0]; row.N > 1 {
		return fmt.Sprintf("%d repeats", row.N)
	}
	return fmt.Sprintf("%d test images", f.Trials[0].Metrics.TestImages)
}

// speed is the rate of training alone, presentations a second on one core; NaN if nothing was
// trained now.
func (f *finished) speed() float64 { return float64(f.Trained) / f.TrainSeconds }

func (a *app) singleJSON(f *finished) error {
	mean, lo, hi := interval(f.Summary[0])
	m := f.Trials[0].Metrics
	return a.printJSON(record{
		{"command", f.Command}, {"device", f.Devices[0].Name}, {"dataset", f.Dataset}, {"neurons", f.Neurons},
		{"epochs", f.cfg.Train.Epochs}, {"mode", f.Mode}, {"seed", f.cfg.Seed}, {"repeats", f.cfg.Repeats},
		{"accuracy", orNull(mean)}, {"ci_lo", orNull(lo)}, {"ci_hi", orNull(hi)},
		{"test_images", m.TestImages}, {"accuracy_raw", orNull(f.Summary[0].Raw)}, {"mean_g_ratio", orNull(f.Summary[0].MeanG)},
		{"presentations", m.Presentations}, {"presentations_per_second", orNull(f.speed())},
		{"writes", m.Writes}, {"write_energy_J", m.WriteEnergy},
		{"seconds", f.Elapsed.Seconds()}, {"results", f.folder.Path()}, {"warnings", list(f.Warnings)},
	})
}
