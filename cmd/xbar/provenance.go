package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/xbar-sim/xbar/experiments/results"
)

// documented adds to the files of a command what it did in words, and its manifest, so that a report can tell both.
func (a *app) documented(files []product, command, methods string, doubts []string) ([]product, error) {
	files = append(files, product{"methods_" + command + ".txt", []byte(methods)})
	var data []results.Data
	for _, f := range files {
		data = append(data, results.Data{Name: f.path, Data: f.data})
	}
	now := time.Now()
	m, err := results.Added(command, results.Manifest{Version: program().Version, Command: append([]string{"xbar"}, a.args...),
		Started: now, Finished: now, Warnings: doubts}, data)
	if err != nil {
		return nil, after(err)
	}
	return append(files, product{m.Name, m.Data}), nil
}

// labMethods says which files were read, a paragraph a file.
func labMethods(files []labFile) string {
	var b strings.Builder
	for _, f := range files {
		a := f.audit
		fmt.Fprintf(&b, "Measurements: %s (%s, %s): %d rows, of which %d were kept", a.File, a.Format, strings.Join(found(f.m), ", "), a.Rows, a.Kept)
		for _, d := range a.Dropped {
			fmt.Fprintf(&b, "; %d dropped: %s", d.Rows, d.Reason)
		}
		if a.Clipped > 0 {
			fmt.Fprintf(&b, "; %d points at the limit of the instrument", a.Clipped)
		}
		b.WriteString(".\n")
	}
	return b.String()
}

// fitMethods says how every number was estimated.
func fitMethods(files []labFile, found *finding) string {
	var b strings.Builder
	b.WriteString(labMethods(files))
	for _, r := range found.reports {
		var ways []string
		names := map[string][]string{}
		for _, e := range r.Estimates {
			way := e.Method
			if e.N > 0 && e.Of != "" {
				way += fmt.Sprintf(" (n = %d %s)", e.N, e.Of)
			}
			if !slices.Contains(ways, way) {
				ways = append(ways, way)
			}
			names[way] = append(names[way], e.Name)
		}
		var parts []string
		for _, w := range ways {
			parts = append(parts, strings.Join(names[w], ", ")+" by "+w)
		}
		fmt.Fprintf(&b, "%s: %s. Intervals are 95 %%.\n", r.Title, strings.Join(parts, "; "))
	}
	if len(found.refusals) > 0 {
		fmt.Fprintf(&b, "Not estimated: %s.\n", strings.Join(found.refusals, "; "))
	}
	return b.String()
}
