package main

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"
)

//go:embed study.toml
var studyTemplate []byte

func (a *app) begin() *cobra.Command {
	force := false
	c := &cobra.Command{
		Use:   "init [FILE]",
		Short: "Write a study file with comments, to begin with",
		Long: `Write a study file with the commonest keys and what they mean (default study.toml), for --config.
A file that is there is left alone.`,
		Example: `  xbar init
  xbar init mine.toml
  xbar config check mine.toml`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return fmt.Errorf("xbar init wants one FILE, not also %q", args[1])
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			name := "study.toml"
			if len(args) == 1 {
				name = args[0]
			}
			if err := writeNew(name, studyTemplate, force); err != nil {
				return err
			}
			a.printf("wrote    %s\ncheck    xbar config check %[1]s\nrun      xbar sweep --config %[1]s\n", name)
			return nil
		},
	}
	c.Flags().BoolVar(&force, "force", false, "write over a file that is there")
	return c
}

// writeNew writes a file that must not be there yet, unless force is given.
func writeNew(name string, text []byte, force bool) error {
	how := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if force {
		how = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	}
	f, err := os.OpenFile(name, how, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already; --force writes over it", name)
	}
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", name, reason(err))
	}
	_, err = f.Write(text)
	if err := errors.Join(err, f.Close()); err != nil {
		return after(fmt.Errorf("cannot write %s: %w", name, reason(err)))
	}
	return nil
}
