package experiments

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/si"
)

// MaxConfig is the largest study file that is read, in bytes.
const MaxConfig = 4 << 20

// format is the meaning of a study: results of different formats are not comparable. It grows
// whenever the same configuration gives other numbers.
const format = 1

// TOML returns the complete configuration as a study file: reading it gives the same study.
func (c *Config) TOML() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# complete study: xbar %s --config FILE runs it again\n", c.Command)
	fmt.Fprintf(&b, "command = %q\n", c.Command)
	fmt.Fprintf(&b, "devices = [%s]\n", quoted(c.Devices))
	section := ""
	var later bytes.Buffer
	for _, p := range c.Params() {
		path, name, ok := strings.Cut(p.Name, ".")
		if !ok {
			fmt.Fprintf(&b, "%s = %s\n", p.Name, tomlValue(p))
			continue
		}
		if path != section {
			section = path
			fmt.Fprintf(&later, "\n[%s]\n", section)
		}
		fmt.Fprintf(&later, "%s = %s\n", name, tomlValue(p))
	}
	b.Write(later.Bytes())
	for _, a := range c.Axes {
		fmt.Fprintf(&b, "\n[[axis]]\nkey = %q\n", a.Key)
		values := make([]string, len(a.Values))
		for i, v := range a.Values {
			values[i] = fmt.Sprintf("%q", si.Exact(v, a.Unit))
		}
		fmt.Fprintf(&b, "values = [%s]\nlog = %t\n", strings.Join(values, ", "), a.Log)
	}
	if len(c.Overrides) > 0 {
		b.WriteString("\n[set]\n")
		for _, o := range c.Overrides {
			fmt.Fprintf(&b, "%q = %q\n", o.Key, o.Value)
		}
	}
	if len(c.Cards) > 0 {
		b.WriteString("\n[cards]\n")
		for _, name := range slices.Sorted(maps.Keys(c.Cards)) {
			fmt.Fprintf(&b, "%q = %s\n", name, tomlString(c.Cards[name]))
		}
	}
	return b.Bytes()
}

func tomlValue(p si.Param) string {
	switch p.Kind() {
	case si.Int, si.Bool:
		return fmt.Sprint(p.Value())
	}
	return tomlString(p.Text())
}

// tomlString quotes any text as a TOML basic string.
func tomlString(s string) string {
	var b bytes.Buffer
	// the library's own encoder knows TOML's escapes, which are not Go's
	if err := toml.NewEncoder(&b).Encode(map[string]string{"x": s}); err != nil {
		panic("experiments: a string cannot be written as TOML: " + err.Error())
	}
	return strings.TrimSuffix(strings.TrimPrefix(b.String(), "x = "), "\n")
}

func quoted(list []string) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = tomlString(s)
	}
	return strings.Join(out, ", ")
}

// Hash returns the hash of the study: of its complete configuration, of the cards it uses, and of
// the meaning that this version gives to them.
func Hash(c *Config) (string, error) {
	h := sha256.New()
	fmt.Fprintf(h, "format %d\n%s", format, c.TOML())
	cards, err := c.LoadCards()
	if err != nil {
		return "", err
	}
	for _, card := range cards {
		fmt.Fprintf(h, "%s %s %s\n", card.Name, card.Kind, card.Layout)
		for _, p := range card.Params() {
			fmt.Fprintf(h, "%s %s\n", p.Name, p.Text())
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// studyFile is what a study file may have besides the keys of Params.
type studyFile struct {
	Command string            `toml:"command"`
	Devices []string          `toml:"devices"`
	Axis    []axisFile        `toml:"axis"`
	Set     map[string]any    `toml:"set"`
	Cards   map[string]string `toml:"cards"`
}

type axisFile struct {
	Key    string `toml:"key"`
	Values []any  `toml:"values"`
	Log    bool   `toml:"log"`
}

// Read changes c by a study file. Every mistake is reported with the line of its key.
func (c *Config) Read(file string, text []byte) error {
	if len(text) > MaxConfig {
		return fmt.Errorf("%s: %d bytes, want at most %d", file, len(text), MaxConfig)
	}
	var all map[string]any
	var f studyFile
	_, err := toml.Decode(string(text), &all)
	if err == nil {
		_, err = toml.Decode(string(text), &f)
	}
	if err != nil {
		var p toml.ParseError
		if errors.As(err, &p) {
			return fmt.Errorf("%s:%d: %s", file, p.Position.Line, p.Message)
		}
		return fmt.Errorf("%s: %s", file, strings.TrimPrefix(err.Error(), "toml: "))
	}
	for _, own := range []string{"command", "devices", "axis", "set", "cards"} {
		delete(all, own)
	}
	if f.Command != "" {
		c.Command = f.Command
	}
	if f.Devices != nil {
		c.Devices = f.Devices
	}
	maps.Copy(c.Cards, f.Cards)
	flat := map[string]any{}
	flatten(flat, "", all)
	var errs []error
	for _, key := range slices.Sorted(maps.Keys(flat)) {
		errs = append(errs, locate(file, text, key, c.Set(key, flat[key])))
	}
	for _, key := range slices.Sorted(maps.Keys(f.Set)) {
		errs = append(errs, locate(file, text, key, c.Set(key, f.Set[key])))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	return c.readAxes(file, text, f.Axis)
}

// flatten turns nested tables into dotted keys.
func flatten(out map[string]any, path string, in map[string]any) {
	for k, v := range in {
		if path != "" {
			k = path + "." + k
		}
		if table, ok := v.(map[string]any); ok {
			flatten(out, k, table)
		} else {
			out[k] = v
		}
	}
}

// locate puts file and line before an error about a key.
func locate(file string, text []byte, key string, err error) error {
	if err == nil {
		return nil
	}
	last := key[strings.LastIndexByte(key, '.')+1:]
	m := regexp.MustCompile(`(?m)^[ \t]*(?:[\w"-]+\.)*"?` + regexp.QuoteMeta(last) + `"?[ \t]*=`)
	if loc := m.FindIndex(text); loc != nil {
		return fmt.Errorf("%s:%d: %w", file, 1+bytes.Count(text[:loc[0]], []byte("\n")), err)
	}
	return fmt.Errorf("%s: %w", file, err)
}

func (c *Config) readAxes(file string, text []byte, axes []axisFile) error {
	if axes == nil {
		return nil
	}
	cards, err := c.LoadCards()
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	c.Axes = nil
	for _, f := range axes {
		a, err := c.axisOf(f, cards)
		if err != nil {
			return locate(file, text, "key", err)
		}
		c.Axes = append(c.Axes, a)
	}
	return nil
}

func (c *Config) axisOf(f axisFile, cards []*device.Card) (Axis, error) {
	p, err := c.Param(f.Key, cards)
	if err != nil {
		return Axis{}, err
	}
	a := Axis{Key: f.Key, Label: p.Doc, Unit: p.Unit, Log: f.Log}
	if len(f.Values) == 0 || len(f.Values) > MaxAxis {
		return a, fmt.Errorf("axis %s has %d values: want 1 to %d", f.Key, len(f.Values), MaxAxis)
	}
	words := make([]string, len(f.Values))
	for i, v := range f.Values {
		words[i] = fmt.Sprint(v)
	}
	return a, a.list(words, p)
}
