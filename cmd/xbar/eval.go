package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/experiments/results"
)

func (a *app) eval() *cobra.Command {
	o := &options{command: "eval"}
	var weights, thresholds string
	c := &cobra.Command{
		Use:   "eval [FOLDER]",
		Short: "Test a trained network again, in other ways",
		Long: `Take the networks of a results folder of "xbar train" and test them without training: after a
wait, with another compensation or read-out, on more images. What a network was trained with
cannot be changed. The results go to a folder of their own.

Or program weights that were learned elsewhere (--weights FILE, inputs × neurons, CSV or NPY) into a
device, age them and test them: by targets with the card's programming noise, or by pulses (write.routine).`,
		Example: `  xbar train --device pcm -o net
  xbar eval net --after "1 day"
  xbar eval net --after "1 day" --compensation none --set test.images=500
  xbar eval net --set readout.kind=logistic --set readout.device=pcm --after "1 year"
  xbar export net --what weights -o weights.csv
  xbar eval --weights weights.csv --device pcm --set write.routine=verify --after "1 day"`,
		Args: evalArgs(&weights, &o.devices),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			var cfg *experiments.Config
			var err error
			var from func(*results.Folder) experiments.Checkpoint
			if weights != "" {
				cfg, err = a.weighed(cmd, o, weights, thresholds)
			} else {
				cfg, err = a.reexamine(cmd, o, args[0])
				from = func(*results.Folder) experiments.Checkpoint { return &networks{dir: args[0]} }
			}
			if err != nil {
				return err
			}
			f, err := a.conduct(cmd.Context(), cfg, o, from)
			if err != nil {
				return err
			}
			return a.singleNetwork(f, o)
		},
	}
	o.study(a, c)
	c.Flags().StringVar(&weights, "weights", "", "`FILE` of weights that were learned elsewhere, .csv or .npy, instead of a folder")
	c.Flags().StringVar(&thresholds, "thresholds", "", "`FILE` of the thresholds of its neurons; one for all is balanced on training images otherwise")
	c.Flags().StringArrayVar(&o.devices, "device", nil, "`NAME` of a card or card.toml file for --weights (default memristor)")
	c.RegisterFlagCompletionFunc("device", listed(cardNames, true))
	o.place(c)
	return c
}

// reexamine returns the configuration of a training, changed only in what comes after it.
func (a *app) reexamine(cmd *cobra.Command, o *options, dir string) (*experiments.Config, error) {
	trained, err := trainedIn(dir)
	if err != nil {
		return nil, err
	}
	r := &request{cfg: trained.Clone(), given: map[string]bool{}}
	cfg, err := r.flags(cmd, o)
	if err != nil {
		return nil, err
	}
	if err := sameTraining(trained, cfg); err != nil {
		return nil, err
	}
	cfg.Command = "eval"
	return cfg, nil
}

// trainedIn reads the study of a finished training and makes sure that its networks are there.
func trainedIn(dir string) (*experiments.Config, error) {
	m, err := results.ReadManifest(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%s is no results folder: want one of \"xbar train\"", dir)
	}
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, results.ConfigName)
	text, err := readBounded(path, experiments.MaxConfig)
	if err != nil {
		return nil, err
	}
	cfg := defaultConfig("train")
	if err := cfg.Read(path, text); err != nil {
		return nil, err
	}
	if cfg.Command != "train" {
		return nil, fmt.Errorf("%s holds results of \"xbar %s\": want those of \"xbar train\"", dir, cfg.Command)
	}
	if hash, err := experiments.Hash(cfg); err != nil || hash != m.Study {
		return nil, errors.Join(err, fmt.Errorf("%s: the study file was changed after the training, or another version of xbar trained: train again", dir))
	}
	if m.Finished.IsZero() {
		return nil, fmt.Errorf("%s: the training is not finished: the same \"xbar train\" command continues", dir)
	}
	kept := &networks{dir: dir}
	for k := range cfg.Repeats {
		slot := fmt.Sprintf("%s-%d", cfg.Devices[0], k)
		if _, ok := kept.Load(slot); !ok {
			return nil, fmt.Errorf("%s: no network %s (mode %s)", dir, networkFile(slot), cfg.Mode)
		}
	}
	return cfg, nil
}

// afterTraining lists the keys that act after training only.
func afterTraining() []string {
	return []string{"test.images", "label.images", "readout.kind", "readout.device", "after", "compensation", "quick"}
}

// sameTraining refuses changes of what a network was trained with.
func sameTraining(trained, cfg *experiments.Config) error {
	var errs []error
	was := trained.Params()
	for i, p := range cfg.Params() {
		if p.Text() != was[i].Text() && !slices.Contains(afterTraining(), p.Name) {
			errs = append(errs, fmt.Errorf("%s = %s: the network was trained with %s (%s): train again", p.Name, p.Text(), was[i].Text(), p.Doc))
		}
	}
	for _, override := range cfg.Overrides {
		if !slices.Contains(trained.Overrides, override) {
			errs = append(errs, fmt.Errorf("%s = %s: the network was trained without it: train again", override.Key, override.Value))
		}
	}
	return errors.Join(errs...)
}
