package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/xbar-sim/xbar/internal/dataset"
)

func (a *app) dataFetch() *cobra.Command {
	var quiet bool
	c := &cobra.Command{
		Use:   "fetch NAME",
		Short: "Download a published set, check its SHA-256 and keep it in the cache",
		Long: `Download a published set over HTTPS from the first mirror that answers. Every file is compared
with its known SHA-256 and appears in the cache only when that is right. What an interrupted
download left is continued.`,
		Example:           "  xbar data fetch mnist",
		Args:              wants(1, "the name of a set, as \"xbar data list\" shows them"),
		ValidArgsFunction: cobra.FixedCompletions(datasetNames(true), cobra.ShellCompDirectiveNoFileComp),
		RunE:              func(cmd *cobra.Command, args []string) error { return a.fetch(cmd, args[0], quiet) },
	}
	c.Flags().BoolVar(&quiet, "quiet", false, "no progress")
	return c
}

func (a *app) fetch(cmd *cobra.Command, name string, quiet bool) error {
	cache := dataCache()
	if cache == "" {
		return errors.New("no cache folder: set HOME or XDG_CACHE_HOME, or put the files where XBAR_DATA says")
	}
	opt := dataset.FetchOptions{Cache: cache, Client: a.client}
	if a.client != nil {
		opt.Retries = -1
	}
	bar := &fetchBar{}
	if !quiet && a.onTerminal(a.stderr) {
		bar.pool = mpb.New(mpb.WithOutput(a.stderr), mpb.WithWidth(72))
	}
	opt.Progress = bar.update
	err := dataset.Fetch(cmd.Context(), name, opt)
	bar.stop()
	if err != nil && !fetchable(name) {
		return err
	}
	if cmd.Context().Err() != nil {
		return after(fmt.Errorf("interrupted: the same command continues the download of %s", name))
	}
	if err != nil {
		return after(err)
	}
	a.printf("%s\n", filepath.Join(cache, name))
	return nil
}

func fetchable(name string) bool {
	for _, i := range dataset.Names() {
		if i.Name == name {
			return i.Fetch
		}
	}
	return false
}

// A fetchBar draws one bar per file, or nothing.
type fetchBar struct {
	pool *mpb.Progress
	bar  *mpb.Bar
	file string
}

func (b *fetchBar) update(s dataset.FetchStep) {
	if b.pool == nil {
		return
	}
	if b.file != s.File {
		b.finish()
		b.file = s.File
		b.bar = b.pool.AddBar(0,
			mpb.PrependDecorators(decor.Name(fmt.Sprintf("%d/%d %s ", s.Index+1, s.Files, s.File))),
			mpb.AppendDecorators(decor.CountersKibiByte("% .1f / % .1f "), decor.NewAverageETA(decor.ET_STYLE_GO, time.Now(), nil)))
	}
	if s.Total > 0 {
		b.bar.SetTotal(s.Total, false)
	}
	b.bar.SetCurrent(s.Done)
}

func (b *fetchBar) finish() {
	if b.bar != nil {
		b.bar.SetTotal(-1, true)
	}
}

func (b *fetchBar) stop() {
	if b.bar == nil {
		return
	}
	b.finish()
	b.pool.Wait()
}
