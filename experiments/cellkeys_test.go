package experiments

import (
	"context"
	"encoding/json"
	"math"
	"strings"
	"testing"
)

// bentStudy is a training on cells that bend, tiny.
func bentStudy(set ...string) *Config {
	return wiredStudy(append([]string{"network.neurons", "6", "train.images", "12", "label.images", "10", "test.images", "10",
		"calibrate.images", "2", "cell.curve", "sinh", "cell.v0", "0.2", "wires.segment", "10", "tile.size", "64"}, set...)...)
}

// Curves and selectors of a study reach its arrays; what cells conduct counts against the currents of selectors.
func TestCrosspointsOfAStudy(t *testing.T) {
	w, err := bentStudy("cell.selector", "diode", "selector.is", "2nA", "wires.active", "0.3").wiring()
	if err != nil || w.Cell.Cell != "sinh" || w.Cell.V0 != 0.2 || w.Cell.Selector != "diode" || w.Cell.Is != 2e-9 || w.Active != 0.3 || !w.Bent() {
		t.Errorf("%+v (%v)", w.Cell, err)
	}
	w, err = bentStudy("cell.selector", "threshold", "selector.on", "1kΩ", "selector.is", "2nA", "wires.conductance", "0.1").wiring()
	if err != nil || math.Abs(w.Cell.On-100) > 1e-9 || math.Abs(w.Cell.Is-2e-8) > 1e-20 || math.Abs(w.Word-1) > 1e-12 {
		t.Errorf("cells of a tenth of the conductance: %+v, %g Ω (%v)", w.Cell, w.Word, err)
	}
	w, err = bentStudy("wires.model", "ideal").wiring()
	if err != nil || !w.Bent() || !w.Ideal() {
		t.Errorf("ideal lines: %+v (%v)", w, err)
	}
	if w, err = wiredStudy().wiring(); err != nil || w.Bent() {
		t.Errorf("cells bend unasked: %+v (%v)", w.Cell, err)
	}
	swept := bentStudy("cell.selector", "diode")
	swept.Axes = []Axis{{Key: "cell.v0", Values: []float64{0.1, 0.2}}}
	if text := strings.Join(swept.flaws(), "; "); !strings.Contains(text, "sinh cells (G at the read voltage); diode selectors") {
		t.Errorf("notes: %s", text)
	}
	if text := strings.Join(bentStudy().flaws(), "; "); !strings.Contains(text, "cells I = G V0 sinh(v/V0), V0 = 0.2 V (G at the read voltage)") {
		t.Errorf("notes: %s", text)
	}
}

// What cannot be is refused in a line that names a key, and what would take days before it begins.
func TestCrosspointsChecked(t *testing.T) {
	for text, set := range map[string][]string{
		"selector.th = 50 mV: want more than selector.hold = 0.1 V": {"cell.selector", "threshold", "selector.th", "50mV"},
		"selector.on = 2 GΩ at most selector.off = 1 GΩ":            {"cell.selector", "threshold", "selector.on", "2GΩ"},
	} {
		if err := bentStudy(set...).Check(); err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%v: %v", set, err)
		}
	}
	for key, value := range map[string]string{"cell.curve": "table", "cell.v0": "-1", "cell.selector": "valve", "wires.active": "0"} {
		if err := wiredStudy().Set(key, value); err == nil || !strings.Contains(err.Error(), key) {
			t.Errorf("%s = %s: %v", key, value, err)
		}
	}
	err := bentStudy("wires.model", "exact", "train.images", "60000", "network.neurons", "400").CheckData(digits(t))
	if err == nil || !strings.Contains(err.Error(), "wires.model = exact: want cached") || !strings.Contains(err.Error(), "hours a trial") {
		t.Errorf("a study of days: %v", err)
	}
	if err := bentStudy("wires.model", "exact").CheckData(digits(t)); err != nil {
		t.Error(err)
	}
}

// trainedOn conducts a study and returns the metrics of its first trial as text and as numbers.
func trainedOn(t *testing.T, c *Config, workers int) (string, Metrics) {
	t.Helper()
	r, err := Conduct(context.Background(), c, Env{Data: digits(t), Workers: workers})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(r.Trials[0].Metrics)
	if err != nil {
		t.Fatal(err)
	}
	return string(text), r.Trials[0].Metrics
}

// On ideal lines cells that bend are ohmic ones: every number of a training is the same. With lines it is not, and is for any number of workers.
func TestTrainingOnBentCells(t *testing.T) {
	bent, _ := trainedOn(t, bentStudy("wires.model", "ideal"), 1)
	ohmic, _ := trainedOn(t, bentStudy("wires.model", "ideal", "cell.curve", "ohmic"), 1)
	if bent != ohmic {
		t.Errorf("on ideal lines cells that bend find %s, ohmic ones %s", bent, ohmic)
	}
	one, m := trainedOn(t, bentStudy(), 1)
	if two, _ := trainedOn(t, bentStudy(), 3); one != two {
		t.Errorf("one worker finds %s, three %s", one, two)
	}
	straight, less := trainedOn(t, bentStudy("cell.curve", "ohmic"), 1)
	if one == straight || !(m.WireError < 0.05 && m.WireError > 0) || !(m.WireLoss > 0 && less.WireLoss > 0) {
		t.Errorf("cells that bend: %s, ohmic ones: %s", one, straight)
	}
}

// Studies sweep curves and selectors like any key, on all kinds of lines.
func TestSweepOfCrosspoints(t *testing.T) {
	for _, model := range []string{"cached", "ideal"} {
		c := bentStudy("wires.model", model, "cell.curve", "ohmic", "selector.is", "100nA", "selector.vt", "20mV", "train.images", "2", "label.images", "1", "test.images", "1", "network.neurons", "3", "input.duration", "0.1")
		c.Axes = []Axis{{Key: "cell.selector", Words: []string{"none", "sinh", "threshold"}, Values: []float64{0, 1, 2}}, {Key: "cell.v0", Values: []float64{0.2, 1}}}
		c.Cells.Th, c.Cells.Hold = 0.05, 0.01
		r, err := Conduct(context.Background(), c, Env{Data: digits(t), Workers: 2})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Trials) != 6 {
			t.Errorf("%s: %d trials", model, len(r.Trials))
		}
	}
}

// A training whose reads are solved one by one has no error of currents to report, and says what lines take.
func TestExactReadsOfATraining(t *testing.T) {
	_, m := trainedOn(t, bentStudy("wires.model", "exact", "network.neurons", "3", "train.images", "1", "label.images", "1", "test.images", "1",
		"calibrate.images", "1", "input.duration", "0.03", "tile.size", "0", "tile.rows", "100"), 1)
	if m.WireError != 0 || !(m.WireLoss > 0) {
		t.Errorf("exact reads are off by %g and lose %g", m.WireError, m.WireLoss)
	}
}
