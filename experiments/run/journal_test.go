package run

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// write makes a journal of n trials and returns its path, bytes and the end of each line.
func write(t *testing.T, n int) (path string, text []byte, ends []int) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "journal.jsonl")
	j := open(t, path)
	for k := range n {
		if err := j.Append(fmt.Sprintf("key%d", k), value(k)); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	text = read(t, path)
	for i, c := range text {
		if c == '\n' {
			ends = append(ends, i+1)
		}
	}
	if len(ends) != n+1 {
		t.Fatalf("%d lines, want a header and %d trials", len(ends), n)
	}
	return path, text, ends
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func put(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestJournalRoundTrip(t *testing.T) {
	path, text, _ := write(t, 5)
	j := open(t, path)
	if r := j.Report(); r != (Report{Trials: 5}) {
		t.Errorf("report %+v", r)
	}
	for k := range 5 {
		if v, ok := j.Get(fmt.Sprintf("key%d", k)); !ok || !bytes.Equal(v, value(k)) {
			t.Errorf("trial %d = %s, %v", k, v, ok)
		}
	}
	if _, ok := j.Get("key5"); ok {
		t.Error("a trial that was never written")
	}
	j.Close()
	if !bytes.Equal(read(t, path), text) {
		t.Error("opening changed the file")
	}
	// Each line is a JSON object that other programs can read.
	for line := range bytes.Lines(text) {
		var m map[string]any
		if err := json.Unmarshal(line, &m); err != nil || m["crc"] == nil {
			t.Errorf("line %s: %v", line, err)
		}
	}
}

// Whatever part of the last write reached the disk, all earlier trials are there and the next one
// makes the file whole again.
func TestJournalTornTail(t *testing.T) {
	path, text, ends := write(t, 4)
	last := ends[len(ends)-2]
	for cut := last; cut < len(text); cut++ {
		for _, tail := range []string{"", "\x00\x00\x00", "garbage\nmore garbage\n"} {
			put(t, path, append(bytes.Clone(text[:cut]), tail...))
			j, err := Open(path, "study")
			if err != nil {
				t.Fatalf("cut at %d: %v", cut, err)
			}
			want := Report{Trials: 3, CutBytes: int64(cut - last + len(tail))}
			if r := j.Report(); r != want {
				t.Fatalf("cut at %d, tail %q: report %+v, want %+v", cut, tail, r, want)
			}
			if err := j.Append("key3", value(3)); err != nil {
				t.Fatal(err)
			}
			j.Close()
			if !bytes.Equal(read(t, path), text) {
				t.Fatalf("cut at %d: the file is not whole again", cut)
			}
		}
	}
}

// The first write of all may be cut short too; then there is nothing to lose.
func TestJournalTornHeader(t *testing.T) {
	path, text, ends := write(t, 0)
	for cut := range ends[0] {
		for _, zeros := range []int{0, 7} {
			put(t, path, append(bytes.Clone(text[:cut]), make([]byte, zeros)...))
			if study, err := Peek(path); study != "" || err != nil {
				t.Fatalf("cut at %d: Peek %q, %v", cut, study, err)
			}
			j, err := Open(path, "study")
			if err != nil {
				t.Fatalf("cut at %d: %v", cut, err)
			}
			j.Close()
			if !bytes.Equal(read(t, path), text) {
				t.Fatalf("cut at %d: the file is not whole again", cut)
			}
		}
	}
}

// Any changed byte of a middle line costs that trial and no other.
func TestJournalDamagedMiddle(t *testing.T) {
	path, text, ends := write(t, 4)
	for at := ends[1]; at < ends[2]-1; at++ {
		for _, x := range []byte{1, 0x20, 0x80} {
			bad := bytes.Clone(text)
			if bad[at] ^= x; bad[at] == '\n' {
				continue
			}
			put(t, path, bad)
			j, err := Open(path, "study")
			if err != nil {
				t.Fatal(err)
			}
			if r := j.Report(); r != (Report{Trials: 3, Damaged: 1}) {
				t.Fatalf("byte %d: report %+v", at, r)
			}
			if _, ok := j.Get("key1"); ok {
				t.Fatalf("byte %d: the damaged trial counts as done", at)
			}
			if err := j.Append("key1", value(1)); err != nil {
				t.Fatal(err)
			}
			j.Close()
			if j = open(t, path); j.Report() != (Report{Trials: 4, Damaged: 1}) {
				t.Fatalf("byte %d, once more: report %+v", at, j.Report())
			}
			j.Close()
		}
	}
}

func TestJournalLongLine(t *testing.T) {
	path, text, ends := write(t, 2)
	long := bytes.Repeat([]byte("x"), maxLine+100_000)
	bad := append(bytes.Clone(text[:ends[1]]), long...)
	bad = append(bad, '\n')
	put(t, path, append(bad, text[ends[1]:]...))
	if r := open(t, path).Report(); r != (Report{Trials: 2, Damaged: 1}) {
		t.Errorf("report %+v", r)
	}

	j := open(t, filepath.Join(t.TempDir(), "journal"))
	big := json.RawMessage(`"` + string(long) + `"`)
	if err := j.Append("big", big); !errors.Is(err, errTooLong) {
		t.Errorf("a value that no reader takes back: %v", err)
	}
	if err := j.Append("small", value(1)); err != nil {
		t.Error("a value too long spoils the journal:", err)
	}
}

func TestJournalFirstOfEqualKeysCounts(t *testing.T) {
	path, text, ends := write(t, 2)
	other, err := encode("key0", value(99))
	if err != nil {
		t.Fatal(err)
	}
	put(t, path, append(bytes.Clone(text), other...))
	j := open(t, path)
	if v, _ := j.Get("key0"); !bytes.Equal(v, value(0)) || j.Report() != (Report{Trials: 2, Duplicates: 1}) {
		t.Errorf("key0 = %s, report %+v", v, j.Report())
	}
	if err := j.Append("key1", value(99)); err != nil {
		t.Error(err)
	}
	j.Close()
	if n := len(read(t, path)); n != ends[2]+len(other) {
		t.Error("a second result of a trial was written")
	}
}

func TestJournalRefuses(t *testing.T) {
	path, text, ends := write(t, 2)
	newer := seal([]byte(`{"xbar_journal":7,"study":"study","shape":"unknown"`))
	for _, tt := range []struct {
		name string
		file []byte
		want string
	}{
		{"other study", bytes.Replace(text, text[:ends[0]], must(encodeHeader("0123456789abcdef")), 1), " belongs to another study (01234567, not study)"},
		{"newer", newer, " has format 7: this program knows up to 1, use a newer one"},
		{"damaged header", bytes.Replace(text, []byte("study\""), []byte("stady\""), 1), " is not a journal of trials, or its first line is damaged"},
		{"text", []byte("device,accuracy\nideal,0.9\n"), " is not a journal of trials, or its first line is damaged"},
		{"text without a line end", []byte("device"), " is not a journal of trials, or its first line is damaged"},
		{"a long line", bytes.Repeat([]byte{0}, maxHeader), " is not a journal of trials, or its first line is damaged"},
		{"another object", []byte("{\"xbar_journal\":\"1\"}\n"), " is not a journal of trials, or its first line is damaged"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			put(t, path, tt.file)
			_, err := Open(path, "study")
			if err == nil || !strings.HasSuffix(err.Error(), path+tt.want) {
				t.Errorf("error %v, want %s", err, tt.want)
			}
			if !bytes.Equal(read(t, path), tt.file) {
				t.Error("a refused file was changed")
			}
		})
	}

	put(t, path, bytes.Replace(text, text[:ends[0]], must(encodeHeader("other")), 1))
	var se *StudyError
	if _, err := Open(path, "study"); !errors.As(err, &se) || se.Have != "other" || se.Want != "study" {
		t.Errorf("other study: %v", err)
	}
	if study, err := Peek(path); study != "other" || err != nil {
		t.Errorf("Peek = %q, %v", study, err)
	}
	put(t, path, newer)
	var ve *VersionError
	if _, err := Open(path, "study"); !errors.As(err, &ve) || ve.Version != 7 {
		t.Errorf("newer: %v", err)
	}
	if _, err := Peek(path); !errors.As(err, &ve) {
		t.Errorf("newer: Peek %v", err)
	}
	if _, err := Open(t.TempDir(), "study"); err == nil {
		t.Error("a folder was opened as journal")
	}
	if _, err := Open(filepath.Join(path, "journal"), "study"); err == nil {
		t.Error("a journal below a file")
	}
	if _, err := Peek(filepath.Join(t.TempDir(), "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no journal: Peek %v", err)
	}
}

func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

func TestJournalBadKeys(t *testing.T) {
	j := open(t, filepath.Join(t.TempDir(), "journal"))
	for _, key := range []string{"", "\xff"} {
		if j.Append(key, value(0)) == nil {
			t.Errorf("key %q was taken", key)
		}
	}
}

func TestJournalLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	j := open(t, path)
	if j.Report().Unlocked {
		t.Skip("no locks on this file system")
	}
	var le *LockedError
	if _, err := Open(path, "study"); !errors.As(err, &le) || err.Error() != "journal "+path+" is in use by another run that is still going" {
		t.Errorf("second Open: %v", err)
	}
	if err := Remove(path); !errors.As(err, &le) {
		t.Errorf("Remove of a journal in use: %v", err)
	}
	if study, err := Peek(path); study != "study" || err != nil {
		t.Errorf("Peek of a journal in use: %q, %v", study, err)
	}
	j.Close()
	open(t, path).Close()
	if err := Remove(path); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Error("Remove left the file")
	}
	if err := Remove(path); err != nil {
		t.Errorf("Remove of nothing: %v", err)
	}
}

