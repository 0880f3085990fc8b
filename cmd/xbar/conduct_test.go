package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xbar-sim/xbar/experiments/results"
	"github.com/xbar-sim/xbar/experiments/run"
)

// small is a sweep of eight trials that takes about a second.
func small(out string, more ...string) []string {
	return slices.Concat([]string{"sweep", "-o", out, "--device", "ideal,memristor", "--vary", "d2d=0,0.2,0.5", "--repeats", "2", "--drift", "0.05"},
		tiny(), more)
}

// contents returns the files of a results folder but those that tell of one run.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, e := range entries {
		if e.Name() != results.ManifestName && e.Name() != results.JournalName {
			files[e.Name()] = read(t, filepath.Join(dir, e.Name()))
		}
	}
	return files
}

// sameContents compares all files of two results folders, byte by byte.
func sameContents(t *testing.T, a, b string) {
	t.Helper()
	x, y := contents(t, a), contents(t, b)
	if len(x) < 6 || len(x) != len(y) {
		t.Errorf("%s has %d files, %s %d", a, len(x), b, len(y))
	}
	for name := range x {
		if x[name] != y[name] {
			t.Errorf("%s differs between %s and %s", name, a, b)
		}
	}
}

func TestWorkersDoNotMatter(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, small("one", "--workers", "1")...)
	must(t, small("two", "--workers", "2")...)
	sameContents(t, "one", "two")
	axes, trials, err := results.ReadTrials(filepath.Join("one", results.TrialsName))
	if err != nil || len(axes) != 1 || axes[0].Key != "d2d" || len(trials) != 8 {
		t.Errorf("axes %v, %d trials (%v): want d2d and 2 + 3·2", axes, len(trials), err)
	}
}

// config.toml of a results folder makes the same study: same hash, same bytes.
func TestConfigOfAResultsFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	card := read(t, filepath.Join(sourceDir, "../../device/presets/memristor.toml"))
	if err := os.WriteFile("mine.toml", []byte(card), 0o644); err != nil {
		t.Fatal(err)
	}
	args := slices.Concat([]string{"sweep", "--quick", "--device", "ideal,mine.toml,pcm", "--vary", "spread.g_max=0,0.3",
		"--vary", "after=0,1h", "--set", "device.pcm.g_max=11.5 µS", "--set", "device.g_min=0.2 µS", "--mode", "exsitu", "--repeats", "1"}, tiny())
	first := strings.TrimSpace(must(t, append(args, "--quiet")...))
	if err := os.Rename(first, "first"); err != nil {
		t.Fatal(err)
	}
	if again := strings.TrimSpace(must(t, "sweep", "--config", "first/config.toml", "--quiet")); again != first {
		t.Errorf("results in %s, then in %s: the hash of the study changed", first, again)
	}
	sameContents(t, "first", first)
}

// A comparison of codes: one row for each device and code with its spikes, in JSON too, and config.toml
// makes the same bytes again.
func TestComparisonOfCodes(t *testing.T) {
	t.Chdir(t.TempDir())
	args := slices.Concat([]string{"compare", "-o", "first", "--code", "regular,burst", "--device", "ideal,memristor", "--repeats", "2"}, tiny())
	_, out, stderr := call(t, args...)
	if !strings.Contains(stderr, "burst: network.target = 1, ") || strings.Contains(stderr, "regular:") || !strings.Contains(out, "input spikes") {
		t.Errorf("%s%s", out, stderr)
	}
	var r struct {
		Summary []map[string]any
		Trials  int
	}
	if err := json.Unmarshal([]byte(must(t, append(args, "--json")...)), &r); err != nil || len(r.Summary) != 4 || r.Trials != 8 {
		t.Fatalf("%v: %+v", err, r)
	}
	for i, code := range []string{"regular", "burst", "regular", "burst"} {
		in, _ := r.Summary[i]["input_spikes_per_image"].(float64)
		// a white pixel has 21 spikes in 350 ms at 60 Hz, or 5 in a burst
		if r.Summary[i]["input.code"] != code || in < 100 || (in > 1000) != (code == "regular") {
			t.Errorf("row %d: %v", i, r.Summary[i])
		}
	}
	must(t, "compare", "--config", "first/config.toml", "-o", "again", "--quiet")
	sameContents(t, "first", "again")
	if _, err := os.Stat("first/accuracy_vs_input.code.svg"); err != nil {
		t.Error(err)
	}
}

// sourceDir is the folder of this package: tests change into others.
var sourceDir = func() string {
	dir, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	return dir
}()

func TestFinishedStudyIsNotDoneAgain(t *testing.T) {
	t.Chdir(t.TempDir())
	if out := must(t, small("r")...); strings.Contains(out, "nothing to do") {
		t.Error(out)
	}
	before := contents(t, "r")
	m, err := results.ReadManifest("r")
	if err != nil {
		t.Fatal(err)
	}
	if m.Finished.IsZero() || m.Workers < 1 || m.Version == "" || len(m.Command) < 5 || m.Command[0] != "xbar" || m.Command[1] != "sweep" {
		t.Errorf("manifest %+v", m)
	}
	_, out, stderr := call(t, small("r", "--format", "svg,pdf")...)
	if !strings.Contains(out, "nothing to do: every trial was done before (8)") || !strings.Contains(stderr, "trials done before: 8") {
		t.Errorf("%s%s", out, stderr)
	}
	after := contents(t, "r")
	for name := range before {
		if before[name] != after[name] {
			t.Errorf("%s changed", name)
		}
	}
	for _, name := range []string{"accuracy_vs_d2d.svg", "accuracy_vs_d2d.pdf"} {
		if after[name] == "" {
			t.Errorf("--format wrote no %s", name)
		}
	}
	if _, _, stderr := call(t, small("r", "--force")...); strings.Contains(stderr, "done before") {
		t.Errorf("--force did not start again: %s", stderr)
	}
	if _, err := os.Stat("r/accuracy_vs_d2d.pdf"); err == nil {
		t.Error("--force left a figure of the former run")
	}
}

