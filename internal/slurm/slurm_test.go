package slurm

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func job(dir string) *Job {
	return &Job{Name: "xbar-01234567", Shards: 4, CPUs: 2, Folder: dir, Options: []string{"time=2:00:00", "exclusive"},
		Task:  []string{"/opt/my tools/xbar", "sweep", "-o", "it's", "--shard", TaskID},
		Merge: []string{"/opt/my tools/xbar", "merge", "it's"}}
}

func TestScripts(t *testing.T) {
	array := job("/work/r").ArrayScript()
	for _, want := range []string{
		"#!/bin/sh\n", "\n#SBATCH --array=0-3\n", "\n#SBATCH --cpus-per-task=2\n", "\n#SBATCH --requeue\n", "\n#SBATCH --open-mode=append\n",
		"\n#SBATCH --time=2:00:00\n", "\n#SBATCH --exclusive\n", "\n#SBATCH --output=/work/r/task-%a.out\n", "\n#SBATCH --signal=B:TERM@30\n",
		"\nexec '/opt/my tools/xbar' 'sweep' '-o' 'it'\\''s' '--shard' \"$SLURM_ARRAY_TASK_ID\"\n",
	} {
		if !strings.Contains(array, want) {
			t.Errorf("no %q in\n%s", want, array)
		}
	}
	if merge := job("/work/r").MergeScript(); strings.Contains(merge, "--array") || !strings.Contains(merge, "\nexec '/opt/my tools/xbar' 'merge' 'it'\\''s'\n") {
		t.Error(merge)
	}
}

func TestCheckOption(t *testing.T) {
	for _, good := range []string{"time=2:00:00", "partition=short", "exclusive", "mem-per-cpu=2G", "comment=a = b"} {
		if err := CheckOption(good); err != nil {
			t.Error(err)
		}
	}
	for _, bad := range []string{"", "--time=1", "=3", "time=1\n#SBATCH --array=0", "array=0-3", "output=x", "Time=1", "time =1"} {
		if CheckOption(bad) == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

// fake puts programs with the names of Slurm's into the path.
func fake(t *testing.T, programs map[string]string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("no shell scripts")
	}
	dir := t.TempDir()
	for name, text := range programs {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+text+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir+":/bin:/usr/bin")
}

func TestSubmit(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "slurm")
	log := filepath.Join(t.TempDir(), "log")
	fake(t, map[string]string{"sbatch": fmt.Sprintf(`echo "$@" >>%s; wc -l <%[1]s | tr -d ' ' | sed 's/$/7;loop/'`, log)})
	if _, ok := Submitted(dir); ok {
		t.Error("jobs before any were submitted")
	}
	jobs, err := job(dir).Submit(t.Context())
	if err != nil || jobs != (Jobs{"17", "27"}) {
		t.Fatalf("%v, %v", jobs, err)
	}
	if again, ok := Submitted(dir); !ok || again != jobs {
		t.Errorf("noted %v", again)
	}
	calls, _ := os.ReadFile(log)
	want := fmt.Sprintf("--parsable %s/array.sh\n--parsable --dependency=afterany:17 %s/merge.sh\n", dir, dir)
	if string(calls) != want {
		t.Errorf("sbatch was called with\n%swant\n%s", calls, want)
	}
}

func TestRefusedSubmission(t *testing.T) {
	dir := t.TempDir()
	fake(t, map[string]string{"sbatch": "echo 'sbatch: error: invalid partition specified: shrot' >&2; exit 1"})
	_, err := job(dir).Submit(t.Context())
	if err == nil || !strings.Contains(err.Error(), "sbatch: exit status 1: sbatch: error: invalid partition specified: shrot") {
		t.Error(err)
	}
	if _, ok := Submitted(dir); ok {
		t.Error("a refused job is noted")
	}
	fake(t, map[string]string{"sbatch": "echo welcome"})
	if _, err := job(dir).Submit(t.Context()); err == nil || !strings.Contains(err.Error(), "not the number of a job") {
		t.Error(err)
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := job(dir).Submit(t.Context()); err == nil || !strings.Contains(err.Error(), "sbatch is not installed here") {
		t.Error(err)
	}
}

func TestQueue(t *testing.T) {
	jobs := Jobs{"17", "27"}
	for _, c := range []struct {
		squeue string
		want   State
		fails  bool
	}{
		{"printf 'R\\nPD\\nPD\\nCG\\n'", State{Waiting: 2, Running: 2}, false},
		{"true", State{}, false},
		{"echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1", State{}, false},
		{"echo 'slurm_load_jobs error: Unable to contact slurm controller' >&2; exit 1", State{}, true},
	} {
		fake(t, map[string]string{"squeue": c.squeue})
		got, err := jobs.Queue(t.Context())
		if got != c.want || (err != nil) != c.fails {
			t.Errorf("%s: %v, %v", c.squeue, got, err)
		}
	}
}
