package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/snn"
)

// settled returns the configuration that a command line settles on.
func settled(t *testing.T, command string, args ...string) (*experiments.Config, error) {
	t.Helper()
	a := &app{stdin: strings.NewReader(""), stderr: io.Discard, env: func(string) string { return "" }}
	o := &options{command: command}
	c := &cobra.Command{Use: command, SilenceErrors: true, SilenceUsage: true}
	o.study(a, c)
	o.place(c)
	var cfg *experiments.Config
	c.RunE = func(cmd *cobra.Command, _ []string) (err error) {
		cfg, err = a.settle(cmd, o)
		return err
	}
	c.SetArgs(args)
	return cfg, c.Execute()
}

func mustSettle(t *testing.T, command string, args ...string) *experiments.Config {
	t.Helper()
	cfg, err := settled(t, command, args...)
	if err != nil {
		t.Fatalf("%s %v: %v", command, args, err)
	}
	return cfg
}

// Each source wins over the one before it: default, file, --quick, --set, flag.
func TestPrecedence(t *testing.T) {
	file := filepath.Join(t.TempDir(), "study.toml")
	text := "repeats = 4\n[network]\nneurons = 30\n[train]\nimages = 1000\n[test]\nimages = 900\n"
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args []string
		want [4]int // neurons, repeats, train.images, test.images
	}{
		{nil, [4]int{50, 6, 2000, 1000}},
		{[]string{"--config", file}, [4]int{30, 4, 1000, 900}},
		{[]string{"--config", file, "--quick"}, [4]int{30, 3, 600, 300}},
		{[]string{"--quick", "--config", file, "--set", "train.images=700", "--set", "repeats=5"}, [4]int{30, 5, 700, 300}},
		{[]string{"--neurons", "10", "--repeats", "8", "--set", "network.neurons=20", "--set", "repeats=5", "--quick"}, [4]int{10, 8, 600, 300}},
	} {
		c := mustSettle(t, "sweep", tt.args...)
		if got := [4]int{c.Network.Neurons, c.Repeats, c.Train.Images, c.Test.Images}; got != tt.want {
			t.Errorf("%v: neurons, repeats, training and test images %v, want %v", tt.args, got, tt.want)
		}
		if c.Quick != slices.Contains(tt.args, "--quick") {
			t.Errorf("%v: quick = %v", tt.args, c.Quick)
		}
	}
}

func TestDefaultsOfCommands(t *testing.T) {
	for _, tt := range []struct {
		command          string
		repeats, devices int
		axes             string
	}{
		{"sweep", 6, 3, "d2d=[0 0.1 0.2 0.3 0.5 0.7]"},
		{"compare", 10, 3, ""},
		{"train", 1, 1, ""},
	} {
		c := mustSettle(t, tt.command)
		if c.Command != tt.command || c.Repeats != tt.repeats || len(c.Devices) != tt.devices || axesText(c) != tt.axes {
			t.Errorf("%s: %s, %d repeats, devices %v, axes %q", tt.command, c.Command, c.Repeats, c.Devices, axesText(c))
		}
	}
}

func axesText(c *experiments.Config) string {
	var out []string
	for _, a := range c.Axes {
		out = append(out, fmt.Sprintf("%s=%v", a.Key, a.Values))
	}
	return strings.Join(out, " ")
}

// --quick shrinks the usual axis, not one that was asked for.
func TestQuickAxes(t *testing.T) {
	if got := axesText(mustSettle(t, "sweep", "--quick")); got != "d2d=[0 0.2 0.5]" {
		t.Error(got)
	}
	if got := axesText(mustSettle(t, "sweep", "--quick", "--vary", "c2c=0:1:3", "--vary", "d2d=0,0.5")); got != "c2c=[0 0.5 1] d2d=[0 0.5]" {
		t.Error(got)
	}
}

// A sweep with drift under study waits a day, unless somebody said how long.
func TestWaitOfASweep(t *testing.T) {
	const day = 86400
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, tt := range []struct {
		command, args string
		want          float64
	}{
		{"sweep", "", 0},
		{"sweep", "--drift 0.05", day},
		{"sweep", "--drift 0", day},
		{"sweep", "--set drift=0.05", day},
		{"sweep", "--vary drift=0,0.1", day},
		{"sweep", "--drift 0.05 --after 1h", 3600},
		{"sweep", "--drift 0.05 --after 0", 0},
		{"sweep", "--drift 0.05 --set after=0", 0},
		{"sweep", "--drift 0.05 --vary after=1h,2h", 0},
		{"sweep", "--config " + file("drift.toml", "drift = 0.05\n"), day},
		{"sweep", "--config " + file("both.toml", "drift = 0.05\nafter = 0\n"), 0},
		{"sweep", "--config " + file("set.toml", "drift = 0.05\n[set]\nafter = \"2 h\"\n"), 7200},
		{"train", "--drift 0.05", 0},
		{"compare", "--drift 0.05 --after 1h", 3600},
	} {
		if c := mustSettle(t, tt.command, strings.Fields(tt.args)...); c.After.Wait != tt.want {
			t.Errorf("%s %s waits %g s, want %g", tt.command, tt.args, c.After.Wait, tt.want)
		}
	}
}

