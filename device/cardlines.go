package device

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/BurntSushi/toml"
)

// lines finds the line of every key of a TOML text: the path with dots, as written in the
// text or put together from its table headers.
type lines map[string]int

var (
	tableLine = regexp.MustCompile(`^[ \t]*\[\[?([^\]]+)\]`)
	keyLine   = regexp.MustCompile(`^[ \t]*([^=#]+)=`)
)

func linesOf(text string) lines {
	at, table, n := lines{}, "", 0
	note := func(key string) {
		if _, ok := at[key]; !ok {
			at[key] = n
		}
	}
	for line := range strings.Lines(text) {
		n++
		if m := tableLine.FindStringSubmatch(line); m != nil {
			table = plainKey(m[1])
			note(table)
			table += "."
		} else if m := keyLine.FindStringSubmatch(line); m != nil {
			note(table + plainKey(m[1]))
		}
	}
	return at
}

// plainKey takes quotes and blanks out of a dotted key.
func plainKey(key string) string {
	return strings.NewReplacer(`"`, "", "'", "", " ", "", "\t", "").Replace(key)
}

// of returns the line of a key, or that of the table around it; 0 where there is neither.
func (l lines) of(key string) int {
	for key != "" {
		if n, ok := l[key]; ok {
			return n
		}
		key = key[:max(strings.LastIndexByte(key, '.'), 0)]
	}
	return 0
}

// deepest is how far a card may nest tables, lists and dotted keys. Real ones need three; the
// TOML reader takes time and memory with the square of it.
const deepest = 16

// tooDeep returns the first line that nests deeper than that, or 0.
func tooDeep(text string) int {
	depth, dots, line := 0, 0, 1
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\n':
			line, dots = line+1, 0
		case '#':
			i += strings.IndexByte(text[i:]+"\n", '\n') - 1
		case '"', '\'':
			end := stringEnd(text, i)
			line += strings.Count(text[i:end], "\n")
			i = end - 1
		case '{', '[':
			depth, dots = depth+1, 0
		case '}', ']':
			depth = max(depth-1, 0)
		case '=', ',':
			dots = 0
		case '.':
			dots++
		}
		if depth > deepest || dots > deepest {
			return line
		}
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

// syntaxError is one line for text that is no TOML.
func syntaxError(file string, e toml.ParseError) error {
	says := strings.TrimSuffix(e.Message, ".")
	if rest, ok := strings.CutPrefix(says, "Key "); ok {
		says = "key " + rest
	}
	return fmt.Errorf("%s:%d: %.200s", file, e.Position.Line, says)
}

var mismatch = regexp.MustCompile(`^toml: line (\d+) \(last key "([^"]*)"\): (.*)$`)

// typeError says in a card's words that a key holds the wrong kind of value.
func typeError(file string, err error) error {
	m := mismatch.FindStringSubmatch(err.Error())
	if m == nil {
		return fmt.Errorf("%s: %.200s", file, strings.TrimPrefix(err.Error(), "toml: "))
	}
	want := m[3]
	for _, w := range []struct{ says, want string }{
		{"mismatch for device.entry", `want a table like { value = "1 µS", provenance = "measured", source = "key" }`},
		{"mismatch for device.spread", `want a table like { cv = 0.1, provenance = "measured", source = "key" }`},
		{"mismatch for device.reference", `want a table like { text = "authors, title, journal", doi = "10.1000/1" }`},
		{"destination has type string", "want text in quotes"},
		{"destination has type float", "want a number"},
		{"destination has type boolean", "want true or false"},
	} {
		if strings.Contains(m[3], w.says) {
			want = w.want
		}
	}
	return fmt.Errorf("%s:%s: %.100s: %.200s", file, m[1], m[2], want)
}
