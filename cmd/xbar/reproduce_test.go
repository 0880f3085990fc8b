package main

import (
	"math"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/experiments"
)

// The studies of a reproduction are those that a user would type, to the byte.
func TestStudiesAreCommandLines(t *testing.T) {
	p, err := experiments.FindReproduction("size-epochs")
	if err != nil {
		t.Fatal(err)
	}
	list, err := p.Studies(experiments.Setup{Dataset: "mnist", Devices: []string{"ideal"}, Seed: 1, Repeats: 3})
	if err != nil {
		t.Fatal(err)
	}
	for k, line := range []string{
		"--preset size-epochs --dataset mnist --device ideal --vary network.neurons=100,225,400 --vary train.epochs=1,3,5,7 --repeats 3 --set train.maps=true",
		"--dataset mnist --device ideal --vary network.neurons=100,225,400 --vary train.epochs=1,3,5,7 --repeats 3 --set train.images=60000 --set label.images=10000 --set test.images=10000 --set readout.kind=naive-bayes --set train.maps=true --set stdp.ltp=0.016 --set stdp.ltd=0.008 --set train.settle=40000",
		"--preset size-epochs --dataset mnist --device ideal --neurons 100 --vary train.epochs=1,3,5,7 --repeats 3 --set neuron.theta_plus=12.5µV",
	} {
		typed := mustSettle(t, "sweep", strings.Fields(line)...)
		if got, want := string(list[k].Config.TOML()), string(typed.TOML()); got != want {
			t.Errorf("study %s is not xbar sweep %s:\n%s\nwant\n%s", list[k].Name, line, got, want)
		}
	}
}

func TestReproductionsRefused(t *testing.T) {
	for _, tt := range []struct{ line, want string }{
		{"reproduce size-epoch", `unknown reproduction "size-epoch" (did you mean "size-epochs"?)`},
		{"reproduce size-epochs normalisation", `wants one NAME, not also "normalisation"`},
		{"reproduce size-epochs --device memrister", `unknown device "memrister" (did you mean "memristor"?)`},
		{"reproduce size-epochs --repeats 0", `repeats = "0": want 1 to 10000`},
		{"reproduce size-epochs --workers 0", `--workers = "0": want 1 to 4096`},
		{"reproduce size-epochs --dataset digits", `train.images = 60000: want at most`},
	} {
		t.Chdir(t.TempDir())
		state, out, err := call(t, strings.Fields(tt.line)...)
		if state != refused || out != "" || !strings.Contains(err, tt.want) {
			t.Errorf("xbar %s: exit %d\n%s%swant exit 2 and %s", tt.line, state, out, err, tt.want)
		}
	}
}

// Places are told apart by what varies; the sign of a distance is always there.
func TestPivot(t *testing.T) {
	nan := math.NaN()
	rows := []experiments.Compared{
		{Column: "preset", Device: "ideal", Neurons: 100, FanIn: 784, Epochs: 1, Norm: "digital", Published: 0.7258, Mean: 0.77, Lo: 0.76, Hi: 0.78, Difference: 0.0442},
		{Column: "preset", Device: "ideal", Neurons: 400, FanIn: 784, Epochs: 1, Norm: "digital", Published: 0.8915, Mean: 0.87, Lo: nan, Hi: nan, Difference: -0.0215, Below: true},
		{Column: "own", Device: "ideal", Neurons: 400, FanIn: 784, Epochs: 1, Norm: "none", Published: 0.8915, Mean: 0.8915, Lo: nan, Hi: nan},
	}
	p := newPivot(rows)
	if strings.Join(p.heads, ",") != "neurons" || len(p.places) != 2 || strings.Join(p.across, ",") != "preset ideal,own ideal" {
		t.Errorf("heads %v, places %v, across %v", p.heads, p.places, p.across)
	}
	for k, want := range []string{"77.0 ± 1.0 (+4.4)", "87.0 (−2.2) below", "89.2 (0.0)"} {
		if got := besideOf(rows[k]); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	text := p.grid([]string{"published"}, publishedOf, besideOf).String()
	for _, want := range []string{"72.58", "89.15", "77.0 ± 1.0 (+4.4)", " – "} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}
