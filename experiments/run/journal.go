package run

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// A Journal is an append-only file of finished trials. It belongs to one study and, while open, to
// one process. Its methods may be called from several goroutines.
type Journal struct {
	mu     sync.Mutex
	path   string
	f      file
	off    int64 // end of the last whole line
	dirty  bool  // written since the last commit
	broken error // a write failed: nothing is written after it
	values map[string]json.RawMessage
	report Report
}

// file is what a Journal needs of an *os.File.
type file interface {
	io.WriterAt
	Truncate(size int64) error
	Sync() error
	Close() error
}

// A Report says what Open found in a journal.
type Report struct {
	Trials     int   // finished trials
	Damaged    int   // lines that could not be read and were skipped: their trials count as not done
	Duplicates int   // lines of a key that was there already: the first counts
	CutBytes   int64 // bytes after the last whole line, cut off
	Unlocked   bool  // the file system has no locks: nothing keeps a second process out
}

var errNoLocks = errors.New("file system without locks")

// Open opens the journal of a study, or starts one. Bytes of a write that was cut short are
// removed from its end; damaged lines elsewhere stay and are skipped. The journal is locked until
// Close: the lock is advisory and falls with the process, however that ends.
//
// Errors are a [LockedError], [StudyError], [VersionError] or [NotJournalError], and those of the
// file system. A file that is refused is left as it was.
func Open(path, study string) (*Journal, error) {
	f, unlocked, err := openLocked(path, os.O_RDWR|os.O_CREATE)
	if err != nil {
		return nil, err
	}
	j := &Journal{path: path, f: f, values: make(map[string]json.RawMessage)}
	j.report.Unlocked = unlocked
	if err := j.load(f, study); err != nil {
		f.Close()
		return nil, err
	}
	return j, nil
}

// openLocked opens a regular file and locks it. Between opening and locking, the process that
// held the lock may have removed the file: then the path is opened anew.
func openLocked(path string, flag int) (f *os.File, unlocked bool, err error) {
	for range 100 {
		f, err = os.OpenFile(path, flag, 0o644)
		if err != nil {
			return nil, false, err
		}
		same := false
		switch err = lock(f); err {
		case nil, errNoLocks:
			unlocked = err == errNoLocks
			same, err = isStill(f, path)
		case errHeld:
			err = &LockedError{path}
		default:
			err = fmt.Errorf("lock %s: %w", path, err)
		}
		if same && err == nil {
			return f, unlocked, nil
		}
		f.Close()
		if err != nil {
			return nil, false, err
		}
	}
	return nil, false, &LockedError{path}
}

// isStill tells whether path names the open file.
func isStill(f *os.File, path string) (bool, error) {
	info, err := f.Stat()
	if err != nil {
		return false, err
	}
	if !info.Mode().IsRegular() {
		return false, &NotJournalError{path}
	}
	now, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil && os.SameFile(info, now), err
}

// load reads the journal, cuts its tail and leaves it ready for Append.
func (j *Journal) load(f *os.File, study string) error {
	in := lineReader{r: bufio.NewReaderSize(f, 1<<16)}
	line, size, whole, err := in.next()
	if err != nil && err != io.EOF {
		return err
	}
	h, err := decodeHeader(j.path, line, whole)
	switch {
	case err == errNoHeader:
		return j.start(study)
	case err != nil:
		return err
	case h.Study != study:
		return &StudyError{j.path, h.Study, study}
	}
	end := size
	j.off = end
	damaged := 0 // since the last good line
	for {
		line, size, whole, err := in.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", j.path, err)
		}
		end += size
		r, err := decode(line)
		if err != nil || !whole {
			damaged++
			continue
		}
		j.off = end
		j.report.Damaged += damaged
		damaged = 0
		if _, ok := j.values[r.Key]; ok {
			j.report.Duplicates++
			continue
		}
		j.values[r.Key] = r.Value
	}
	j.report.Trials = len(j.values)
	j.report.CutBytes = end - j.off
	if end > j.off {
		return f.Truncate(j.off)
	}
	return nil
}

// start writes the first line.
func (j *Journal) start(study string) error {
	b, err := encodeHeader(study)
	if err != nil {
		return err
	}
	if err := j.f.Truncate(0); err != nil {
		return err
	}
	if _, err := j.f.WriteAt(b, 0); err != nil {
		return err
	}
	j.off = int64(len(b))
	if err := j.f.Sync(); err != nil {
		return err
	}
	// The folder's entry needs a commit of its own; where folders cannot be committed there is nothing to do.
	if d, err := os.Open(filepath.Dir(j.path)); err == nil {
		d.Sync()
		d.Close()
	}
	return nil
}

// Report returns what Open found.
func (j *Journal) Report() Report { return j.report }

// Get returns the result of a finished trial.
func (j *Journal) Get(key string) (json.RawMessage, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	v, ok := j.values[key]
	return v, ok
}

// count returns how many of tasks are in the journal.
func (j *Journal) count(tasks []Task) int {
	n := 0
	for _, t := range tasks {
		if _, ok := j.Get(t.Key); ok {
			n++
		}
	}
	return n
}

// Append adds a result, compact JSON, in one write. When it returns, the line is with the operating
// system and outlives this process; Sync makes it outlive a power cut. A key that is there already
// keeps its first value. After an error nothing more is written: what was written before is whole.
func (j *Journal) Append(key string, value json.RawMessage) error {
	line, err := encode(key, value)
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.broken != nil {
		return j.broken
	}
	if _, ok := j.values[key]; ok {
		return nil
	}
	if _, err := j.f.WriteAt(line, j.off); err != nil {
		j.broken = fmt.Errorf("journal %s: %w", j.path, reason(err))
		j.f.Truncate(j.off) // tidy; Open cuts a torn line in any case
		return j.broken
	}
	j.off += int64(len(line))
	j.dirty = true
	j.values[key] = value
	return nil
}

// Sync commits all results to the disk.
func (j *Journal) Sync() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if !j.dirty {
		return nil
	}
	if err := j.f.Sync(); err != nil {
		return fmt.Errorf("journal %s: %w", j.path, reason(err))
	}
	j.dirty = false
	return nil
}

// Close commits all results and lets go of the journal.
func (j *Journal) Close() error {
	return errors.Join(j.Sync(), j.f.Close())
}

// Peek returns the study that a journal belongs to without opening it for writing or waiting for
// its lock; "" if it is so new that it does not say yet. Errors are as for [Open].
func Peek(path string) (study string, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() {
		return "", &NotJournalError{path}
	}
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	in := lineReader{r: bufio.NewReader(io.LimitReader(f, maxLine))}
	line, _, whole, err := in.next()
	if err != nil && err != io.EOF {
		return "", err
	}
	h, err := decodeHeader(path, line, whole)
	if err == errNoHeader {
		return "", nil
	}
	return h.Study, err
}

// Remove deletes a journal unless a process is at work on it, which is a [LockedError]. A journal
// that does not exist is no error.
func Remove(path string) error {
	f, _, err := openLocked(path, os.O_RDWR)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return removeHeld(f, path)
}

// reason strips the operation and path that the file system put before its reason.
func reason(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}
