package run

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/xbar-sim/xbar/internal/memory"
)

// sealed makes journals of what a fuzzer can write, which no checksum would ever fit by chance: lines that begin with "=" become lines of the
// journal with a right sum, and "#" alone its first line.
func sealed(b []byte) []byte {
	var out []byte
	for line := range bytes.Lines(b) {
		text, ended := bytes.CutSuffix(line, []byte("\n"))
		switch {
		case bytes.Equal(text, []byte("#")):
			line = must(encodeHeader("study"))
		case bytes.HasPrefix(text, []byte("=")):
			line = seal(bytes.Clone(text[1:]))
		}
		if !ended {
			line = bytes.TrimSuffix(line, []byte("\n"))
		}
		out = append(out, line...)
	}
	return out
}

// found is what Scan makes of journals.
func found(t *testing.T, paths ...string) (map[string]string, []Report, error) {
	all := map[string]string{}
	reports, err := Scan(paths, "study", func(_ int, key string, value json.RawMessage) error {
		if _, twice := all[key]; twice || key == "" {
			t.Fatalf("key %q is visited twice or is none", key)
		}
		all[key] = string(value)
		return nil
	})
	return all, reports, err
}

// FuzzScan reads any two files as the journals of shards. Both are left as they are; every trial is counted once; a
// journal that Open takes has for Open the trials that Scan finds, but for values that are not JSON; and whoever
// watches the file grow counts the trials that are in it at the end.
func FuzzScan(f *testing.F) {
	one := `={"key":"a","value":[{"Metrics":{"Accuracy":0.5}}]` + "\n"
	f.Add([]byte("#\n"+one), []byte("#\n"+one+one), uint16(30))
	f.Add([]byte("#\n"+one+`={"key":"b","value":{`+"\n"), []byte("#\n"+one[1:]+"\n\n{}\n"), uint16(100))
	f.Add([]byte("#\n"+`={"key":"a\n","value":1`), []byte(`={"xbar_journal":1,"study":"other"`+"\n"), uint16(1))
	f.Add([]byte(`={"xbar_journal":2`+"\n"), []byte{}, uint16(0))
	f.Add([]byte("#"), []byte("#\n"+`={"value":null,"key":"a","key":"b"`+"\n"), uint16(60))
	f.Fuzz(func(t *testing.T, a, b []byte, cut uint16) {
		dir := t.TempDir()
		first, second := filepath.Join(dir, "a"), filepath.Join(dir, "b")
		a, b = sealed(a), sealed(b)
		put(t, first, a)
		put(t, second, b)
		var all map[string]string
		var reports []Report
		var err error
		if n := memory.Asked(func() { all, reports, err = found(t, first, second) }); n > 4<<20+64*int64(len(a)+len(b)) {
			t.Errorf("%d and %d bytes take %d", len(a), len(b), n)
		}
		if !bytes.Equal(read(t, first), a) || !bytes.Equal(read(t, second), b) {
			t.Fatal("Scan changed a journal")
		}
		if err != nil {
			return
		}
		alone, _, err := found(t, second)
		if err != nil {
			t.Fatal(err)
		}
		if reports[0].Trials+reports[1].Trials != len(all) || reports[1].Trials+reports[1].Duplicates < len(alone) {
			t.Fatalf("%d trials, %+v", len(all), reports)
		}
		watched(t, b, int(cut), second, len(alone))
		opened(t, second, alone, reports[1])
	})
}

// watched lets a journal grow at one place.
func watched(t *testing.T, b []byte, cut int, path string, want int) {
	w := NewWatch("study")
	put(t, path, b[:min(cut, len(b))])
	// Half a first line is one that is being written, or no journal.
	if _, err := w.Count([]string{path}); err != nil && cut >= len(b) {
		t.Fatal(err)
	}
	put(t, path, b)
	if n, err := w.Count([]string{path}); err != nil || n != want {
		t.Fatalf("watched while it grew there are %d trials, %v; Scan finds %d", n, err, want)
	}
}

// opened compares Scan with Open, which goes further: it keeps no value that is not JSON, and cuts off damaged
// lines at the end with what is torn there.
func opened(t *testing.T, path string, all map[string]string, r Report) {
	j, err := Open(path, "study")
	if err != nil {
		t.Fatalf("Scan reads what Open refuses: %v", err)
	}
	defer j.Close()
	whole := len(all)
	maps.DeleteFunc(all, func(_, value string) bool { return !json.Valid([]byte(value)) })
	for key, value := range all {
		if got, ok := j.Get(key); !ok || string(got) != value {
			t.Fatalf("trial %q is %s for Scan and %s for Open", key, value, got)
		}
	}
	// Where a first value of a trial was not JSON, Open has the second of it.
	if open := j.Report(); open.Trials != len(all) && len(all) == whole || open.Trials < len(all) || open.CutBytes < r.CutBytes {
		t.Fatalf("Scan %+v with %d trials, Open %+v", r, len(all), open)
	}
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		t.Fatal("Open left no journal")
	}
}

// A name of a journal that is taken is the name of that shard, and no other.
func FuzzShardName(f *testing.F) {
	for _, s := range []string{"journal-0of3.jsonl", "journal-03of4.jsonl", "journal-3of3.jsonl", "journal.jsonl", "journal-0of99999999999999999999.jsonl", "journal--1of2.jsonl"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		s, ok := ParseShard(name)
		if ok && (s.JournalName() != name || s.K < 0 || s.K >= s.N || filepath.Base(name) != name) {
			t.Errorf("%q is %v", name, s)
		}
	})
}
