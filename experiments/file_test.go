package experiments

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/internal/si"
)

// cardText is a card that does not come with the program, as a user would have one.
func cardText(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile("../device/presets/memristor.toml")
	if err != nil {
		t.Fatal(err)
	}
	return "# \"mine\" \\ µ\t = [nothing\n" + strings.ReplaceAll(string(text), "\n", "\r\n")
}

// someValue draws a value that a key can have.
func someValue(t *rapid.T, p si.Param) any {
	hi := min(p.Max, 1e12)
	switch p.Kind() {
	case si.Bool:
		return rapid.Bool().Draw(t, p.Name)
	case si.Choice:
		return rapid.SampledFrom(p.Choices).Draw(t, p.Name)
	case si.Text:
		if p.Name == "readout.device" {
			return rapid.SampledFrom([]string{"", "pcm", "mine"}).Draw(t, p.Name)
		}
		return rapid.String().Draw(t, p.Name)
	case si.Int:
		if _, ok := p.At.(*uint64); ok {
			return rapid.Uint64().Draw(t, p.Name)
		}
		return rapid.IntRange(int(p.Min), int(hi)).Draw(t, p.Name)
	}
	return rapid.Float64Range(p.Min, hi).Draw(t, p.Name)
}

// someStudy draws a study with overrides, axes and a card of its own. Its flaws stay in what all
// cards can have.
func someStudy(t *rapid.T, own string) *Config {
	c := Default("sweep")
	c.Command = rapid.SampledFrom([]string{"sweep", "compare", "train", "odd \"one\"\n"}).Draw(t, "command")
	c.Cards["mine"] = own
	all := []string{"ideal", "memristor", "pcm", "vteam", "mine"}
	c.Devices = rapid.SliceOfNDistinct(rapid.SampledFrom(all[1:]), 1, 4, rapid.ID).Draw(t, "devices")
	limit := map[string]float64{"c2c": 5, "c2c_range": 0.5, "read_noise": 1}
	for _, p := range c.Params() {
		if !rapid.Bool().Draw(t, "change "+p.Name) {
			continue
		}
		if most, ok := limit[p.Name]; ok {
			p.Max = most
		}
		if err := p.Set(someValue(t, p)); err != nil {
			t.Fatal(err)
		}
	}
	first := c.Devices[0]
	for _, o := range rapid.SliceOfN(rapid.SampledFrom([]Override{
		{"device." + first + ".v_read", "0.123456789012345678 V"}, {"device.v_read", "90 mV"}, {"device." + first + ".c2c", " 0.25"},
		{"spread.g_max", "0.2"}, {"spread.c2c", "10 %"}, {"device.e_set", "1e-12"},
	}), 0, 6).Draw(t, "overrides") {
		if err := c.Set(o.Key, o.Value); err != nil {
			t.Fatal(err)
		}
	}
	list, err := c.LoadCards()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{
		"d2d=0,0.1,0.3", "after=1 s:1 y:4:log", "network.neurons=5:50:4", "device." + first + ".v_read=50 mV:0.15 V:7",
		"spread.g_max=0,0.3333333333333333", "drift=0,0.05", "clock.speedup=1e-6:1e9:16:log",
		"input.code=burst,poisson,rank-order", "readout.kind=all",
	}), 0, 4, rapid.ID).Draw(t, "axes") {
		a, err := c.ParseAxis(text, list)
		if err != nil {
			t.Fatal(err)
		}
		c.Axes = append(c.Axes, a)
	}
	if rapid.Bool().Draw(t, "suited") {
		c.Suit(func(key string) bool { return key == "stdp.ltp" })
	}
	return c
}

// A study written and read is the same study, down to the bytes and the hash.
func TestStudyFileRoundTrip(t *testing.T) {
	own := cardText(t)
	rapid.Check(t, func(t *rapid.T) {
		c := someStudy(t, own)
		text := c.TOML()
		d := Default("eval")
		if err := d.Read("study.toml", text); err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if !reflect.DeepEqual(c, d) {
			t.Fatalf("read %+v\nfrom\n%s", d, text)
		}
		if again := d.TOML(); string(again) != string(text) {
			t.Fatalf("written again\n%s\nwas\n%s", again, text)
		}
		a, errA := Hash(c)
		b, errB := Hash(d)
		if errA != nil || errB != nil || a != b {
			t.Fatalf("hashes %s and %s, %v, %v", a, b, errA, errB)
		}
	})
}

