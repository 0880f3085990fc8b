package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/experiments/results"
	"github.com/xbar-sim/xbar/experiments/run"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/internal/slurm"
)

// Where a sweep may run.
const (
	local       = "local"
	slurmEngine = "slurm"

	usualShards = 100 // of an array, where a study has as many trials
)

// engines adds the flags that say on what a study runs.
func (o *options) engines(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&o.engine, "engine", local, "`ENGINE`: local, or slurm: a job array of --shards tasks with --workers processors each")
	c.RegisterFlagCompletionFunc("engine", cobra.FixedCompletions([]string{local, slurmEngine}, cobra.ShellCompDirectiveNoFileComp))
	f.StringArrayVar(&o.slurm, "slurm", nil, "`KEY=VALUE` for sbatch, as time=2:00:00 or partition=short; repeatable")
	f.BoolVar(&o.detach, "detach", false, "submit and do not wait: the same command later shows how far it is")
}

// checkEngine refuses flags that do not go together.
func (o *options) checkEngine() error {
	engine := si.Param{Name: "--engine", At: new(string), Doc: "what a study runs on", Choices: []string{local, slurmEngine}}
	err := engine.Set(o.engine)
	for _, text := range o.slurm {
		err = errors.Join(err, slurm.CheckOption(text))
	}
	switch {
	case err != nil:
		return err
	case o.engine == slurmEngine && o.propagate:
		return errors.New("--propagate: cards are drawn after the study; give it to a study that one process does")
	case o.engine == slurmEngine && o.shard != "":
		return errors.New("--shard: --engine slurm does all shards; --shards says how many")
	case o.engine == local && (len(o.slurm) > 0 || o.detach):
		return errors.New("--slurm and --detach want --engine slurm")
	}
	return nil
}

// onSlurm has a study done by a Slurm array, and waits for it.
func (a *app) onSlurm(ctx context.Context, cfg *experiments.Config, o *options) error {
	s, err := a.load(cfg, o)
	if err != nil {
		return err
	}
	job, err := a.slurmJob(s, o)
	if err != nil {
		return err
	}
	jobs, again := slurm.Submitted(job.Folder)
	if again {
		state, err := jobs.Queue(ctx)
		if err != nil {
			return err
		}
		again = !state.Ended()
	}
	if again && o.force {
		return fmt.Errorf("jobs %s and %s of this folder are still queued: scancel them before --force", jobs.Array, jobs.Merge)
	}
	if !again {
		if jobs, err = s.submit(ctx, job, o); err != nil {
			return err
		}
	}
	if !o.quiet {
		fmt.Fprintf(a.stderr, "slurm: array %s of %s, merged by job %s; scripts and output in %s\n", jobs.Array, plural(job.Shards, "task"), jobs.Merge, job.Folder)
	}
	if o.detach {
		a.printf("%s\n", o.out)
		return nil
	}
	if err := a.await(ctx, s, jobs, o); err != nil {
		return after(err)
	}
	return a.merged(o)
}

// slurmJob says how a study becomes an array. The folder of the study is o.out from here on.
func (a *app) slurmJob(s *ready, o *options) (*slurm.Job, error) {
	total, err := experiments.Trials(s.cfg, s.env)
	if err != nil {
		return nil, err
	}
	shards := min(total, usualShards)
	if o.shards != "" {
		if shards, err = bounded("--shards", o.shards, "tasks of the array", 1, mostShards); err != nil {
			return nil, err
		}
	}
	if o.out, err = filepath.Abs(o.folder(s.cfg, s.hash)); err != nil {
		return nil, err
	}
	self, err := a.program()
	if err != nil {
		return nil, err
	}
	cpus := 1
	if o.workers != "" {
		cpus = s.env.Workers
	}
	job := &slurm.Job{
		Name: "xbar-" + s.hash[:8], Shards: shards, CPUs: cpus, Folder: filepath.Join(o.out, "slurm"), Options: o.slurm,
		Task: []string{self, s.cfg.Command, "--config", filepath.Join(o.out, results.ConfigName), "-o", o.out,
			"--shard", slurm.TaskID, "--shards", strconv.Itoa(shards), "--workers", strconv.Itoa(cpus)},
		Merge: []string{self, "merge", o.out, "--quiet"},
	}
	if shards == 1 { // one task is no shard, and makes the tables by itself
		job.Task = append(job.Task[:6:6], "--workers", strconv.Itoa(cpus), "--quiet")
	}
	if o.formats != "" {
		job.Merge = append(job.Merge, "--format", o.formats)
	}
	return job, nil
}

// program is the path of this program, which must still be there when tasks start.
func (a *app) program() (string, error) {
	if a.self != "" {
		return a.self, nil
	}
	self, err := os.Executable()
	if err == nil && strings.Contains(self, string(filepath.Separator)+"go-build") {
		err = errors.New("--engine slurm wants a program that stays: build it with \"go build ./cmd/xbar\", not \"go run\"")
	}
	return self, err
}

// submit makes the results folder and submits the jobs.
func (s *ready) submit(ctx context.Context, job *slurm.Job, o *options) (slurm.Jobs, error) {
	var err error
	if s.folder, err = results.Create(o.out, s.hash, o.force); err != nil {
		return slurm.Jobs{}, err
	}
	if err := s.folder.WriteConfig(s.cfg.TOML()); err != nil {
		return slurm.Jobs{}, after(err)
	}
	jobs, err := job.Submit(ctx)
	return jobs, after(err)
}

// await shows how many trials the journals have until the jobs have left the queue. Interrupted, it
// leaves them there.
func (a *app) await(ctx context.Context, s *ready, jobs slurm.Jobs, o *options) error {
	total, err := experiments.Trials(s.cfg, s.env)
	if err != nil {
		return err
	}
	watch, told, failures := run.NewWatch(s.hash), time.Time{}, 0
	for {
		state, err := jobs.Queue(ctx)
		if ctx.Err() != nil {
			return fmt.Errorf("interrupted: jobs %s and %s go on; the same command shows how far they are, scancel ends them", jobs.Array, jobs.Merge)
		}
		if failures++; err == nil {
			failures = 0
		}
		if failures > patience { // the controller may be away for a while
			return err
		}
		paths, _, err := results.Journals(o.out)
		if err != nil {
			return err
		}
		done, err := watch.Count(paths)
		if err != nil {
			return err
		}
		ended := state.Ended() && failures == 0
		if !o.quiet && (ended || time.Since(told) > 10*time.Second || a.onTerminal(a.stderr)) {
			told = time.Now()
			a.tellQueue(done, total, state, ended)
		}
		if ended {
			return nil
		}
		select {
		case <-time.After(pollEvery):
		case <-ctx.Done():
		}
	}
}

const (
	pollEvery = 2 * time.Second
	patience  = 150 // failures of squeue, one after another
)

func (a *app) tellQueue(done, total int, state slurm.State, ended bool) {
	begin, end := "", "\n"
	if a.onTerminal(a.stderr) {
		begin = "\r\x1b[K"
		if !ended {
			end = ""
		}
	}
	fmt.Fprintf(a.stderr, "%s%d/%d trials; jobs: %d running, %d waiting%s", begin, done, total, state.Running, state.Waiting, end)
}
