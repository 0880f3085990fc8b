package main

import (
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/internal/dataset"
)

func (a *app) dataList() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "list",
		Short:   "List the sets that are known by name, and where they are",
		Example: "  xbar data list",
		Args:    wants(0, ""),
		RunE: func(*cobra.Command, []string) error {
			if asJSON {
				return a.setsJSON()
			}
			t := grid("name", "images", "where")
			for _, i := range dataset.Names() {
				where := a.where(i)
				if where == "" {
					where = "not here: xbar data fetch " + i.Name
				}
				t.Row(i.Name, i.Description, where)
			}
			a.show(t)
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print a JSON array instead of a table")
	return c
}

// where names the folder that holds a set, "" if none does.
func (a *app) where(i dataset.Info) string {
	if !i.Fetch {
		return "built in"
	}
	folders := a.dataFolders()
	for _, parent := range []string{folders.Dir, folders.Cache} {
		dir := filepath.Join(parent, i.Name)
		if entries, err := os.ReadDir(dir); parent != "" && err == nil && len(entries) > 0 {
			return dir
		}
	}
	return ""
}

func (a *app) setsJSON() error {
	out := []record{}
	for _, i := range dataset.Names() {
		out = append(out, record{{"name", i.Name}, {"description", i.Description}, {"cite", i.Cite}, {"where", a.where(i)}})
	}
	return a.printJSON(out)
}
