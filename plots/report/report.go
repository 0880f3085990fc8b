// Package report turns a Result into one HTML page that needs nothing else: figures as inline
// SVG, tables, the data as links that hold it, the method in words, sources and configuration.
//
// The page has no script and forbids itself, by its content security policy, to load anything
// from anywhere. All text of a study is escaped. It opens from disk and prints.
package report

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html"
	"html/template"
	"io"
	"strings"

	"github.com/xbar-sim/xbar/experiments"
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

//go:embed page.html
var pageText string

var page = template.Must(template.New("report").Parse(pageText))

// Write writes the page of r. The same r and in give the same bytes. A figure that cannot be
// drawn is named among the notices instead.
func Write(w io.Writer, r *experiments.Result, in Input) error {
	p := content{Result: r, In: in, Title: title(r), Lead: lead(r), Methods: methods(r),
		Notices: notices(r), Sources: r.Sources, Config: string(in.Config), Bib: string(in.Bib),
		Summary: summaryTable(r), Trials: trialsTable(r)}
	if in.Bib == nil {
		p.Bib = bibTeX(r.Sources)
	}
	for _, f := range in.CSV {
		url := f.Name // beside the page
		if f.Data != nil {
			url = "data:text/csv;charset=utf-8;base64," + base64.StdEncoding.EncodeToString(f.Data)
		}
		p.CSV = append(p.CSV, download{f.Name, template.URL(url)})
	}
	if in.Figures == nil {
		in.Figures = plots.All(r)
	}
	for _, n := range in.Figures {
		svg, err := inline(n)
		if err != nil {
			p.Notices = append(p.Notices, fmt.Sprintf("figure %s could not be drawn: %v", n.Name, err))
			continue
		}
		p.Figures = append(p.Figures, figure{
			Number: len(p.Figures) + 1, SVG: svg, Caption: n.Caption, Column: n.Figure.Width < 300,
		})
	}
	var buf bytes.Buffer
	if err := page.Execute(&buf, p); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	_, err := w.Write(buf.Bytes())
	return err
}

// content is what page.html shows.
type content struct {
	Result      *experiments.Result
	In          Input
	Title, Lead string
	Notices     []string
	Figures     []figure
	Summary     table
	Trials      table
	Methods     []string
	CSV         []download
	Sources     []experiments.Source
	Bib, Config string
}

type figure struct {
	Number  int
	SVG     template.HTML
	Caption string
	Column  bool // one journal column wide
}

type download struct {
	Name string
	URL  template.URL
}

// inline is the figure as an element of the page. The writer of SVG escapes all text in it.
func inline(n plots.Named) (template.HTML, error) {
	var buf bytes.Buffer
	if err := plots.Write(&buf, n.Figure, plots.SVG, ""); err != nil {
		return "", err
	}
	s := buf.String()
	s = s[strings.Index(s, "<svg"):] // without the XML declaration
	name := fmt.Sprintf(`<svg role="img" aria-label="%s"`, html.EscapeString(n.Caption))
	return template.HTML(strings.Replace(s, "<svg", name, 1)), nil
}

// bibTeX makes entries that hold each source as one note.
func bibTeX(sources []experiments.Source) string {
	var b strings.Builder
	for _, s := range sources {
		fmt.Fprintf(&b, "@misc{%s,\n  note = {%s}", s.Key, s.Text)
		if s.DOI != "" {
			fmt.Fprintf(&b, ",\n  doi = {%s}", s.DOI)
		}
		b.WriteString("\n}\n")
	}
	return b.String()
}
