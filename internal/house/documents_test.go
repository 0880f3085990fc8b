package house

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

var (
	link     = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	testName = regexp.MustCompile("`((?:Test|Fuzz|Example|Benchmark)[A-Z][A-Za-z0-9_]*)`")
	declared = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Example|Benchmark)[A-Z]\w*)\(`)
)

// Links between documents, and to pictures and code, lead somewhere.
func TestLinksLeadSomewhere(t *testing.T) {
	files(t, ".md", func(name, text string) {
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			to, _, _ := strings.Cut(m[1], "#")
			if to == "" || strings.Contains(to, "://") || strings.HasPrefix(to, "mailto:") {
				continue
			}
			at := path.Join(path.Dir(name), to)
			if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(at))); err != nil {
				t.Errorf("%s: link to %s, which is not there", name, to)
			}
		}
	})
}

// A test, example, benchmark or fuzz target that a document names exists in some package.
func TestNamedTestsExist(t *testing.T) {
	_, all := sources(t)
	have := map[string]bool{}
	for _, s := range all {
		if !s.test {
			continue
		}
		for _, m := range declared.FindAllStringSubmatch(s.text, -1) {
			have[m[1]] = true
		}
	}
	files(t, ".md", func(name, text string) {
		for _, m := range testName.FindAllStringSubmatch(text, -1) {
			if !have[m[1]] {
				t.Errorf("%s: names %s, which no test file declares", name, m[1])
			}
		}
	})
}

// The card that the README shows can be used as it stands.
func TestCardOfTheReadme(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, card, found := strings.Cut(string(text), "```toml\n")
	card, _, closed := strings.Cut(card, "```")
	if !found || !closed {
		t.Fatal("the README shows no card")
	}
	if _, err := device.ReadCard("README.toml", []byte(card)); err != nil {
		t.Error(err)
	}
}

// Every package that others would import shows its use in an example that runs, and says in its first sentence what it
// is.
func TestLibraryHasExamples(t *testing.T) {
	set, all := sources(t)
	said, shown := map[string]bool{}, map[string]bool{}
	for _, s := range all {
		if !s.test && s.file.Doc != nil {
			name := "Package " + s.file.Name.Name + " "
			if !strings.HasPrefix(s.file.Doc.Text(), name) && s.file.Name.Name != "main" {
				t.Errorf("%s: want %q", s.at(set, s.file.Name), name)
			}
			said[s.room] = true
		}
		if s.test && strings.Contains(s.text, "\nfunc Example") && strings.Contains(s.text, "\t// Output:\n") {
			shown[s.room] = true
		}
	}
	for room := range arrows {
		if !said[room] {
			t.Errorf("%s has no package comment", room)
		}
		if library := room != "device/devicetest" && !strings.HasPrefix(room, "internal/") && !strings.Contains(room, "/internal/") && !strings.HasPrefix(room, "examples/"); library && !shown[room] {
			t.Errorf("%s has no example that runs", room)
		}
	}
}
