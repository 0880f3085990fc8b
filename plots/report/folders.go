package report

import (
	"encoding/base64"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/experiments/results"
)

// Options say what folders do not.
type Options struct {
	Title   string // "" is made of the commands
	Version string // of the program
}

// WriteFolders writes one page of all that results folders hold: answers, the card of this work beside literature, figures, fits,
// tables, methods, sources and how each folder came about. Folders of any command are taken; of files that it does not
// know, figures (SVG, else PNG) and tables (CSV) are shown as they are. The same folders give the same bytes.
//
// A file that cannot be read as what its name says is named among the notices instead. It errs where w does.
func WriteFolders(w io.Writer, folders []*results.Stored, o Options) error {
	b := &book{content: content{Version: o.Version, Title: o.Title}, several: len(folders) > 1, accuracy: map[string]string{}}
	for _, f := range folders {
		b.take(f)
	}
	b.compare()
	b.content.Fits = b.fits.sheet()
	b.content.Bib = string(joinBib(b.bib, b.sources))
	if b.Title == "" {
		b.Title = "xbar report: " + strings.Join(b.commands, ", ")
	}
	b.Lead = plural(len(folders), "folder") + " · " + plural(len(b.Figures), "figure") + " · " + plural(len(b.Tables)+len(b.Late), "table")
	return b.write(w)
}

// A book is a page under construction.
type book struct {
	content
	several  bool
	commands []string
	cards    []*device.Card    // of the folders: this work
	others   []string          // cards of the library that the studies used
	accuracy map[string]string // by card, of the first study that has it
	fits     fitted
	bib      [][]byte
	sources  []experiments.Source // of what the page itself adds
}

// take adds a folder.
func (b *book) take(f *results.Stored) {
	in := folder{Stored: f, name: filepath.Base(f.Dir)}
	if b.several {
		in.from = in.name
	}
	b.origin(&in)
	for _, d := range f.Files {
		switch {
		case path.Ext(d.Name) == ".svg" || path.Ext(d.Name) == ".png" && !in.has(stem(d.Name)+".svg"):
			b.figure(&in, d)
		case path.Ext(d.Name) == ".csv":
			b.table(&in, d)
		case path.Ext(d.Name) == ".toml" && d.Name != results.ConfigName:
			b.card(&in, d)
		case path.Ext(d.Name) == ".bib":
			b.bib = append(b.bib, d.Data)
		case d.Name == results.MethodsName || strings.HasPrefix(d.Name, "methods_") && path.Ext(d.Name) == ".txt":
			for line := range strings.Lines(string(d.Data)) {
				if line = strings.TrimSpace(line); line != "" {
					b.Methods = append(b.Methods, line)
				}
			}
		}
	}
}

// A folder is one folder with what the page calls it.
type folder struct {
	*results.Stored
	name string
	from string // name where there are several folders
}

func (f *folder) has(name string) bool {
	_, ok := f.Find(name)
	return ok
}

// stem is a file name without its ending.
func stem(name string) string { return strings.TrimSuffix(name, path.Ext(name)) }

// origin adds how the folder came about.
func (b *book) origin(f *folder) {
	config, _ := f.Find(results.ConfigName)
	if len(f.Manifests) == 0 {
		b.commands = append(b.commands, f.name)
		b.Made = append(b.Made, made{Name: f.name, Facts: []string{"The folder does not say how it came about."}, Config: string(config)})
	}
	for k, m := range f.Manifests {
		command := "results"
		if len(m.Command) > 1 {
			command = m.Command[1]
		}
		if !slices.Contains(b.commands, command) {
			b.commands = append(b.commands, command)
		}
		for _, w := range m.Warnings {
			b.Notices = append(b.Notices, prefixed(f.from, w))
		}
		for _, a := range m.Answers {
			b.Answers = append(b.Answers, prefixed(f.from, a))
		}
		one := made{Name: f.name, Command: quoted(m.Command), Files: m.Files, Facts: []string{originText(m)}}
		if k == 0 {
			one.Config = string(config)
		}
		b.Made = append(b.Made, one)
		if m.Finished.IsZero() {
			b.Notices = append(b.Notices, prefixed(f.from, "the study is not finished; the same command continues it"))
		}
	}
}

func originText(m results.Manifest) string {
	text := "xbar"
	if m.Version != "" {
		text += " " + m.Version
	}
	if m.Study != "" {
		text += ", study " + m.Study
	}
	if !m.Finished.IsZero() {
		text += ", finished " + m.Finished.Format("2006-01-02 15:04 MST")
	}
	text += fmt.Sprintf(", on %s/%s with %s", m.Machine.OS, m.Machine.Arch, m.Machine.Go)
	if m.Workers > 0 {
		text += fmt.Sprintf(", %s at a time", plural(m.Workers, "trial"))
	}
	return text + "."
}

// quoted joins the words of a command so that a shell would part them again.
func quoted(words []string) string {
	out := slices.Clone(words)
	for i, w := range out {
		if w == "" || strings.ContainsAny(w, " \t\n'\"\\$&|;<>()*?#~`!{}[]") {
			out[i] = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
		}
	}
	return strings.Join(out, " ")
}

func prefixed(from, text string) string {
	if from == "" {
		return text
	}
	return from + ": " + text
}

// figure adds a drawing, or a picture where there is no drawing of that name, with the table of the same name.
func (b *book) figure(f *folder, d results.Data) {
	fig := figure{From: f.from, Caption: strings.ReplaceAll(stem(d.Name), "_", " ")}
	if path.Ext(d.Name) == ".svg" {
		one, err := cleanSVG(d.Data, "")
		if err != nil {
			b.Notices = append(b.Notices, prefixed(f.from, fmt.Sprintf("%s cannot be shown: %v", d.Name, err)))
			return
		}
		fig.SVG, fig.Column = one.markup, one.width > 0 && one.width < columnMost
		if one.caption != "" {
			fig.Caption = one.caption
		}
	} else {
		width, err := pictureWidth(d.Data)
		if err != nil {
			b.Notices = append(b.Notices, prefixed(f.from, fmt.Sprintf("%s cannot be shown: %v", d.Name, err)))
			return
		}
		fig.PNG = "data:image/png;base64," + base64.StdEncoding.EncodeToString(d.Data)
		fig.Column = width < columnMost
	}
	if data, ok := f.Find(stem(d.Name) + ".csv"); ok {
		fig.Files = append(fig.Files, link(stem(d.Name)+".csv", data))
	}
	b.addFigure(fig)
}
