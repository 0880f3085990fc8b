package slurm

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Jobs are the numbers that Slurm gave to a job.
type Jobs struct {
	Array, Merge string
}

// Names of the files in Job.Folder.
const (
	arrayName = "array.sh"
	mergeName = "merge.sh"
	jobsName  = "jobs.txt"
)

// Submit writes the scripts, submits the array and the merge job that waits for its end, however its
// tasks end, and notes the numbers in the folder for [Submitted].
func (j *Job) Submit(ctx context.Context) (Jobs, error) {
	if err := os.MkdirAll(j.Folder, 0o755); err != nil {
		return Jobs{}, err
	}
	array, merge := filepath.Join(j.Folder, arrayName), filepath.Join(j.Folder, mergeName)
	if err := errors.Join(os.WriteFile(array, []byte(j.ArrayScript()), 0o755), os.WriteFile(merge, []byte(j.MergeScript()), 0o755)); err != nil {
		return Jobs{}, err
	}
	var jobs Jobs
	var err error
	if jobs.Array, err = submit(ctx, array); err != nil {
		return Jobs{}, err
	}
	if jobs.Merge, err = submit(ctx, "--dependency=afterany:"+jobs.Array, merge); err != nil {
		return jobs, fmt.Errorf("the array is job %s, but its merge job could not be submitted: %w", jobs.Array, err)
	}
	return jobs, os.WriteFile(filepath.Join(j.Folder, jobsName), []byte(jobs.text()), 0o644)
}

// text is what parseJobs reads.
func (j Jobs) text() string { return j.Array + " " + j.Merge + "\n" }

// submit returns the number of the submitted job.
func submit(ctx context.Context, args ...string) (string, error) {
	out, err := call(ctx, "sbatch", append([]string{"--parsable"}, args...)...)
	if err != nil {
		return "", err
	}
	return jobNumber(out)
}

// jobNumber reads what sbatch --parsable prints.
func jobNumber(out string) (string, error) {
	id, _, _ := strings.Cut(strings.TrimSpace(out), ";") // "ID;CLUSTER"
	if !isNumber(id) {
		return "", fmt.Errorf("sbatch printed %.200q, not the number of a job", out)
	}
	return id, nil
}

// Submitted returns the jobs that were last submitted from a folder; false where there are none.
func Submitted(folder string) (Jobs, bool) {
	f, err := os.Open(filepath.Join(folder, jobsName))
	if err != nil {
		return Jobs{}, false
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxJobs+1))
	if err != nil || len(text) > maxJobs {
		return Jobs{}, false
	}
	return parseJobs(string(text))
}

// maxJobs bounds jobs.txt, bytes: two numbers and the space around them.
const maxJobs = 4096

func parseJobs(text string) (Jobs, bool) {
	words := strings.Fields(text)
	if len(words) != 2 || !isNumber(words[0]) || !isNumber(words[1]) {
		return Jobs{}, false
	}
	return Jobs{words[0], words[1]}, true
}

// A State is how many tasks of an array, its merge job included, wait and run.
type State struct{ Waiting, Running int }

// Ended tells whether nothing is left in the queue.
func (s State) Ended() bool { return s == State{} }

// Queue asks Slurm for the state of jobs. Jobs that it has forgotten have ended.
func (j Jobs) Queue(ctx context.Context) (State, error) {
	out, err := call(ctx, "squeue", "--noheader", "--array", "--format=%t", "--jobs="+j.Array+","+j.Merge)
	if err != nil {
		if strings.Contains(err.Error(), "Invalid job id") {
			return State{}, nil
		}
		return State{}, err
	}
	return countStates(out), nil
}

// countStates reads what squeue --format=%t prints: a short word of state for each task.
func countStates(out string) State {
	var s State
	for word := range strings.FieldsSeq(out) {
		switch word {
		case "R", "CG", "S", "ST", "SI", "SO":
			s.Running++
		case "PD", "CF", "RQ", "RD", "RH", "RF", "RS", "SE", "RV":
			s.Waiting++
		}
	}
	return s
}

func call(ctx context.Context, name string, args ...string) (string, error) {
	var out, said bytes.Buffer
	c := exec.CommandContext(ctx, name, args...)
	c.Stdout, c.Stderr = &out, &said
	err := c.Run()
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return "", fmt.Errorf("%s is not installed here: is this a machine of a Slurm cluster?", name)
	case err != nil:
		return "", fmt.Errorf("%s: %w: %s", name, err, strings.Join(strings.Fields(said.String()), " "))
	}
	return out.String(), nil
}

func isNumber(s string) bool {
	return s != "" && len(s) < 20 && strings.Trim(s, "0123456789") == ""
}
