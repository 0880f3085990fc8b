package report

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/url"
	"strings"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"github.com/xbar-sim/xbar/experiments"
)

// The page is a tree of elements, whose text and attributes are escaped as they are written. What is not, stands in a [markup]
// or is the page's own style and script. There is no html/template: it calls methods by name, so that the linker would keep every exported
// method of every library, 4 MB.

// markup is a text of elements that draw, as cleanSVG leaves it: it goes into a page as it is.
type markup string

// write fills in the look and writes the page. The script is known to the page by its hash, so that nothing
// else in it can run.
func (p *content) write(w io.Writer) error {
	sum := sha256.Sum256([]byte(scriptText))
	policy := "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-" +
		base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
	page := h.Doctype(lines(h.HTML(h.Lang("en"),
		lines(h.Head(
			lines(h.Meta(h.Charset("utf-8")),
				h.Meta(g.Attr("http-equiv", "Content-Security-Policy"), h.Content(policy)),
				h.Meta(h.Name("viewport"), h.Content("width=device-width, initial-scale=1")),
				h.Meta(h.Name("generator"), h.Content("xbar "+p.Version)),
				h.TitleEl(g.Text(p.Title)),
				h.StyleEl(g.Raw(styleText))),
		), h.Body(p.body()...)),
	)))
	return page.Render(w)
}

// lines are nodes with an end of line before each, so that people can read the page's text.
func lines(nodes ...g.Node) g.Group {
	var all g.Group
	for _, n := range nodes {
		if n != nil {
			all = append(all, g.Raw("\n"), n)
		}
	}
	return all
}

func (p *content) body() []g.Node {
	all := lines(h.H1(g.Text(p.Title)), soft("p", p.Lead),
		told("answers", "Answers", p.Answers), told("notice", "Read first", p.Notices))
	if len(p.CSV) > 0 {
		all = append(all, lines(h.P(h.Class("screen"), g.Text("Data: "), links(p.CSV), g.Text(".")))...)
	}
	all = append(all, p.Card.nodes())
	if len(p.Figures) > 0 {
		all = append(all, lines(h.H2(g.Text("Figures")), h.Div(h.Class("figures"), each(p.Figures, figure.node)))...)
	}
	all = append(all, p.Fits.nodes(), g.Map(p.Tables, table.nodes))
	all = append(all, p.method(), p.literature(), p.again(), g.Map(p.Late, table.nodes))
	return append(all, lines(h.Script(g.Raw(scriptText)))...)
}

// each makes a line of every value.
func each[T any](values []T, node func(T) g.Node) g.Group { return lines(g.Map(values, node)...) }

// soft is a text in softer letters.
func soft(element, text string) g.Node { return g.El(element, h.Class("lead"), g.Text(text)) }

// from says which folder something is of, where there are several.
func from(name string) g.Node {
	if name == "" {
		return nil
	}
	return g.Group{g.Text(" "), soft("span", "("+name+")")}
}

// told is a box of sentences.
func told(class, title string, list []string) g.Node {
	if len(list) == 0 {
		return nil
	}
	return h.Div(h.Class(class), h.Role("note"),
		lines(h.Strong(g.Text(title)), h.Ul(g.Map(list, func(s string) g.Node { return h.Li(g.Text(s)) }))))
}

// links offers files.
func links(files []download) g.Group {
	var all g.Group
	for i, f := range files {
		if i > 0 {
			all = append(all, g.Text(", "))
		}
		all = append(all, h.A(h.Download(f.Name), h.Href(f.URL), g.Text(f.Name)))
	}
	return all
}

// offered is a line that offers the files of a table.
func offered(files []download) g.Node {
	if len(files) == 0 {
		return nil
	}
	return h.P(h.Class("screen"), g.Text("Download: "), links(files))
}

func (f figure) node() g.Node {
	picture := g.Node(g.Raw(string(f.SVG)))
	if f.SVG == "" {
		picture = h.Img(h.Src(f.PNG), h.Alt(f.Caption))
	}
	words := h.Span(h.Class("words"), h.Strong(g.Textf("Figure %d.", f.Number)), g.Text(" "+f.Caption))
	var numbers g.Node
	if len(f.Files) > 0 {
		numbers = h.Span(h.Class("screen"), g.Text(" Numbers: "), links(f.Files), g.Text("."))
	}
	return h.Figure(g.If(f.Column, h.Class("column")), lines(picture), h.FigCaption(words, from(f.From), numbers))
}

