//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package run

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

var errHeld = errors.New("lock held")

// lock takes the exclusive lock of an open file without waiting. It falls when f is closed.
func lock(f *os.File) error {
	for {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		switch {
		case err == nil:
			return nil
		case errors.Is(err, unix.EINTR):
			continue
		case errors.Is(err, unix.EWOULDBLOCK):
			return errHeld
		case errors.Is(err, unix.ENOSYS), errors.Is(err, unix.ENOTSUP), errors.Is(err, unix.EOPNOTSUPP), errors.Is(err, unix.ENOLCK):
			// Cluster file systems are often mounted without locks.
			return errNoLocks
		}
		return err
	}
}

// removeHeld removes a file while its lock is held, so that nobody can begin to use it in between.
func removeHeld(f *os.File, path string) error {
	return errors.Join(os.Remove(path), f.Close())
}