// fullDisk stands for a disk that takes part of a line and then no more.
type fullDisk struct {
	*os.File
	left int
}

func (d *fullDisk) WriteAt(b []byte, off int64) (int, error) {
	if len(b) <= d.left {
		d.left -= len(b)
		return d.File.WriteAt(b, off)
	}
	n, _ := d.File.WriteAt(b[:d.left], off)
	d.left = 0
	return n, &fs.PathError{Op: "write", Path: d.Name(), Err: errors.New("no space left on device")}
}

func TestDoFullDisk(t *testing.T) {
	for _, workers := range []int{1, 3} {
		path := filepath.Join(t.TempDir(), "journal")
		list, _ := tasks(30)
		j := open(t, path)
		line := must(encode("key1", value(1)))
		j.f = &fullDisk{j.f.(*os.File), 5*len(line) + 9}
		_, err := Do(t.Context(), list, Options{Workers: workers, Journal: j})
		var stop *StoppedError
		if !errors.As(err, &stop) || stop.Done < 4 || stop.Done > 6 {
			t.Fatalf("error %v", err)
		}
		want := fmt.Sprintf("journal %s: no space left on device: %d of 30 trials done; the same command continues", path, stop.Done)
		if err.Error() != want {
			t.Errorf("error %q, want %q", err, want)
		}
		if j.Append("another", value(1)) == nil {
			t.Error("the journal writes on after a failed write")
		}
		j.Close()

		j = open(t, path)
		if n := j.Report().Trials; n != stop.Done {
			t.Errorf("%d trials in the journal, %d were promised", n, stop.Done)
		}
		got, err := Do(t.Context(), list, Options{Workers: workers, Journal: j})
		if err != nil || len(got) != 30 {
			t.Errorf("with space again: %d results, %v", len(got), err)
		}
	}
}

