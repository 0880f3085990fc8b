package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/experiments/whatif"
)

func (a *app) mapped(cmd *cobra.Command, o *requiring, cfg *experiments.Config, q whatif.Question) error {
	return errors.New("todo")
}
