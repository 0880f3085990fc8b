// Package outline finds the lines of a TOML text on which its keys stand, so that a mistake can be
// reported where it was made, and collects such mistakes.
package outline

import (
	"fmt"
	"regexp"
	"strings"
)

// An Outline is what a TOML text says about its own shape: on which line each key stands, by its
// path with dots ("adc.bits", "axis.1.key" for the second [[axis]]), and whether it nests too deep.
type Outline struct {
	line map[string]int
	Deep int // first line that nests deeper than Deepest, 0 for none
}

// Deepest is how far a file may nest tables, lists and dotted keys. Real ones need three;
// the TOML reader takes time with the square of it.
const Deepest = 16

var (
	headerLine = regexp.MustCompile(`^[ \t]*(\[\[?)([^\]\n]+)\]`)
	keyLine    = regexp.MustCompile(`^[ \t]*([^=#\n]+)=`)
	unquote    = strings.NewReplacer(`"`, "", "'", "", " ", "", "\t", "")
)

// Of reads the outline of a text. It never fails: what is no TOML gives lines as far as it goes.
func Of(text string) Outline {
	o := Outline{line: map[string]int{}}
	at := scan{Outline: &o, elements: map[string]int{}, line: 1}
	at.begin(text)
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\n':
			at.line, at.dots = at.line+1, 0
			at.begin(text[i+1:])
		case '#':
			i += strings.IndexByte(text[i:]+"\n", '\n') - 1
		case '"', '\'':
			end := stringEnd(text, i)
			at.line += strings.Count(text[i:end], "\n")
			i = end - 1
		case '{', '[':
			at.depth, at.dots = at.depth+1, 0
		case '}', ']':
			at.depth = max(at.depth-1, 0)
		case '=', ',':
			at.dots = 0
		case '.':
			at.dots++
		}
		if o.Deep == 0 && max(at.depth, at.dots) > Deepest {
			o.Deep = at.line
		}
	}
	return o
}

// A scan is where the reading of an outline stands.
type scan struct {
	*Outline
	elements          map[string]int // of each array of tables, so far
	table             string         // with a dot at its end
	line, depth, dots int
}

// begin notes what stands at the beginning of a line.
func (s *scan) begin(rest string) {
	if s.depth > 0 {
		return // within a list of several lines
	}
	if m := headerLine.FindStringSubmatch(rest); m != nil {
		s.table = unquote.Replace(m[2])
		if m[1] == "[[" {
			s.note(s.table)
			n := s.elements[s.table]
			s.elements[s.table]++
			s.table = fmt.Sprintf("%s.%d", s.table, n)
		}
		s.note(s.table)
		s.table += "."
	} else if m := keyLine.FindStringSubmatch(rest); m != nil {
		s.note(s.table + unquote.Replace(m[1]))
	}
}

func (s *scan) note(key string) {
	if _, ok := s.Outline.line[key]; !ok {
		s.Outline.line[key] = s.line
	}
}

// Line returns the line of a key, or that of the table around it; 0 where there is neither.
func (o Outline) Line(key string) int {
	key = unquote.Replace(key)
	for key != "" {
		if n, ok := o.line[key]; ok {
			return n
		}
		key = key[:max(strings.LastIndexByte(key, '.'), 0)]
	}
	return 0
}

// stringEnd returns the index after the string that begins at text[i]. One that never ends
// runs to the end of its line, or of the text for a string of many lines.
func stringEnd(text string, i int) int {
	quote := text[i : i+1]
	long := strings.HasPrefix(text[i:], strings.Repeat(quote, 3))
	if long {
		quote = strings.Repeat(quote, 3)
	}
	for i += len(quote); i < len(text); i++ {
		switch {
		case strings.HasPrefix(text[i:], quote):
			return i + len(quote)
		case text[i] == '\\' && quote[0] == '"':
			i++
		case text[i] == '\n' && !long:
			return i
		}
	}
	return len(text)
}
