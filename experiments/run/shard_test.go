package run

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Whatever the number of shards, each trial belongs to exactly one of them, and no shard has more than
// one trial above another.
func TestShardsDivide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 50).Draw(t, "shards")
		trials := rapid.IntRange(0, 200).Draw(t, "trials")
		counts := make([]int, n)
		for i := range trials {
			owners := 0
			for k := range n {
				if (Shard{k, n}).Takes(i) {
					owners++
					counts[k]++
				}
			}
			if owners != 1 {
				t.Fatalf("trial %d belongs to %d of %d shards", i, owners, n)
			}
		}
		if slices.Max(counts)-slices.Min(counts) > 1 {
			t.Fatalf("%d trials are divided as %v", trials, counts)
		}
	})
}

func TestShardNames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 1e6).Draw(t, "N")
		s := Shard{rapid.IntRange(0, n-1).Draw(t, "K"), n}
		if back, ok := ParseShard(s.JournalName()); !ok || back != s {
			t.Fatalf("%v is named %s, read as %v", s, s.JournalName(), back)
		}
	})
	for _, name := range []string{"journal.jsonl", "journal-3of3.jsonl", "journal-00of3.jsonl", "journal--1of3.jsonl", "journal-0of1.jsonl",
		"journal-0of3.jsonl.tmp", "journal-of.jsonl", "journal-+1of3.jsonl", "journal-1of3of4.jsonl", ""} {
		if s, ok := ParseShard(name); ok {
			t.Errorf("%q is read as %v", name, s)
		}
	}
}

func TestShardJournals(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"journal-10of11.jsonl", "journal-2of11.jsonl", "journal-1of3.jsonl", "journal.jsonl", "notes"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	list, err := ShardJournals(dir)
	if want := []Shard{{1, 3}, {2, 11}, {10, 11}}; err != nil || !slices.Equal(list, want) {
		t.Errorf("%v, %v: want %v", list, err, want)
	}
	if list, err := ShardJournals(filepath.Join(dir, "nowhere")); list != nil || err != nil {
		t.Errorf("%v, %v of a folder that is not there", list, err)
	}
}
