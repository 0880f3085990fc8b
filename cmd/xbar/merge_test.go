package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/experiments/results"
	"github.com/xbar-sim/xbar/experiments/run"
)

// joined compares a merged folder with that of one process.
func joined(t *testing.T, whole, parts string) {
	t.Helper()
	x, y := contents(t, whole), contents(t, parts)
	for name := range y {
		if _, ok := run.ParseShard(name); ok {
			delete(y, name)
		}
	}
	if len(x) < 6 || len(x) != len(y) {
		t.Errorf("%s has %d files, %s %d", whole, len(x), parts, len(y))
	}
	for name := range x {
		if x[name] != y[name] {
			t.Errorf("%s differs between %s and %s", name, whole, parts)
		}
	}
}

func TestMergedShardsAreTheWhole(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, small("whole", "--quiet")...)
	for _, n := range []int{1, 3, 9} {
		dir := fmt.Sprintf("of%d", n)
		for k := n - 1; k >= 0; k-- {
			must(t, small(dir, "--quiet", "--shard", fmt.Sprint(k), "--shards", fmt.Sprint(n))...)
		}
		if n > 1 {
			if exists(dir, results.TrialsName) {
				t.Error("a shard wrote a table")
			}
			must(t, "merge", dir, "--quiet")
		}
		joined(t, "whole", dir)
	}
	// the same again changes nothing, and one process has nothing to do
	must(t, "merge", "of3")
	if out := must(t, small("of3")...); !strings.Contains(out, "nothing to do") {
		t.Error(out)
	}
	os.Remove("of3/journal.jsonl")
	joined(t, "whole", "of3")
	m, err := results.ReadManifest("of3")
	if err != nil || m.Finished.IsZero() || len(m.Files) < 5 {
		t.Errorf("manifest %+v, %v", m, err)
	}
}

// Missing trials are counted and their shards named; damaged ones are missing; and nothing is written.
func TestMergeSaysWhatIsMissing(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, small("p", "--shard", "1", "--shards", "3")...)
	state, out, stderr := call(t, "merge", "p")
	want := "xbar: p: 5 of 8 trials are missing: shard 0 of 3 lacks 3 of 3, shard 2 of 3 lacks 2 of 2; run these shards again, then merge\n"
	if state != failed || out != "" || stderr != want {
		t.Errorf("exit %d: %s%s", state, out, stderr)
	}
	must(t, small("p", "--shard", "0", "--shards", "3")...)
	must(t, small("p", "--shard", "2", "--shards", "3")...)
	text := []byte(read(t, "p/journal-2of3.jsonl"))
	text[len(text)-40] ^= 1
	if err := os.WriteFile("p/journal-2of3.jsonl", text, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, stderr := call(t, "merge", "p"); !strings.Contains(stderr, "p: 1 of 8 trials are missing: shard 2 of 3 lacks 1 of 2;") {
		t.Error(stderr)
	}
	if exists("p", results.TrialsName) {
		t.Error("a table of an unfinished study")
	}
	// a second division does what is left, and no more
	var r struct{ Trials, Done int }
	for k := range 2 {
		decode(t, must(t, small("p", "--json", "--shard", fmt.Sprint(k), "--shards", "2")...), &r)
		if r.Trials != 4 || r.Done != 4 {
			t.Errorf("%+v", r)
		}
	}
	if n := strings.Count(read(t, "p/journal-0of2.jsonl")+read(t, "p/journal-1of2.jsonl"), "\n"); n != 2+1 {
		t.Errorf("%d lines in the journals of the second division: want two headers and one trial", n)
	}
	must(t, small("whole", "--quiet")...)
	must(t, "merge", "p")
	joined(t, "whole", "p")
}

