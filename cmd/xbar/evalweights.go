package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/experiments"
)

// weighed returns the configuration of a test of weights from a file.
func (a *app) weighed(cmd *cobra.Command, o *options, weights, thresholds string) (*experiments.Config, error) {
	r := &request{cfg: defaultConfig("eval"), given: map[string]bool{}}
	c := r.cfg
	c.Mode, c.Train.Validation = experiments.ExSitu, 0
	c.Weights.File, c.Weights.Thresholds = weights, thresholds
	m, err := readMatrix(weights)
	if err != nil {
		return nil, fmt.Errorf("--weights %w", err)
	}
	c.Network.Neurons = m.Cols
	cfg, err := r.flags(cmd, o)
	if err != nil {
		return nil, err
	}
	if n := len(cfg.Devices); n != 1 {
		return nil, fmt.Errorf("eval takes one device, not %d: \"xbar compare --set weights.file=%s --mode ex-situ\" takes several", n, weights)
	}
	return cfg, nil
}

// evalArgs wants a folder, or a matrix in its place.
func evalArgs(weights *string, devices *[]string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if *weights == "" {
			if len(*devices) > 0 {
				return errors.New("--device: want --weights too, for a trained network has its device")
			}
			return wants(1, "the results folder of a training, or --weights FILE")(cmd, args)
		}
		return wants(0, "")(cmd, args)
	}
}
