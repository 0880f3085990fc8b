package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every command that writes files writes them where it was told to and nowhere else, not in the home folder either; and files that
// are there already stay as they are, unless they are the command's own results or --force is given.
func TestFilesAreWrittenWhereAskedAndNothingIsReplaced(t *testing.T) {
	study := append([]string{"sweep", "--device", "ideal", "--vary", "c2c=0", "--repeats", "1", "--quiet"}, tiny()...)
	for _, tt := range []struct {
		name string
		args []string // what is written begins with "out"
	}{
		{"sweep", append(study, "-o", "out")},
		{"shard", append(study, "-o", "out", "--shard", "0", "--shards", "2")},
		{"train", append([]string{"train", "--device", "ideal", "--quiet", "-o", "out"}, tiny()...)},
		{"solve", []string{"solve", "--resistances", "in/r.csv", "--voltages", "in/v.csv", "-o", "out"}},
		{"lab", []string{"lab", "in/iv.csv", "-o", "out"}},
		{"device draw", []string{"device", "draw", "ideal", "-o", "out"}},
		{"data preview", []string{"data", "preview", "digits", "--columns", "1", "-o", "out.png"}},
		{"report", []string{"report", "in", "-o", "out.html"}},
		{"init", []string{"init", "out.toml"}},
		{"man", []string{"man", "out"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			all := t.TempDir()
			for _, v := range []string{"HOME", "USERPROFILE", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA", "APPDATA"} {
				t.Setenv(v, filepath.Join(all, "home"))
			}
			work := filepath.Join(all, "work")
			for name, text := range map[string]string{
				"in/r.csv": "1,2\n3,4\n", "in/v.csv": "1\n2\n", "in/iv.csv": "V (V),I (A)\n0,0\n0.1,1e-6\n0.2,2e-6\n", "beside/out": "beside",
			} {
				put(t, filepath.Join(work, name), text)
			}
			t.Chdir(work)
			before := files(t, all)
			must(t, tt.args...)
			written := files(t, all)
			n := 0
			for path, text := range written {
				old, was := before[path]
				switch {
				case was && old != text:
					t.Errorf("%s was changed", path)
				case !was && !strings.HasPrefix(path, "work/out"):
					t.Errorf("%s was written", path)
				case !was:
					n++
					put(t, filepath.Join(all, path), "precious\n")
				}
			}
			if n == 0 {
				t.Fatal("nothing was written")
			}
			state, _, said := call(t, tt.args...)
			if state != refused || strings.Count(said, "\n") != 1 {
				t.Errorf("over other files: exit %d: %s", state, said)
			}
			for path, text := range files(t, all) {
				if _, ours := written[path]; !ours {
					t.Errorf("a refused command left %s", path)
				} else if _, was := before[path]; !was && text != "precious\n" {
					t.Errorf("%s was replaced", path)
				}
			}
		})
	}
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// files are the texts of all files below a folder, by their path with slashes.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		all[filepath.ToSlash(name)] = read(t, path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
