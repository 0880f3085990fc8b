package experiments

import (
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/internal/dataset"
	"github.com/xbar-sim/xbar/internal/si"
)

func TestSet(t *testing.T) {
	c := set(t, Default("sweep"), "d2d", "0.3", "network.leak", "50 ms", "network.neurons", "20", "mode", "ex-situ",
		"seed", "18446744073709551615", "quick", "true", "input.code", "regular", "layout.kind", "pair", "d2d", "20 %")
	if c.Flaws.D2D != 0.2 || c.Network.Leak != 0.05 || c.Network.Neurons != 20 || c.Mode != ExSitu ||
		c.Seed != math.MaxUint64 || !c.Quick || c.Input.Code != "regular" || c.Layout.Kind != "pair" {
		t.Errorf("got %+v", c)
	}
	if err := c.Set("network.neurons", 30.0); err != nil || c.Network.Neurons != 30 {
		t.Errorf("a whole float: %v, %d", err, c.Network.Neurons)
	}
}

// Card parameters are kept in the order given, each key once, the last value counting.
func TestSetOverrides(t *testing.T) {
	c := set(t, Default("sweep"), "device.g_max", "15 µS", "device.memristor.g_max", "40 µS", "spread.g_max", "0.1")
	if err := c.Set("device.g_max", 1.6e-5); err != nil {
		t.Fatal(err)
	}
	want := []Override{{"device.memristor.g_max", "40 µS"}, {"spread.g_max", "0.1"}, {"device.g_max", "16 µS"}}
	for i, o := range want[:2] {
		if c.Overrides[i] != o {
			t.Errorf("override %d is %v, want %v", i, c.Overrides[i], o)
		}
	}
	if v, err := si.Parse(c.Overrides[2].Value, "S"); c.Overrides[2].Key != want[2].Key || err != nil || v != 1.6e-5 || len(c.Overrides) != 3 {
		t.Errorf("overrides %v", c.Overrides)
	}
	for _, card := range cards(t, c) {
		if _, top := card.Model.Range(); !card.Ideal() && top != 1.6e-5 {
			t.Errorf("%s: g_max %g, want the last value, 16 µS", card.Name, top)
		}
	}
}

func TestSetRefuses(t *testing.T) {
	for _, tt := range []struct {
		key   string
		value any
		want  string
	}{
		{"d2d", "0.3 V", `d2d = "0.3 V": want 0 to 3 (device-to-device spread: CV of g_min, g_max and the step sizes)`},
		{"d2d", math.NaN(), `d2d = NaN: want 0 to 3 (device-to-device spread: CV of g_min, g_max and the step sizes)`},
		{"network.leak", "10 mV", `network.leak = "10 mV": want 1 ms to 100 s (membrane time constant)`},
		{"network.neurons", "0", `network.neurons = "0": want 1 to 100000 (post-synaptic neurons)`},
		{"mode", "insitu", `mode = "insitu": want one of in-situ, ex-situ (where the network learns)`},
		{"quick", "1", `quick = "1": want true or false (data and repeats were shrunk)`},
		{"newrons", "3", `unknown key "newrons" (did you mean "network.neurons"?)`},
		{"network.neuron", "3", `unknown key "network.neuron" (did you mean "network.neurons"?)`},
		{"adc.bit", "3", `unknown key "adc.bit" (did you mean "adc.bits"?)`},
		{"", "3", `unknown key ""`},
		{"spread.g_max", "4", `spread.g_max = 4: want 0 to 3 (device-to-device spread, CV)`},
		{"spread.g_max", "x", `spread.g_max = "x": want 0 to 3 (device-to-device spread, CV)`},
	} {
		c := Default("sweep")
		before := c.Clone()
		if err := c.Set(tt.key, tt.value); err == nil || err.Error() != tt.want {
			t.Errorf("%s = %v\n got %v\nwant %s", tt.key, tt.value, err, tt.want)
		}
		if !reflect.DeepEqual(c, before) {
			t.Errorf("the refused %s = %v changed the study", tt.key, tt.value)
		}
	}
}

func TestSetIsBounded(t *testing.T) {
	c := Default("sweep")
	var err error
	for i := 0; err == nil; i++ {
		if i > maxOverrides {
			t.Fatal("no end of overrides")
		}
		err = c.Set("device.x"+strings.Repeat("x", i), "1")
	}
}

func TestClone(t *testing.T) {
	c := vary(t, set(t, Default("sweep"), "device.g_max", "15 µS"), "d2d=0,0.1")
	c.Cards["mine"] = "text"
	d := c.Clone()
	if !reflect.DeepEqual(c, d) {
		t.Fatalf("clone %+v\n   of %+v", d, c)
	}
	d.Devices[0], d.Axes[0].Values[0], d.Axes[0].Key, d.Overrides[0].Value, d.Cards["mine"] = "x", 9, "c2c", "9", "other"
	d.Network.Neurons = 1
	if c.Devices[0] != "ideal" || c.Axes[0].Values[0] != 0 || c.Axes[0].Key != "d2d" || c.Overrides[0].Value != "15 µS" ||
		c.Cards["mine"] != "text" || c.Network.Neurons != 50 {
		t.Errorf("changing the clone changed the original: %+v", c)
	}
}