func (t table) nodes() g.Node {
	var grid g.Node
	if len(t.Rows) > 0 {
		grid = h.Div(h.Class("scroll"), h.Table(
			lines(h.Caption(g.Text(t.Caption)),
				h.THead(h.Tr(g.Map(t.Head, func(s string) g.Node { return h.Th(h.Scope("col"), g.Text(s)) }))),
				h.TBody(each(t.Rows, func(cells []string) g.Node {
					return h.Tr(g.Map(cells, func(s string) g.Node { return h.Td(g.Text(s)) }))
				})))))
	}
	title := g.Group{g.Text(t.Title), from(t.From)}
	if t.Folded {
		return lines(h.Details(h.Summary(title...), lines(offered(t.Files), grid)))
	}
	return lines(h.H2(title...), offered(t.Files), grid)
}

// nodes are a sheet as a table; nothing of no sheet.
func (s *sheet) nodes() g.Node {
	if s == nil {
		return nil
	}
	head := h.THead(h.Tr(g.Map(s.Head, func(c cell) g.Node { return h.Th(h.Scope("col"), c.class(), g.Text(c.Text)) })))
	parts := each(s.Parts, func(p part) g.Node {
		var title g.Node
		if p.Title != "" {
			title = h.Tr(h.Th(h.Class("part"), h.ColSpan(fmt.Sprint(len(s.Head))), g.Text(p.Title)))
		}
		return h.TBody(lines(title), each(p.Rows, func(cells []cell) g.Node { return h.Tr(g.Map(cells, cell.node)) }))
	})
	return append(lines(h.H2(g.Text(s.Title)), h.P(g.Text(s.Caption)), offered(s.Files),
		h.Div(h.Class("scroll"), h.Table(lines(head), parts))), paragraphs(s.Notes)...)
}

func (c cell) class() g.Node {
	if c.Class == "" {
		return nil
	}
	return h.Class(c.Class)
}

func (c cell) node() g.Node {
	var note g.Node
	if c.Note != "" {
		note = h.Small(g.Text(c.Note))
	}
	return h.Td(c.class(), g.Text(c.Text), note)
}

func paragraphs(list []string) g.Group {
	return each(list, func(s string) g.Node { return h.P(g.Text(s)) })
}

// method says what was done and what was left out.
func (p *content) method() g.Node {
	var all g.Group
	if len(p.Methods) > 0 {
		all = append(lines(h.H2(g.Text("Methods"))), paragraphs(p.Methods)...)
	}
	if len(p.Ideal) > 0 {
		all = append(all, lines(h.H2(g.Text("Taken as ideal")), h.P(g.Text("Not simulated but taken as ideal: "+
			strings.Join(p.Ideal, ", ")+". A real array adds the losses of these to the ones shown.")))...)
	}
	return all
}

// literature lists sources, and as BibTeX.
func (p *content) literature() g.Node {
	var all g.Group
	if len(p.Sources) > 0 {
		all = lines(h.H2(g.Text("Sources of the device data")), h.Ol(each(p.Sources, source)))
	}
	if p.Bib != "" {
		all = append(all, lines(h.H3(g.Text("BibTeX")), h.Pre(g.Text(p.Bib)))...)
	}
	return all
}

func source(s experiments.Source) g.Node {
	var doi g.Node
	if s.DOI != "" {
		to := url.URL{Scheme: "https", Host: "doi.org", Path: "/" + s.DOI}
		doi = g.Group{g.Text(" "), h.A(h.Href(to.String()), h.Rel("noreferrer"), g.Text("doi:"+s.DOI))}
	}
	return h.Li(g.Text(s.Text), doi)
}

// again says how everything on the page came about.
func (p *content) again() g.Node {
	return append(lines(h.H2(g.Text("How to make this again"))), g.Map(p.Made, made.nodes)...)
}

func (m made) nodes() g.Node {
	var all g.Group
	if m.Name != "" {
		all = append(all, lines(h.H3(g.Text(m.Name)))...)
	}
	if m.Command != "" {
		all = append(all, lines(h.Pre(g.Text(m.Command)))...)
	}
	if m.Version != "" {
		all = append(all, paragraphs([]string{"xbar " + m.Version +
			". The same version with the configuration below gives the same numbers, bit for bit, on any number of workers."})...)
	}
	all = append(all, paragraphs(m.Facts)...)
	if len(m.Files) > 0 {
		sums := ""
		for _, f := range m.Files {
			sums += f.SHA256 + "  " + f.Name + "\n"
		}
		all = append(all, lines(h.Details(h.Summary(g.Textf("%d files with their SHA-256", len(m.Files))), lines(h.Pre(g.Text(sums)))))...)
	}
	if m.Config != "" {
		all = append(all, lines(h.Pre(g.Text(m.Config)))...)
	}
	return all
}
