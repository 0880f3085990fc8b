package main

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/experiments"
)

// What config prints is the study that the same flags would run.
func TestConfigIsTheStudy(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, command := range commands() {
		text := must(t, "config", command, "--neurons", "7", "--seed", "3", "--quick")
		cfg := mustSettle(t, command, "--neurons", "7", "--seed", "3", "--quick")
		if text != string(cfg.TOML()) {
			t.Errorf("config %s prints another study:\n%s", command, text)
		}
		if err := os.WriteFile("s.toml", []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		again := mustSettle(t, command, "--config", "s.toml")
		a, errA := experiments.Hash(cfg)
		b, errB := experiments.Hash(again)
		if a != b || errA != nil || errB != nil {
			t.Errorf("%s: hash %s (%v) became %s (%v)", command, a, errA, b, errB)
		}
		if out := must(t, "config", "check", "s.toml"); !strings.Contains(out, command) || !strings.Contains(out, a[:8]+": nothing wrong") {
			t.Error(out)
		}
	}
	if text := must(t, "config"); !strings.Contains(text, `command = "sweep"`) {
		t.Error(text)
	}
}

func TestConfigKeys(t *testing.T) {
	out := must(t, "config", "keys")
	for _, p := range defaultConfig("sweep").Params() {
		if row := cells(out, p.Name); len(row) != 5 || row[2] != p.Unit || row[3] != p.RangeText() || row[4] != p.Doc {
			t.Errorf("%s: %q", p.Name, row)
		}
	}
}

func TestConfigExplain(t *testing.T) {
	for key, want := range map[string][]string{
		"after":                 {"time between the end of training and the test", "float, in s", "0 to 1e10 s", `--set after="0 s"`},
		"mode":                  {"one of in-situ, ex-situ", "default  in-situ"},
		"device.pcm.g_max":      {"highest conductance", "float, in S", "--vary device.pcm.g_max=FROM:TO"},
		"spread.k_set":          {"device-to-device spread (CV) of"},
		"device.vteam.v_th_set": {"SET threshold"},
	} {
		out := must(t, "config", "explain", key)
		for _, w := range want {
			if !strings.Contains(out, w) {
				t.Errorf("%s: no %q in\n%s", key, w, out)
			}
		}
	}
}

func TestConfigCheckNamesLineAndKey(t *testing.T) {
	t.Chdir(t.TempDir())
	for text, want := range map[string]string{
		"d2d = 0.1\n[network]\nneuron = 5\n":     `s.toml:3: unknown key "network.neuron" (did you mean "network.neurons"?)`,
		"\n\nc2c = -1\n":                         "s.toml:3: c2c = -1: want 0 to 10",
		"d2d = nan\n":                            "s.toml:1: d2d = NaN: want 0 to 3",
		"d2d = inf\n":                            "s.toml:1: d2d = ",
		"after = \"3 V\"\n":                      `s.toml:1: after = "3 V": want`,
		"command = \"fly\"\n":                    `command = "fly": want one of sweep, compare, train`,
		"d2d = \n":                               "s.toml:1: ",
		"devices = [\"flash\"]\n":                `unknown device "flash"`,
		"[[axis]]\nkey = \"d2d\"\nvalues = []\n": "axis d2d has 0 values",
		"[train]\nimages = 4001\n":               "train.images = 4001: want at most 4000 (training images of digits)",
		"command = \"train\"\n":                  "", // one device by default
		"command = \"train\"\ndevices = [\"ideal\", \"pcm\"]\n":       "train takes one device, not 2",
		"dataset = \"nowhere/at-all\"\n":                              "no such folder",
		"[cards]\nmine = \"title = 1\"\n":                             "", // not used: not read
		"devices = [\"mine\"]\n[cards]\nmine = \"model = 'flash'\"\n": "model = \"flash\"",
	} {
		if err := os.WriteFile("s.toml", []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		state, out, stderr := call(t, "config", "check", "s.toml")
		if want == "" {
			if state != done || !strings.Contains(out, "nothing wrong") {
				t.Errorf("%q: exit %d %s%s", text, state, out, stderr)
			}
		} else if state != refused || !strings.Contains(stderr, want) || out != "" {
			t.Errorf("%q: exit %d\n%s%swant %s", text, state, out, stderr, want)
		}
	}
}

func TestKnownKeysAreTaken(t *testing.T) {
	cfg := defaultConfig("sweep")
	cards, err := cfg.LoadCards()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range knownKeys(cfg) {
		if slices.Contains(names, p.Name) {
			t.Errorf("%s twice", p.Name)
		}
		names = append(names, p.Name)
		if _, err := cfg.Param(p.Name, cards); err != nil {
			t.Error(err)
		}
	}
	for _, want := range []string{"d2d", "network.neurons", "device.pcm.g_max", "device.states_ltp", "spread.g_max"} {
		if !slices.Contains(names, want) {
			t.Errorf("no %s", want)
		}
	}
}
