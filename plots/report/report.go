// Package report turns results into one HTML page that needs nothing else: figures as inline SVG, which are enlarged and
// told the numbers of, tables, the data as links that hold it, the method in words, sources and configuration. Write makes
// the page of one Result, WriteFolders that of any number of results folders.
//
// The page forbids itself, by its content security policy, to load anything from anywhere and to run any script but its own.
// All text of a study is escaped, and of a drawing only what draws is kept. It opens from disk and prints.
package report

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"fmt"
	"io"
	"net/url"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/experiments/results"
	"github.com/xbar-sim/xbar/plots"
)

// Input is what a page shows beside the Result. Every field may be left empty.
type Input struct {
	Command string        // the command line as typed
	Version string        // of the program
	Config  []byte        // config.toml of the results folder
	Bib     []byte        // references.bib; nil: made from the Result's sources
	CSV     []File        // offered as downloads
	Figures []plots.Named // nil: plots.All
}

// A File is a file to be kept inside the page.
type File struct {
	Name string
	Data []byte
}

//go:embed page.css
var styleText string

//go:embed page.js
var scriptText string

// Write writes the page of r. The same r and in give the same bytes. A figure that cannot be
// drawn is named among the notices instead.
func Write(w io.Writer, r *experiments.Result, in Input) error {
	p := content{Title: title(r), Lead: lead(r), Version: in.Version, Methods: methods(r), Ideal: r.Ideal,
		Notices: notices(r), Sources: r.Sources, Bib: string(in.Bib),
		Made:   []made{{Command: in.Command, Version: in.Version, Config: string(in.Config)}},
		Tables: []table{summaryTable(r)}, Late: []table{trialsTable(r)}}
	if in.Bib == nil && len(r.Sources) > 0 {
		p.Bib = string(results.BibTeX(r.Sources))
	}
	for _, f := range in.CSV {
		d := download{f.Name, (&url.URL{Path: f.Name}).String()} // beside the page
		if f.Data != nil {
			d = link(f.Name, f.Data)
		}
		p.CSV = append(p.CSV, d)
	}
	if in.Figures == nil {
		in.Figures = plots.All(r)
	}
	for _, n := range in.Figures {
		var buf bytes.Buffer
		err := plots.Write(&buf, n.Figure, plots.SVG, "")
		var d drawing
		if err == nil {
			d, err = cleanSVG(buf.Bytes(), n.Caption)
		}
		if err != nil {
			p.Notices = append(p.Notices, fmt.Sprintf("figure %s could not be drawn: %v", n.Name, err))
			continue
		}
		p.addFigure(figure{SVG: d.markup, Caption: n.Caption, Column: n.Figure.Width < columnMost})
	}
	return p.write(w)
}

// columnMost is from which width on, in points, a figure is no longer one of a column.
const columnMost = 300

// content is what a page shows.
type content struct {
	Title, Lead, Version string
	Answers, Notices     []string
	CSV                  []download
	Card, Fits           *sheet // this work beside literature; what was fitted
	Figures              []figure
	Tables, Late         []table
	Methods, Ideal       []string
	Sources              []experiments.Source
	Bib                  string
	Made                 []made
}

// A figure is a drawing or a picture with its words.
type figure struct {
	Number  int
	SVG     markup
	PNG     string // address, with all its data
	Caption string
	From    string // the folder, where there are several
	Column  bool   // one journal column wide
	Files   []download
}

func (p *content) addFigure(f figure) {
	f.Number = len(p.Figures) + 1
	p.Figures = append(p.Figures, f)
}

// A made says how something came about.
type made struct {
	Name, Command, Version string
	Facts                  []string
	Files                  []results.File
	Config                 string
}

// A download is a file that the page holds.
type download struct {
	Name string
	URL  string
}

// link is a download of those very bytes.
func link(name string, data []byte) download {
	return download{name, "data:text/csv;charset=utf-8;base64," + base64.StdEncoding.EncodeToString(data)}
}