func TestModes(t *testing.T) {
	for word, want := range map[string]string{
		"in-situ": "in-situ", "insitu": "in-situ", "InSitu": "in-situ", "ex-situ": "ex-situ", "exsitu": "ex-situ", "ex_situ": "ex-situ",
	} {
		if c := mustSettle(t, "sweep", "--mode", word); c.Mode != want {
			t.Errorf("--mode %s is %s", word, c.Mode)
		}
	}
}

func TestSetTakesQuantitiesAndTOML(t *testing.T) {
	c := mustSettle(t, "sweep", "--set", "network.leak = 80 ms", "--set", `input.rate="40 Hz"`, "--set", "d2d=5 %", "--vary", "c2c=0,1",
		"--set", "devices=ideal,pcm", "--set", "device.pcm.g_max=11 µS", "--set", `mode="exsitu"`)
	if c.Network.Leak != 0.08 || c.Input.Rate != 40 || c.Flaws.D2D != 0.05 || c.Mode != experiments.ExSitu {
		t.Errorf("leak %g, rate %g, d2d %g, mode %s", c.Network.Leak, c.Input.Rate, c.Flaws.D2D, c.Mode)
	}
	if !slices.Equal(c.Devices, []string{"ideal", "pcm"}) || len(c.Overrides) != 1 {
		t.Errorf("devices %v, overrides %v", c.Devices, c.Overrides)
	}
}

