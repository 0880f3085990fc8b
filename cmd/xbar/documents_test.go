package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	inline      = regexp.MustCompile("`((?:go run ./cmd/)?xbar [a-z][^`]*)`")
	shellVar    = regexp.MustCompile(`(?m)^ *([A-Z]+)="(.*)"$`)
	placeholder = regexp.MustCompile(`…|\.\.\.|\b[A-Z]{1,}\b`) // "…", "FILE...", "DIR"
	bareWord    = regexp.MustCompile(`([\[,]\s*)([a-z/][^",\]]*)`)
	flowList    = regexp.MustCompile(`(command|args): (\[.*\])`)
	shellRule   = regexp.MustCompile(`shell: "(.*)"`)
	snakeConst  = regexp.MustCompile(`(?m)^([A-Z]+) = "?(.*?)"?$`)
)

// Every command line of every document, in a block or between backquotes, is one that the program accepts: its command
// is there with its flags, and where nothing is left to the reader a study of it has no mistake. What README, tutorial
// and question book say is carried out by other tests.
func TestDocuments(t *testing.T) {
	t.Chdir(t.TempDir())
	root := filepath.Join(sourceDir, "../..")
	found := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (strings.HasPrefix(d.Name(), ".") && path != root || d.Name() == "results" || d.Name() == "testdata"):
			return filepath.SkipDir
		case filepath.Ext(path) != ".md" && d.Name() != "study.toml" || d.Name() == "EXTENDING.md": // that has a test of its own
			return nil
		}
		text := read(t, path)
		for _, m := range shellVar.FindAllStringSubmatch(text, -1) {
			text = strings.ReplaceAll(text, "$"+m[1], m[2])
		}
		for line := range commandLines(text) {
			found++
			if wrong := accepted(t, line); wrong != nil {
				t.Errorf("%s: xbar %s: %v", strings.TrimPrefix(path, root), line, wrong)
			}
		}
		return nil
	})
	if err != nil || found < 150 {
		t.Errorf("%d command lines in the documents, want 150 and more: %v", found, err)
	}
}

// commandLines yields the command lines of a document without the name of the program.
func commandLines(text string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for line := range strings.SplitSeq(text, "\n") {
			var all []string
			for _, m := range inline.FindAllStringSubmatch(line, -1) {
				all = append(all, m[1])
			}
			if plain := strings.TrimLeft(line, " #$"); len(all) == 0 && (strings.HasPrefix(line, "go run") || strings.HasPrefix(line, "    ") || strings.HasPrefix(line, "#   ")) {
				all = append(all, plain)
			}
			for _, c := range all {
				c = strings.TrimPrefix(c, "go run ./cmd/")
				if c, ok := strings.CutPrefix(c, "xbar "); ok && !yield(c) {
					return
				}
			}
		}
	}
}

// accepted says what is wrong with a command line.
func accepted(t *testing.T, line string) error {
	t.Helper()
	line, _, _ = strings.Cut(line, "   ") // what the line says of itself
	open := placeholder.MatchString(line)
	args, _ := words(line)
	if open {
		args = slices.DeleteFunc(args, placeholder.MatchString)
	}
	for i, word := range args[:min(2, len(args))] { // "fit pulse|dist|var"
		args[i], _, _ = strings.Cut(word, "|")
	}
	root := (&app{env: func(string) string { return "" }}).root()
	if err := misnamed(root, args); err != nil {
		return err
	}
	c, rest, err := root.Find(args)
	if err != nil {
		return err
	}
	if c == root {
		return errors.New("no such command")
	}
	if err := c.ParseFlags(rest); err != nil {
		if strings.Contains(err.Error(), "needs an argument") { // a flag is named, or its value was left to the reader
			return nil
		}
		return err
	}
	if open {
		return nil
	}
	if command := args[0]; slices.Contains([]string{"sweep", "compare", "train"}, command) && c.Flags().Lookup("config").Value.String() == "" && len(c.Flags().Args()) == 0 {
		for _, name := range regexp.MustCompile(`[\w/-]+\.toml`).FindAllString(line, -1) {
			card := read(t, filepath.Join(sourceDir, "../../device/presets/memristor.toml"))
			if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(card), 0o644)); err != nil {
				return err
			}
		}
		_, err := settled(t, command, rest...)
		return err
	}
	return nil
}

// The manifest for Kubernetes and the Snakefile call the program as it wants to be called, and every shard of what they
// divide is somebody's.
func TestExamplesOfEngines(t *testing.T) {
	t.Chdir(t.TempDir())
	job := read(t, filepath.Join(sourceDir, "../../examples/kubernetes/job.yaml"))
	var lines []string
	for _, m := range flowList.FindAllStringSubmatch(job, -1) {
		var list []string
		if err := json.Unmarshal([]byte(bareWord.ReplaceAllString(m[2], `$1"$2"`)), &list); err != nil {
			t.Fatalf("%s: %v", m[0], err)
		}
		line := strings.Join(list, " ")
		if m[1] == "args" {
			lines[len(lines)-1] += " " + line
		} else {
			lines = append(lines, line)
		}
	}
	for _, want := range []string{"completionMode: Indexed\n", "completions: 20\n", `"--shards", "20"`, "mountPath: /results}"} {
		if !strings.Contains(job, want) {
			t.Errorf("job.yaml lacks %q", want)
		}
	}
	snake := read(t, filepath.Join(sourceDir, "../../examples/snakemake/Snakefile"))
	for _, m := range shellRule.FindAllStringSubmatch(snake, -1) {
		line := m[1]
		for _, c := range snakeConst.FindAllStringSubmatch(snake, -1) {
			line = strings.ReplaceAll(line, "{"+c[1]+"}", c[2])
		}
		lines = append(lines, strings.NewReplacer("{wildcards.k}", "0", "{threads}", "1").Replace(line))
	}
	if len(lines) != 4 {
		t.Errorf("command lines %q, want four", lines)
	}
	for _, line := range lines {
		line, ok := strings.CutPrefix(line, "xbar ")
		if wrong := accepted(t, line); !ok || wrong != nil {
			t.Errorf("xbar %s: %v", line, wrong)
		}
	}
	for _, text := range []string{job, snake} {
		if strings.Contains(text, "\t") {
			t.Error("a tab, which neither file may be indented with")
		}
	}
}
