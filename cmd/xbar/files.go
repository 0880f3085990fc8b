package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/xbar-sim/xbar/experiments/results"
	"github.com/xbar-sim/xbar/plots"
	"github.com/xbar-sim/xbar/plots/report"
)

// write puts tables, figures and the report into the results folder. The same study gives the same
// bytes, whatever the command line, machine and time were.
func (f *finished) write() error {
	if err := f.folder.WriteTables(f.Result); err != nil {
		return err
	}
	if err := f.folder.WriteCosts(f.Result); err != nil {
		return err
	}
	if err := f.folder.WriteFile(results.MethodsName, report.Methods(f.Result)); err != nil {
		return err
	}
	all := slices.DeleteFunc(plots.All(f.Result), func(n plots.Named) bool {
		return n.Name == "comparison" && len(f.Devices) == 1 // nothing to compare it with
	})
	for _, named := range all {
		if err := f.draw(named); err != nil {
			return err
		}
	}
	return f.writeReport(all)
}

// pictures is a figure as files, one for each format.
func pictures(name string, fig plots.Figure, formats []plots.Format, provenance string) ([]product, error) {
	var files []product
	for _, f := range formats {
		var b bytes.Buffer
		if err := plots.Write(&b, fig, f, provenance); err != nil {
			return nil, err
		}
		files = append(files, product{name + "." + string(f), b.Bytes()})
	}
	return files, nil
}

// draw writes a figure. One that cannot be drawn is a warning, one that cannot be written an error.
func (f *finished) draw(named plots.Named) error {
	files, err := pictures(named.Name, named.Figure, f.formats, "xbar "+f.cfg.Command+", study "+f.hash)
	if err != nil {
		f.Warnings = append(f.Warnings, fmt.Sprintf("figure %s could not be drawn: %v", named.Name, err))
		return nil
	}
	for _, p := range files {
		if err := f.folder.WriteFile(p.path, p.data); err != nil {
			return err
		}
	}
	f.figures = append(f.figures, filepath.Join(f.folder.Path(), named.File(plots.PNG)))
	return nil
}

// mostEmbedded is how large a table may be, in bytes, to be part of the report: a larger one lies beside it.
const mostEmbedded = 16 << 20

func (f *finished) writeReport(figures []plots.Named) error {
	in := report.Input{
		Command: "xbar " + f.cfg.Command + " --config " + results.ConfigName,
		Version: program().Version, Config: f.cfg.TOML(), Figures: figures,
	}
	for _, name := range []string{results.TrialsName, results.SummaryName, results.PulsesName} {
		path := filepath.Join(f.folder.Path(), name)
		if info, err := os.Stat(path); err == nil && info.Size() > mostEmbedded {
			in.CSV = append(in.CSV, report.File{Name: name})
			continue
		}
		data, err := os.ReadFile(path)
		if name == results.PulsesName && os.IsNotExist(err) {
			continue // no cell wears
		}
		if err != nil {
			return err
		}
		in.CSV = append(in.CSV, report.File{Name: name, Data: data})
	}
	bib, err := os.ReadFile(filepath.Join(f.folder.Path(), results.ReferencesName))
	if err != nil {
		return err
	}
	in.Bib = bib
	r := *f.Result
	r.Elapsed = 0 // would differ from run to run
	var b bytes.Buffer
	if err := report.Write(&b, &r, in); err != nil {
		return err
	}
	f.report = filepath.Join(f.folder.Path(), "report.html")
	return f.folder.WriteFile("report.html", b.Bytes())
}
