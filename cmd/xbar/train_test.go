package main

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/experiments"
)

// network trains a small network into a folder.
func network(t *testing.T, out string, more ...string) {
	t.Helper()
	must(t, slices.Concat([]string{"train", "-o", out, "--device", "pcm"}, tiny(), []string{"--set", "train.images=60"}, more)...)
}

type single struct {
	Command, Device, Dataset, Mode, Results string
	Neurons, Epochs, Presentations          int
	Seed                                    uint64
	Accuracy, Seconds                       float64
	Lo                                      float64  `json:"ci_lo"`
	Hi                                      float64  `json:"ci_hi"`
	Speed                                   *float64 `json:"presentations_per_second"`
	Raw                                     *float64 `json:"accuracy_raw"`
	Warnings                                []string
}

func TestTrainAndEvalAsJSON(t *testing.T) {
	t.Chdir(t.TempDir())
	var trained, tested single
	decode(t, must(t, slices.Concat([]string{"train", "-o", "net", "--device", "pcm", "--json", "--seed", "7", "--epochs", "2"}, tiny())...), &trained)
	if trained.Device != "pcm" || trained.Dataset != "digits" || trained.Neurons != 5 || trained.Epochs != 2 || trained.Mode != "in-situ" ||
		trained.Seed != 7 || trained.Results != "net" || trained.Warnings == nil || trained.Seconds <= 0 {
		t.Errorf("%+v", trained)
	}
	if trained.Presentations != 40 || trained.Speed == nil || *trained.Speed <= 0 {
		t.Errorf("%d presentations at %v a second: want 20 images twice", trained.Presentations, trained.Speed)
	}
	// One repeat: the interval is that of 20 test images.
	if lo, hi := experiments.Wilson(trained.Accuracy, 20); trained.Lo != lo || trained.Hi != hi {
		t.Errorf("interval %g to %g, want %g to %g", trained.Lo, trained.Hi, lo, hi)
	}
	decode(t, must(t, "eval", "net", "-o", "aged", "--after", "1 day", "--json"), &tested)
	if tested.Command != "eval" || tested.Raw == nil || tested.Speed != nil || tested.Presentations != 40 {
		t.Errorf("%+v", tested)
	}
}

func TestIntervalOverRepeats(t *testing.T) {
	row := experiments.Row{N: 3, Mean: 0.8, Lo: 0.7, Hi: 0.9, TestLo: 0.75, TestHi: 0.85}
	if _, lo, hi := interval(row); lo != 0.7 || hi != 0.9 {
		t.Errorf("%g to %g for three repeats", lo, hi)
	}
	row = experiments.Row{N: 1, Mean: 0.8, Lo: math.NaN(), Hi: math.NaN(), TestLo: 0.75, TestHi: 0.85}
	if _, lo, hi := interval(row); lo != 0.75 || hi != 0.85 {
		t.Errorf("%g to %g for one repeat", lo, hi)
	}
}

// A test of a trained network as it was trained finds what training found.
func TestEvalRepeatsTheTestOfTraining(t *testing.T) {
	t.Chdir(t.TempDir())
	network(t, "net", "--repeats", "2")
	must(t, "eval", "net", "-o", "again")
	if a, b := read(t, "net/trials.csv"), read(t, "again/trials.csv"); a != b {
		t.Errorf("trained\n%stested again\n%s", a, b)
	}
	if a, b := contents(t, "net")["network-pcm-0.xbar"], contents(t, "net")["network-pcm-1.xbar"]; a == "" || a == b {
		t.Error("want one network for each repeat")
	}
	if files := contents(t, "again"); files["network-pcm-0.xbar"] != "" {
		t.Error("a test left a network")
	}
}

