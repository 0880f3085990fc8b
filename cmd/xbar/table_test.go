package main

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/experiments"
)

func result(axes ...experiments.Axis) *experiments.Result {
	nan := math.NaN()
	row := func(device string, mean, loss, g float64, point ...float64) experiments.Row {
		r := experiments.Row{Device: device, Point: point, N: 6, Mean: mean, SD: 0.01, Lo: mean - 0.012, Hi: mean + 0.012,
			Loss: loss, LossLo: loss - 0.005, LossHi: loss + 0.005, Raw: nan, RawLo: nan, RawHi: nan, MeanG: nan, Gain: nan}
		if !math.IsNaN(g) {
			r.Raw, r.RawLo, r.RawHi, r.MeanG, r.Gain = mean-0.1, mean-0.12, mean-0.08, g, 1/g
		}
		return r
	}
	r := &experiments.Result{Axes: axes, Devices: []experiments.Device{{Name: "ideal", Ideal: true}, {Name: "pcm"}}}
	switch len(axes) {
	case 0:
		r.Summary = []experiments.Row{row("ideal", 0.85, 0, nan), row("pcm", 0.8, 0.05, nan)}
		r.Summary[1].Writes, r.Summary[1].WriteEnergy = 2000, 2e-9
	case 1:
		r.Summary = []experiments.Row{row("ideal", 0.85, 0, nan, 0), row("pcm", 0.8, 0.05, 0.64, 0), row("pcm", 0.7, 0.15, 0.5, 0.3)}
	case 2:
		r.Summary = []experiments.Row{row("ideal", 0.85, 0, nan, 0, nan), row("pcm", 0.8, 0.05, 0.5, 0.3, 3600)}
	}
	return r
}

func shown(r *experiments.Result) string {
	var b bytes.Buffer
	(&app{stdout: &b}).showSummary(r)
	return b.String()
}

// cells returns the cells of the line of a table that starts with a word.
func cells(table, first string) []string {
	for line := range strings.Lines(table) {
		var out []string
		for _, c := range strings.Split(strings.Trim(strings.TrimSpace(line), "│"), "│") {
			out = append(out, strings.TrimSpace(c))
		}
		if out[0] == first {
			return out
		}
	}
	return nil
}

func want(t *testing.T, table, first, rest string) {
	t.Helper()
	if got := strings.Join(cells(table, first), " | "); got != first+" | "+rest {
		t.Errorf("%s\nwant %s | %s in\n%s", got, first, rest, table)
	}
}

// One axis: its values down, devices across; the baseline stands in every line.
func TestTableOfOneAxis(t *testing.T) {
	out := shown(result(experiments.Axis{Key: "d2d", Values: []float64{0, 0.3}}))
	accuracy, drift, ok := strings.Cut(out, "after the wait")
	if !ok || !strings.Contains(out, "6 repeats") {
		t.Fatal(out)
	}
	want(t, accuracy, "d2d", "ideal | pcm | loss")
	want(t, accuracy, "0", "85.0 ± 1.2 | 80.0 ± 1.2 | 5.0 [4.5, 5.5]")
	want(t, accuracy, "0.3", "85.0 ± 1.2 | 70.0 ± 1.2 | 15.0 [14.5, 15.5]")
	want(t, drift, "d2d", "pcm G | gain | raw")
	want(t, drift, "0", "×0.64 | ×1.56 | 70.0 ± 2.0")
	want(t, drift, "0.3", "×0.50 | ×2.00 | 60.0 ± 2.0")
}

func TestTableOfTwoAxes(t *testing.T) {
	out := shown(result(experiments.Axis{Key: "d2d", Values: []float64{0, 0.3}}, experiments.Axis{Key: "after", Unit: "s", Values: []float64{60, 3600}}))
	want(t, out, "device", "d2d | after | accuracy | loss | G | gain | raw | n")
	want(t, out, "ideal", "0 | – | 85.0 ± 1.2 | 0.0 [−0.5, 0.5] | – | – | – | 6")
	want(t, out, "pcm", "0.3 | 1 h | 80.0 ± 1.2 | 5.0 [4.5, 5.5] | ×0.50 | ×2.00 | 70.0 ± 2.0 | 6")
}

// Codes are compared by what they cost in spikes.
func TestTableOfCodes(t *testing.T) {
	r := result(experiments.Axis{Key: "input.code", Values: []float64{0, 1}, Words: []string{"poisson", "burst"}})
	for i, p := range []float64{0, 0, 1} {
		r.Summary[i].Point, r.Summary[i].Inputs, r.Summary[i].Spikes, r.Summary[i].Writes = []float64{p}, 2286.4, 9.75, 1.5e6
		r.Summary[i].Raw, r.Summary[i].MeanG, r.Summary[i].Gain = math.NaN(), math.NaN(), math.NaN()
	}
	out := shown(r)
	want(t, out, "device", "input.code | accuracy | loss | input spikes | output spikes | writes")
	want(t, out, "ideal", "poisson | 85.0 ± 1.2 | 0.0 [−0.5, 0.5] | 2286 | 9.75 | 1.5e6")
	if !strings.Contains(out, "burst") || !strings.Contains(out, "6 repeats") {
		t.Error(out)
	}
}

// Other words stand where numbers stand.
func TestTableOfWords(t *testing.T) {
	out := shown(result(experiments.Axis{Key: "compensation", Values: []float64{0, 0.3}, Words: []string{"none"}}))
	want(t, out, "none", "85.0 ± 1.2 | 80.0 ± 1.2 | 5.0 [4.5, 5.5]")
}

func TestTableWithoutAxes(t *testing.T) {
	out := shown(result())
	want(t, out, "device", "accuracy | loss | writes | write energy | n")
	want(t, out, "pcm", "80.0 ± 1.2 | 5.0 [4.5, 5.5] | 2000 | 2 nJ | 6")
}

// Without the ideal device there is no loss to speak of, and one repeat has no interval.
func TestTableOfWhatThereIs(t *testing.T) {
	r := result(experiments.Axis{Key: "d2d", Values: []float64{0, 0.3}})
	r.Devices, r.Summary = r.Devices[1:], r.Summary[1:]
	nan := math.NaN()
	r.Summary[0].N, r.Summary[0].Lo, r.Summary[0].Hi = 1, nan, nan
	out, _, _ := strings.Cut(shown(r), "after the wait")
	want(t, out, "d2d", "pcm")
	want(t, out, "0", "80.0")
	if strings.Contains(out, "repeats") {
		t.Errorf("one number of repeats for all: %s", out)
	}
}

func TestPercent(t *testing.T) {
	for x, want := range map[float64]string{0.8345: "83.5", 1: "100.0", 0: "0.0", -0.0001: "0.0", -0.05: "−5.0", 0.00049: "0.0"} {
		if got := percent(x); got != want {
			t.Errorf("%g: %s, want %s", x, got, want)
		}
	}
}
