package experiments

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/internal/dataset"
)

// presetStudy is the study of a preset on the drawn digits, of so many images.
func presetStudy(t *testing.T, name, images string) *Config {
	t.Helper()
	c := Default("train")
	c.Devices, c.Repeats = []string{"ideal"}, 1
	if err := c.Preset(name); err != nil {
		t.Fatal(err)
	}
	return set(t, c, "train.images", images, "label.images", "20", "test.images", "20")
}

// Every preset can be run as it is, on the set that it was made for, and is a complete study when written
// down.
func TestPresetsAreSound(t *testing.T) {
	if want := []string{"beyond", "dc-brian2", "dc-code", "dc-paper", "size-epochs"}; strings.Join(Presets(), " ") != strings.Join(want, " ") {
		t.Errorf("presets %v, want %v", Presets(), want)
	}
	mnist := &dataset.Set{Name: "mnist", Classes: 10, Width: 28, Height: 28}
	mnist.Train.Images, mnist.Test.Images = make([][]byte, 60000), make([][]byte, 10000)
	for _, name := range Presets() {
		c := Default("train")
		if err := c.Preset(name); err != nil {
			t.Fatal(err)
		}
		if err := c.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := c.CheckData(mnist); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		d := Default("train")
		if err := d.Read("again", c.TOML()); err != nil || !bytes.Equal(d.TOML(), c.TOML()) {
			t.Errorf("%s: written down and read it is another study (%v)", name, err)
		}
	}
}

func TestPresetRefuses(t *testing.T) {
	for _, name := range []string{"", "dc", "dc-code.toml", "../presets/dc-code"} {
		c := Default("train")
		before := c.TOML()
		err := c.Preset(name)
		if err == nil || !strings.Contains(err.Error(), "want one of beyond, dc-brian2, dc-code") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v", name, err)
		}
		if !bytes.Equal(before, c.TOML()) {
			t.Errorf("%q changed the study", name)
		}
	}
}

// Every preset runs for every seed: 50 images, and the neurons answer.
func TestPresetsRun(t *testing.T) {
	if testing.Short() {
		t.Skip("trains twelve networks")
	}
	for _, name := range Presets() {
		for _, seed := range []string{"1", "2", "3"} {
			t.Run(name+" "+seed, func(t *testing.T) {
				t.Parallel()
				images := "50"
				c := set(t, presetStudy(t, name, images), "seed", seed)
				r := conduct(t, c, Env{Workers: 1})
				m := r.Trials[0].Metrics
				if m.Presentations < 50 || m.SpikesPerImg < 5 || m.Silent > 0 {
					t.Errorf("%d presentations, %.1f spikes an image, %.0f %% of images without", m.Presentations, m.SpikesPerImg, 100*m.Silent)
				}
			})
		}
	}
}

// What sets the presets apart is what their files say.
func TestPresetsDiffer(t *testing.T) {
	at := func(name string) *Config { return presetStudy(t, name, "50") }
	code, ports, paper, sizes := at("dc-code"), at("dc-brian2"), at("dc-paper"), at("size-epochs")
	if code.Neuron.Integrator != "exponential" || code.Input.Delay != 10e-3 || sizes.Input.Delay != 0 || code.STDP != sizes.STDP {
		t.Error("dc-code is not size-epochs with delays")
	}
	if ports.STDP.EtaPre != -code.STDP.EtaPre || ports.Neuron.DeadTime != 50e-3 || ports.Neuron.Dead != "clamp" || ports.Input.Step != 0.1e-3 || !ports.Neuron.Population {
		t.Error("dc-brian2 has not what sets the ports apart")
	}
	if paper.STDP.Rule != "power-law" || paper.STDP.Traces != "additive" {
		t.Error("dc-paper has not the rule of the paper")
	}
}
