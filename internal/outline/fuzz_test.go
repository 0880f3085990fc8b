package outline

import (
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

// Whatever a text is, its keys stand on lines that it has; and every key of a table at the top of a TOML file is found.
func FuzzOf(f *testing.F) {
	for _, s := range []string{"a = 1\n[b]\nc = 2\n[[d]]\ne = '''\n\n'''\nf=3\n", "\"x.y\" = \"\"\"\\\"\"\"\"\na.b.c = [[1], [2]]\n", "a = '", "# [x]\n\r\n a=1", strings.Repeat("[", 40)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		o := Of(text)
		last := 1 + strings.Count(text, "\n")
		for key, n := range o.line {
			if n < 1 || n > last {
				t.Errorf("%q stands on line %d of %d", key, n, last)
			}
		}
		if o.Deep < 0 || o.Deep > last {
			t.Errorf("too deep on line %d of %d", o.Deep, last)
		}
		if o.Deep > 0 {
			return // takes the TOML reader time with the square of the depth
		}
		var all map[string]any
		md, err := toml.Decode(text, &all)
		if err != nil {
			return
		}
		for _, key := range md.Keys() {
			if len(key) == 1 && plain(key[0]) && o.Line(key[0]) == 0 {
				t.Errorf("%q is on no line of\n%s", key[0], text)
			}
		}
	})
}

// plain keys need no quotes.
func plain(key string) bool {
	return key != "" && !strings.ContainsFunc(key, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
	})
}
