package run

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A Shard is one of several equal parts of a list of trials: every Nth, from the Kth on. The zero
// value is the whole list. Each shard has a journal of its own, so that processes on several
// machines write no file together.
type Shard struct {
	K int // which, from 0
	N int // of how many; 0 or 1: all in one
}

// Whole tells whether the shard is the whole list.
func (s Shard) Whole() bool { return s.N <= 1 }

// Takes tells whether the trial at a place of the list belongs to the shard.
func (s Shard) Takes(i int) bool { return s.Whole() || i%s.N == s.K }

// String is "shard 0 of 3".
func (s Shard) String() string { return fmt.Sprintf("shard %d of %d", s.K, max(s.N, 1)) }

// JournalName names the journal of the shard: journal-0of3.jsonl.
func (s Shard) JournalName() string { return fmt.Sprintf("journal-%dof%d.jsonl", s.K, s.N) }

// ParseShard is the inverse of [Shard.JournalName]; false for any other name.
func ParseShard(name string) (Shard, bool) {
	text, ok := strings.CutPrefix(name, "journal-")
	text, ok2 := strings.CutSuffix(text, ".jsonl")
	k, n, ok3 := strings.Cut(text, "of")
	if !ok || !ok2 || !ok3 {
		return Shard{}, false
	}
	var s Shard
	var err, err2 error
	s.K, err = strconv.Atoi(k)
	s.N, err2 = strconv.Atoi(n)
	return s, err == nil && err2 == nil && s.N > 1 && s.K >= 0 && s.K < s.N && s.JournalName() == name
}

// ShardJournals lists the journals of shards in a folder, by N and K. A folder that does not exist
// has none.
func ShardJournals(dir string) ([]Shard, error) {
	entries, err := os.ReadDir(dir)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", filepath.Clean(dir), reason(err))
	}
	var list []Shard
	for _, e := range entries {
		if s, ok := ParseShard(e.Name()); ok {
			list = append(list, s)
		}
	}
	slices.SortFunc(list, func(a, b Shard) int {
		if a.N != b.N {
			return a.N - b.N
		}
		return a.K - b.K
	})
	return list, nil
}
