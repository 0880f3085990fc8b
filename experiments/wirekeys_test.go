package experiments

import (
	"context"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/crossbar"
)

// wiredStudy is a small training on lines of resistance.
func wiredStudy(set ...string) *Config {
	c := Default("sweep")
	c.Devices, c.Repeats = []string{"memristor"}, 1
	c.Network.Neurons, c.Train.Images, c.Label.Images, c.Test.Images, c.Calibrate.Images = 10, 120, 60, 150, 5
	c.Wires.Model = "cached"
	for i := 0; i < len(set); i += 2 {
		if err := c.Set(set[i], set[i+1]); err != nil {
			panic(err)
		}
	}
	return c
}

// Segments follow from the width of the lines and the pitch of the cells, unless they are given.
func TestSegmentsOfAStudy(t *testing.T) {
	want := func(name string, c *Config, word, bit float64) {
		t.Helper()
		w, err := c.wiring()
		if err != nil || math.Abs(w.Word-word) > 1e-3*word || math.Abs(w.Bit-bit) > 1e-3*bit {
			t.Errorf("%s: segments of %g and %g Ω (%v), want %g and %g", name, w.Word, w.Bit, err, word, bit)
		}
	}
	want("32 nm at four widths", wiredStudy(), 2.967, 2.967)
	want("without switches at two", wiredStudy("write.bias", "half"), 1.4836, 1.4836)
	want("22 nm", wiredStudy("wires.width", "22nm"), 4.918, 4.918)
	want("a pitch", wiredStudy("wires.pitch", "256nm"), 5.934, 5.934)
	want("given", wiredStudy("wires.segment", "2"), 2, 2)
	want("apart", wiredStudy("wires.segment", "2", "wires.bit", "5"), 2, 5)
	want("cells that conduct a tenth", wiredStudy("wires.segment", "2", "wires.bit", "5", "wires.conductance", "0.1"), 0.2, 0.5)
}

// Transistors and tiles of a study; what cells conduct counts against everything in series with them.
func TestTilesAndTransistorsOfAStudy(t *testing.T) {
	for _, tt := range []struct {
		set                []string
		access             float64
		tileRows, tileCols int
	}{
		{nil, 0, 128, 128},
		{[]string{"wires.access", "-1"}, 15e3, 128, 128},
		{[]string{"wires.access", "-1", "write.bias", "third"}, 0, 128, 128},
		{[]string{"wires.access", "5kΩ", "wires.conductance", "0.1", "tile.size", "64", "tile.rows", "32"}, 500, 64, 64},
		{[]string{"tile.rows", "32", "tile.cols", "0"}, 0, 32, 0},
	} {
		w, err := wiredStudy(tt.set...).wiring()
		if err != nil || math.Abs(w.Access-tt.access) > 1e-9*tt.access || w.TileRows != tt.tileRows || w.TileCols != tt.tileCols {
			t.Errorf("%v: %g Ω, tiles of %d × %d (%v), want %g, %d, %d", tt.set, w.Access, w.TileRows, w.TileCols, err, tt.access, tt.tileRows, tt.tileCols)
		}
	}
}

func TestWiresChecked(t *testing.T) {
	for text, c := range map[string]*Config{
		"wires.access":     wiredStudy("wires.access", "-0.5"),
		"wires.segment":    wiredStudy("wires.segment", "-0.5"),
		"wires.pitch":      wiredStudy("wires.pitch", "20nm"),
		"one side":         wiredStudy("wires.model", "dmr", "wires.two_sided", "true"),
		"write.compliance": wiredStudy("write.bias", "half", "write.compliance", "1mA"),
	} {
		if err := c.Check(); err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%s: %v", text, err)
		}
	}
	if err := wiredStudy().Check(); err != nil {
		t.Error(err)
	}
}

// Figures say what the lines are, and that they are ideal where they are.
func TestWireNotes(t *testing.T) {
	c := wiredStudy("wires.segment", "2")
	if text := strings.Join(c.flaws(), "; "); !strings.Contains(text, "wires cached, 2 Ω a segment, tiles of 128 × 128 cells") {
		t.Errorf("notes: %s", text)
	}
	for model, ideal := range map[string]bool{"ideal": true, "cached": false} {
		c.Wires.Model = model
		if strings.Contains(strings.Join(c.idealised(), ","), "wires") != ideal {
			t.Errorf("%s wires: taken as ideal: %v", model, c.idealised())
		}
	}
	c.Wires.Model, c.Axes = "ideal", []Axis{{Key: "wires.model", Words: []string{"ideal", "cached"}}}
	if strings.Contains(strings.Join(c.idealised(), ","), "wires") {
		t.Error("wires that are swept are said to be ideal")
	}
}

// A training on lines of resistance gives the same bits for any number of workers and when it is taken up again; the
// currents that it has seen are within the tolerance, and lines take a part of them.
func TestWiredTraining(t *testing.T) {
	ask := func(c *Config, workers int) Metrics {
		t.Helper()
		r, err := Conduct(context.Background(), c, Env{Data: digits(t), Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		return r.Trials[0].Metrics
	}
	c := wiredStudy("wires.segment", "5", "tile.rows", "100", "tile.cols", "8")
	one, four := ask(c, 1), ask(c, 4)
	a, _ := json.Marshal(one)
	b, _ := json.Marshal(four)
	if string(a) != string(b) {
		t.Errorf("one worker finds %s, four %s", a, b)
	}
	if one.WireError > c.Wires.Error || !(one.WireLoss > 0.05) || !(one.WireFirstOrder > one.WireError) {
		t.Errorf("lines take %.3g, cached currents are off by %.3g and a first-order estimate by %.3g", one.WireLoss, one.WireError, one.WireFirstOrder)
	}
	ideal := ask(wiredStudy("wires.model", "ideal"), 1)
	nothing := ask(wiredStudy("wires.segment", "0"), 1)
	ideal.WireLoss, nothing.WireLoss = 0, 0
	if ideal.Accuracy != nothing.Accuracy || ideal.Writes != nothing.Writes {
		t.Error("lines of 0 Ω are not ideal lines")
	}
}

// A number that is none goes through a journal.
func TestWireMetricsInJournals(t *testing.T) {
	m := Metrics{WireFirstOrder: math.NaN(), WireAlphaBeta: 0.25}
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var back Metrics
	if err := json.Unmarshal(b, &back); err != nil || !math.IsNaN(back.WireFirstOrder) || back.WireAlphaBeta != 0.25 {
		t.Errorf("%s became %+v, %v", b, back, err)
	}
}

// Errors of samples are the largest, the loss is a mean.
func TestWireSamples(t *testing.T) {
	var w wireSamples
	w.add(crossbar.WireSample{Loss: 0.2, Error: 0.01, FirstOrder: 0.3, AlphaBeta: 0.1})
	w.add(crossbar.WireSample{Loss: 0.4, Error: 0.005, FirstOrder: 0.5, AlphaBeta: 0.05})
	if w.N != 2 || math.Abs(w.Loss-0.3) > 1e-12 || w.Error != 0.01 || w.First != 0.5 || w.AlphaBeta != 0.1 {
		t.Errorf("%+v", w)
	}
}
