package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"time"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/experiments/results"
	"github.com/xbar-sim/xbar/experiments/run"
	"github.com/xbar-sim/xbar/plots"
)

// A ready study has passed every check: its folder and journal are open and it can start.
type ready struct {
	cfg     *experiments.Config
	env     experiments.Env
	folder  *results.Folder
	hash    string
	formats []plots.Format
	known   int // trials that the journal knew
}

// A finished study.
type finished struct {
	*ready
	*experiments.Result
	fits    []experiments.Propagated
	figures []string // paths, the main one first
	report  string   // path
}

// conduct carries a study out: it opens the results folder, works the trials off, and writes all
// files. networks gives the place where trained networks are kept, nil for none.
func (a *app) conduct(ctx context.Context, cfg *experiments.Config, o *options,
	networks func(*results.Folder) experiments.Checkpoint) (*finished, error) {
	s, err := a.prepare(cfg, o)
	if err != nil {
		return nil, err
	}
	defer s.env.Journal.Close()
	if networks != nil {
		s.env.Checkpoint = networks(s.folder)
	}
	began := time.Now()
	bar := a.progress(o)
	s.env.Progress, s.env.Presented = bar.update, bar.present
	r, err := experiments.Conduct(ctx, cfg, s.env)
	bar.stop()
	if err != nil {
		return nil, after(err)
	}
	f := &finished{ready: s, Result: r}
	if o.propagate {
		if err := a.propagate(ctx, f, o); err != nil {
			return nil, after(err)
		}
	}
	return f, a.conclude(f, began)
}

// conclude writes all files of a study that is done.
func (a *app) conclude(f *finished, began time.Time) error {
	f.Warnings = append(f.Warnings, hints(f.cfg)...)
	if err := f.write(); err != nil {
		return after(err)
	}
	err := f.folder.WriteManifest(results.Manifest{
		Version: program().Version, Command: append([]string{"xbar"}, a.args...),
		Started: began, Finished: time.Now(), Workers: f.env.Workers, Warnings: f.Warnings,
	})
	for _, w := range f.Warnings {
		a.warn(w)
	}
	return after(err)
}

// prepare does everything that can refuse a study, and opens its folder and journal.
func (a *app) prepare(cfg *experiments.Config, o *options) (*ready, error) {
	s, err := a.load(cfg, o)
	if err != nil {
		return nil, err
	}
	return s, a.enter(s, o)
}

// load does every check that needs no results folder.
func (a *app) load(cfg *experiments.Config, o *options) (*ready, error) {
	s := &ready{cfg: cfg}
	var err, err2 error
	s.formats, err = a.figureFormats(o.formats)
	s.env.Workers, err2 = o.workerCount()
	if err := errors.Join(err, err2); err != nil {
		return nil, err
	}
	if s.env.Workers == 0 {
		s.env.Workers = runtime.GOMAXPROCS(0)
	}
	if s.env.Data, err = a.images(cfg.Dataset); err != nil {
		return nil, err
	}
	if err := cfg.CheckData(s.env.Data); err != nil {
		return nil, err
	}
	if s.env.Weights, s.env.Thresholds, err = matrices(cfg); err != nil {
		return nil, err
	}
	if err := cfg.CheckMatrices(s.env); err != nil {
		return nil, err
	}
	s.hash, err = o.identity(cfg)
	return s, err
}

// identity is the hash by which a folder knows its study. Of a question it is that of the study without repeats, of which
// more may be asked for later, and of what is asked.
func (o *options) identity(cfg *experiments.Config) (string, error) {
	if o.about == "" {
		return experiments.Hash(cfg)
	}
	same := cfg.Clone()
	same.Repeats = 1
	hash, err := experiments.Hash(same)
	return fmt.Sprintf("%x", sha256.Sum256([]byte(hash+"\n"+o.about))), err
}

// enter opens folder and journal of a study.
func (a *app) enter(s *ready, o *options) (err error) {
	if s.folder, err = results.Create(o.folder(s.cfg, s.hash), s.hash, o.force); err != nil {
		return err
	}
	if err := s.open(run.Shard{}); err != nil {
		return err
	}
	a.resumed(s, o)
	return nil
}

// folder is where results go.
func (o *options) folder(cfg *experiments.Config, hash string) string {
	if o.out != "" {
		return o.out
	}
	return filepath.Join("results", cfg.Command+"-"+hash[:8])
}

// open opens the journal of a shard, reads what the journals of other divisions have, and says in the
// folder what the study is.
func (s *ready) open(shard run.Shard) (err error) {
	if s.env.Journal, err = run.Open(s.folder.ShardPath(shard), s.hash); err != nil {
		return err
	}
	if err = s.others(shard); err == nil {
		err = s.folder.WriteConfig(s.cfg.TOML())
	}
	if err != nil {
		s.env.Journal.Close()
		return after(err)
	}
	return nil
}

// resumed says what an earlier run of the study left behind.
func (a *app) resumed(s *ready, o *options) {
	r := s.env.Journal.Report()
	s.known = r.Trials + len(s.env.Known)
	if s.known > 0 && !o.quiet {
		fmt.Fprintf(a.stderr, "%s: trials done before: %d\n", s.folder.Path(), s.known)
	}
	if r.Damaged > 0 {
		a.warn(fmt.Sprintf("%d lines of the journal are damaged; their trials are done again", r.Damaged))
	}
	if r.Unlocked {
		a.warn("this file system has no locks: nothing keeps a second process out of " + s.folder.Path())
	}
}

// hints are doubts about what was asked for rather than about what came out.
func hints(cfg *experiments.Config) []string {
	if cfg.Flaws.Drift > 0 && cfg.After.Wait == 0 && cfg.Command != "sweep" {
		return []string{`no waiting time: drift acts during training only; --after "1 day" tests later`}
	}
	return nil
}
