package main

import "github.com/spf13/cobra"

func (a *app) compare() *cobra.Command {
	o := &options{command: "compare"}
	c := &cobra.Command{
		Use:   "compare",
		Short: "Technologies side by side at one operating point",
		Long: `Train and test the same network on several devices at one operating point: accuracy, paired
loss against ideal, programming pulses and the energy that they dissipate in the cells.

With --code, the same for each input code: accuracy, input and output spikes per test image, and
programming pulses. Codes in which an input speaks once a presentation bring settings that suit
them, unless the keys are given; they are printed and stand in config.toml.`,
		Example: `  xbar compare
  xbar compare --device ideal,memristor,pcm --set d2d=0.3 --after "1 day"
  xbar compare --code poisson,burst,rank-order --device ideal`,
		Args: wants(0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.compared(cmd, o) },
	}
	o.study(a, c)
	o.place(c)
	return c
}
