package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/experiments/results"
	"github.com/xbar-sim/xbar/experiments/run"
	"github.com/xbar-sim/xbar/internal/si"
)

// mostShards bounds how many parts a study may have: each has a journal of its own.
const mostShards = 100000

// divided adds the flags that say which part of a study is done.
func (o *options) divided(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&o.shard, "shard", "", "`K`: do one part of the study, from 0, for \"xbar merge\"; auto reads K of a Slurm array or a Kubernetes Indexed Job")
	f.StringVar(&o.shards, "shards", "", "`N` parts in all (default with --shard auto: tasks of the Slurm array)")
}

// part returns which shard of a study a command line asks for. K is read from the environment where
// --shards stands alone or --shard is auto: SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX. N of a Slurm
// array need not be given: then it is SLURM_ARRAY_TASK_COUNT, and K counts from SLURM_ARRAY_TASK_MIN,
// which lets an array begin at any number, but not skip any.
func (o *options) part(env func(string) string) (run.Shard, error) {
	if o.shard == "" && o.shards == "" {
		return run.Shard{}, nil
	}
	if o.propagate {
		return run.Shard{}, errors.New("--propagate: cards are drawn after the study; give it to a study that one process does")
	}
	if o.force {
		return run.Shard{}, errors.New("--force would remove what other shards have done: remove the folder before any of them starts")
	}
	k, n, at := o.shard, o.shards, 0
	name := "--shard"
	if k == "" || k == "auto" {
		switch {
		case env("SLURM_ARRAY_TASK_ID") != "":
			name, k = "SLURM_ARRAY_TASK_ID", env("SLURM_ARRAY_TASK_ID")
			if n == "" {
				n = env("SLURM_ARRAY_TASK_COUNT")
				var err error
				if at, err = bounded("SLURM_ARRAY_TASK_MIN", env("SLURM_ARRAY_TASK_MIN"), "first task of the array", 0, 1e9); err != nil {
					return run.Shard{}, err
				}
			}
		case env("JOB_COMPLETION_INDEX") != "":
			name, k = "JOB_COMPLETION_INDEX", env("JOB_COMPLETION_INDEX")
		default:
			return run.Shard{}, errors.New("--shard: want a number from 0; neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX says one")
		}
	}
	if n == "" {
		return run.Shard{}, errors.New("--shards: want how many parts the study has")
	}
	parts, err := bounded("--shards", n, "parts of a study", 1, mostShards)
	if err != nil {
		return run.Shard{}, err
	}
	this, err := bounded(name, k, "part of the study", at, float64(at+parts-1))
	return run.Shard{K: this - at, N: parts}, err
}

// bounded reads a whole number.
func bounded(name, text, doc string, low int, high float64) (int, error) {
	n := 0
	err := si.Param{Name: name, At: &n, Doc: doc, Min: float64(low), Max: high}.Set(text)
	return n, err
}

// others reads the trials that journals of other divisions of the study have: of a run of all trials, or
// of another number of shards. Their trials are not done again.
func (s *ready) others(shard run.Shard) error {
	paths, shards, err := results.Journals(s.folder.Path())
	if err != nil {
		return err
	}
	var list []string
	for i, path := range paths {
		if shards[i].N != shard.N {
			list = append(list, path)
		}
	}
	if len(list) == 0 {
		return nil
	}
	s.env.Known = map[string]json.RawMessage{}
	_, err = run.Scan(list, s.hash, func(_ int, key string, value json.RawMessage) error {
		if _, mine := s.env.Journal.Get(key); !mine {
			s.env.Known[key] = value
		}
		return nil
	})
	return err
}

// parted carries out one shard of a study.
func (a *app) parted(ctx context.Context, cfg *experiments.Config, o *options, shard run.Shard) error {
	began := time.Now()
	done, total, dir, err := a.shareOf(ctx, cfg, o, shard, nil)
	if err != nil {
		return err
	}
	return a.showPart(o, shard, done, total, dir, time.Since(began))
}

// shareOf carries out one shard of a study and returns how many of its trials are done, and its folder.
func (a *app) shareOf(ctx context.Context, cfg *experiments.Config, o *options, shard run.Shard,
	networks func(*results.Folder) experiments.Checkpoint) (done, total int, dir string, err error) {
	s, err := a.load(cfg, o)
	if err != nil {
		return 0, 0, "", err
	}
	if s.folder, err = results.Join(o.folder(cfg, s.hash), s.hash, shard); err != nil {
		return 0, 0, "", err
	}
	if err := s.open(shard); err != nil {
		return 0, 0, "", err
	}
	defer s.env.Journal.Close()
	a.resumed(s, o)
	if networks != nil {
		s.env.Checkpoint = networks(s.folder)
	}
	bar := a.progress(o)
	s.env.Progress, s.env.Presented = bar.update, bar.present
	done, total, err = experiments.Part(ctx, cfg, s.env, shard)
	bar.stop()
	return done, total, s.folder.Path(), after(err)
}

func (a *app) showPart(o *options, shard run.Shard, done, total int, dir string, took time.Duration) error {
	switch {
	case o.json:
		return a.printJSON(record{
			{"command", o.command}, {"results", dir}, {"shard", shard.K}, {"shards", shard.N},
			{"trials", total}, {"done", done}, {"seconds", took.Seconds()}, {"warnings", list(a.warned)},
		})
	case o.quiet:
		a.printf("%s\n", dir)
	default:
		a.printf("%v: %d of %d trials done\n", shard, done, total)
		a.printf("when all are: xbar merge %s\n", dir)
	}
	return nil
}

// exists tells whether a file is there.
func exists(path ...string) bool {
	_, err := os.Stat(filepath.Join(path...))
	return err == nil
}

// plural is "1 trial" or "2 trials".
func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}
