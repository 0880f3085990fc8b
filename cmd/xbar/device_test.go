package main

import (
	"os"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/variability"
)

func TestDeviceListAsJSON(t *testing.T) {
	var cards []struct{ Name, Class, Model, Source string }
	decode(t, must(t, "device", "list", "--json"), &cards)
	if len(cards) != len(device.Presets()) {
		t.Fatalf("%d cards, the library has %d", len(cards), len(device.Presets()))
	}
	for _, c := range cards {
		if c.Name == "" || c.Class == "" || c.Model == "" || c.Source == "" || (c.Class == "ideal" || c.Class == "digital") != (c.Source == "reference") {
			t.Errorf("%+v", c)
		}
	}
	decode(t, must(t, "device", "list", "--json", "--class", "pcm"), &cards)
	for _, c := range cards {
		if c.Class != "pcm" {
			t.Errorf("--class pcm lists %s of class %s", c.Name, c.Class)
		}
	}
}

func TestDeviceList(t *testing.T) {
	out := must(t, "device", "list")
	row := cells(out, "memristor")
	if len(row) != 10 || row[3] != "13.36 µS – 59.17 µS" || row[4] != "4.429" || row[5] != "40 pulses" || row[8] != "not measured" {
		t.Errorf("%q in\n%s", row, out)
	}
	if row := cells(out, "ideal"); row[4] != "∞" || row[7] != "0.0 %" || row[8] != "none" {
		t.Errorf("%q", row)
	}
	for _, name := range device.Presets() {
		if cells(out, name) == nil {
			t.Errorf("no %s in\n%s", name, out)
		}
	}
}

func TestDeviceShow(t *testing.T) {
	out := must(t, "device", "show", "pcm", "--all")
	for _, p := range mustCard(t, "pcm").Params() {
		if cells(out, p.Name) == nil {
			t.Errorf("no parameter %s in\n%s", p.Name, out)
		}
	}
	for _, s := range []string{"two cells a weight", "fitted   partial SET pulses", "nandakumar2018: S. R. Nandakumar", "doi:10.1038/s41467-020-16108-9"} {
		if !strings.Contains(out, s) {
			t.Errorf("no %q in\n%s", s, out)
		}
	}
	want(t, out, "v_th", "0.7 V | 1 mV to 100 V | voltage below which a pulse does nothing |  | * assumed | ")
	want(t, out, "m2", "0.091 | 0 to 1 | scatter of a SET step: slope over conductance | of G | fitted, nandakumar2018 | ")
	short := must(t, "device", "show", "pcm")
	for name, shown := range map[string]bool{"nu_min": true, "nu_knee": true, "q_ref": true, "m2": true, "rtn_traps": false, "endurance_shape": false, "relax_sd": false} {
		if (cells(short, name) != nil) != shown {
			t.Errorf("%s shown %v in\n%s", name, !shown, short)
		}
	}
	if !strings.Contains(short, " parameters of effects that this card does not have: xbar device show pcm --all\n") || strings.Contains(out, "--all") {
		t.Errorf("what is hidden is not said in\n%s", short)
	}
	if out := must(t, "device", "show", "memristor"); !strings.Contains(out, "missing  drift not measured, no read noise") {
		t.Error(out)
	}
}

func mustCard(t *testing.T, name string) *device.Card {
	t.Helper()
	c, err := device.Preset(name)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestDeviceShowAsJSON(t *testing.T) {
	var card struct {
		Name   string
		Params []struct{ Name, Unit, Provenance, Source string }
	}
	decode(t, must(t, "device", "show", "vteam", "--json"), &card)
	if len(card.Params) != len(mustCard(t, "vteam").Params()) {
		t.Errorf("%d parameters", len(card.Params))
	}
	for _, p := range card.Params {
		if p.Name == "v_th_set" && (p.Unit != "V" || p.Provenance != "fitted" || p.Source != "simbrain") {
			t.Errorf("%+v", p)
		}
	}
}

func TestDeviceShowOfAFile(t *testing.T) {
	t.Chdir(t.TempDir())
	text := read(t, sourceDir+"/../../device/presets/memristor.toml")
	if err := os.WriteFile("mine.toml", []byte(strings.Replace(text, `"0.6 V"`, `"0.55 V"`, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	want(t, must(t, "device", "show", "mine.toml"), "v_th", "0.55 V | 1 mV to 100 V | voltage below which a pulse does nothing |  | * assumed | between half of the pulse and the pulse")
	if err := os.WriteFile("bad.toml", []byte(strings.Replace(text, `"0.6 V"`, "nan", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	state, _, stderr := call(t, "device", "show", "bad.toml")
	if state != refused || !strings.HasPrefix(stderr, "xbar: bad.toml:") || !strings.Contains(stderr, "v_th = ") {
		t.Errorf("exit %d: %s", state, stderr)
	}
}

// Every parameter that speaks of a standard deviation or of scatter says of what, and nothing else does.
func TestSigmaConventions(t *testing.T) {
	want := map[string]string{"c2c": "of step", "c2c_range": "of range", "m2": "of G", "c2": "of G, S", "reset_sd": "of g_min", "read_noise": "of G", "prog_1": "of G, S"}
	for _, name := range device.Presets() {
		for _, p := range mustCard(t, name).Params() {
			got := sigmaOf(p)
			if chance := strings.Contains(p.Doc, "standard deviation") || strings.Contains(p.Doc, "scatter of"); chance && got == "" {
				t.Errorf("%s: %s (%s) does not say of what it is the standard deviation", name, p.Name, p.Doc)
			}
			if w, ok := want[p.Name]; name == "pcm" && ok && got != w {
				t.Errorf("pcm: σ of %s (%s) is %q, want %q", p.Name, p.Doc, got, w)
			}
			if p.Kind() == si.Choice && got != "" {
				t.Errorf("%s: %s is a word and no spread", name, p.Name)
			}
		}
	}
	// σ² = ln(1 + 0.3²)
	if got := spreadText("g_max", variability.Spread{Kind: variability.Lognormal, CV: 0.3}); got != "of g_max; 0.294 of ln g_max" {
		t.Error(got)
	}
	if got := spreadText("g_max", variability.Spread{Kind: variability.Normal, CV: 0.3}); got != "of g_max" {
		t.Error(got)
	}
}

// What a card does not know follows from what its cells do not do.
func TestMissing(t *testing.T) {
	for _, tt := range []struct{ card, lacks, has string }{
		{"ideal", "", "no"},
		{"memristor", "drift not measured, no read noise, no spread between devices, no endurance, no telegraph noise, no switching at other voltages", "programming error"},
		{"pcm", "no white read noise, no endurance, no telegraph noise, no switching at other voltages", "drift"},
		{"vteam", "drift not measured", "no switching"},
	} {
		text := strings.Join(missing(mustCard(t, tt.card)), ", ")
		if !strings.Contains(text, tt.lacks) || strings.Contains(text, tt.has) {
			t.Errorf("%s: %s", tt.card, text)
		}
	}
}

func TestListRefusesClass(t *testing.T) {
	state, _, stderr := call(t, "device", "list", "--class", "oxid")
	if state != refused || !strings.HasPrefix(stderr, `xbar: --class = "oxid" (did you mean "oxide"?): want one of `) {
		t.Errorf("exit %d: %s", state, stderr)
	}
}
