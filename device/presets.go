package device

import (
	"embed"
	"slices"
	"strings"

	"github.com/xbar-sim/xbar/internal/si"
)

//go:embed presets/*.toml
var presets embed.FS

// Presets returns the names of the cards that come with the program, sorted.
func Presets() []string {
	files, err := presets.ReadDir("presets")
	if err != nil {
		panic("device: embedded presets cannot be listed: " + err.Error())
	}
	var names []string
	for _, f := range files {
		names = append(names, strings.TrimSuffix(f.Name(), ".toml"))
	}
	slices.Sort(names)
	return names
}

// Preset returns a card that comes with the program.
func Preset(name string) (*Card, error) {
	text, err := presets.ReadFile("presets/" + name + ".toml")
	if err != nil {
		return nil, &si.UnknownKeyError{Key: name, Nearest: si.Nearest(name, Presets())}
	}
	return ReadCard(name+".toml", text)
}
