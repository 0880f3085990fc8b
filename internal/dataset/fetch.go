package dataset

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// FetchOptions say where Fetch puts a set and how it talks to the mirrors. Only Cache is needed.
type FetchOptions struct {
	Cache    string          // folder that gets one subfolder per set; the Cache of Options
	Client   *http.Client    // nil: http.DefaultClient
	Mirrors  []string        // HTTPS folders tried in this order; none: the published ones
	Progress func(FetchStep) // called as bytes arrive, from the calling goroutine; may be nil
	Retries  int             // further attempts per mirror after a passing fault; 0: 3, negative: none
	Pause    time.Duration   // before the first further attempt, doubled for each next; 0: 0.5 s
	Stall    time.Duration   // silence after which an attempt is given up; 0: 30 s
}

// A FetchStep reports how far Fetch has come with one file.
type FetchStep struct {
	File         string // name in the cache
	Index, Files int    // number of this file, from 0, and of all files
	Done, Total  int64  // bytes; Total is -1 while unknown
}

// Fetch downloads the set called name into the cache, file by file. A file that is already there
// and has the right SHA-256 is kept. A download goes to a ".part" file, which a later attempt, or
// a later Fetch, continues; it gets its name only when the SHA-256 of its uncompressed bytes is
// right, so that the cache never holds half or wrong files. Two processes that fetch the same set
// at once may spoil each other's attempts but not the cache.
//
// The error is one line that names the file and what each mirror answered.
func Fetch(ctx context.Context, name string, opt FetchOptions) error {
	for _, s := range sources() {
		if s.name == name {
			if len(opt.Mirrors) > 0 {
				s.mirrors = opt.Mirrors
			}
			return s.fetch(ctx, opt)
		}
	}
	if name == digitsName {
		return fmt.Errorf("%s: is made by xbar itself, there is nothing to fetch", name)
	}
	var names []string
	for _, s := range sources() {
		names = append(names, s.name)
	}
	return fmt.Errorf("dataset %q cannot be fetched: want %s", name, strings.Join(names, " or "))
}

func (s source) fetch(ctx context.Context, opt FetchOptions) error {
	if opt.Cache == "" {
		return fmt.Errorf("%s: no cache folder to fetch into", s.name)
	}
	dir := filepath.Join(opt.Cache, s.name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("%s: cannot make the folder %s: %w", s.name, dir, cause(err))
	}
	for i, f := range s.files {
		step := FetchStep{File: f.name + ".gz", Index: i, Files: len(s.files), Total: -1}
		used, err := s.fetchFile(ctx, f, dir, step, opt)
		if err != nil {
			return fmt.Errorf("%s: cannot fetch %s: %w", s.name, step.File, err)
		}
		// The next file is asked for where this one was found.
		s.mirrors = slices.Concat(s.mirrors[used:], s.mirrors[:used])
	}
	return nil
}

// fetchFile tries the mirrors in turn until one of them, whose number it returns, has given the
// right bytes.
func (s source) fetchFile(ctx context.Context, f sourceFile, dir string, step FetchStep, opt FetchOptions) (used int, err error) {
	final := filepath.Join(dir, f.name+".gz")
	if f.verify(final) == nil {
		if info, err := os.Stat(final); err == nil && opt.Progress != nil {
			step.Done, step.Total = info.Size(), info.Size()
			opt.Progress(step)
		}
		return 0, nil
	}
	var faults []string
	for i, mirror := range s.mirrors {
		d := newDownload(strings.TrimRight(mirror, "/")+"/"+f.name+".gz", final+".part", f, step, opt)
		err := d.run(ctx)
		if err == nil {
			return i, os.Rename(d.part, final)
		}
		var local *localError
		if ctx.Err() != nil || errors.As(err, &local) {
			return i, err
		}
		faults = append(faults, fmt.Sprintf("%s: %v", mirror, err))
	}
	return 0, errors.New(strings.Join(faults, "; "))
}

// verify checks that the file at path unpacks to the size and SHA-256 of f. It decompresses at
// most one byte more than that size.
func (f sourceFile) verify(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	src, err := unzipped(file)
	if err != nil {
		return err
	}
	hash := sha256.New()
	n, err := io.Copy(hash, io.LimitReader(src, f.size+1))
	if err != nil {
		return damaged(err)
	}
	if n > f.size {
		return fmt.Errorf("unpacks to more than %d bytes", f.size)
	}
	if sum := hex.EncodeToString(hash.Sum(nil)); sum != f.sha256 {
		return fmt.Errorf("SHA-256 of the content is %s: want %s", sum, f.sha256)
	}
	return nil
}
