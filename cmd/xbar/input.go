package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/xbar-sim/xbar/experiments"
)

// readInput reads a study file, or standard input for "-".
func (a *app) readInput(name string) (string, []byte, error) {
	if name != "-" {
		text, err := readBounded(name, experiments.MaxConfig)
		return name, text, err
	}
	text, err := io.ReadAll(io.LimitReader(a.stdin, experiments.MaxConfig+1))
	if err != nil {
		return "", nil, fmt.Errorf("standard input: %w", err)
	}
	return "standard input", text, nil
}

// readBounded reads a file of at most limit bytes; a longer one is cut after the first byte beyond,
// which its reader refuses.
func readBounded(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", path, reason(err))
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", path, reason(err))
	}
	return text, nil
}

// reason strips the operation and path that the file system put before its reason.
func reason(err error) error {
	var pe *os.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}
