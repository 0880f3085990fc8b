package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/experiments"
)

// exports lists what can leave a trained network.
func exports() []string { return []string{"conductances", "weights", "thresholds"} }

func (a *app) export() *cobra.Command {
	out, what, repeat, force := "", exports()[0], 1, false
	c := &cobra.Command{
		Use:   "export FOLDER",
		Short: "Conductances, weights or thresholds of a trained network as a matrix",
		Long: `Write what a trained network holds as a matrix, CSV or NPY by the ending of the file: conductances of
the array (S, rows × columns of cells, reference columns included), weights (inputs × neurons, full
weights) or thresholds (a neuron a row, full weights). "xbar eval --weights" takes weights and thresholds
back.`,
		Example: `  xbar train --device pcm -o net
  xbar export net -o conductances.npy
  xbar export net --what weights -o weights.csv`,
		Args: wants(1, "the results folder of a training"),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.exported(args[0], out, what, repeat, force) },
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringVarP(&out, "out", "o", "", "`FILE` to write, .csv or .npy (default WHAT.csv)")
	f.StringVar(&what, "what", what, "`MATRIX`: "+strings.Join(exports(), ", "))
	f.IntVar(&repeat, "repeat", repeat, "`K`-th repeat of the training")
	f.BoolVar(&force, "force", false, "replace an existing file")
	c.RegisterFlagCompletionFunc("what", listed(exports, false))
	return c
}

func (a *app) exported(dir, out, what string, repeat int, force bool) error {
	if out == "" {
		out = what + ".csv"
	}
	ending := strings.ToLower(filepath.Ext(out))
	switch {
	case !slices.Contains(exports(), what):
		return fmt.Errorf("--what %q: want one of %s", what, strings.Join(exports(), ", "))
	case ending != ".csv" && ending != ".npy":
		return fmt.Errorf("-o %s: want a name that ends in .csv or .npy", out)
	}
	cfg, err := trainedIn(dir)
	if err != nil {
		return err
	}
	if repeat < 1 || repeat > cfg.Repeats {
		return fmt.Errorf("--repeat %d: want 1 to %d", repeat, cfg.Repeats)
	}
	if _, err := os.Lstat(out); err == nil && !force {
		return fmt.Errorf("%s exists already: use -o or --force", out)
	}
	data, err := a.images(cfg.Dataset)
	if err != nil {
		return err
	}
	e, err := experiments.Exported(cfg, data, &networks{dir: dir}, repeat-1)
	if err != nil {
		return err
	}
	m := map[string]experiments.Matrix{"conductances": e.Conductances, "weights": e.Weights, "thresholds": e.Thresholds}[what]
	if m.X == nil {
		return fmt.Errorf("%s: the network has no %s", dir, what)
	}
	if err := writeWhole(out, matrixText(ending, m)); err != nil {
		return after(err)
	}
	a.printf("%s: %d × %d\n", out, m.Rows, m.Cols)
	return nil
}
