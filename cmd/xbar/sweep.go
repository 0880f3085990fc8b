package main

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/experiments/results"
)

func (a *app) sweep() *cobra.Command {
	o := &options{command: "sweep"}
	c := &cobra.Command{
		Use:   "sweep",
		Short: "Accuracy over one or more axes for several technologies",
		Long: `Train and test a network at every value of the axes, on every device and repeat, and
measure how accuracy falls. The default axis is d2d, the device-to-device spread. What an axis
cannot change (ideal under d2d) is run once per repeat and is the baseline.

Repeat k meets the same data, initial weights and spikes at every point, so that losses are
paired. With drift under study the test comes one day after training, unless --after says
otherwise.`,
		Example: `  xbar sweep --drift 0.05
  xbar sweep --device ideal,memristor --vary c2c=0:0.5:3
  xbar sweep --device ideal,pcm --vary readout.kind=all
  xbar sweep --vary device.states_ltp=10:100:3:log -o states
  xbar sweep --device ideal,pcm --vary "after=1 min,1 h,1 day" --mode ex-situ`,
		Args: wants(0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.compared(cmd, o) },
	}
	o.study(a, c)
	o.place(c)
	return c
}

// compared runs a study of several technologies and prints what came out.
func (a *app) compared(cmd *cobra.Command, o *options) error {
	cfg, err := a.settle(cmd, o)
	if err != nil {
		return err
	}
	if o.explained {
		return a.foretell(cmd.Context(), cfg, o)
	}
	if o.command == "sweep" {
		if err := o.checkEngine(); err != nil {
			return err
		}
		if o.engine == slurmEngine {
			return a.onSlurm(cmd.Context(), cfg, o)
		}
	}
	if shard, err := o.part(a.env); err != nil || !shard.Whole() {
		if err != nil {
			return err
		}
		return a.parted(cmd.Context(), cfg, o, shard)
	}
	f, err := a.conduct(cmd.Context(), cfg, o, nil)
	if err != nil {
		return err
	}
	return a.showCompared(f, o)
}

// showCompared prints what a study of several technologies found.
func (a *app) showCompared(f *finished, o *options) error {
	if o.json {
		return a.comparedJSON(f)
	}
	if !o.quiet {
		a.showSummary(f.Result)
		a.showPropagated(f)
	}
	a.finish(f, o)
	return nil
}

// finish prints where to look.
func (a *app) finish(f *finished, o *options) {
	if o.quiet {
		a.printf("%s\n", f.folder.Path())
		return
	}
	if n := len(f.Trials); f.known == n {
		a.printf("nothing to do: every trial was done before (%d)\n", n)
	}
	a.printf("results  %s\n", f.folder.Path())
	if len(f.figures) > 0 {
		a.printf("figure   %s\n", f.figures[0])
	}
	a.printf("report   %s\n", f.report)
}

func (a *app) comparedJSON(f *finished) error {
	rows, err := tableRecords(filepath.Join(f.folder.Path(), results.SummaryName))
	if err != nil {
		return after(err)
	}
	out := record{
		{"command", f.Command}, {"results", f.folder.Path()}, {"trials", len(f.Trials)},
		{"summary", rows}, {"seconds", f.Elapsed.Seconds()}, {"warnings", list(f.Warnings)},
	}
	if f.fits != nil {
		fits, err := tableRecords(filepath.Join(f.folder.Path(), results.PropagationName))
		if err != nil {
			return after(err)
		}
		out = append(out, member{"propagation", fits})
	}
	return a.printJSON(out)
}

// list is never null in JSON.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
