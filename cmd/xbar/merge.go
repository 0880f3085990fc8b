package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/experiments/results"
)

func (a *app) merge() *cobra.Command {
	o := &options{command: "merge"}
	c := &cobra.Command{
		Use:   "merge FOLDER",
		Short: "Join the shards of a study: its tables, figures and report",
		Long: `Read the journals in a results folder whose study was done in parts (--shard K --shards N), on
however many machines, and write the tables, figures and report: the same bytes as one process
makes. Trials that are missing are said, with their shards, and nothing is written then. A trial
that several journals have counts once. The journals stay.`,
		Example: `  xbar sweep --quick --device ideal,memristor -o parts --shard 0 --shards 2
  xbar sweep --quick --device ideal,memristor -o parts --shard 1 --shards 2
  xbar merge parts`,
		Args: wants(1, "a results FOLDER"),
		RunE: func(_ *cobra.Command, args []string) error {
			o.out = args[0]
			return a.merged(o)
		},
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringVar(&o.formats, "format", "", "`KINDS` of figures besides png: svg, pdf")
	c.RegisterFlagCompletionFunc("format", listed(formatNames, false))
	f.BoolVar(&o.quiet, "quiet", false, "no table: print the results folder only")
	f.BoolVar(&o.json, "json", false, "print one JSON object on standard output instead of tables")
	return c
}

// merged joins the shards of a study, or of the studies of a reproduction.
func (a *app) merged(o *options) error {
	if exists(o.out, reproductionName) {
		return a.mergeReproduction(o)
	}
	f, err := a.join(o)
	if err != nil {
		return err
	}
	return a.showCompared(f, o)
}

// join joins the shards in a results folder.
func (a *app) join(o *options) (*finished, error) {
	began := time.Now()
	cfg, err := a.studyOf(o.out)
	if err != nil {
		return nil, err
	}
	s, err := a.load(cfg, o)
	if err != nil {
		return nil, err
	}
	journals, shards, err := results.Journals(o.out)
	if err != nil {
		return nil, err
	}
	if len(journals) == 0 {
		return nil, fmt.Errorf("%s holds no journal of trials: nothing to merge", o.out)
	}
	r, reports, err := experiments.Merge(cfg, s.env, journals, shards)
	if err != nil {
		return nil, a.lacking(o.out, err)
	}
	for i, report := range reports {
		if report.Damaged > 0 {
			a.warn(fmt.Sprintf("%s: %s could not be read and %s skipped", journals[i], plural(report.Damaged, "line"), were(report.Damaged)))
		}
	}
	if s.folder, err = results.Create(o.out, s.hash, false); err != nil {
		return nil, err
	}
	if err := s.folder.WriteConfig(cfg.TOML()); err != nil {
		return nil, after(err)
	}
	if err := s.folder.Adopt("network-", ".xbar"); err != nil {
		return nil, after(err)
	}
	f := &finished{ready: s, Result: r}
	return f, a.conclude(f, began)
}

func were(n int) string {
	if n == 1 {
		return "was"
	}
	return "were"
}

// lacking explains what to do about missing trials.
func (a *app) lacking(dir string, err error) error {
	var m *experiments.MissingError
	if !errors.As(err, &m) {
		return err
	}
	return after(fmt.Errorf("%s: %w; run these shards again, then merge", dir, err))
}

// studyOf reads the study of a results folder.
func (a *app) studyOf(dir string) (*experiments.Config, error) {
	path := filepath.Join(dir, results.ConfigName)
	text, err := readBounded(path, experiments.MaxConfig)
	switch {
	case errors.Is(err, os.ErrNotExist) && !exists(dir):
		return nil, fmt.Errorf("cannot read results folder %s: %w", dir, os.ErrNotExist)
	case errors.Is(err, os.ErrNotExist):
		return nil, fmt.Errorf("%s holds no %s: it is no results folder, or no shard has begun", dir, results.ConfigName)
	case err != nil:
		return nil, fmt.Errorf("cannot read %s: %w", path, reason(err))
	}
	command := commandOf(text)
	if !slices.Contains(commands(), command) {
		return nil, fmt.Errorf("%s: command = %q: want one of %s", path, command, strings.Join(commands(), ", "))
	}
	r := &request{cfg: defaultConfig(command), given: map[string]bool{}}
	if err := r.file(path, text, command); err != nil {
		return nil, err
	}
	return r.cfg, r.cfg.Check()
}
