package run

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// sharded works n trials off as so many shards and returns the paths of their journals.
func sharded(t *testing.T, dir string, n, shards int) (paths []string) {
	t.Helper()
	for k := range shards {
		s := Shard{k, shards}
		paths = append(paths, filepath.Join(dir, s.JournalName()))
		j := open(t, paths[k])
		list, ran := tasks(n)
		got, err := Do(t.Context(), list, Options{Journal: j, Shard: s})
		if err != nil || len(got) != int(ran.Load()) {
			t.Fatalf("%v: %d results of %d runs, %v", s, len(got), ran.Load(), err)
		}
		j.Close()
	}
	return paths
}

// scanned returns what Scan visits.
func scanned(t *testing.T, paths []string) (map[string]json.RawMessage, []Report) {
	t.Helper()
	got := map[string]json.RawMessage{}
	reports, err := Scan(paths, "study", func(_ int, key string, value json.RawMessage) error {
		if _, twice := got[key]; twice {
			t.Errorf("%s is visited twice", key)
		}
		got[key] = value
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got, reports
}

func TestShardsJoinToTheWhole(t *testing.T) {
	list, _ := tasks(50)
	whole, _ := Do(t.Context(), list, Options{})
	for _, n := range []int{2, 3, 7, 60} {
		got, _ := scanned(t, sharded(t, t.TempDir(), 50, n))
		if !equal(got, whole) {
			t.Errorf("%d shards do not join to the whole", n)
		}
	}
}

// What several journals have counts once, and what others have is not done again.
func TestKnownTrialsAreNotDoneAgain(t *testing.T) {
	dir := t.TempDir()
	paths := append(sharded(t, dir, 20, 2), sharded(t, dir, 20, 3)...)
	got, reports := scanned(t, paths)
	if len(got) != 20 || reports[0].Trials+reports[1].Trials != 20 {
		t.Errorf("%d trials, %+v", len(got), reports)
	}
	for _, r := range reports[2:] {
		if r.Trials != 0 || r.Duplicates == 0 {
			t.Errorf("a second division counts: %+v", r)
		}
	}
	list, ran := tasks(20)
	all, err := Do(t.Context(), list, Options{Known: got})
	if err != nil || ran.Load() != 0 || !equal(all, got) {
		t.Errorf("%d trials were done again, %v", ran.Load(), err)
	}
}

// Damage costs the trials of the damaged lines and no other, and nothing is changed or locked.
func TestScanOfDamage(t *testing.T) {
	path := sharded(t, t.TempDir(), 20, 2)[0]
	text := read(t, path)
	bad := append([]byte{}, text...)
	bad[len(bad)/2] ^= 4
	bad = append(bad, `{"key":"key1`...)
	put(t, path, bad)
	j := open(t, path+".other") // Scan must not mind locks
	defer j.Close()
	got, reports := scanned(t, []string{path, path + ".other", path + ".nowhere"})
	if len(got) != 9 || reports[0].Damaged != 1 || reports[0].CutBytes != 12 || reports[2] != (Report{}) {
		t.Errorf("%d trials, %+v", len(got), reports)
	}
	if string(read(t, path)) != string(bad) {
		t.Error("a journal was changed")
	}
	if _, err := Scan([]string{path}, "other", nil); !errors.As(err, new(*StudyError)) {
		t.Errorf("journal of another study: %v", err)
	}
	stop := errors.New("stop")
	if _, err := Scan([]string{path}, "study", func(int, string, json.RawMessage) error { return stop }); err != stop {
		t.Errorf("%v: want what visit returned", err)
	}
}

// A watch sees whole lines as they come, each trial once, and a journal that begins again.
func TestWatch(t *testing.T) {
	dir := t.TempDir()
	paths := []string{filepath.Join(dir, "a"), filepath.Join(dir, "b")}
	w := NewWatch("study")
	count := func(want int) {
		t.Helper()
		if n, err := w.Count(paths); n != want || err != nil {
			t.Errorf("%d trials, %v: want %d", n, err, want)
		}
	}
	count(0)
	a, b := open(t, paths[0]), open(t, paths[1])
	count(0)
	for k := range 5 {
		if err := errors.Join(a.Append(fmt.Sprintf("key%d", k), value(k)), b.Append("key0", value(0))); err != nil {
			t.Fatal(err)
		}
		count(k + 1)
	}
	text := read(t, paths[1])
	put(t, paths[1], text[:len(text)-3])
	count(5)
	if _, err := NewWatch("other").Count(paths); !errors.As(err, new(*StudyError)) {
		t.Errorf("journal of another study: %v", err)
	}
	if err := os.WriteFile(paths[0], []byte("thesis\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Count(paths); !errors.As(err, new(*NotJournalError)) {
		t.Errorf("no journal: %v", err)
	}
}
