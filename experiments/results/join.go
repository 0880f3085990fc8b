package results

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/xbar-sim/xbar/experiments/run"
)

// Join makes a results folder for a study whose shards are worked on by several processes, or takes
// up one that any of them has begun. It and what it returns touch no file that another process may be
// writing: the manifest stays as the first one wrote it until the shards are merged.
//
// It refuses what [Create] refuses without force.
func Join(dir, study string, shard run.Shard) (*Folder, error) {
	dir, err := ensure(dir, study)
	if err != nil {
		return nil, err
	}
	old, err := inspect(dir)
	if err != nil {
		return nil, err
	}
	if old.study != "" && old.study != study {
		return nil, &OtherStudyError{dir, old.study, study}
	}
	f := &Folder{dir: dir, study: study, part: fmt.Sprintf("%dof%d", shard.K, shard.N), files: make(map[string]File), older: old.files}
	if old.claimed {
		return f, f.tryWrite()
	}
	return f, f.WriteManifest(Manifest{})
}

// Shared tells whether other processes may be at work in the folder: then its manifest is theirs too.
func (f *Folder) Shared() bool { return f.part != "" }

// ShardPath returns the path of a shard's journal, for [run.Open].
func (f *Folder) ShardPath(s run.Shard) string {
	if s.Whole() {
		return f.JournalPath()
	}
	return filepath.Join(f.dir, s.JournalName())
}

// Journals lists the journals of a results folder, with what they are of: that of a run of all
// trials, which is a zero [run.Shard], and those of shards.
func Journals(dir string) (paths []string, shards []run.Shard, err error) {
	list, err := run.ShardJournals(dir)
	if err != nil {
		return nil, nil, err
	}
	whole := filepath.Join(dir, JournalName)
	switch _, err := os.Stat(whole); {
	case err == nil:
		paths, shards = append(paths, whole), append(shards, run.Shard{})
	case !errors.Is(err, fs.ErrNotExist):
		return nil, nil, err
	}
	for _, s := range list {
		paths, shards = append(paths, filepath.Join(dir, s.JournalName())), append(shards, s)
	}
	return paths, shards, nil
}

// Adopt lists files in the manifest that shards wrote: those whose names begin and end so.
func (f *Folder) Adopt(prefix, suffix string) error {
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return refusal(f.dir, "read", err)
	}
	for _, e := range entries {
		name := e.Name()
		if !strings.HasPrefix(name, prefix) || !strings.HasSuffix(name, suffix) || checkName(name) != nil {
			continue
		}
		data, err := os.ReadFile(filepath.Join(f.dir, name))
		if err != nil {
			return refusal(f.dir, "read", err)
		}
		f.list(name, data)
	}
	return nil
}
