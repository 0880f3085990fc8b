package run

import (
	"context"
	"errors"
	"fmt"
)

// A TrialError says which trial failed and why.
type TrialError struct {
	Name string
	Err  error
}

func (e *TrialError) Error() string { return fmt.Sprintf("trial %s: %v", e.Name, e.Err) }

// Unwrap returns the reason.
func (e *TrialError) Unwrap() error { return e.Err }

// A PanicError is the reason of a [TrialError] whose trial panicked.
type PanicError struct {
	Value any    // as given to panic
	Stack []byte // of the goroutine that panicked
}

func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// A StoppedError says how far a list of trials came before it was stopped.
type StoppedError struct {
	Done, Total int
	Resumable   bool  // finished trials are in a journal
	Err         error // why: the context's error, or that of writing the journal
}

func (e *StoppedError) Error() string {
	text := fmt.Sprintf("%d of %d trials done", e.Done, e.Total)
	if e.Resumable {
		text += "; the same command continues"
	}
	switch {
	case errors.Is(e.Err, context.Canceled):
		return "interrupted: " + text
	case errors.Is(e.Err, context.DeadlineExceeded):
		return "out of time: " + text
	}
	return fmt.Sprintf("%v: %s", e.Err, text)
}

// Unwrap returns the reason, so that errors.Is(err, context.Canceled) tells Ctrl-C.
func (e *StoppedError) Unwrap() error { return e.Err }

// A LockedError says that another process is at work on a journal.
type LockedError struct{ Path string }

func (e *LockedError) Error() string {
	return fmt.Sprintf("journal %s is in use by another run that is still going", e.Path)
}

// A StudyError says that a journal belongs to another study.
type StudyError struct {
	Path       string
	Have, Want string // hashes of the studies
}

func (e *StudyError) Error() string {
	return fmt.Sprintf("journal %s belongs to another study (%s, not %s)", e.Path, short(e.Have), short(e.Want))
}

// A VersionError says that a journal was written by a newer program.
type VersionError struct {
	Path    string
	Version int // of the journal's format
}

func (e *VersionError) Error() string {
	return fmt.Sprintf("journal %s has format %d: this program knows up to %d, use a newer one", e.Path, e.Version, formatVersion)
}

// A NotJournalError says that a file is no journal, or one whose first line is damaged.
type NotJournalError struct{ Path string }

func (e *NotJournalError) Error() string {
	return fmt.Sprintf("%s is not a journal of trials, or its first line is damaged", e.Path)
}

// short cuts a hash to what names a results folder.
func short(hash string) string {
	if len(hash) > 8 {
		return hash[:8]
	}
	return hash
}