// A card file travels with the study, under its own name; cards no longer used do not.
func TestCardFiles(t *testing.T) {
	dir := t.TempDir()
	card := filepath.Join(dir, "mine.toml")
	text := read(t, "../../device/presets/memristor.toml")
	if err := os.WriteFile(card, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	c := mustSettle(t, "sweep", "--device", "ideal,"+card)
	if !slices.Equal(c.Devices, []string{"ideal", "mine"}) || c.Cards["mine"] != text {
		t.Errorf("devices %v, %d cards", c.Devices, len(c.Cards))
	}
	study := filepath.Join(dir, "study.toml")
	if err := os.WriteFile(study, c.TOML(), 0o644); err != nil {
		t.Fatal(err)
	}
	if c := mustSettle(t, "sweep", "--config", study); c.Cards["mine"] != text {
		t.Error("the card did not come back from the study file")
	}
	if c := mustSettle(t, "sweep", "--config", study, "--device", "ideal"); len(c.Cards) != 0 {
		t.Error("an unused card stayed in the study")
	}
	for _, bad := range []string{"a.b.toml", "a=b.toml", ".toml"} {
		if _, err := settled(t, "sweep", "--device", filepath.Join(dir, bad)); err == nil || !strings.Contains(err.Error(), "want a name of letters") {
			t.Errorf("card file %s: %v", bad, err)
		}
	}
}

func TestRefusals(t *testing.T) {
	dir := t.TempDir()
	compare := filepath.Join(dir, "compare.toml")
	if err := os.WriteFile(compare, mustSettle(t, "compare").TOML(), 0o644); err != nil {
		t.Fatal(err)
	}
	axes := filepath.Join(dir, "axes.toml")
	if err := os.WriteFile(axes, []byte("[[axis]]\nkey = \"d2d\"\nvalues = [0, 0.5]\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ command, args, want string }{
		{"sweep", "--config " + compare, `command = "compare": this file is for "xbar compare", not for "xbar sweep"`},
		{"compare", "--config " + axes, `compare has no such axis: "xbar sweep" varies d2d`},
		{"train", "--device ideal,pcm", "train takes one device, not 2"},
		{"train", "--code poisson,burst", `input.code = "poisson,burst": want one of poisson`},
		{"compare", "--code poisson,morse", `input.code = "morse": want one of poisson`},
		{"compare", "--code all --set input.code=burst", "input.code is an axis of this compare"},
		{"compare", "--code poisson,burst,poisson", "axis input.code has the value poisson twice"},
		{"sweep", "--code poisson,burst --vary input.code=all", "axis input.code is given twice"},
		{"sweep", "--code burst --vary input.code=all", "input.code is an axis of this sweep"},
		{"sweep", "--device ideal,,pcm", "empty name"},
		{"sweep", "--device ideal,ideal", `device "ideal" is named twice`},
		{"sweep", "--set d2d=0.1", "d2d is an axis of this sweep: its value cannot be set too"},
		{"sweep", "--drift 0.1 --vary drift=0,0.1", "drift is an axis of this sweep"},
		{"sweep", "--set d2d", `--set "d2d": want KEY=VALUE`},
		{"sweep", "--set =3", "want KEY=VALUE"},
		{"sweep", `--set seed="1`, "seed ="},
		{"sweep", "--drift 0.5V", `drift = "0.5V": want -1 to 1`},
		{"sweep", "--config " + dir, "cannot read " + dir},
		{"sweep", "--config " + filepath.Join(dir, "none.toml"), "no such file"},
		{"sweep", "--vary device.nothing=0,1", `unknown key "device.nothing"`},
		{"sweep", "--vary compensation=0,1", `compensation = "0": want one of none, global, column`},
		{"sweep", "--vary dataset=digits,mnist", "cannot be swept"},
		{"train", "--preset dc-coda", `--preset = "dc-coda": want one of beyond, dc-brian2, dc-code, dc-paper, size-epochs (network preset)`},
		{"train", "--preset dc-code --preset dc-paper", `invalid argument "dc-paper" for "--preset" flag: want one network preset, not also "dc-code"`},
		{"train", "--preset=", `invalid argument "" for "--preset" flag: want a network preset`},
	} {
		_, err := settled(t, tt.command, strings.Fields(tt.args)...)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s %s: %v, want %s", tt.command, tt.args, err, tt.want)
		}
	}
}

// One code is a value, several are an axis, and each brings what suits it, unless something else was
// asked for.
func TestCodes(t *testing.T) {
	c := mustSettle(t, "compare", "--code", "phase,burst")
	if len(c.Axes) != 1 || !slices.Equal(c.Axes[0].Words, []string{"phase", "burst"}) || len(c.Axes[0].With) != 2 || len(c.Axes[0].With[0]) != 0 || c.Network.Target != 10 {
		t.Errorf("several codes: %+v", c.Axes)
	}
	if c := mustSettle(t, "compare", "--code", "all"); len(c.Axes) != 1 || !slices.Equal(c.Axes[0].Words, snn.Codes()) {
		t.Errorf("all codes: %+v", c.Axes)
	}
	if c := mustSettle(t, "sweep", "--code", "poisson,regular", "--vary", "d2d=0,0.1"); len(c.Axes) != 2 || c.Axes[1].Key != "input.code" {
		t.Errorf("codes beside an axis: %+v", c.Axes)
	}
	if c := mustSettle(t, "sweep", "--code", "burst"); len(c.Axes) != 1 || c.Axes[0].Key != "d2d" || c.Input.Code != "burst" || c.Network.Target != 1 {
		t.Errorf("one code in a sweep: %s, target %g, %+v", c.Input.Code, c.Network.Target, c.Axes)
	}
	study := filepath.Join(t.TempDir(), "study.toml")
	if err := os.WriteFile(study, c.TOML(), 0o644); err != nil {
		t.Fatal(err)
	}
	if d := mustSettle(t, "compare", "--config", study); !bytes.Equal(c.TOML(), d.TOML()) {
		t.Errorf("the study file became\n%s", d.TOML())
	}
	if c := mustSettle(t, "compare", "--config", study, "--code", "burst"); len(c.Axes) != 0 || c.Input.Code != "burst" {
		t.Errorf("one code of a study of several: %s, %+v", c.Input.Code, c.Axes)
	}
	few := filepath.Join(t.TempDir(), "few.toml")
	if err := os.WriteFile(few, []byte("[stdp]\nltp = 0.05\n[set]\n\"network.gain\" = 0.01\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	c = mustSettle(t, "train", "--code", "first-spike", "--config", few, "--set", "network.target=2")
	if c.STDP.LTP != 0.05 || c.Network.Gain != 0.01 || c.Network.Target != 2 || c.STDP.LTD != 0.04 || c.Network.Inhibition != 0.35 {
		t.Errorf("network %+v, STDP %+v", c.Network, c.STDP)
	}
}

// A preset is under the study file, --quick and --set, and the study file that it becomes gives the same
// study without it.
func TestPresets(t *testing.T) {
	for _, name := range experiments.Presets() {
		for _, command := range []string{"train", "compare", "sweep"} {
			c := mustSettle(t, command, "--preset", name, "--quick", "--set", "stdp.window=30 ms", "--neurons", "20")
			if (c.Neuron.Model != "conductance") != (name == "beyond") || c.STDP.Window != 0.03 || c.Network.Neurons != 20 || !c.Quick || c.Train.Images > 1000 {
				t.Errorf("%s: model %s, window %g, %d neurons, %d images", name, c.Neuron.Model, c.STDP.Window, c.Network.Neurons, c.Train.Images)
			}
			study := filepath.Join(t.TempDir(), "study.toml")
			if err := os.WriteFile(study, c.TOML(), 0o644); err != nil {
				t.Fatal(err)
			}
			if d := mustSettle(t, command, "--config", study); !bytes.Equal(c.TOML(), d.TOML()) {
				t.Errorf("%s: the study file became\n%s", name, d.TOML())
			}
		}
	}
}

// FuzzSet makes sure that no --set text does more than be taken or refused.
func FuzzSet(f *testing.F) {
	for _, s := range []string{"d2d=0.1", "=", "devices=a,,b", `seed="1`, `mode="ex\u0000situ"`, "device.pcm.g_max=1 µS", "spread.x=1", "quick=true"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.ContainsAny(text, `/\`) || strings.Contains(text, ".toml") {
			t.Skip("names a file")
		}
		r := &request{cfg: defaultConfig("sweep"), given: map[string]bool{}}
		r.set(text)
		for _, err := range r.errs {
			if strings.TrimSpace(err.Error()) == "" {
				t.Error("an error without words")
			}
		}
	})
}
