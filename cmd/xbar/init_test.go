package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// The study that init writes is the default sweep, and every line that is commented out works as well.
func TestInit(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, "init")
	written := must(t, "config", "sweep", "--config", "study.toml")
	if plain := must(t, "config", "sweep"); written != plain {
		for i, line := range strings.Split(plain, "\n") {
			if lines := strings.Split(written, "\n"); i >= len(lines) || lines[i] != line {
				t.Fatalf("line %d: want %q", i+1, line)
			}
		}
		t.Error("the study is not the default sweep")
	}
	all := regexp.MustCompile(`(?m)^# (\[|[a-z_."]+ +=|key |values )`).ReplaceAllString(read(t, "study.toml"), "$1")
	all = strings.Replace(all, `d2d        = "0.3"`, "", 1)
	if err := os.WriteFile("all.toml", []byte(all), 0o644); err != nil {
		t.Fatal(err)
	}
	out := must(t, "config", "check", "all.toml")
	if !strings.Contains(out, "nothing wrong") {
		t.Error(out)
	}
	for _, want := range []string{`code = "burst"`, `"device.memristor.g_max" = `, `bits = 6`, `key    = "readout.kind"`} {
		if !strings.Contains(all, "\n"+want) {
			t.Errorf("%s was not tried", want)
		}
	}
	if err := os.WriteFile("study.toml", []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	if state, _, stderr := call(t, "init"); state != refused || stderr != "xbar: study.toml is there already; --force writes over it\n" || read(t, "study.toml") != "mine" {
		t.Errorf("exit %d: %s", state, stderr)
	}
	must(t, "init", "--force")
	if read(t, "study.toml") != string(studyTemplate) {
		t.Error("--force did not write")
	}
	if state, _, stderr := call(t, "init", "nowhere/study.toml"); state != refused || !strings.Contains(stderr, "cannot write nowhere") {
		t.Errorf("exit %d: %s", state, stderr)
	}
}
