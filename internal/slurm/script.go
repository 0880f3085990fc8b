package slurm

import (
	"fmt"
	"slices"
	"strings"
)

// A Job is a study that is handed to Slurm.
type Job struct {
	Name    string   // of the array
	Shards  int      // tasks of the array, 1 or more
	CPUs    int      // of each task
	Folder  string   // for scripts and what tasks print, absolute
	Options []string // more for sbatch, "KEY=VALUE" without dashes, checked by CheckOption

	Task  []string // command of a task, for which $SLURM_ARRAY_TASK_ID is the word TaskID
	Merge []string // command that joins the shards
}

// TaskID stands in Job.Task for the number of the task.
const TaskID = "\x00task"

// own are the options that the scripts set themselves.
var own = []string{"array", "job-name", "output", "error", "open-mode", "requeue", "no-requeue", "dependency", "wrap", "wait", "parsable", "signal", "ntasks", "cpus-per-task"}

// CheckOption refuses an option for sbatch that is not KEY=VALUE or KEY, or that the scripts set themselves.
func CheckOption(text string) error {
	key, _, _ := strings.Cut(text, "=")
	plain := func(r rune) bool { return (r < 'a' || r > 'z') && r != '-' }
	switch {
	case key == "" || key[0] == '-' || strings.ContainsFunc(key, plain):
		return fmt.Errorf("--slurm %q: want KEY=VALUE as sbatch has it, without dashes before it: time=2:00:00", text)
	case strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return fmt.Errorf("--slurm %q: want one line", text)
	case slices.Contains(own, key):
		return fmt.Errorf("--slurm %q: xbar sets %s itself", text, key)
	}
	return nil
}

// ArrayScript is the text of the array's script: each task is the command itself, so that signals reach
// it. SIGTERM comes half a minute before the time limit.
func (j *Job) ArrayScript() string {
	return j.script(j.Name, j.Folder+"/task-%a.out", []string{
		fmt.Sprintf("array=0-%d", j.Shards-1), fmt.Sprintf("cpus-per-task=%d", j.CPUs), "requeue", "signal=B:TERM@30",
	}, j.Task)
}

// MergeScript is the text of the merge job's script.
func (j *Job) MergeScript() string {
	return j.script(j.Name+"-merge", j.Folder+"/merge.out", []string{"cpus-per-task=1", "requeue"}, j.Merge)
}

func (j *Job) script(name, output string, options, command []string) string {
	var b strings.Builder
	b.WriteString("#!/bin/sh\n# Written by xbar. Submitted again as it is it does what is still to do.\n")
	line := func(option string) { fmt.Fprintf(&b, "#SBATCH --%s\n", option) }
	line("job-name=" + name)
	line("ntasks=1")
	for _, o := range options {
		line(o)
	}
	line("open-mode=append")
	line("output=" + strings.ReplaceAll(output, " ", `\ `))
	for _, o := range j.Options {
		line(o)
	}
	b.WriteString("exec")
	for _, word := range command {
		b.WriteString(" " + quote(word))
	}
	b.WriteString("\n")
	return b.String()
}

// quote returns a word as a shell reads it back.
func quote(word string) string {
	if word == TaskID {
		return `"$SLURM_ARRAY_TASK_ID"`
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
