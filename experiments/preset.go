package experiments

import (
	"embed"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/xbar-sim/xbar/internal/si"
)

//go:embed presets/*.toml
var presetFiles embed.FS

// Presets lists the network presets that come with the program, by name.
func Presets() []string {
	entries, err := fs.ReadDir(presetFiles, "presets")
	if err != nil {
		panic("experiments: presets are not embedded: " + err.Error())
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".toml"))
	}
	return names
}

// Preset changes the study by the network preset of a name: a study file without a command that
// sets what the network is and how long it learns.
func (c *Config) Preset(name string) error {
	if !slices.Contains(Presets(), name) {
		p := si.Param{Name: "--preset", At: new(string), Choices: Presets(), Doc: "network preset"}
		return p.Set(name)
	}
	text, err := presetFiles.ReadFile(path.Join("presets", name+".toml"))
	if err != nil {
		panic("experiments: a preset is not embedded: " + err.Error())
	}
	return c.Read("preset "+name, text)
}
