package results

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xbar-sim/xbar/experiments/run"
)

func create(t *testing.T, dir, study string) *Folder {
	t.Helper()
	f, err := Create(dir, study, false)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func journal(t *testing.T, f *Folder, study string) *run.Journal {
	t.Helper()
	j, err := run.Open(f.JournalPath(), study)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// list returns the names in a folder, sorted.
func list(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

func TestCreateNewAndAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "results", "sweep-01234567")
	f := create(t, dir, "0123456789")
	if f.Path() != dir || f.JournalPath() != filepath.Join(dir, "journal.jsonl") {
		t.Errorf("paths %s and %s", f.Path(), f.JournalPath())
	}
	if m, err := ReadManifest(dir); err != nil || m.Study != "0123456789" || !m.Finished.IsZero() {
		t.Errorf("a new folder's manifest: %+v, %v", m, err)
	}
	if err := f.WriteConfig([]byte("seed = 1\n")); err != nil {
		t.Fatal(err)
	}
	put(t, dir, "notes.txt", "mine")
	create(t, dir, "0123456789")
	if got := list(t, dir); got != "config.toml manifest.json notes.txt" {
		t.Errorf("taking up a study changed its folder: %s", got)
	}
}

func TestCreateOtherStudy(t *testing.T) {
	for _, how := range []string{"manifest", "journal"} {
		dir := t.TempDir()
		f := create(t, dir, "aaaaaaaaaaaa")
		journal(t, f, "aaaaaaaaaaaa").Close()
		if err := os.Remove(filepath.Join(dir, map[string]string{"manifest": JournalName, "journal": ManifestName}[how])); err != nil {
			t.Fatal(err)
		}
		before := list(t, dir)
		_, err := Create(dir, "bbbbbbbbbbbb", false)
		var other *OtherStudyError
		if !errors.As(err, &other) || other.Have != "aaaaaaaaaaaa" {
			t.Fatalf("known by its %s: %v", how, err)
		}
		if want := "results folder " + dir + " holds another study (aaaaaaaa, not bbbbbbbb); use -o or --force"; err.Error() != want {
			t.Errorf("error %q, want %q", err, want)
		}
		if list(t, dir) != before {
			t.Error("a refused folder was changed")
		}
		create(t, dir, "aaaaaaaaaaaa")
	}
}

func TestCreateForce(t *testing.T) {
	dir := t.TempDir()
	f := create(t, dir, "aaaa")
	journal(t, f, "aaaa").Close()
	for _, name := range []string{ConfigName, TrialsName, "accuracy_vs_d2d.png"} {
		if err := f.WriteFile(name, []byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.WriteManifest(Manifest{}); err != nil {
		t.Fatal(err)
	}
	put(t, dir, "notes.txt", "mine")
	put(t, dir, "my.png", "mine")
	put(t, dir, tempName(TrialsName), "half")
	if _, err := Create(dir, "bbbb", true); err != nil {
		t.Fatal(err)
	}
	if got := list(t, dir); got != "manifest.json my.png notes.txt" {
		t.Errorf("after --force: %s", got)
	}
	if m, err := ReadManifest(dir); err != nil || m.Study != "bbbb" || len(m.Files) != 0 {
		t.Errorf("after --force: %+v, %v", m, err)
	}
}

func TestCreateForceLeavesARunningStudy(t *testing.T) {
	dir := t.TempDir()
	f := create(t, dir, "aaaa")
	j := journal(t, f, "aaaa")
	if j.Report().Unlocked {
		t.Skip("no locks on this file system")
	}
	if err := f.WriteConfig(nil); err != nil {
		t.Fatal(err)
	}
	before := list(t, dir)
	var le *run.LockedError
	if _, err := Create(dir, "bbbb", true); !errors.As(err, &le) {
		t.Errorf("error %v", err)
	}
	if list(t, dir) != before {
		t.Error("files of a running study were removed")
	}
}

func TestCreateForeign(t *testing.T) {
	for _, tt := range []struct{ name, text string }{
		{"thesis.tex", "ten years of work"},
		{"trials.csv", "device\n"},
		{"manifest.json", `{"name": "an app", "study": "x"}`},
		{"manifest.json", "no json"},
		{"journal.jsonl", "another program's\n"},
	} {
		for _, force := range []bool{false, true} {
			dir := t.TempDir()
			put(t, dir, tt.name, tt.text)
			_, err := Create(dir, "aaaa", force)
			var fe *ForeignError
			if !errors.As(err, &fe) || !strings.Contains(err.Error(), "is not empty and holds no results") {
				t.Errorf("%s, force %v: %v", tt.name, force, err)
			}
			if b, _ := os.ReadFile(filepath.Join(dir, tt.name)); string(b) != tt.text || list(t, dir) != tt.name {
				t.Errorf("%s, force %v: a refused folder was changed", tt.name, force)
			}
		}
	}
	// What operating systems and our own interrupted start leave behind makes no folder foreign.
	dir := t.TempDir()
	put(t, dir, ".DS_Store", "")
	put(t, dir, tempName(ManifestName), `{"form`)
	create(t, dir, "aaaa")
	if got := list(t, dir); got != ".DS_Store manifest.json" {
		t.Errorf("litter: %s", got)
	}
}

// A folder that is ours but cannot be gone on with needs --force, or a newer program.
func TestCreateDamagedOrNewer(t *testing.T) {
	dir := t.TempDir()
	create(t, dir, "aaaa")
	put(t, dir, JournalName, "damaged\n")
	if _, err := Create(dir, "aaaa", false); err == nil || !strings.HasSuffix(err.Error(), "its first line is damaged; --force starts the folder again") {
		t.Errorf("damaged journal: %v", err)
	}
	if _, err := Create(dir, "aaaa", true); err != nil {
		t.Errorf("damaged journal, --force: %v", err)
	}
	if got := list(t, dir); got != "manifest.json" {
		t.Errorf("after --force: %s", got)
	}

	put(t, dir, ManifestName, `{"format": 9, "program": "xbar", "study": "aaaa"}`)
	var ve *VersionError
	if _, err := Create(dir, "aaaa", false); !errors.As(err, &ve) || ve.Version != 9 {
		t.Errorf("newer: %v", err)
	}
	if _, err := Create(dir, "aaaa", true); err != nil {
		t.Errorf("newer, --force: %v", err)
	}
}

func TestCreateImpossible(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "file", "")
	for _, path := range []string{filepath.Join(dir, "file"), filepath.Join(dir, "file", "below")} {
		if _, err := Create(path, "aaaa", false); err == nil || err.Error() != "cannot create results folder "+path+": not a directory" {
			t.Errorf("%s: %v", path, err)
		}
	}
	if _, err := Create("", "aaaa", false); err == nil {
		t.Error("a folder without name")
	}
}

func TestCreateNoPermission(t *testing.T) {
	if os.Geteuid() <= 0 {
		t.Skip("no folder is closed to the administrator")
	}
	for mode, verb := range map[os.FileMode]string{0o300: "read", 0o500: "write"} {
		dir := t.TempDir()
		create(t, dir, "aaaa")
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
		_, err := Create(dir, "aaaa", false)
		if err == nil || err.Error() != fmt.Sprintf("cannot %s results folder %s: permission denied", verb, dir) {
			t.Errorf("mode %o: %v", mode, err)
		}
		os.Chmod(dir, 0o700)
	}
}

// No user, the administrator included, can make files there.
func TestCreateUnwritable(t *testing.T) {
	if _, err := os.Stat("/proc/self"); err != nil {
		t.Skip("needs /proc")
	}
	if _, err := Create("/proc/results", "aaaa", false); err == nil || !strings.HasPrefix(err.Error(), "cannot create results folder /proc/results: ") {
		t.Errorf("error %v", err)
	}
	f := &Folder{dir: "/proc/self", study: "aaaa", files: map[string]File{}}
	if err := f.tryWrite(); err == nil || !strings.HasPrefix(err.Error(), "cannot write results folder /proc/self: ") {
		t.Errorf("error %v", err)
	}
	if err := f.WriteFile("x", nil); err == nil || !strings.HasPrefix(err.Error(), "write /proc/self/x: ") {
		t.Errorf("error %v", err)
	}
}

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	f := create(t, dir, "aaaa")
	put(t, dir, tempName("a.png"), "left by a crash")
	for _, text := range []string{"first", "second, longer", ""} {
		if err := f.WriteFile("a.png", []byte(text)); err != nil {
			t.Fatal(err)
		}
		if b, err := os.ReadFile(filepath.Join(dir, "a.png")); err != nil || string(b) != text {
			t.Errorf("%q reads back %q, %v", text, b, err)
		}
	}
	if got := list(t, dir); got != "a.png manifest.json" {
		t.Errorf("left behind: %s", got)
	}
	// A failure leaves what was there, and nothing else.
	if err := os.Mkdir(filepath.Join(dir, "b.png"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := f.WriteFile("b.png", []byte("x")); err == nil || !strings.HasPrefix(err.Error(), "write "+filepath.Join(dir, "b.png")+": ") {
		t.Errorf("over a folder: %v", err)
	}
	if got := list(t, dir); got != "a.png b.png manifest.json" {
		t.Errorf("left behind: %s", got)
	}
}

// The old file is there until the new one is whole: whoever holds it open reads on.
func TestWriteFileReplaces(t *testing.T) {
	dir := t.TempDir()
	f := create(t, dir, "aaaa")
	if err := f.WriteFile("a", []byte("old")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, "a"))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.WriteFile("a", []byte("new")); err != nil {
		t.Fatal(err)
	}
	if now, err := os.Stat(filepath.Join(dir, "a")); err != nil || os.SameFile(info, now) {
		t.Error("the file was written in place")
	}
}

func TestWriteFileNames(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "in")
	f := create(t, dir, "aaaa")
	for _, name := range []string{
		"", ".", "..", "../x", "/x", "a/b", `a\b`, `..\x`, "C:x", "a\x00", "a\nb", ".hidden", "x.", "x ", "a*", strings.Repeat("x", 300),
		"manifest.json", "Manifest.JSON", "journal.jsonl",
	} {
		if err := f.WriteFile(name, []byte("x")); err == nil || !strings.Contains(err.Error(), "want a plain file name") {
			t.Errorf("%q: %v", name, err)
		}
	}
	if got := list(t, filepath.Dir(dir)) + " " + list(t, dir); got != "in manifest.json" {
		t.Errorf("written: %s", got)
	}
	for _, name := range []string{"accuracy_vs_device.memristor.g_max.png", "report.html", "weights pcm (Joshi 2020).svg", "Ω.pdf"} {
		if err := f.WriteFile(name, nil); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestManifest(t *testing.T) {
	dir := t.TempDir()
	f := create(t, dir, "aaaa")
	for name, text := range map[string]string{"b.png": "bbb", ConfigName: "seed = 1\n", "old.svg": "x"} {
		if err := f.WriteFile(name, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	started := time.Date(2026, 2, 3, 4, 5, 6, 789, time.FixedZone("", 3600))
	want := Manifest{Version: "v0.1.0", Command: []string{"xbar", "sweep", "--drift", "0.05"}, Started: started,
		Finished: started.Add(time.Minute), Workers: 2, Warnings: []string{"adc clipped 3.1 % of samples"}}
	if err := f.WriteManifest(want); err != nil {
		t.Fatal(err)
	}
	m, err := ReadManifest(dir)
	if err != nil {
		t.Fatal(err)
	}
	if m.Study != "aaaa" || m.Program != "xbar" || m.Version != want.Version || !slices.Equal(m.Command, want.Command) ||
		m.Workers != 2 || !slices.Equal(m.Warnings, want.Warnings) || m.Machine.OS == "" || m.Machine.CPUs < 1 || !strings.HasPrefix(m.Machine.Go, "go") {
		t.Errorf("read back %+v", m)
	}
	if m.Started.Format(time.RFC3339) != "2026-02-03T03:05:06Z" || m.Finished.Sub(m.Started) != time.Minute {
		t.Errorf("times %v and %v", m.Started, m.Finished)
	}
	sum := sha256.Sum256([]byte("bbb"))
	if len(m.Files) != 3 || m.Files[0] != (File{"b.png", 3, hex.EncodeToString(sum[:])}) || m.Files[1].Name != ConfigName {
		t.Errorf("files %+v", m.Files)
	}

	// The next run of the study knows the files of this one as long as they are there.
	f = create(t, dir, "aaaa")
	os.Remove(filepath.Join(dir, "old.svg"))
	if err := f.WriteFile(ConfigName, []byte("seed = 1\n")); err != nil {
		t.Fatal(err)
	}
	if err := f.WriteManifest(Manifest{}); err != nil {
		t.Fatal(err)
	}
	again, err := ReadManifest(dir)
	if err != nil || !slices.Equal(again.Files, m.Files[:2]) {
		t.Errorf("second run: %+v, %v", again.Files, err)
	}
}

// A manifest from elsewhere cannot name files outside the folder for --force to remove.
func TestManifestCannotReachOut(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "in")
	create(t, dir, "aaaa")
	put(t, filepath.Dir(dir), "precious", "x")
	put(t, dir, ManifestName, `{"format": 1, "program": "xbar", "study": "aaaa", "files": [{"name": "../precious"}, {"name": "a.png"}]}`)
	if m, err := ReadManifest(dir); err != nil || len(m.Files) != 1 || m.Files[0].Name != "a.png" {
		t.Errorf("%+v, %v", m, err)
	}
	if _, err := Create(dir, "bbbb", true); err != nil {
		t.Fatal(err)
	}
	if got := list(t, filepath.Dir(dir)); got != "in precious" {
		t.Errorf("left: %s", got)
	}
}

func FuzzManifest(f *testing.F) {
	f.Add([]byte(`{"format": 1, "program": "xbar", "study": "aaaa", "files": [{"name": "a"}], "started": "2026-02-03T03:05:06Z"}`))
	f.Add([]byte(`{"format": 2, "program": "xbar", "study": "aaaa"}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, b []byte) {
		dir := t.TempDir()
		put(t, dir, ManifestName, string(b))
		m, err := ReadManifest(dir)
		folder, cerr := Create(dir, "aaaa", false)
		if (cerr == nil) != (err == nil && m.Study == "aaaa") {
			t.Fatalf("manifest %+v, %v; Create %v", m, err, cerr)
		}
		now, rerr := os.ReadFile(filepath.Join(dir, ManifestName))
		if rerr != nil || !bytes.Equal(now, b) {
			t.Fatal("Create changed a manifest that was there")
		}
		if folder == nil {
			return
		}
		if err := folder.WriteManifest(m); err != nil {
			// Years beyond 9999 have no JSON form.
			var me *json.MarshalerError
			if !errors.As(err, &me) {
				t.Fatal(err)
			}
		}
	})
}
