package device

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/xbar-sim/xbar/internal/outline"
)

var mismatch = regexp.MustCompile(`^toml: line (\d+) \(last key "([^"]*)"\): (.*)$`)

// typeError says in a card's words that a key holds the wrong kind of value.
func typeError(file string, err error) error {
	m := mismatch.FindStringSubmatch(err.Error())
	if m == nil {
		return outline.SyntaxError(file, err)
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