func TestFolderOfAnotherStudyIsRefused(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, small("r")...)
	before := contents(t, "r")
	for _, args := range [][]string{small("r", "--seed", "2"), {"compare", "-o", "r"}} {
		state, _, stderr := call(t, args...)
		if state != refused || !strings.Contains(stderr, "xbar: results folder r holds another study (") {
			t.Errorf("exit %d: %s", state, stderr)
		}
	}
	after := contents(t, "r")
	for name := range before {
		if before[name] != after[name] {
			t.Errorf("%s changed", name)
		}
	}
}

func TestRunningStudyIsLeftAlone(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, small("r")...)
	m, err := results.ReadManifest("r")
	if err != nil {
		t.Fatal(err)
	}
	j, err := run.Open(filepath.Join("r", results.JournalName), m.Study)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	if j.Report().Unlocked {
		t.Skip("no locks here")
	}
	for _, force := range []string{"--force", "--quiet"} {
		if state, _, stderr := call(t, small("r", force)...); state != refused || !strings.Contains(stderr, "in use by another run") {
			t.Errorf("%s: exit %d: %s", force, state, stderr)
		}
	}
}

// started runs a command line as a process of its own and waits until some trials are in its journal.
func started(t *testing.T, folder string, args []string) (stop func(os.Signal) (state int, stderr string)) {
	t.Helper()
	c := command(t, args...)
	var stderr strings.Builder
	c.Stderr = &stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { c.Wait(); close(ended) }()
	t.Cleanup(func() { c.Process.Kill(); <-ended })
	for begun := time.Now(); ; time.Sleep(2 * time.Millisecond) {
		b, _ := os.ReadFile(filepath.Join(folder, results.JournalName)) // it appears in its own time
		if strings.Count(string(b), "\n") > 2 {
			break
		}
		if time.Since(begun) > 30*time.Second {
			t.Fatalf("no trial was finished: %s", stderr.String())
		}
	}
	return func(s os.Signal) (int, string) {
		c.Process.Signal(s) // it may have ended already: its exit state tells
		<-ended
		return c.ProcessState.ExitCode(), stderr.String()
	}
}

// long is a sweep of many trials on one worker.
func long(out string) []string {
	return slices.Concat([]string{"sweep", "-o", out, "--device", "ideal,memristor", "--vary", "d2d=0:0.7:8", "--repeats", "3", "--workers", "1"},
		tiny(), []string{"--set", "train.images=150", "--set", "label.images=50"})
}

// However a run ends, the same command goes on to the same bytes.
func TestKilledStudyGoesOn(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signals")
	}
	t.Chdir(t.TempDir())
	must(t, long("undisturbed")...)
	stop := started(t, "killed", long("killed"))
	if state, _ := stop(os.Kill); state == done {
		t.Fatal("the study ended before it could be killed")
	}
	if _, err := os.Stat("killed/trials.csv"); err == nil {
		t.Error("a table of an unfinished study")
	}
	_, _, stderr := call(t, long("killed")...)
	if !strings.Contains(stderr, "trials done before:") {
		t.Errorf("nothing was taken up: %s", stderr)
	}
	sameContents(t, "undisturbed", "killed")
}

func TestInterruptedStudyGoesOn(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signals")
	}
	t.Chdir(t.TempDir())
	stop := started(t, "r", long("r"))
	state, stderr := stop(os.Interrupt)
	if state != failed || !strings.HasPrefix(stderr, "xbar: interrupted: ") || !strings.Contains(stderr, " of 27 trials done; the same command continues\n") {
		t.Errorf("exit %d: %s", state, stderr)
	}
	if out := must(t, long("r")...); !strings.Contains(out, "results  r\n") {
		t.Error(out)
	}
}

func TestJSONOfStudies(t *testing.T) {
	t.Chdir(t.TempDir())
	var sweep struct {
		Results  string
		Trials   int
		Summary  []map[string]any
		Seconds  float64
		Warnings []string
	}
	decode(t, must(t, small("r", "--json")...), &sweep)
	if sweep.Results != "r" || sweep.Trials != 8 || len(sweep.Summary) != 4 || sweep.Seconds <= 0 || sweep.Warnings == nil {
		t.Errorf("%+v", sweep)
	}
	row := sweep.Summary[1] // memristor, d2d 0; the row of ideal has no drift
	if row["device"] != "memristor" || row["d2d"] != 0.0 || row["n"] != 2.0 || row["mean_g_ratio"] == nil || sweep.Summary[0]["gain"] != nil {
		t.Errorf("%v\n%v", sweep.Summary[0], row)
	}
	if _, ok := sweep.Summary[0]["gain"]; !ok {
		t.Error("an empty cell is left out: want null")
	}
}

// decode reads exactly one JSON value.
func decode(t *testing.T, text string, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), v); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
}

func TestQuietPrintsTheFolderOnly(t *testing.T) {
	t.Chdir(t.TempDir())
	state, out, stderr := call(t, small("r", "--quiet")...)
	if state != done || out != "r\n" {
		t.Errorf("exit %d, %q", state, out)
	}
	for line := range strings.Lines(stderr) {
		if !strings.HasPrefix(line, "warning: ") {
			t.Errorf("standard error has %q", line)
		}
	}
}
