package main

import (
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/internal/dataset"
)

func (a *app) data() *cobra.Command {
	c := &cobra.Command{
		Use:   "data",
		Short: "Images to learn: list, fetch, preview",
		Long: `Images to learn. Sets are looked for in the folder that XBAR_DATA names, then in the cache, one
subfolder per set; a path names a folder with four IDX files.`,
		Example: "  xbar data list\n  xbar data preview digits",
	}
	c.AddCommand(a.dataList(), a.dataFetch(), a.dataPreview())
	return c
}

// dataFolders are where images are looked for.
func (a *app) dataFolders() dataset.Options {
	return dataset.Options{Dir: a.env("XBAR_DATA"), Cache: dataCache()}
}

// dataCache is the folder that downloads go to, "" where the system names none.
func dataCache() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "xbar", "data")
}

// images loads a set of images.
func (a *app) images(name string) (*dataset.Set, error) {
	if a.sets != nil {
		return a.sets(name, a.dataFolders())
	}
	return dataset.Load(name, a.dataFolders())
}
