package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/experiments"
)

func (a *app) configCheck() *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE",
		Short: "Check a study file without running it",
		Long: `Check a study file: keys, values, units, ranges, devices and whether there are enough images. All
mistakes are reported.`,
		Example: "  xbar config compare > study.toml\n  xbar config check study.toml",
		Args:    wants(1, "a study file"),
		RunE:    func(_ *cobra.Command, args []string) error { return a.check(args[0]) },
	}
}

func (a *app) check(path string) error {
	name, text, err := a.readInput(path)
	if err != nil {
		return err
	}
	o := &options{command: commandOf(text), keys: map[string]*string{}}
	r := &request{cfg: defaultConfig(o.command), given: map[string]bool{}}
	if err := r.file(name, text, o.command); err != nil {
		return err
	}
	cfg, err := r.finish(o)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if !slices.Contains(commands(), o.command) {
		return fmt.Errorf("%s: command = %q: want one of %s", name, o.command, strings.Join(commands(), ", "))
	}
	data, err := a.images(cfg.Dataset)
	if err != nil {
		return err
	}
	hash, err := experiments.Hash(cfg)
	if err := errors.Join(err, cfg.CheckData(data)); err != nil {
		return err
	}
	a.printf("%s: %s of %s, %d repeats, study %s: nothing wrong\n",
		name, cfg.Command, strings.Join(cfg.Devices, ", "), cfg.Repeats, hash[:8])
	return nil
}

// commandOf returns the command that a study file is for: a sweep unless it says otherwise.
func commandOf(text []byte) string {
	var f struct {
		Command string `toml:"command"`
	}
	if err := toml.Unmarshal(text, &f); err != nil || f.Command == "" {
		return "sweep"
	}
	return f.Command
}
