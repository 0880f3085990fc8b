package experiments

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/variability"
)

// paramOf returns a parameter of a card.
func paramOf(t testing.TB, card *device.Card, name string) float64 {
	t.Helper()
	p, ok := si.Lookup(card.Params(), name)
	if !ok {
		t.Fatalf("%s has no %s", card.Name, name)
	}
	v, _ := p.Float()
	return v
}

// texts returns all parameters of a card.
func texts(card *device.Card) []string {
	var out []string
	for _, p := range card.Params() {
		out = append(out, p.Name+" = "+p.Text())
	}
	return out
}

// Scatter adds to what a card has of its own as independent chance does, and no short key touches
// the ideal card.
func TestShortKeysOfScatter(t *testing.T) {
	c := set(t, Default("sweep"), "device.memristor.c2c", "0.3", "device.pcm.read_noise", "0.05",
		"c2c", "0.4", "c2c_range", "0.12", "read_noise", "0.12", "d2d", "0.5", "drift", "0.1", "drift_sd", "0.05")
	list := cards(t, c)
	for _, tt := range []struct {
		card int
		key  string
		want float64
	}{
		{1, "c2c", 0.5},                          // √(0.3² + 0.4²)
		{1, "c2c_range", math.Hypot(0.05, 0.12)}, // Woo's 5 % of the range
		{1, "read_noise", 0.12}, {2, "c2c", 0.4}, // none of their own
		{2, "read_noise", 0.13}, {2, "c2c_range", 0.12}, // √(0.05² + 0.12²)
	} {
		if got := paramOf(t, list[tt.card], tt.key); !near(got, tt.want, 1e-15) {
			t.Errorf("%s: %s = %g, want %g", list[tt.card].Name, tt.key, got, tt.want)
		}
	}
	if got, want := texts(list[0]), texts(preset(t, "ideal")); !slices.Equal(got, want) {
		t.Errorf("the ideal card became %s", got)
	}
}

func TestShortKeysOfDrift(t *testing.T) {
	own := preset(t, "pcm")
	for _, tt := range []struct {
		name, drift, sd string
		nu              [3]float64 // of ideal, memristor and pcm at the top of their ranges
		sigma           [3]float64
		imposed         [3]bool
	}{
		{"none", "-1", "-1", [3]float64{0, 0, own.Drift.Mean(12e-6)}, [3]float64{0, 0, own.Drift.SD(12e-6)}, [3]bool{}},
		{"given", "0.06", "-1", [3]float64{0, 0.06, 0.06}, [3]float64{0, 0.012, own.Drift.SD(12e-6)}, [3]bool{false, true, false}},
		{"with spread", "0.06", "0.03", [3]float64{0, 0.06, 0.06}, [3]float64{0, 0.03, 0.03}, [3]bool{false, true, false}},
		{"spread alone", "-1", "0.03", [3]float64{0, 0, own.Drift.Mean(12e-6)}, [3]float64{0, 0.03, 0.03}, [3]bool{false, true, false}},
	} {
		c := set(t, Default("sweep"), "drift", tt.drift, "drift_sd", tt.sd)
		for i, card := range cards(t, c) {
			_, top := card.Model.Range()
			nu, sd := card.Drift.Mean(top), card.Drift.SD(top)
			if !near(nu, tt.nu[i], 1e-12) || !near(sd, tt.sigma[i], 1e-12) || card.Imposed != tt.imposed[i] {
				t.Errorf("%s: %s has ν = %g ± %g, imposed %v; want %g ± %g, %v", tt.name, card.Name, nu, sd, card.Imposed, tt.nu[i], tt.sigma[i], tt.imposed[i])
			}
		}
	}
}

// d2d and spread.* reach the cells of every array but the ideal one.
func TestSpreadsReachCells(t *testing.T) {
	for _, tt := range []struct {
		key, value string
		names      []string // of the cards whose cells come to differ at the top of their range
	}{
		{"seed", "1", nil},
		{"d2d", "0.3", []string{"memristor", "pcm"}},
		{"spread.g_max", "0.3", []string{"memristor", "pcm"}},
		{"spread.states_ltp", "0.3", nil},
	} {
		c := set(t, tiny("ideal", "memristor", "pcm"), tt.key, tt.value)
		var got []string
		for _, card := range cards(t, c) {
			n, err := newNetwork(c, card, digits(t), 0)
			if err != nil {
				t.Fatal(err)
			}
			rows, cols := n.tile.Dims()
			n.tile.Program(slices.Repeat([]float64{1}, rows*cols), false)
			if w := n.tile.Weights(); slices.Max(w) != slices.Min(w) {
				got = append(got, card.Name)
			}
		}
		if !slices.Equal(got, tt.names) {
			t.Errorf("%s = %s: cells of %s differ, want %s", tt.key, tt.value, got, tt.names)
		}
	}
	c := set(t, Default("sweep"), "spread.states_ltp", "20 %", "spread.g_max", "0.1")
	list := cards(t, c)
	want := map[string]variability.Spread{"states_ltp": {Kind: variability.Lognormal, CV: 0.2}, "g_max": {Kind: variability.Lognormal, CV: 0.1}}
	if got := c.spreads(list[1]); len(got) != 2 || got["states_ltp"] != want["states_ltp"] || got["g_max"] != want["g_max"] {
		t.Errorf("spreads of the memristor: %v", got)
	}
	if got := c.spreads(list[2]); len(got) != 1 || got["g_max"] != want["g_max"] {
		t.Errorf("spreads of pcm: %v", got)
	}
	if got := c.spreads(list[0]); len(got) != 0 {
		t.Errorf("spreads of the ideal card: %v", got)
	}
}