// The same with the kernel's own full disk.
func TestDoDevFull(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs /dev/full")
	}
	f, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	j := open(t, filepath.Join(t.TempDir(), "journal"))
	j.f.Close()
	j.f = f
	list, ran := tasks(1000)
	_, err = Do(t.Context(), list, Options{Workers: 1, Journal: j})
	if err == nil || !strings.Contains(err.Error(), "no space left on device: 0 of 1000 trials done") {
		t.Errorf("error %v", err)
	}
	if ran.Load() > 2 {
		t.Errorf("%d trials were worked out for a journal that cannot take them", ran.Load())
	}
	if _, err := Open("/dev/full", "study"); err == nil {
		t.Error("a device was taken for a journal")
	}
}

// noSync stands for a disk that fails when it is made to commit.
type noSync struct{ file }

func (noSync) Sync() error { return errors.New("input/output error") }

func TestDoSyncError(t *testing.T) {
	j := open(t, filepath.Join(t.TempDir(), "journal"))
	j.f = noSync{j.f}
	list, _ := tasks(3)
	got, err := Do(t.Context(), list, Options{Journal: j})
	if len(got) != 3 || err == nil || !strings.Contains(err.Error(), "input/output error") {
		t.Errorf("%d results, %v", len(got), err)
	}
}

// FuzzJournal opens any file as journal. What Open accepts it must read the same way again, with
// nothing left to cut, and a trial added must be there afterwards.
func FuzzJournal(f *testing.F) {
	head := must(encodeHeader("study"))
	one, two := must(encode("a", value(1))), must(encode("b", json.RawMessage("null")))
	f.Add([]byte{})
	f.Add(head)
	f.Add(head[:20])
	f.Add(bytes.Join([][]byte{head, one, two, one}, nil))
	f.Add(bytes.Join([][]byte{head, one[:9], two, one[:12]}, nil))
	f.Add(bytes.Join([][]byte{head, []byte("\n\n{}\n"), two}, nil))
	f.Add(seal([]byte(`{"xbar_journal":2`)))
	f.Add([]byte("text\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(t.TempDir(), "journal")
		put(t, path, b)
		j, err := Open(path, "study")
		if err != nil {
			if !bytes.Equal(read(t, path), b) {
				t.Fatal("a refused file was changed")
			}
			return
		}
		first := j.Report()
		_, had := j.Get("new")
		if err := j.Append("new", value(3)); err != nil {
			t.Fatal(err)
		}
		j.Close()
		j, err = Open(path, "study")
		if err != nil {
			t.Fatal(err)
		}
		defer j.Close()
		again := j.Report()
		n := first.Trials
		if !had {
			n++
		}
		if again.CutBytes != 0 || again.Damaged != first.Damaged || again.Trials != n {
			t.Fatalf("first %+v, again %+v", first, again)
		}
	})
}
