package main

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/internal/labsample"
)

// The examples of every help text work as they stand, in their order in one folder, here with far
// less data.
func TestExamples(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	every(t, func(c *cobra.Command) {
		t.Run(strings.ReplaceAll(c.CommandPath(), " ", "_"), func(t *testing.T) {
			t.Chdir(t.TempDir())
			for line := range strings.SplitSeq(c.Example, "\n") {
				args, to := words(line)
				if args[0] != "xbar" {
					t.Fatalf("example %q is no xbar command", line)
				}
				example(t, args[1:], to)
			}
		})
	})
}

func example(t *testing.T, args []string, to string) {
	t.Helper()
	switch args[0] {
	case "sweep", "compare", "train", "cost":
		args = slices.Concat(args, tiny(), []string{"--quick", "--repeats", "1"})
		if slices.Contains(args, "--to") {
			args = append(args, "--set", "train.validation=5") // on which accuracy is reached
		}
	case "whatif":
		args = slices.Concat(args, tiny(), []string{"--quick", "--repeats", "2"})
		if args[1] == "lifetime" && !slices.Contains(args, "--compensation") {
			args = append(args, "--compensation", "none,column") // refreshing for ten years takes longer than all the rest
		}
	case "eval":
		args = append(args, "--set", "test.images=10")
		if slices.Contains(args, "--weights") {
			args = slices.Concat(args, []string{"--set", "label.images=20", "--set", "calibrate.images=4"})
		}
	case "reproduce":
		if slices.Contains(args, "size-epochs") {
			return // takes too long here: the script reproduce.txtar has it
		}
		if slices.Contains(args, "--quick") {
			args = append(args, "--repeats", "1")
		}
	case "lab", "fit":
		labFiles(t)
	case "report":
		reportable(t)
	case "data":
		if args[1] == "fetch" {
			offline(t, args)
			return
		}
	}
	out := must(t, args...)
	if to != "" {
		if err := os.WriteFile(to, []byte(out), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// Every command line that docs/QUESTIONS.md answers a question with works.
func TestQuestions(t *testing.T) {
	text, err := os.ReadFile("../../docs/QUESTIONS.md")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	ours := func(preset string) {
		t.Helper()
		if err := os.WriteFile("ours.toml", []byte(read(t, filepath.Join(sourceDir, "../../device/presets", preset))), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	found := 0
	for line := range strings.SplitSeq(string(text), "\n") {
		line, ok := strings.CutPrefix(line, "    xbar ")
		args, to := words(line)
		if !ok || args[0] == "fit" { // fit takes longer, and its examples are run
			continue
		}
		found++
		t.Run(line, func(t *testing.T) {
			ours("memristor.toml")
			if args[0] == "whatif" && args[1] == "lifetime" {
				ours("cmo-hfox.toml") // it relaxes, and it wears
			}
			example(t, args, to)
		})
	}
	if found < 10 {
		t.Errorf("%d command lines in QUESTIONS.md, want ten and more", found)
	}
}

// labFiles puts the samples of instrument files into the folder at hand.
func labFiles(t *testing.T) {
	t.Helper()
	all, _, err := labsample.All(1)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		data, err := s.Data()
		if err != nil {
			t.Fatal(err)
		}
		for _, folder := range []string{".", "examples/lab"} { // as help and README name them
			if err := errors.Join(os.MkdirAll(folder, 0o755), os.WriteFile(filepath.Join(folder, s.Name), data, 0o644)); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// reportable makes the folder that the help text of "report" names.
func reportable(t *testing.T) {
	t.Helper()
	if err := errors.Join(os.MkdirAll("mine", 0o755), os.WriteFile("mine/numbers.csv", []byte("x,y\n1,2\n"), 0o644)); err != nil {
		t.Fatal(err)
	}
}

// noNetwork answers no request.
type noNetwork struct{}

func (noNetwork) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("no network in a test")
}

// offline runs a download up to the first request: after the start, so that it fails with 1.
func offline(t *testing.T, args []string) {
	t.Helper()
	var out, err strings.Builder
	a := &app{args: args, stdout: &out, stderr: &err, env: func(string) string { return "" },
		client: &http.Client{Transport: noNetwork{}}}
	if state := a.run(t.Context()); state != failed || !strings.Contains(err.String(), "no network in a test") {
		t.Errorf("xbar %v: exit %d\n%s%s", args, state, out.String(), err.String())
	}
}

// words splits a command line as a shell does, as far as examples need it; to is where > sends it.
func words(line string) (args []string, to string) {
	var word strings.Builder
	quoted, any := false, false
	flush := func() {
		if any {
			args = append(args, word.String())
		}
		word.Reset()
		any = false
	}
	for _, r := range line {
		switch {
		case r == '"':
			quoted, any = !quoted, true
		case r == ' ' && !quoted:
			flush()
		default:
			word.WriteRune(r)
			any = true
		}
	}
	flush()
	if i := slices.Index(args, ">"); i >= 0 {
		args, to = args[:i], args[i+1]
	}
	return args, to
}

// The command lines of the README and of the cookbook work as well, with the card that the README shows. What takes a
// folder of the reader's own or data that are not there is left out.
func TestReadme(t *testing.T) {
	readme, cookbook := read(t, "../../README.md"), read(t, "../../docs/COOKBOOK.md")
	t.Chdir(t.TempDir())
	_, card, _ := strings.Cut(readme, "```toml\n")
	card, _, _ = strings.Cut(card, "```")
	if err := os.WriteFile("taox.toml", []byte(card), 0o644); err != nil {
		t.Fatal(err)
	}
	done := map[string]bool{}
	for line := range strings.SplitSeq(readme+"\n"+cookbook, "\n") {
		line, ok := strings.CutPrefix(line, "go run ./cmd/xbar ")
		if !ok || done[line] || strings.Contains(line, "results/") || strings.Contains(line, "mnist") {
			continue
		}
		done[line] = true
		t.Run(line, func(t *testing.T) {
			args, to := words(line)
			example(t, args, to)
		})
	}
	if len(done) < 40 {
		t.Errorf("%d command lines in README and cookbook, want forty and more", len(done))
	}
}
