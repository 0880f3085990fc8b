package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The ranking in JSON has the five members that programs rely on, and the same command again does nothing new.
func TestSensitivityInJSON(t *testing.T) {
	t.Chdir(t.TempDir())
	args := slices.Concat([]string{"whatif", "sensitivity", "--json", "-o", "out", "--repeats", "2", "--set", "read_noise=1"}, tiny())
	first := must(t, args...)
	var r struct {
		Ranking []map[string]any
		Verdict string
		Without []string
	}
	if err := json.Unmarshal([]byte(first), &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Ranking) != 6 || len(r.Without) != 10 || r.Verdict == "" {
		t.Fatalf("%+v", r)
	}
	for _, row := range r.Ranking {
		for _, key := range []string{"key", "gain", "ci_lo", "ci_hi", "group"} {
			if _, ok := row[key]; !ok || len(row) != 5 {
				t.Errorf("row %v", row)
			}
		}
	}
	for _, name := range []string{"ranking.csv", "repeats.csv", "sensitivity.svg", "references.bib", "config.toml", "manifest.json"} {
		if _, err := os.Stat(filepath.Join("out", name)); err != nil {
			t.Error(err)
		}
	}
	_, again, stderr := call(t, args...)
	if !strings.Contains(stderr, "trials done before: ") || !strings.Contains(again, `"ranking"`) {
		t.Errorf("%s%s", again, stderr)
	}
}

// What cannot be asked is refused in one line, before anything is written.
func TestQuestionsRefused(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"sensitivity", "--device", "ideal"}, "device ideal has no flaws"},
		{[]string{"sensitivity", "--device", "pcm,memristor"}, "sensitivity is asked of one device, not of 2"},
		{[]string{"sensitivity", "--method", "guess"}, "want one of repair, morris, sobol"},
		{[]string{"sensitivity", "--method", "sobol", "--params", "on_of"}, "on_off"},
		{[]string{"sensitivity", "--method", "sobol", "--points", "1"}, "--points = 1: want 2 to 1000"},
		{[]string{"plan", "--within", "2"}, "--within"},
	} {
		state, _, stderr := call(t, append([]string{"whatif"}, tt.args...)...)
		if state != refused || !strings.Contains(stderr, tt.want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%v: exit %d, %s", tt.args, state, stderr)
		}
	}
	if entries, _ := os.ReadDir("."); len(entries) != 0 {
		t.Errorf("%v was written", entries)
	}
}

// A card with standard errors gets two intervals, one without them a warning.
func TestPropagateOnTheCommandLine(t *testing.T) {
	t.Chdir(t.TempDir())
	card := read(t, filepath.Join(sourceDir, "../../device/presets/memristor.toml"))
	card = strings.Replace(card, `value = "59.17 µS",`, `value = "59.17 µS", se = "6 µS", n = 10,`, 1)
	if err := os.WriteFile("ours.toml", []byte(card), 0o644); err != nil {
		t.Fatal(err)
	}
	args := slices.Concat([]string{"compare", "--propagate", "--device", "ideal,ours.toml,memristor", "--repeats", "2", "-o", "out"}, tiny())
	_, out, stderr := call(t, args...)
	if !strings.Contains(out, "by chance and card") || !strings.Contains(stderr, "memristor: the card states no standard errors") {
		t.Errorf("%s%s", out, stderr)
	}
	rows := strings.Split(strings.TrimSpace(read(t, "out/propagation.csv")), "\n")
	if len(rows) != 4 || !strings.HasSuffix(rows[2], ",g_max") || !strings.HasSuffix(rows[3], ",,,,,") {
		t.Errorf("%q", rows)
	}
	plain := read(t, "out/trials.csv")
	must(t, slices.Concat([]string{"compare", "--device", "ideal,ours.toml,memristor", "--repeats", "2", "-o", "plain"}, tiny())...)
	if read(t, "plain/trials.csv") != plain {
		t.Error("--propagate changed the trials of the study")
	}
}

// More repeats go on in the folder that is there; answers of all questions are on the page of the report.
func TestQuestionsGoOnAndAreReported(t *testing.T) {
	t.Chdir(t.TempDir())
	ask := func(repeats string, args ...string) string {
		t.Helper()
		state, _, stderr := call(t, slices.Concat([]string{"whatif"}, args, []string{"--repeats", repeats}, tiny())...)
		if state != done {
			t.Fatal(stderr)
		}
		return stderr
	}
	fall := []string{"waterfall", "-o", "fall"}
	ask("2", fall...)
	trials := strings.Count(read(t, "fall/journal.jsonl"), "\n") - 1
	if said := ask("3", fall...); !strings.Contains(said, "trials done before: "+strconv.Itoa(trials)) {
		t.Errorf("no word of %d trials:\n%s", trials, said)
	}
	if all := strings.Count(read(t, "fall/journal.jsonl"), "\n") - 1; all != trials*3/2 {
		t.Errorf("%d trials after a third repeat, %d after two", all, trials)
	}
	ask("2", "require", "--param", "d2d=0.1:2:3", "--budget", "10", "-o", "enough")
	ask("2", "lifetime", "--device", "pcm", "--after", "1 h,30 d", "--temperature", "25", "--compensation", "none", "-o", "life")
	must(t, "report", "fall", "enough", "life", "-o", "page.html")
	page := read(t, "page.html")
	for _, want := range []string{"<li>fall: memristor: from ", "<li>enough: ", "<li>life: pcm: at 25 °C, compensation none, a loss of 1.0 points: ", `download="waterfall.csv"`, `download="requirement.csv"`, `download="lifetime.csv"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if n := strings.Count(page, `<svg role="img"`); n != 3 {
		t.Errorf("%d drawings, want three", n)
	}
}