// Every mistake is reported, one to a line.
func TestCheck(t *testing.T) {
	c := Default("sweep")
	c.Devices = []string{"ideal", "memristor", "memristor"}
	c.Dataset = "folder\xff"
	c.Network.InitLow, c.Network.InitHigh = 0.9, 0.1
	c.Flaws.Drift, c.Flaws.DriftSD = -0.05, -0.01
	c.Flaws.D2D, c.Repeats, c.ADC.Bits, c.Mode = 7, 0, 1, "elsewhere"
	c.Input.Step, c.Input.Duration = 0.01, 0.005
	c.Overrides = []Override{{"spread.nothing", "0.1"}}
	c.Axes = []Axis{{Key: "c2c", Values: []float64{0, 1}}, {Key: "c2c", Values: []float64{0}}, {Key: "drift", Values: []float64{0, 2}}, {Key: "after"}}
	want := []string{
		"d2d = 7: want 0 to 3 (device-to-device spread: CV of g_min, g_max and the step sizes)",
		"mode = \"elsewhere\": want one of in-situ, ex-situ (where the network learns)",
		`name "folder\xff" is no UTF-8, in which a study is written`,
		"repeats = 0: want 1 to 10000 (independent repeats of every point)",
		"device \"memristor\" is named twice",
		"network.init_low = 0.9: want at most network.init_high = 0.1 (lowest initial weight)",
		"input.step = 10 ms: want at most input.duration = 5 ms (time step)",
		"adc.bits = 1: want 0 or 2 to 16 (resolution of the column converters, 0 is ideal)",
		"drift = -0.05: want 0 to 1, or -1 for the card's own",
		"drift_sd = -0.01: want 0 to 1, or -1 for the card's own",
		"unknown key \"spread.nothing\"",
		"axis c2c is given twice",
		"drift = 2: want -1 to 1 (drift exponent at the top of the range; -1 keeps the card's own)",
		"axis after has no values",
	}
	got := rows(c.Check())
	for _, w := range want {
		if !slices.Contains(got, w) {
			t.Errorf("not said: %s", w)
		}
	}
	if t.Failed() {
		t.Log(strings.Join(got, "\n"))
	}
	c = Default("sweep")
	c.Devices = nil
	if err := c.Check(); err == nil || err.Error() != "no devices: want at least one card" {
		t.Errorf("without devices: %v", err)
	}
}

// Values of an axis that only together with the rest of the study are wrong are found before the
// start, and so is a grid that nobody could wait for.
func TestCheckAxes(t *testing.T) {
	for _, tt := range []struct {
		axis string
		want string
	}{
		{"network.init_low=0.1,0.9", "axis network.init_low at 0.9: network.init_low = 0.9: want at most network.init_high = 0.8 (lowest initial weight)"},
		{"adc.bits=0:4", "axis adc.bits at 1: adc.bits = 1: want 0 or 2 to 16 (resolution of the column converters, 0 is ideal)"},
		{"device.memristor.g_min=10 µS,60 µS", "axis device.memristor.g_min at 6e-05: device.memristor.g_min = 60 µS: want less than g_max = 59.17 µS (lowest conductance)"},
		{"drift=-0.05,0.05", "axis drift at -0.05: drift = -0.05: want 0 to 1, or -1 for the card's own"},
		{"device.memristor.states_ltp=40,1e7", ""},
	} {
		c := Default("sweep")
		a, err := c.ParseAxis(tt.axis, cards(t, c))
		if err != nil {
			t.Fatal(err)
		}
		c.Axes = []Axis{a}
		err = c.Check()
		if tt.want == "" {
			if err == nil || !strings.HasPrefix(err.Error(), "axis device.memristor.states_ltp at 1e+07: stdp.ltp = 0.008: want at most 0.00") {
				t.Errorf("%s: %v", tt.axis, err)
			}
		} else if err == nil || err.Error() != tt.want {
			t.Errorf("%s\n got %v\nwant %s", tt.axis, err, tt.want)
		}
	}
	c := Default("sweep")
	long := make([]float64, MaxAxis)
	c.Axes = []Axis{{Key: "d2d", Values: long}, {Key: "c2c", Values: long}, {Key: "after", Values: long}}
	if err := c.Check(); err == nil || !strings.Contains(err.Error(), "trials (devices × points × repeats): want at most 1000000") {
		t.Errorf("a thousand million points: %v", err)
	}
	c.Axes = make([]Axis, maxAxes+1)
	if err := c.Check(); err == nil || err.Error() != "17 axes: want at most 16" {
		t.Errorf("17 axes: %v", err)
	}
}

func TestCheckData(t *testing.T) {
	few := &dataset.Set{Name: "few", Train: dataset.Split{Images: make([][]byte, 100)}, Test: dataset.Split{Images: make([][]byte, 10)}}
	c := tiny("ideal")
	if err := c.CheckData(few); err == nil || err.Error() != "test.images = 20: want at most 10 (test images of few)" {
		t.Errorf("got %v", err)
	}
	set(t, c, "test.images", "10", "train.validation", "70", "calibrate.images", "31")
	want := []string{
		"train.images = 40: want at most 30 (training images of few)",
		"calibrate.images = 31: want at most 30 (training images of few)",
	}
	if got := rows(c.CheckData(few)); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	set(t, c, "train.validation", "0", "train.images", "100", "label.images", "100", "calibrate.images", "100")
	if err := c.CheckData(few); err != nil {
		t.Errorf("exactly what there is: %v", err)
	}
	// An axis asks for its largest value.
	c.Axes = []Axis{{Key: "train.validation", Values: []float64{0, 100}}}
	var v *si.ValueError
	if err := c.CheckData(few); !errors.As(err, &v) || v.Key != "train.validation" {
		t.Errorf("all images for validation: %v", err)
	}
	if c.Train.Validation != 0 {
		t.Error("the check changed the study")
	}
}
