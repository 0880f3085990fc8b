package outline

import (
	"errors"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

// What the reader met is quoted within the line, whatever it was.
func TestSyntaxErrorIsOneLine(t *testing.T) {
	for text, want := range map[string]string{
		"0=0b\n":      "my.toml:1: ",
		"a = 1\nb":    "my.toml:2: ",
		"a = \"x\r\n": "my.toml:1: ",
		"a=1\na=2":    "my.toml:2: key ",
	} {
		var x any
		_, err := toml.Decode(text, &x)
		if err == nil {
			t.Errorf("%q is read", text)
			continue
		}
		says := SyntaxError("my.toml", err).Error()
		if !strings.HasPrefix(says, want) || strings.ContainsAny(says, "\r\n") || len(says) == len(want) {
			t.Errorf("%q: %q, want one line that begins with %q", text, says, want)
		}
	}
	if says := SyntaxError("my.toml", errors.New("toml: two\nlines")).Error(); says != `my.toml: two\nlines` {
		t.Errorf("%q", says)
	}
}
