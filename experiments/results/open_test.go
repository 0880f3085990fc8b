package results

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOpenReadsWhatIsShown(t *testing.T) {
	dir := t.TempDir()
	f := create(t, dir, "aaaa")
	if err := f.WriteFile("fit_pulse.csv", []byte("a,b\n1,2\n")); err != nil {
		t.Fatal(err)
	}
	if err := f.WriteManifest(Manifest{Warnings: []string{"w"}, Answers: []string{"yes"}}); err != nil {
		t.Fatal(err)
	}
	added, err := Added("fit_pulse", Manifest{Command: []string{"xbar", "fit"}}, []Data{{"a.csv", []byte("x")}})
	if err != nil {
		t.Fatal(err)
	}
	put(t, dir, added.Name, string(added.Data))
	put(t, dir, "manifest_of_another_program.json", "{}")
	for _, name := range []string{"b.SVG", "journal.jsonl", "report.html", ".hidden.csv", "notes.docx", "card.toml"} {
		put(t, dir, name, name)
	}
	if err := os.Mkdir(filepath.Join(dir, "folder.csv"), 0o755); err != nil {
		t.Fatal(err)
	}
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, d := range s.Files {
		names = append(names, d.Name)
	}
	if got := strings.Join(names, " "); got != "b.SVG card.toml fit_pulse.csv manifest_of_another_program.json" {
		t.Errorf("read %s", got)
	}
	if len(s.Manifests) != 2 || s.Manifests[0].Warnings[0] != "w" || s.Manifests[0].Answers[0] != "yes" || s.Manifests[1].Command[1] != "fit" {
		t.Errorf("manifests %+v", s.Manifests)
	}
	if data, ok := s.Find("fit_pulse.csv"); !ok || string(data) != "a,b\n1,2\n" {
		t.Errorf("found %q", data)
	}
	if _, ok := s.Find("none"); ok {
		t.Error("found a file that is not there")
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "card.toml", "")
	if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), "holds no results") {
		t.Errorf("a folder without results: %v", err)
	}
	if _, err := Open(filepath.Join(dir, "none")); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("no folder: %v", err)
	}
	big := filepath.Join(dir, "big.csv")
	put(t, dir, "big.csv", "")
	if err := os.Truncate(big, mostStored+1); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), "too large for a report") {
		t.Errorf("a large file: %v", err)
	}
}
