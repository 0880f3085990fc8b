package main

import "github.com/spf13/cobra"

func (a *app) whatif() *cobra.Command {
	c := &cobra.Command{
		Use:   "whatif",
		Short: "Which property to improve first, and how good is good enough",
		Example: `  xbar whatif sensitivity --device memristor
  xbar whatif waterfall --device memristor`,
	}
	c.AddCommand(a.whatifSensitivity(), a.whatifRequire(), a.whatifLifetime(), a.whatifWaterfall(), a.whatifPlan())
	return c
}