// A stored network is read out in other ways, on the cells of a card file too.
func TestEvalWithOtherReadouts(t *testing.T) {
	card := read(t, filepath.Join(sourceDir, "../../device/presets/memristor.toml"))
	t.Chdir(t.TempDir())
	for _, name := range []string{"mine.toml", "pcm.toml"} {
		if err := os.WriteFile(name, []byte(card), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	network(t, "net")
	before := read(t, "net/config.toml")
	for _, args := range []string{
		"--set readout.kind=logistic",
		"--set readout.kind=logistic --set readout.device=ideal",
		"--set readout.kind=logistic --set readout.device=pcm --after 1y --compensation none",
		"--set readout.kind=logistic --set readout.device=mine.toml",
	} {
		var got single
		decode(t, must(t, append([]string{"eval", "net", "--json", "--force", "-o", "out"}, strings.Fields(args)...)...), &got)
		if got.Command != "eval" || got.Accuracy <= 0 {
			t.Errorf("%s: %+v", args, got)
		}
	}
	if now := read(t, "net/config.toml"); now != before {
		t.Error("reading out changed the training")
	}
	for args, want := range map[string]string{
		"readout.device=pcm":      `readout.device = "pcm": want empty where readout.kind = rate-weighted`,
		"readout.device=pcm.toml": "readout.device = pcm.toml: the study has another device of that name: rename the file",
		"readout.device=no.toml":  "no.toml: no such file",
	} {
		state, _, stderr := call(t, "eval", "net", "-o", "none", "--set", args)
		if state != refused || !strings.Contains(stderr, want) {
			t.Errorf("%s: exit %d\n%swant %s", args, state, stderr, want)
		}
	}
}

func TestEvalRefusals(t *testing.T) {
	t.Chdir(t.TempDir())
	network(t, "net")
	must(t, small("swept")...)
	must(t, "eval", "net", "-o", "tested")
	network(t, "elsewhere", "--mode", "exsitu")
	network(t, "cut")
	if err := os.Remove("cut/network-pcm-0.xbar"); err != nil {
		t.Fatal(err)
	}
	network(t, "edited")
	text := strings.Replace(read(t, "edited/config.toml"), "seed = 1", "seed = 2", 1)
	if err := os.WriteFile("edited/config.toml", []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ args, want string }{
		{"none", "none is no results folder"},
		{"swept", `swept holds results of "xbar sweep"`},
		{"tested", `tested holds results of "xbar eval"`},
		{"elsewhere", "elsewhere: no network network-pcm-0.xbar (mode ex-situ)"},
		{"cut", "cut: no network network-pcm-0.xbar"},
		{"edited", "edited: the study file was changed"},
		{"net --set d2d=0.3", "d2d = 0.3: the network was trained with 0"},
		{"net --neurons 6", "network.neurons = 6: the network was trained with 5"},
		{"net --set device.pcm.g_max=11µS", "device.pcm.g_max = 11µS: the network was trained without it"},
		{"net --after yesterday", `after = "yesterday": want`},
		{"net --set test.images=1001", "test.images = 1001: want at most 1000"},
	} {
		state, _, stderr := call(t, append([]string{"eval", "-o", "out"}, strings.Fields(tt.args)...)...)
		if state != refused || !strings.Contains(stderr, tt.want) {
			t.Errorf("eval %s: exit %d\n%swant %s", tt.args, state, stderr, tt.want)
		}
	}
	if _, err := os.Stat("out"); err == nil {
		t.Error("a refused test left a folder")
	}
}

// --force trains another network in the place of the first, whose file must not be taken up.
func TestForceTrainsAnew(t *testing.T) {
	t.Chdir(t.TempDir())
	network(t, "net")
	network(t, "net", "--force", "--seed", "2")
	if state, _, stderr := call(t, "eval", "net", "-o", "tested"); state != done {
		t.Errorf("exit %d: %s", state, stderr)
	}
}

func TestTextOfTrain(t *testing.T) {
	t.Chdir(t.TempDir())
	out := must(t, slices.Concat([]string{"train", "-o", "net", "--device", "pcm", "--after", "1h"}, tiny(), []string{"--set", "train.validation=20"})...)
	for _, want := range []string{"GST phase-change memory", "digits, 5 neurons, in-situ", "95 % interval", "(20 test images)",
		"the wait  mean conductance ×0.", "20 presentations, ", "figure   net/learning_curve.png"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}
