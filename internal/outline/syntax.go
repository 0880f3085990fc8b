package outline

import (
	"errors"
	"fmt"
	"strings"

	"github.com/BurntSushi/toml"
)

// SyntaxError is one line for a text that is no TOML: file, line and what the reader says. The reader quotes
// what it met, and that may be the end of a line.
func SyntaxError(file string, err error) error {
	oneLine := strings.NewReplacer("\n", `\n`, "\r", `\r`)
	var p toml.ParseError
	if !errors.As(err, &p) {
		return fmt.Errorf("%s: %.200s", file, oneLine.Replace(strings.TrimPrefix(err.Error(), "toml: ")))
	}
	says := strings.TrimSuffix(p.Message, ".")
	if rest, ok := strings.CutPrefix(says, "Key "); ok {
		says = "key " + rest
	}
	return fmt.Errorf("%s:%d: %.200s", file, max(p.Position.Line, 1), oneLine.Replace(says))
}
