package experiments

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/xbar-sim/xbar/internal/si"
)

// An outline is what a TOML text says about its own shape: on which line each key stands, by its
// path with dots ("adc.bits", "axis.1.key" for the second [[axis]]), and whether it nests too deep.
type outline struct {
	line map[string]int
	deep int // first line that nests deeper than deepest, 0 for none
}

// deepest is how far a study file may nest tables, lists and dotted keys. Real ones need three;
// the TOML reader takes time with the square of it.
const deepest = 16

var (
	headerLine = regexp.MustCompile(`^[ \t]*(\[\[?)([^\]\n]+)\]`)
	keyLine    = regexp.MustCompile(`^[ \t]*([^=#\n]+)=`)
	unquote    = strings.NewReplacer(`"`, "", "'", "", " ", "", "\t", "")
)

func outlineOf(text string) outline {
	o := outline{line: map[string]int{}}
	at := scan{outline: &o, elements: map[string]int{}, line: 1}
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
		if o.deep == 0 && max(at.depth, at.dots) > deepest {
			o.deep = at.line
		}
	}
	return o
}

// A scan is where the reading of an outline stands.
type scan struct {
	*outline
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
	if _, ok := s.outline.line[key]; !ok {
		s.outline.line[key] = s.line
	}
}

// of returns the line of a key, or that of the table around it; 0 where there is neither.
func (o outline) of(key string) int {
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

// mistakes collects what is wrong with one file, each with its line.
type mistakes struct {
	file    string
	outline outline
	errs    []error
}

// mostMistakes is how many are kept: nobody reads more.
const mostMistakes = 30

func (m *mistakes) full() bool { return len(m.errs) >= mostMistakes }

// add notes what is wrong with the key of the given path in the file; nil is nothing, and
// joined errors are noted one by one.
func (m *mistakes) add(path string, err error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			m.add(path, e)
		}
		return
	}
	switch line := m.outline.of(path); {
	case err == nil || m.full():
	case line > 0:
		m.errs = append(m.errs, fmt.Errorf("%s:%d: %w", m.file, line, err))
	default:
		m.errs = append(m.errs, fmt.Errorf("%s: %w", m.file, err))
	}
}

func (m *mistakes) err() error {
	if m.full() {
		m.errs = append(m.errs, fmt.Errorf("%s: mistakes after the first %d are not listed", m.file, mostMistakes))
	}
	return errors.Join(m.errs...)
}

// unknown notes a key that nobody asked for.
func (m *mistakes) unknown(path string, known []string) {
	m.add(path, &si.UnknownKeyError{Key: path, Nearest: si.Nearest(path, known)})
}
