package results

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/experiments"
)

func TestReferences(t *testing.T) {
	got := string(references([]experiments.Source{
		{Key: "woo2016", Text: `Woo et al., "Improved synaptic behaviour under identical pulses using AlOx/HfO₂ bilayer RRAM", IEEE Electron Device Lett. 37(8), 994–997 (2016)`, DOI: "10.1109/LED.2016.2582859"},
		{Key: "joshi2020", Text: "Joshi et al., Nat. Commun. 11,\n 2473, 2020", DOI: "https://doi.org/10.1038/s41467-020-16108-9"},
		{Key: "woo2016", Text: `Woo et al., "Improved synaptic behaviour under identical pulses using AlOx/HfO₂ bilayer RRAM", IEEE Electron Device Lett. 37(8), 994–997 (2016)`, DOI: "doi:10.1109/LED.2016.2582859"},
		{Key: "Woo2016", Text: "R&D notes, 50 % of $1_000 #2 {a} \\b ~c^d, pp. 1999-2004"},
		{Key: "nothing"},
		{Key: "my lab, {2024}", DOI: "10.1000/a{b}\\c"},
	}))
	want := `Sources of the numbers that this study used.

@misc{Woo2016,
  key = {Woo2016},
  note = {R\&D notes, 50 \% of \$1\_000 \#2 {\textbraceleft}a{\textbraceright} {\textbackslash}b {\textasciitilde}c{\textasciicircum}d, pp. 1999-2004},
}

@misc{joshi2020,
  key = {joshi2020},
  note = {Joshi et al., Nat. Commun. 11, 2473, 2020},
  year = {2020},
  doi = {10.1038/s41467-020-16108-9},
}

@misc{mylab2024,
  key = {mylab2024},
  doi = {10.1000/a%7Bb%7D%5Cc},
}

@misc{woo2016-2,
  key = {woo2016-2},
  note = {Woo et al., ` + "``Improved synaptic behaviour under identical pulses using AlOx/HfO$_2$ bilayer RRAM''" + `, IEEE Electron Device Lett. 37(8), 994--997 (2016)},
  year = {2016},
  doi = {10.1109/LED.2016.2582859},
}
`
	if got != want {
		t.Errorf("references.bib:\n%s\nwant:\n%s", got, want)
	}
}

// parseBib reads BibTeX as BibTeX does: text up to an @ is skipped, and a field's value ends where
// its braces close, whether or not a backslash stands before them.
func parseBib(text string) (map[string]map[string]string, error) {
	entries := make(map[string]map[string]string)
	field := regexp.MustCompile(`^\s*([a-z]+) = \{`)
	for {
		at := strings.IndexByte(text, '@')
		if at < 0 {
			return entries, nil
		}
		text = text[at:]
		m := regexp.MustCompile(`^@misc\{([^\s,{}"#%~\\@=()']+),`).FindStringSubmatch(text)
		if m == nil {
			return nil, fmt.Errorf("no entry at %q", text)
		}
		text = text[len(m[0]):]
		if _, ok := entries[strings.ToLower(m[1])]; ok {
			return nil, fmt.Errorf("key %s twice", m[1])
		}
		fields := make(map[string]string)
		entries[strings.ToLower(m[1])] = fields
		for {
			f := field.FindStringSubmatch(text)
			if f == nil {
				break
			}
			text = text[len(f[0]):]
			depth, end := 1, 0
			for ; depth > 0; end++ {
				if end == len(text) {
					return nil, fmt.Errorf("%s does not end", f[1])
				}
				switch text[end] {
				case '{':
					depth++
				case '}':
					depth--
				}
			}
			fields[f[1]] = text[:end-1]
			if text = text[end:]; !strings.HasPrefix(text, ",") {
				return nil, fmt.Errorf("no comma at %q", text)
			}
			text = text[1:]
		}
		if !strings.HasPrefix(text, "\n}") {
			return nil, fmt.Errorf("entry %s does not end at %q", m[1], text)
		}
		text = text[2:]
	}
}

// Whatever a card says of its source, the file stays valid BibTeX that LaTeX can set.
func FuzzReferences(f *testing.F) {
	f.Add("woo2016", "Woo et al. (2016)", "10.1109/LED.2016.2582859")
	f.Add("", "}}}{{ \\", "\\}")
	f.Add("@misc{x,", "@misc{x, note = {y}}", "doi:doi:")
	f.Add("é", "\xff\x00\"\"\"", "https://dx.doi.org/10.1002/(SICI)1<1::AID>3.0.CO;2-#")
	active := regexp.MustCompile(`(^|[^\\])[&%#_~^]`)
	maths := regexp.MustCompile(`\$(_[0-9x]|<|>|-|\\[A-Za-z]+)\$`)
	f.Fuzz(func(t *testing.T, key, text, doi string) {
		b := string(references([]experiments.Source{
			{Key: key, Text: text, DOI: doi}, {Key: key, Text: text, DOI: doi}, {Key: key, Text: text + "x", DOI: doi}}))
		entries, err := parseBib(b)
		if err != nil {
			t.Fatalf("%v in\n%s", err, b)
		}
		if n := len(entries); n != 2 && strings.TrimSpace(text+doi) != "" && !(n == 1 && bibDOI(doi) == "" && strings.TrimSpace(text) == "") {
			t.Fatalf("%d entries of two sources in\n%s", n, b)
		}
		for _, e := range entries {
			note := strings.ReplaceAll(e["note"], "~", " ") // our own, for a space that does not break
			note = maths.ReplaceAllString(note, "")
			if active.MatchString(note) || strings.Contains(strings.ReplaceAll(note, `\$`, ""), "$") {
				t.Fatalf("note %q has a character that LaTeX acts on", e["note"])
			}
		}
	})
}
