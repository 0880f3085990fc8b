// Command lab writes the sample files of this folder and the truth behind them:
//
//	go run ./examples/lab -o examples/lab
//
// The same seed gives the same files.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/xbar-sim/xbar/internal/labsample"
)

func main() {
	out := flag.String("o", ".", "folder to write to")
	seed := flag.Uint64("seed", 1, "seed of the devices")
	flag.Parse()
	if err := write(*out, *seed); err != nil {
		fmt.Fprintln(os.Stderr, "lab:", err)
		os.Exit(1)
	}
}

func write(folder string, seed uint64) error {
	all, truth, err := labsample.All(seed)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for _, s := range all {
		data, err := s.Data()
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, s.Name), data, 0o644); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(folder, "truth.toml"), truth, 0o644)
}
