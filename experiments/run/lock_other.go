//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd || windows)

package run

import (
	"errors"
	"os"
)

var errHeld = errors.New("lock held")

func lock(*os.File) error { return errNoLocks }

func removeHeld(f *os.File, path string) error {
	return errors.Join(os.Remove(path), f.Close())
}
