package experiments

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/outline"
	"github.com/xbar-sim/xbar/internal/si"
)

// MaxConfig is the largest study file that is read, in bytes.
const MaxConfig = 4 << 20

// format is the meaning of a study: results of different formats are not comparable. It grows
// whenever the same configuration gives other numbers.
const format = 4

// TOML returns the complete configuration as a study file: reading it gives the same study.
func (c *Config) TOML() []byte {
	var b bytes.Buffer
	b.WriteString("# a complete study: its command runs it again with --config FILE\n")
	fmt.Fprintf(&b, "command = %s\n", tomlString(c.Command))
	fmt.Fprintf(&b, "devices = [%s]\n", quoted(c.Devices))
	section := ""
	var later bytes.Buffer
	params := c.Params()
	for _, p := range params {
		path, name, ok := strings.Cut(p.Name, ".")
		if !ok {
			fmt.Fprintf(&b, "%s = %s\n", p.Name, tomlValue(p))
			continue
		}
		if _, taken := si.Lookup(params, path); taken { // "drift" has a value and cannot be a table
			fmt.Fprintf(&b, "%q = %s\n", p.Name, tomlValue(p))
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
		fmt.Fprintf(&b, "\n[[axis]]\nkey = %s\n", tomlString(a.Key))
		values := make([]string, len(a.Values))
		for i, v := range a.Values {
			text, ok := a.Word(v)
			if !ok {
				text = si.Exact(v, a.Unit)
			}
			values[i] = tomlString(text)
		}
		fmt.Fprintf(&b, "values = [%s]\nlog = %t\n", strings.Join(values, ", "), a.Log)
		if a.With != nil {
			fmt.Fprintf(&b, "with = [%s]\n", a.withText())
		}
	}
	if len(c.Overrides) > 0 {
		b.WriteString("\n[set]\n")
		for _, o := range c.Overrides {
			fmt.Fprintf(&b, "%s = %s\n", tomlString(o.Key), tomlString(o.Value))
		}
	}
	if len(c.Cards) > 0 {
		b.WriteString("\n[cards]\n")
		for _, name := range slices.Sorted(maps.Keys(c.Cards)) {
			fmt.Fprintf(&b, "%s = %s\n", tomlString(name), tomlString(c.Cards[name]))
		}
	}
	return b.Bytes()
}

func tomlValue(p si.Param) string {
	switch v := p.Value().(type) {
	case int, bool:
		return fmt.Sprint(v)
	case uint64:
		if v <= math.MaxInt64 { // beyond that TOML has no number
			return fmt.Sprint(v)
		}
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
	cards, err := c.loadAll()
	if err != nil {
		return "", err
	}
	for _, card := range cards {
		fingerprint(h, card)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// fingerprint writes everything about a card that a trial can feel.
func fingerprint(h io.Writer, card *device.Card) {
	fmt.Fprintf(h, "%s %s %s %s %v %v\n", card.Name, card.Class, card.Kind, card.Layout, card.Spread, card.Correlation)
	for _, p := range card.Params() {
		fmt.Fprintf(h, "%s %s\n", p.Name, p.Text())
	}
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
	Key    string     `toml:"key"`
	Values []any      `toml:"values"`
	With   [][]string `toml:"with"`
	Log    bool       `toml:"log"`
}

// Read changes c by a study file: first by its keys in the order of the text, then by those of
// [set], then by its axes. Mistakes are reported with the line of their key, at most 30 of them.
func (c *Config) Read(file string, text []byte) error {
	if len(text) > MaxConfig {
		return fmt.Errorf("%s: %d bytes, want at most %d", file, len(text), MaxConfig)
	}
	m := outline.Mistakes{File: file, Outline: outline.Of(string(text))}
	if line := m.Outline.Deep; line > 0 {
		return fmt.Errorf("%s:%d: nested deeper than %d", file, line, outline.Deepest)
	}
	var all map[string]any
	var f studyFile
	keys, err := toml.Decode(string(text), &all)
	if err != nil {
		return outline.SyntaxError(file, err)
	}
	known, err := toml.Decode(string(text), &f)
	if err != nil {
		return typeError(file, err)
	}
	if f.Command != "" {
		c.Command = f.Command
	}
	if f.Devices != nil {
		c.Devices = f.Devices
	}
	if c.Cards == nil {
		c.Cards = map[string]string{}
	}
	maps.Copy(c.Cards, f.Cards)
	c.readKeys(&m, keys.Keys(), all)
	c.readAxes(&m, f.Axis)
	for _, key := range known.Undecoded() {
		if key[0] == "axis" {
			m.Unknown(strings.Join(key, "."), []string{"axis.key", "axis.values", "axis.with", "axis.log"})
		}
	}
	return m.Err()
}

var mismatch = regexp.MustCompile(`^toml: line (\d+) \(last key "([^"]*)"\): `)

// typeError says that a key of studyFile holds the wrong kind of value.
func typeError(file string, err error) error {
	m := mismatch.FindStringSubmatch(err.Error())
	if m == nil {
		return outline.SyntaxError(file, err)
	}
	top, _, _ := strings.Cut(m[2], ".")
	want := map[string]string{
		"command": "text in quotes",
		"devices": `a list of names like ["ideal", "pcm"]`,
		"axis":    `a table [[axis]] like key = "d2d", values = [0, 0.1], log = false`,
		"set":     `a table of keys like "device.pcm.g_max" = "12 µS"`,
		"cards":   "a table of card files, each as text in quotes",
	}[top]
	return fmt.Errorf("%s:%s: %.100s: want %s", file, m[1], m[2], want)
}

// readKeys sets every key of a file but those of studyFile.
func (c *Config) readKeys(m *outline.Mistakes, keys []toml.Key, all map[string]any) {
	var later []toml.Key
	seen := map[string]bool{}
	for _, key := range keys {
		switch key[0] {
		case "set":
			later = append(later, key)
		case "command", "devices", "axis", "cards":
		default:
			c.readKey(m, seen, key, key, all)
		}
	}
	for _, key := range later {
		c.readKey(m, seen, key, key[1:], all)
	}
}

// readKey gives the value at path to the key called name. Tables have none of their own.
func (c *Config) readKey(m *outline.Mistakes, seen map[string]bool, path, name toml.Key, all map[string]any) {
	full := strings.Join(path, ".")
	if seen[full] || m.Full() {
		return
	}
	seen[full] = true
	var value any = all
	for _, k := range path {
		table, ok := value.(map[string]any)
		if !ok {
			return // within a list of tables, which was refused as one value
		}
		value = table[k]
	}
	if _, ok := value.(map[string]any); !ok {
		m.Add(full, c.Set(strings.Join(name, "."), value))
	}
}

func (c *Config) readAxes(m *outline.Mistakes, axes []axisFile) {
	if axes == nil {
		return
	}
	if len(axes) > maxAxes {
		m.Add("axis.0", fmt.Errorf("%d axes: want at most %d", len(axes), maxAxes))
		return
	}
	cards, err := c.LoadCards()
	if err != nil {
		m.Add("devices", err)
		return
	}
	c.Axes = nil
	for i, f := range axes {
		a, err := c.axisOf(f, cards)
		m.Add(fmt.Sprintf("axis.%d", i), err)
		c.Axes = append(c.Axes, a)
	}
}

func (c *Config) axisOf(f axisFile, cards []*device.Card) (Axis, error) {
	a, p, err := c.newAxis(f.Key, cards)
	if err != nil {
		return Axis{}, err
	}
	a.Log = f.Log
	if len(f.Values) == 0 || len(f.Values) > MaxAxis {
		return a, fmt.Errorf("axis %s has %d values: want 1 to %d", f.Key, len(f.Values), MaxAxis)
	}
	words := make([]string, len(f.Values))
	for i, v := range f.Values {
		words[i] = fmt.Sprint(v)
	}
	if err := a.list(words, p); err != nil {
		return a, err
	}
	return a, a.readWith(f.With)
}
