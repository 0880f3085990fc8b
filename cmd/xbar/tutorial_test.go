package main

import (
	"os"
	"strings"
	"testing"
)

// The tutorial goes from files of instruments to the report as it says, here with less data.
func TestTutorial(t *testing.T) {
	text, err := os.ReadFile("../../docs/tutorial.md")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	labFiles(t)
	found := 0
	for line := range strings.SplitSeq(string(text), "\n") {
		line, ok := strings.CutPrefix(line, "    go run ./cmd/xbar ")
		if !ok {
			continue
		}
		found++
		args, _ := words(line)
		switch args[0] {
		case "lab", "fit", "report":
		default: // a study
			args = append(args, append(tiny(), "--quick", "--repeats", "2")...)
		}
		must(t, args...)
	}
	if found != 5 {
		t.Errorf("%d command lines in the tutorial, want five", found)
	}
	page := read(t, "tutorial/report.html")
	for _, want := range []string{"This work and the literature", "ours (this laboratory)", "What was fitted", "accuracy on ours", "Ranking", "improve20_ci_lo", "sensitivity: ours: ", "group 1", ", repaired", "Measurements: ", "@misc{"} {
		if !strings.Contains(page, want) {
			t.Errorf("the report lacks %q", want)
		}
	}
}
