package run

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// A journal is a map in which the first value of a key counts, whatever is appended, closed, opened again and torn
// off its end: each value is there unless the tear reached its line, and nothing else is.
func TestJournalIsAMap(t *testing.T) {
	type line struct {
		key   string
		value json.RawMessage
		end   int64
	}
	dir, runs := t.TempDir(), 0
	rapid.Check(t, func(t *rapid.T) {
		runs++
		path := filepath.Join(dir, fmt.Sprintf("journal%d.jsonl", runs))
		open := func() *Journal {
			j, err := Open(path, "study")
			if err != nil {
				t.Fatal(err)
			}
			return j
		}
		size := func() int64 {
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			return info.Size()
		}
		j := open()
		head := size()
		var lines []line
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			switch rapid.IntRange(0, 5).Draw(t, "step") {
			default:
				l := line{key: rapid.StringMatching(`[a-f]`).Draw(t, "key"), value: value(rapid.IntRange(0, 1e6).Draw(t, "value"))}
				if err := j.Append(l.key, l.value); err != nil {
					t.Fatal(err)
				}
				l.end = size()
				if !slices.ContainsFunc(lines, func(x line) bool { return x.key == l.key }) {
					lines = append(lines, l)
				}
			case 4:
				j.Close()
				j = open()
			case 5:
				j.Close()
				cut := rapid.Int64Range(head, size()).Draw(t, "cut")
				if err := os.Truncate(path, cut); err != nil {
					t.Fatal(err)
				}
				lines = slices.DeleteFunc(lines, func(l line) bool { return l.end > cut })
				j = open()
			}
		}
		defer j.Close()
		for _, key := range []string{"a", "b", "c", "d", "e", "f"} {
			got, ok := j.Get(key)
			k := slices.IndexFunc(lines, func(l line) bool { return l.key == key })
			if ok != (k >= 0) || ok && !bytes.Equal(got, lines[k].value) {
				t.Fatalf("%s is %s, %v; written were %v", key, got, ok, lines)
			}
		}
	})
}

// Shards of a study that stopped anywhere, finished by any number of workers, are together what one process finds.
func TestPartsAreTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOfN(rapid.StringMatching(`[a-z]{1,2}`), 0, 40).Draw(t, "keys") // some are equal: one trial
		var tasks []Task
		for _, key := range keys {
			tasks = append(tasks, Task{Key: key, Do: func(context.Context) (json.RawMessage, error) {
				return json.Marshal("result of " + key)
			}})
		}
		do := func(o Options) map[string]json.RawMessage {
			all, err := Do(context.Background(), tasks, o)
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		whole := do(Options{Workers: 1})
		n := rapid.IntRange(1, 6).Draw(t, "shards")
		together := map[string]json.RawMessage{}
		for k := range n {
			o := Options{Workers: rapid.IntRange(1, 8).Draw(t, "workers"), Shard: Shard{k, n}, Known: map[string]json.RawMessage{}}
			for _, key := range keys {
				if rapid.Bool().Draw(t, "known") {
					o.Known[key] = whole[key]
				}
			}
			maps.Copy(together, do(o))
		}
		if !maps.EqualFunc(whole, together, func(a, b json.RawMessage) bool { return bytes.Equal(a, b) }) {
			t.Fatalf("%d shards have %s, one process has %s", n, together, whole)
		}
	})
}
