package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// asking is a command of whatif at a size that takes a second.
func asking(name, out string, more ...string) []string {
	return slices.Concat([]string{"whatif", name, "-o", out, "--repeats", "2"}, tiny(), more)
}

// Every question gives the same bytes for one and two workers, and again from the journal.
func TestQuestionsDoNotDependOnWorkers(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, q := range map[string][]string{
		"curve": {"require", "--param", "d2d=0.05:2:9", "--budget", "20", "--device", "memristor"},
		"ratio": {"require", "--param", "on_off=1.5:100", "--budget", "14", "--device", "memristor", "--baseline", "ideal"},
		"map":   {"require", "--param", "d2d=0.1:2:2", "--vs", "states=2:64:2", "--device", "memristor"},
		"time":  {"lifetime", "--device", "pcm", "--after", "1 h,30 d", "--temperature", "25,358 K", "--compensation", "none,column"},
		"wear":  {"lifetime", "--device", "pcm-exp", "--mode", "endurance", "--updates", "1e7:1e10:3"},
	} {
		must(t, asking(q[0], name+"1", append(q[1:], "--workers", "1", "--quiet")...)...)
		must(t, asking(q[0], name+"2", append(q[1:], "--workers", "2", "--quiet")...)...)
		x, y := contents(t, name+"1"), contents(t, name+"2")
		if len(x) < 3 || len(x) != len(y) {
			t.Errorf("%s: %d and %d files", name, len(x), len(y))
		}
		for file := range x {
			if x[file] != y[file] {
				t.Errorf("%s: %s differs between one and two workers", name, file)
			}
		}
		var r map[string]any
		if err := json.Unmarshal([]byte(must(t, asking(q[0], name+"1", append(q[1:], "--json")...)...)), &r); err != nil || r["device"] != q[slices.Index(q, "--device")+1] {
			t.Errorf("%s: %v %v", name, err, r["device"])
		}
		for file, text := range contents(t, name+"1") {
			if text != x[file] {
				t.Errorf("%s: %s differs when it comes from the journal", name, file)
			}
		}
	}
}

// What an answer says in text: baseline, direction, card, doubts.
func TestRequirementInWords(t *testing.T) {
	t.Chdir(t.TempDir())
	state, out, stderr := call(t, asking("require", "r", "--device", "memristor", "--param", "states=2:64", "--budget", "14")...)
	if state != done {
		t.Fatal(stderr)
	}
	for _, want := range []string{"against memristor with states = 1000", "card     states = 40", "answer"} {
		if !strings.Contains(out, want) {
			t.Errorf("without %q:\n%s", want, out)
		}
	}
	if !strings.Contains(stderr, "repeats at the threshold: want at least 10") {
		t.Errorf("no warning of few repeats:\n%s", stderr)
	}
}

// A question that cannot be asked is refused in one line, and nothing is written.
func TestRequirementsRefused(t *testing.T) {
	t.Chdir(t.TempDir())
	for want, q := range map[string][]string{
		"--param: want a KEY":                       {"require"},
		"did you mean":                              {"require", "--param", "d2dd"},
		"nobody knows its usual range":              {"require", "--param", "network.leak"},
		"nobody knows at which value":               {"require", "--param", "network.leak=0.01:1"},
		"harm has no direction":                     {"require", "--param", "network.leak=0.01:1", "--baseline", "0.1"},
		"--loss":                                    {"require", "--param", "d2d", "--loss", "1"},
		"want a key of numbers":                     {"require", "--param", "input.code"},
		"require is asked of one device, not of 2":  {"require", "--param", "d2d", "--device", "memristor,pcm"},
		"has no flaws":                              {"require", "--param", "on_off", "--device", "ideal"},
		"another key":                               {"require", "--param", "d2d", "--vs", "d2d"},
		"at least 2: an interval wants them":        {"require", "--param", "d2d", "--repeats", "1"},
		"does not change with time":                 {"lifetime", "--device", "memristor"},
		"does not wear":                             {"lifetime", "--device", "memristor", "--mode", "endurance"},
		`--compensation "some"`:                     {"lifetime", "--device", "pcm", "--compensation", "some"},
		"--updates: cycles are asked about with":    {"lifetime", "--device", "pcm", "--updates", "1:2"},
		"two times (or numbers of cycles) or more,": {"lifetime", "--device", "pcm", "--after", "1 h"},
	} {
		state, _, stderr := call(t, append([]string{"whatif", q[0], "-o", "none"}, q[1:]...)...)
		if state != refused || !strings.Contains(stderr, want) {
			t.Errorf("%v: exit %d, want %d and %q:\n%s", q, state, refused, want, stderr)
		}
	}
	if left, _ := filepath.Glob("*"); len(left) > 0 {
		t.Errorf("refused questions left %v", left)
	}
	if _, err := os.Stat("none"); err == nil {
		t.Error("a folder was made")
	}
}
