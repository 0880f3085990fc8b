package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/experiments/results"
	"github.com/xbar-sim/xbar/plots/report"
)

func (a *app) report() *cobra.Command {
	var out, title string
	var force bool
	c := &cobra.Command{
		Use:   "report FOLDER...",
		Short: "One HTML page of results folders, which can be mailed",
		Long: `Write one HTML page of all that results folders hold: answers, the card of this work beside the literature, fits
with their intervals and residuals, figures that are enlarged and tell their values, tables and the data as downloads,
methods in words, BibTeX of what was used, and how everything came about. The page needs no network and no other file, and
prints. Folders are what sweep, compare, train, cost, whatif, lab and fit write with -o; figures and tables that
were put there by hand are shown too.`,
		Example: "  xbar report mine -o mine.html",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("xbar report wants results folders")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.writePage(args, out, title, force) },
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringVarP(&out, "out", "o", "report.html", "`FILE` to write")
	f.StringVar(&title, "title", "", "`TEXT` at the top (default: made of the commands)")
	f.BoolVar(&force, "force", false, "replace an existing file")
	c.MarkFlagFilename("out", "html")
	return c
}

// writePage reads all folders before it writes anything.
func (a *app) writePage(dirs []string, out, title string, force bool) error {
	var folders []*results.Stored
	var errs []error
	seen := map[string]bool{}
	for _, dir := range dirs {
		s, err := results.Open(dir)
		switch {
		case err != nil:
			errs = append(errs, err)
		case seen[s.Dir]:
			errs = append(errs, fmt.Errorf("%s is given twice", dir))
		default:
			seen[s.Dir] = true
			folders = append(folders, s)
		}
	}
	if _, err := os.Lstat(out); err == nil && !force {
		errs = append(errs, fmt.Errorf("%s exists already: use -o or --force", out))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := report.WriteFolders(&b, folders, report.Options{Title: title, Version: program().Version}); err != nil {
		return after(err)
	}
	if err := writeWhole(out, b.Bytes()); err != nil {
		return after(err)
	}
	a.printf("%s\n", out)
	return nil
}
