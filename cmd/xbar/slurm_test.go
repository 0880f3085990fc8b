package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// A sweep on an engine that does its tasks at once: it is submitted, watched and merged, to the bytes
// of one process. scripts/slurm-test does the same on a real Slurm.
func TestSweepOnSlurm(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no shell scripts")
	}
	t.Chdir(t.TempDir())
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	// the test program is no xbar by its name: this one is
	if err := os.Symlink(self, filepath.Join(bin, "xbar")); err != nil {
		t.Skip(err)
	}
	sbatch := `#!/bin/sh
for script; do :; done # the last argument
number=2
if grep -q -e --array "$script"; then
  number=1
  last=$(sed -n 's/^#SBATCH --array=0-//p' "$script")
  for k in $(seq 0 "$last"); do
    SLURM_ARRAY_TASK_ID=$k sh "$script" >/dev/null 2>&1
  done
fi
echo "$number"
`
	for name, text := range map[string]string{"sbatch": sbatch, "squeue": "#!/bin/sh\n"} {
		if err := os.WriteFile(filepath.Join(bin, name), []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin+":/bin:/usr/bin")
	must(t, small("whole", "--quiet", "--format", "png")...) // the files of a process of its own
	var printed, said strings.Builder
	a := &app{args: small("r", "--engine", "slurm", "--shards", "3", "--slurm", "time=10"), stdout: &printed, stderr: &said,
		env: func(string) string { return "" }, self: filepath.Join(bin, "xbar")}
	state := a.run(t.Context())
	out, stderr := printed.String(), said.String()
	if state != done || !strings.Contains(stderr, "slurm: array 1 of 3 tasks, merged by job 2;") || !strings.Contains(stderr, "\n8/8 trials; jobs: 0 running, 0 waiting\n") {
		t.Fatalf("exit %d\n%s%s", state, out, stderr)
	}
	if err := os.RemoveAll("r/slurm"); err != nil {
		t.Fatal(err)
	}
	joined(t, "whole", "r")
}

func TestEnginesAreChecked(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("PATH", t.TempDir())
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--engine", "slrum"}, `--engine = "slrum": want one of local, slurm`},
		{[]string{"--engine", "slurm", "--shard", "0", "--shards", "2"}, "--engine slurm does all shards"},
		{[]string{"--engine", "slurm", "--slurm", "array=0-3"}, "xbar sets array itself"},
		{[]string{"--slurm", "time=3"}, "--slurm and --detach want --engine slurm"},
	} {
		if state, _, stderr := call(t, append([]string{"sweep"}, c.args...)...); state != refused || !strings.Contains(stderr, c.want) {
			t.Errorf("%v: exit %d: %s", c.args, state, stderr)
		}
	}
	if entries, _ := os.ReadDir("."); len(entries) > 0 {
		t.Errorf("refused, and left %v", entries)
	}
}
