package run

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

var errHeld = errors.New("lock held")

// lock takes the exclusive lock of an open file without waiting. It falls when f is closed.
// Locks bind readers here, so the locked byte lies far beyond any journal's end.
func lock(f *os.File) error {
	at := &windows.Overlapped{OffsetHigh: 1 << 30}
	err := windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, at)
	switch {
	case errors.Is(err, windows.ERROR_LOCK_VIOLATION):
		return errHeld
	case errors.Is(err, windows.ERROR_NOT_SUPPORTED), errors.Is(err, windows.ERROR_INVALID_FUNCTION):
		return errNoLocks
	}
	return err
}

// removeHeld removes a file whose lock is held. An open file cannot be removed here, so it is
// closed first; a process that opens it in between makes the removal fail.
func removeHeld(f *os.File, path string) error {
	return errors.Join(f.Close(), os.Remove(path))
}
