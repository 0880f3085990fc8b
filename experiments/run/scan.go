package run

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Scan reads journals of a study one after another without locking or changing them, so that
// processes may be at work on them, and hands every finished trial to visit: the place of its
// journal in paths, its key and its value, which is visit's to keep and to check: what is not JSON has not been written by [Journal.Append]. A trial that stands in several
// journals is visited once, and counted as a duplicate in the later ones. What of a journal is
// being written just now is not yet visited.
//
// Of each journal there is a Report: its trials are those it was the first to have. A journal that
// does not exist has none. Errors are as for [Open], and the first error of visit.
func Scan(paths []string, study string, visit func(journal int, key string, value json.RawMessage) error) ([]Report, error) {
	reports := make([]Report, len(paths))
	seen := make(map[string]struct{})
	for i, path := range paths {
		f := follower{path: path}
		err := f.read(study, func(r record) error {
			if _, ok := seen[r.Key]; ok {
				reports[i].Duplicates++
				return nil
			}
			seen[r.Key] = struct{}{}
			reports[i].Trials++
			return visit(i, r.Key, r.Value)
		})
		if err != nil {
			return reports, err
		}
		reports[i].Damaged, reports[i].CutBytes = f.damaged, f.torn
	}
	return reports, nil
}

// A Watch counts the finished trials in journals that other processes write.
type Watch struct {
	study string
	files map[string]*follower
	seen  map[string]struct{}
}

// NewWatch returns a watch that has seen nothing yet.
func NewWatch(study string) *Watch {
	return &Watch{study: study, files: map[string]*follower{}, seen: map[string]struct{}{}}
}

// Count returns how many different trials the journals hold now. It reads only what was added since
// it was last asked. A journal that cannot be read now counts as it did.
func (w *Watch) Count(paths []string) (int, error) {
	var errs []error
	for _, path := range paths {
		f := w.files[path]
		if f == nil {
			f = &follower{path: path}
			w.files[path] = f
		}
		errs = append(errs, f.read(w.study, func(r record) error {
			w.seen[r.Key] = struct{}{}
			return nil
		}))
	}
	return len(w.seen), errors.Join(errs...)
}

// A follower reads a journal that may be growing.
type follower struct {
	path    string
	off     int64 // end of the last whole line that was read
	headed  bool  // the first line was read
	damaged int   // lines that could not be read
	torn    int64 // bytes after the last whole line
}

// read visits the records of all whole lines since the last call.
func (f *follower) read(study string, visit func(record) error) error {
	file, err := os.Open(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", f.path, reason(err))
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("read %s: %w", f.path, reason(err))
	}
	if !info.Mode().IsRegular() {
		return &NotJournalError{f.path}
	}
	if info.Size() < f.off { // begun again
		*f = follower{path: f.path}
	}
	if _, err := file.Seek(f.off, io.SeekStart); err != nil {
		return fmt.Errorf("read %s: %w", f.path, reason(err))
	}
	return f.lines(lineReader{r: bufio.NewReaderSize(file, 1<<18)}, study, visit)
}

func (f *follower) lines(in lineReader, study string, visit func(record) error) error {
	f.torn = 0
	for {
		line, size, whole, err := in.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", f.path, reason(err))
		}
		if !f.headed {
			h, err := decodeHeader(f.path, line, whole)
			switch {
			case err == errNoHeader:
				return nil
			case err != nil:
				return err
			case h.Study != study:
				return &StudyError{f.path, h.Study, study}
			}
			f.headed, f.off = true, size
			continue
		}
		if !whole {
			f.torn = size
			return nil
		}
		f.off += size
		r, err := decodeSealed(line)
		if err != nil {
			f.damaged++
			continue
		}
		if err := visit(r); err != nil {
			return err
		}
	}
}
