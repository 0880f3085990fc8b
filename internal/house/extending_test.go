package house

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// block is a fenced block of EXTENDING.md with the file that is named above it.
var block = regexp.MustCompile("(?ms)^`([a-z_/]+\\.(?:go|toml))`\n\n```(\\w+)\n(.*?)^```$")

// command is a command line of EXTENDING.md.
var command = regexp.MustCompile(`(?m)^    xbar (.*)$`)

// What EXTENDING.md adds is put over the repository without touching it, built, tested and used: the suite of
// physics on the new card, the tests of the new files, and a small study with the new cell, neuron, rule and figure.
func TestExtending(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	text, err := os.ReadFile(filepath.Join(root, "docs", "EXTENDING.md"))
	if err != nil {
		t.Fatal(err)
	}
	tmp := t.TempDir()
	overlay, tests := overlaid(t, string(text), tmp)
	for dir, names := range tests {
		if dir == "./device" {
			names = append(names, "TestPresetsConform/team", "TestPresetsProvenance")
		}
		pattern := strings.Join(names, "|")
		out, err := goTool(t, "test", "-overlay", overlay, "-run", pattern, "-v", dir)
		for _, name := range names {
			if err != nil || !strings.Contains(out, "PASS: "+name+" ") {
				t.Fatalf("test %s of %s: %v\n%s", name, dir, err, out)
			}
		}
	}
	xbar := filepath.Join(tmp, "xbar.exe")
	if out, err := goTool(t, "build", "-overlay", overlay, "-o", xbar, "./cmd/xbar"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	lines := command.FindAllStringSubmatch(string(text), -1)
	if len(lines) != 2 {
		t.Fatalf("%d command lines, want two", len(lines))
	}
	for _, m := range lines {
		args := strings.Fields(m[1])
		if args[0] == "train" {
			args = append(args, strings.Fields("--quick --neurons 5 --set train.images=20 --set train.validation=0 --set label.images=20 --set test.images=20 --set calibrate.images=2")...)
		}
		c := exec.Command(xbar, args...)
		c.Dir = tmp
		if out, err := c.CombinedOutput(); err != nil {
			t.Errorf("xbar %s: %v\n%s", m[1], err, out)
		}
	}
	if _, err := os.Stat(filepath.Join(tmp, "net", "recall.png")); err != nil {
		t.Errorf("the new figure was not drawn: %v", err)
	}
}

// overlaid writes the files of a document to a folder and returns an overlay for the go command, and by
// package the tests that they declare.
func overlaid(t *testing.T, text, tmp string) (overlay string, tests map[string][]string) {
	t.Helper()
	abs, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	replace, kinds := map[string]string{}, map[string]int{}
	tests = map[string][]string{}
	for k, m := range block.FindAllStringSubmatch(text, -1) {
		name, kind, body := m[1], m[2], m[3]
		kinds[kind]++
		if kind == "diff" {
			body = patched(t, name, body)
		} else if _, err := os.Stat(filepath.Join(abs, name)); err == nil {
			t.Fatalf("%s is in the repository already: it is no example of what can be added", name)
		}
		to := filepath.Join(tmp, string(rune('a'+k))+"_"+filepath.Base(name))
		if err := os.WriteFile(to, []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
		replace[filepath.Join(abs, filepath.FromSlash(name))] = to
		for _, d := range declared.FindAllStringSubmatch(body, -1) {
			dir := "./" + filepath.ToSlash(filepath.Dir(name))
			tests[dir] = append(tests[dir], d[1])
		}
	}
	if kinds["go"] != 8 || kinds["diff"] != 4 || kinds["toml"] != 1 {
		t.Fatalf("blocks of the document: %v, want 8 of go, 4 of diff and 1 of toml", kinds)
	}
	data, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	overlay = filepath.Join(tmp, "overlay.json")
	if err := os.WriteFile(overlay, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return overlay, tests
}

// patched returns a file of the repository with the lines that a diff adds.
func patched(t *testing.T, name, diff string) string {
	t.Helper()
	old, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	var before, after strings.Builder
	for line := range strings.Lines(diff) {
		switch {
		case strings.HasPrefix(line, "+"):
			after.WriteString(line[1:])
		case strings.HasPrefix(line, " "):
			before.WriteString(line[1:])
			after.WriteString(line[1:])
		default:
			t.Fatalf("%s: line %q of the diff is neither old nor new", name, line)
		}
	}
	if n := strings.Count(string(old), before.String()); n != 1 {
		t.Fatalf("%s: the place of the line\n%s\nis there %d times", name, before.String(), n)
	}
	return strings.Replace(string(old), before.String(), after.String(), 1)
}

// goTool runs the go command in the repository.
func goTool(t *testing.T, args ...string) (string, error) {
	t.Helper()
	c := exec.Command("go", args...)
	c.Dir = root
	out, err := c.CombinedOutput()
	return string(out), err
}
