package results

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/xbar-sim/xbar/experiments"
)

// WriteReferences writes references.bib: the sources of every number used, by key, each once.
func (f *Folder) WriteReferences(r *experiments.Result) error {
	return f.WriteFile(ReferencesName, references(r.Sources))
}

// BibTeX returns the entries of references.bib, with a line above them that says what they are.
func BibTeX(sources []experiments.Source) []byte { return references(sources) }

// references returns BibTeX. A source is one text, not fields, so its entry is a @misc with a note:
// taking names and titles out of it would now and then take them out wrong.
func references(sources []experiments.Source) []byte {
	type entry struct{ key, text, doi string }
	var entries []entry
	for _, s := range sources {
		e := entry{bibKey(s.Key), strings.Join(strings.Fields(s.Text), " "), bibDOI(s.DOI)}
		if e.text == "" && e.doi == "" {
			continue
		}
		entries = append(entries, e)
	}
	slices.SortStableFunc(entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.text, b.text), cmp.Compare(a.doi, b.doi))
	})
	entries = slices.Compact(entries)

	var b bytes.Buffer
	b.WriteString("Sources of the numbers that this study used.\n")
	taken := make(map[string]bool)
	for _, e := range entries {
		key := e.key
		// BibTeX does not tell upper from lower case here.
		for n := 2; taken[strings.ToLower(key)]; n++ {
			key = fmt.Sprintf("%s-%d", e.key, n)
		}
		taken[strings.ToLower(key)] = true
		fmt.Fprintf(&b, "\n@misc{%s,\n  key = {%s},\n", key, key)
		if e.text != "" {
			fmt.Fprintf(&b, "  note = {%s},\n", texEscape(e.text))
		}
		if year := bibYear(e.text); year != "" {
			fmt.Fprintf(&b, "  year = {%s},\n", year)
		}
		if e.doi != "" {
			fmt.Fprintf(&b, "  doi = {%s},\n", e.doi)
		}
		b.WriteString("}\n")
	}
	return b.Bytes()
}

// bibKey keeps of a key what BibTeX and LaTeX allow in one.
func bibKey(s string) string {
	key := strings.Map(func(r rune) rune {
		if r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_.:+/", r)) {
			return r
		}
		return -1
	}, s)
	return cmp.Or(key, "source")
}

// bibDOI strips the resolver and writes the few characters that BibTeX cannot hold in percent form,
// which resolvers understand. The rest stays as it is: styles print a DOI verbatim.
func bibDOI(s string) string {
	s = strings.TrimSpace(s)
	for _, prefix := range []string{"https://", "http://", "dx.doi.org/", "doi.org/", "doi:"} {
		if len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
			s = strings.TrimSpace(s[len(prefix):])
		}
	}
	var b strings.Builder
	for _, c := range []byte(s) {
		if c <= ' ' || c >= 0x7f || strings.IndexByte(`{}\"`, c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

var yearPattern = regexp.MustCompile(`\(((?:19|20)[0-9]{2})\)|, ((?:19|20)[0-9]{2})\.?$`)

// bibYear finds the year where it stands beyond doubt: in brackets, or at the end.
func bibYear(text string) string {
	m := yearPattern.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	return m[1] + m[2]
}

var texReplacer = strings.NewReplacer(
	// Named braces, because BibTeX counts escaped ones too.
	`\`, `{\textbackslash}`, `{`, `{\textbraceleft}`, `}`, `{\textbraceright}`,
	`~`, `{\textasciitilde}`, `^`, `{\textasciicircum}`,
	`&`, `\&`, `%`, `\%`, `$`, `\$`, `#`, `\#`, `_`, `\_`, `<`, `$<$`, `>`, `$>$`,
	"\u2013", "--", "\u2014", "---", "\u2018", "`", "\u2019", "'", "\u201c", "``", "\u201d", "''",
	"\u00a0", "~", "\u2212", "$-$", "\u00d7", `$\times$`, "\u00b1", `$\pm$`, "\u2026", `{\ldots}`,
	"\u00b5", `$\mu$`, "\u03bc", `$\mu$`, "\u03bd", `$\nu$`, "\u03a9", `$\Omega$`, "\u2126", `$\Omega$`, "\u2093", `$_x$`,
	"\u2080", `$_0$`, "\u2081", `$_1$`, "\u2082", `$_2$`, "\u2083", `$_3$`, "\u2084", `$_4$`,
	"\u2085", `$_5$`, "\u2086", `$_6$`, "\u2087", `$_7$`, "\u2088", `$_8$`, "\u2089", `$_9$`,
)

// texEscape writes text for LaTeX. Letters with accents stay as they are, in UTF-8.
func texEscape(s string) string {
	s = strings.ToValidUTF8(s, "?")
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
	// Straight quotes open and close in turn.
	parts := strings.Split(s, `"`)
	for i, part := range parts {
		parts[i] = texReplacer.Replace(part)
		if i > 0 {
			parts[i] = []string{"''", "``"}[i%2] + parts[i]
		}
	}
	return strings.Join(parts, "")
}
