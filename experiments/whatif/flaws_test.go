package whatif

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/experiments"
	"github.com/xbar-sim/xbar/variability"
)

func caseOf(t *testing.T, card string, kv ...string) *experiments.Case {
	t.Helper()
	c := experiments.Default("sensitivity")
	c.Devices = []string{card}
	put(t, c, kv...)
	s, err := New(c, experiments.Env{})
	if err != nil {
		t.Fatal(err)
	}
	return s.Case(card)
}

// Every flaw of every card of the library can be repaired and made smaller: what is left is a card, has the flaw no more where it
// is repaired, and the study's own card does not change. Scaling by 1 changes nothing.
func TestEveryFlawOfEveryCardCanBeRepaired(t *testing.T) {
	for _, name := range device.Presets() {
		if card, err := device.Preset(name); err != nil || card.Ideal() {
			continue
		}
		base := caseOf(t, name, "mode", "ex-situ", "d2d", "0.1", "spread.g_max", "0.1", "stuck_lrs", "0.01", "rtn", "0.1", "drift", "0.05", "drift_sd", "0.01")
		before := fmt.Sprintf("%+v %+v", base.Card, base.Config.Flaws)
		flaws, without := FlawsOf(base)
		if len(flaws)+len(without) != len(Flaws()) {
			t.Errorf("%s: %d flaws, %d without", name, len(flaws), len(without))
		}
		for _, key := range []string{"d2d", "stuck", "drift", "drift_sd", "rtn"} {
			if slices.Contains(without, key) {
				t.Errorf("%s: no flaw in %s, which the study set", name, key)
			}
		}
		for _, p := range flaws {
			for _, f := range []float64{1, 0.8, 1.2, 0} {
				c := &experiments.Case{Config: base.Config.Clone(), Card: base.Card.Clone()}
				if err := p.Scale(c, f); err != nil {
					t.Errorf("%s: %s × %g: %v", name, p.Key, f, err)
				} else if err := c.Card.Check(); err != nil {
					t.Errorf("%s: %s × %g is no card: %v", name, p.Key, f, err)
				}
				if f == 0 && p.Has(c) && p.Key != "states" { // of which the ideal is finite
					t.Errorf("%s: %s is still there after its repair", name, p.Key)
				}
			}
		}
		if after := fmt.Sprintf("%+v %+v", base.Card, base.Config.Flaws); after != before {
			t.Errorf("%s changed", name)
		}
	}
}

// Finer steps scatter over a distance as the card's do: with N steps of size s, N σ² is what it was.
func TestFinerStepsKeepTheScatterPerDistance(t *testing.T) {
	c := caseOf(t, "memristor", "device.c2c", "0.5")
	before := c.Card.Model.(*device.ExpPulse)
	n, of, own := before.StatesLTP, before.C2CRange, before.C2C
	p, _ := FindFlaw("states")
	if err := p.Scale(c, 0); err != nil {
		t.Fatal(err)
	}
	after := c.Card.Model.(*device.ExpPulse)
	near(t, "states", after.StatesLTP, 800, 1e-9)
	near(t, "variance of the range", after.StatesLTP*after.C2CRange*after.C2CRange, n*of*of, 1e-12)
	near(t, "variance of steps", after.C2C*after.C2C/after.StatesLTP, own*own/n, 1e-12)
}

// What a flaw is by the numbers of the memristor card: on/off 4.43 to 10 000, labels to 0.
func TestRepairsOfTheMemristor(t *testing.T) {
	c := caseOf(t, "memristor", "d2d", "0.2")
	_, without := FlawsOf(c)
	if want := "prog noise_1f rtn drift drift_sd relaxation retention endurance stuck"; !strings.Contains(strings.Join(without, " "), "drift drift_sd") || slices.Contains(without, "nl_ltp") {
		t.Errorf("without %v, want %s", without, want)
	}
	for key, check := range map[string]func(m *device.ExpPulse){
		OnOff:    func(m *device.ExpPulse) { near(t, "on/off", m.GMax/m.GMin, 1e4, 1e-6) },
		"nl_ltp": func(m *device.ExpPulse) { near(t, "label", m.NLLTP, 0, 0) },
		"c2c":    func(m *device.ExpPulse) { near(t, "scatter", m.C2CRange, 0, 0) },
	} {
		p, err := FindFlaw(key)
		if err != nil {
			t.Fatal(err)
		}
		c := caseOf(t, "memristor")
		if err := p.Scale(c, 0); err != nil {
			t.Fatal(err)
		}
		check(c.Card.Model.(*device.ExpPulse))
	}
	if _, err := FindFlaw("on_of"); err == nil || !strings.Contains(err.Error(), "on_off") {
		t.Errorf("%v", err)
	}
}

// A range is the card's own interval where it states one: 5 % of standard error are ± 9.8 %; twelve devices behind a spread are
// 1/√24 of it; a spread between devices alone is 1.96 of it.
func TestRanges(t *testing.T) {
	c := caseOf(t, "memristor")
	r := func(key string) Span {
		p, _ := FindFlaw(key)
		return p.Range(c)
	}
	if x := r("c2c"); x.Low != 0 || x.High != 1 || !strings.Contains(x.From, "ideal") {
		t.Errorf("%+v", x)
	}
	c.Card.Facts["c2c_range"] = device.Fact{SE: 0.0025, N: 30}
	near(t, "low", r("c2c").Low, 1-0.098, 1e-4)
	near(t, "high", r("c2c").High, 1+0.098, 1e-4)
	c.Card.Facts["nl_ltp"] = device.Fact{SD: 0.194}
	near(t, "high", r("nl_ltp").High, 1.196, 1e-4)
	c.Card.Spread = map[string]variability.Spread{"g_max": {Kind: variability.Lognormal, CV: 0.3}}
	c.Card.Facts["spread.g_max"] = device.Fact{N: 12}
	near(t, "high", r("d2d").High, 1+1.96/math.Sqrt(24), 1e-3)
}

// docs/QUESTIONS.md lists every property with its ideal and the reason.
func TestPropertiesAreDocumented(t *testing.T) {
	text, err := os.ReadFile("../../docs/QUESTIONS.md")
	if err != nil {
		t.Fatal(err)
	}
	var missing []string
	for _, p := range Flaws() {
		row := fmt.Sprintf("| `%s` | %s | %s | %s | %s |", p.Key, p.Name, p.Ideal, p.Why, p.More)
		if !strings.Contains(string(text), row) {
			missing = append(missing, row)
		}
	}
	if len(missing) > 0 {
		t.Errorf("QUESTIONS.md lacks:\n%s", strings.Join(missing, "\n"))
	}
}