func TestMergeRefuses(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, small("p", "--shard", "0", "--shards", "2")...)
	os.MkdirAll("empty", 0o755)
	for _, c := range []struct{ dir, want string }{
		{"nowhere", "cannot read results folder nowhere: file does not exist"},
		{"empty", "empty holds no config.toml: it is no results folder, or no shard has begun"},
	} {
		if state, _, stderr := call(t, "merge", c.dir); state != refused || !strings.Contains(stderr, c.want) {
			t.Errorf("exit %d: %s", state, stderr)
		}
	}
	// the journal of another study in the folder
	must(t, small("q", "--shard", "1", "--shards", "2", "--seed", "2")...)
	if err := os.Rename("q/journal-1of2.jsonl", "p/journal-1of2.jsonl"); err != nil {
		t.Fatal(err)
	}
	if state, _, stderr := call(t, "merge", "p"); state != refused || !strings.Contains(stderr, "belongs to another study") {
		t.Errorf("exit %d: %s", state, stderr)
	}
	if state, _, stderr := call(t, small("p", "--shard", "0", "--shards", "2", "--seed", "3")...); state != refused || !strings.Contains(stderr, "holds another study") {
		t.Errorf("exit %d: %s", state, stderr)
	}
}

// Which shard is done can come from the scheduler.
func TestShardOfAScheduler(t *testing.T) {
	for _, c := range []struct {
		shard, shards, env string
		want               run.Shard
		err                string
	}{
		{"", "", "SLURM_ARRAY_TASK_ID=3", run.Shard{}, ""}, // a plain command is all of it, wherever it runs
		{"2", "5", "SLURM_ARRAY_TASK_ID=3", run.Shard{K: 2, N: 5}, ""},
		{"auto", "", "SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=1", run.Shard{K: 2, N: 4}, ""},
		{"auto", "8", "SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=1", run.Shard{K: 3, N: 8}, ""},
		{"", "8", "JOB_COMPLETION_INDEX=7", run.Shard{K: 7, N: 8}, ""},
		{"auto", "", "SLURM_ARRAY_TASK_ID=9 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=1", run.Shard{}, `SLURM_ARRAY_TASK_ID = "9": want 1 to 4`},
		{"auto", "", "", run.Shard{}, "neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX says one"},
		{"auto", "", "JOB_COMPLETION_INDEX=7", run.Shard{}, "--shards: want how many parts"},
		{"1", "", "", run.Shard{}, "--shards: want how many parts"},
		{"3", "3", "", run.Shard{}, `--shard = "3": want 0 to 2`},
		{"-1", "3", "", run.Shard{}, `--shard = "-1": want 0 to 2`},
		{"0", "0", "", run.Shard{}, `--shards = "0": want 1 to 100000`},
		{"x", "2", "", run.Shard{}, `--shard = "x": want a whole number`},
	} {
		env := map[string]string{}
		for word := range strings.FieldsSeq(c.env) {
			k, v, _ := strings.Cut(word, "=")
			env[k] = v
		}
		o := &options{shard: c.shard, shards: c.shards}
		got, err := o.part(func(k string) string { return env[k] })
		if got != c.want && err == nil || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("--shard %q --shards %q with %q: %v, %v", c.shard, c.shards, c.env, got, err)
		}
	}
	if _, err := (&options{shard: "0", shards: "2", force: true}).part(nil); err == nil {
		t.Error("--force in a folder that others work in")
	}
}

// A reproduction's shards join to what one process makes, networks and figures included.
func TestMergedReproduction(t *testing.T) {
	if testing.Short() {
		t.Skip("takes ten seconds")
	}
	t.Chdir(t.TempDir())
	args := func(dir string, more ...string) []string {
		return append([]string{"reproduce", "normalisation", "--quick", "--dataset", "digits", "--repeats", "1", "--device", "ideal", "--quiet", "-o", dir}, more...)
	}
	must(t, args("whole")...)
	for k := range 2 {
		must(t, args("parts", "--shard", fmt.Sprint(k), "--shards", "2")...)
	}
	must(t, "merge", "parts", "--quiet")
	entries, err := os.ReadDir("whole")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		joined(t, filepath.Join("whole", e.Name()), filepath.Join("parts", e.Name()))
		x, _ := results.ReadManifest(filepath.Join("whole", e.Name()))
		y, _ := results.ReadManifest(filepath.Join("parts", e.Name()))
		if len(x.Files) == 0 || len(x.Files) != len(y.Files) {
			t.Errorf("%s: manifests list %d and %d files", e.Name(), len(x.Files), len(y.Files))
		}
	}
	for _, name := range []string{results.ComparisonName, reproductionName, results.ReferencesName} {
		if a, b := read(t, filepath.Join("whole", name)), read(t, filepath.Join("parts", name)); a != b {
			t.Errorf("%s differs", name)
		}
	}
}