// Everything that can change a result changes the hash.
func TestHash(t *testing.T) {
	hash := func(c *Config) string {
		h, err := Hash(c)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	c := Default("sweep")
	c.Devices, c.Cards["mine"] = []string{"ideal", "memristor", "mine"}, cardText(t)
	seen := map[string]string{hash(c): "the study itself"}
	note := func(d *Config, what string) {
		h := hash(d)
		if before, ok := seen[h]; ok {
			t.Errorf("%s has the hash of %s", what, before)
		}
		seen[h] = what
	}
	for _, p := range c.Params() {
		d := c.Clone()
		q, _ := si.Lookup(d.Params(), p.Name)
		if err := q.Set(another(t, p)); err != nil {
			t.Fatal(err)
		}
		note(d, p.Name)
	}
	for _, o := range []Override{{"device.memristor.g_max", "50 µS"}, {"device.g_max", "50 µS"}, {"spread.g_max", "0.1"}, {"spread.g_max", "0.2"}} {
		note(set(t, c.Clone(), o.Key, o.Value), o.Key+" = "+o.Value)
	}
	note(vary(t, c.Clone(), "d2d=0,0.1"), "an axis")
	note(vary(t, c.Clone(), "d2d=0,0.2"), "another axis")
	d := c.Clone()
	d.Devices = []string{"memristor", "ideal", "mine"}
	note(d, "another order of devices")
	d = c.Clone()
	d.Cards["mine"] = strings.Replace(d.Cards["mine"], "13.36 µS", "13.37 µS", 1)
	note(d, "another card")
	d = c.Clone()
	d.Command = "compare"
	note(d, "another command")
	if a, b := hash(c), hash(c.Clone()); a != b || len(a) != 64 {
		t.Errorf("hashes %s and %s of one study", a, b)
	}
	c.Devices = []string{"unknown"}
	if _, err := Hash(c); err == nil {
		t.Error("a study with an unknown device has a hash")
	}
}

// another returns a value of p that is not the one it has.
func another(t *testing.T, p si.Param) any {
	t.Helper()
	switch v := p.Value().(type) {
	case bool:
		return !v
	case int:
		return v + 1
	case uint64:
		return v + 1
	case float64:
		return p.Min + 0.37*(min(p.Max, 100)-p.Min)
	case string:
		for _, c := range append(p.Choices, "pcm") { // a card, where it must be one
			if c != v {
				return c
			}
		}
	}
	t.Fatalf("%s has no other value", p.Name)
	return nil
}

// Keys may be written as tables, dotted or quoted; those of [set] come last, and cards take
// theirs in the order of the text.
func TestReadSpellings(t *testing.T) {
	c := Default("sweep")
	err := c.Read("study.toml", []byte(`
devices = ["ideal", "memristor"]
d2d = "10 %"
network.neurons = 7
"adc.bits" = 6
input = { rate = "50 Hz", code = "regular" }
seed = 18_446
[device.memristor]
g_max = "20 µS"   # below the card's
g_min = 1e-6
[set]
"adc.bits" = 4
device.g_max = "30 µS"
network.leak = 1
[[axis]]
key = "drift"
values = [0, 0.05, "10 %"]
`))
	if err != nil {
		t.Fatal(err)
	}
	if c.Flaws.D2D != 0.1 || c.Network.Neurons != 7 || c.ADC.Bits != 4 || c.Input.Rate != 50 || c.Input.Code != "regular" ||
		c.Seed != 18446 || c.Network.Leak != 1 || !slices.Equal(c.Axes[0].Values, []float64{0, 0.05, 0.1}) {
		t.Errorf("read %+v", c)
	}
	var order []string
	for _, o := range c.Overrides {
		order = append(order, o.Key)
	}
	if want := []string{"device.memristor.g_max", "device.memristor.g_min", "device.g_max"}; !slices.Equal(order, want) {
		t.Errorf("overrides in the order %s, want %s", order, want)
	}
	if lo, hi := cards(t, c)[1].Model.Range(); lo != 1e-6 || hi != 3e-5 {
		t.Errorf("range %g to %g", lo, hi)
	}
}

// A study file leaves alone what it does not name.
func TestReadChangesOnlyWhatItNames(t *testing.T) {
	c := vary(t, set(t, Default("sweep"), "device.g_max", "15 µS", "d2d", "0.2"), "c2c=0,1")
	want := c.Clone()
	want.Network.Neurons = 8
	if err := c.Read("study.toml", []byte("[network]\nneurons = 8\n")); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("got %+v\nwant %+v", c, want)
	}
	if err := c.Read("study.toml", []byte("axis = []\n")); err != nil || len(c.Axes) != 0 {
		t.Errorf("no axes: %v, %v", err, c.Axes)
	}
	if err := new(Config).Read("study.toml", []byte(fmt.Sprintf("[cards]\nmine = %s\n", tomlString(cardText(t))))); err != nil {
		t.Errorf("a study of nothing: %v", err)
	}
}
