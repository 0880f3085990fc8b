package main

import "github.com/spf13/cobra"

func (a *app) whatif() *cobra.Command {
	c := &cobra.Command{
		Use:   "whatif",
		Short: "Which property to improve first, and how good is good enough",
	}
	c.AddCommand(a.whatifRequire(), a.whatifLifetime())
	return c
}