// device.PARAM acts on every card that has the parameter but not on the ideal one,
// device.CARD.PARAM on any card; the later of two wins.
func TestOverrides(t *testing.T) {
	for _, tt := range []struct {
		set  []string
		want [3]float64 // g_max of ideal, memristor and pcm, µS
	}{
		{nil, [3]float64{10, 59.17, 12}},
		{[]string{"device.g_max", "15 µS"}, [3]float64{10, 15, 15}},
		{[]string{"device.memristor.g_max", "20 µS"}, [3]float64{10, 20, 12}},
		{[]string{"device.ideal.g_max", "20 µS"}, [3]float64{20, 59.17, 12}},
		{[]string{"device.g_max", "15 µS", "device.pcm.g_max", "14 µS"}, [3]float64{10, 15, 14}},
		{[]string{"device.pcm.g_max", "14 µS", "device.g_max", "15 µS"}, [3]float64{10, 15, 15}},
		// limits may pass each other in either order
		{[]string{"device.memristor.g_min", "60 µS", "device.memristor.g_max", "90 µS"}, [3]float64{10, 90, 12}},
		{[]string{"device.memristor.g_max", "5 µS", "device.memristor.g_min", "1 µS"}, [3]float64{10, 5, 12}},
	} {
		c := set(t, Default("sweep"), tt.set...)
		for i, card := range cards(t, c) {
			if got := paramOf(t, card, "g_max"); !near(got, tt.want[i]*1e-6, 1e-15) {
				t.Errorf("%s: g_max of %s is %g, want %g µS", tt.set, card.Name, got, tt.want[i])
			}
			if f := card.Facts["g_max"]; got(tt.want[i], i) != (f.Note == "set by the user") {
				t.Errorf("%s: %s says g_max is %+v", tt.set, card.Name, f)
			}
		}
	}
}

// got tells whether a g_max of TestOverrides is not that of the card.
func got(microsiemens float64, card int) bool {
	return microsiemens != [3]float64{10, 59.17, 12}[card]
}

func TestLoadCardsRefuses(t *testing.T) {
	plain := strings.NewReplacer(`"exp-pulse"`, `"ideal"`, "states_", "step_", "nl_", "beta_", "value = -0.61", "value = 0.61",
		"value = 40", "value = 0.01", "c2c_range  = ", "# ").Replace(cardText(t))
	for _, tt := range []struct {
		devices string
		set     []string
		want    []string
	}{
		{"memrister", nil, []string{`unknown device "memrister" (did you mean "memristor"?): want one of ideal, memristor, neurram, pcm, vteam, or a card file`}},
		{"zebra ideal xyz", nil, []string{
			`unknown device "zebra": want one of ideal, memristor, neurram, pcm, vteam, or a card file`,
			`unknown device "xyz": want one of ideal, memristor, neurram, pcm, vteam, or a card file`,
		}},
		{"ideal pcm", []string{"device.states_ltp", "30"}, []string{`unknown key "device.states_ltp"`}},
		{"ideal", []string{"device.g_max", "1 µS"}, []string{`unknown key "device.g_max"`}},
		{"ideal pcm", []string{"device.memristor.g_max", "1 µS"}, []string{`unknown key "device.memristor.g_max" (did you mean "device.ideal.g_max"?)`}},
		{"pcm", []string{"device.pcm.gmax", "1 µS"}, []string{`unknown key "device.pcm.gmax" (did you mean "device.pcm.g_max"?)`}},
		{"pcm", []string{"device.pcm.a.g_max", "1 µS"}, []string{`unknown key "device.pcm.a.g_max" (did you mean "device.pcm.g_max"?)`}},
		{"memristor pcm", []string{"device.memristor.g_max", "2 S", "device.pcm.g_max", "3 V"}, []string{
			"device.memristor.g_max = 2 S: want 1 fS to 1 S (highest conductance (LRS))",
			`device.pcm.g_max = "3 V": want 1 fS to 1 S (highest conductance)`,
		}},
		{"memristor", []string{"device.memristor.g_min", "60 µS"}, []string{"device.memristor.g_min = 60 µS: want less than g_max = 59.17 µS (lowest conductance)"}},
		{"plain pcm", []string{"c2c", "0.1", "read_noise", "1.5", "device.pcm.read_noise", "2"}, []string{
			"c2c = 0.1: the model of plain (ideal) has no c2c",
			"device.pcm.read_noise = 2.5: want 0 to 2 (white read noise per read, standard deviation over G)",
		}},
		{"broken", nil, []string{"broken.toml: a card wants a title and a class"}},
	} {
		c := set(t, Default("sweep"), tt.set...)
		c.Devices = strings.Fields(tt.devices)
		c.Cards["plain"], c.Cards["broken"] = plain, "model = \"ideal\""
		_, err := c.LoadCards()
		if got := rows(err); len(got) < len(tt.want) || !slices.Equal(got[:len(tt.want)], tt.want) {
			t.Errorf("%s with %s\n got %s\nwant %s", tt.devices, tt.set, strings.Join(got, "\n     "), strings.Join(tt.want, "\n     "))
		}
	}
}
