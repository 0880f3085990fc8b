package experiments

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/snn"
)

func nothing(string) bool { return false }

// Every code can be suited, at every length of a presentation, and only codes in which an input speaks
// once have settings of their own.
func TestSuitedSettingsAreSound(t *testing.T) {
	for _, code := range snn.Codes() {
		for _, duration := range []string{"10 ms", "0.35", "100 s"} {
			c := set(t, Default("train"), "input.code", code, "input.duration", duration)
			before := c.Clone()
			said := c.Suit(nothing)
			if err := c.Check(); err != nil {
				t.Errorf("%s, %s: %v", code, duration, err)
			}
			if own := slices.Contains(oneAnswer(), code); own != (len(said) == 1) || own == reflect.DeepEqual(before, c) {
				t.Errorf("%s, %s: said %q", code, duration, said)
			}
		}
	}
	c := set(t, Default("train"), "input.code", "burst")
	want := "burst: network.target = 1, network.inhibition = 0.35 s, network.leak = 1.05 s, network.gain = 0.03, stdp.window = 0.35 s, stdp.ltp = 0.08, stdp.ltd = 0.04"
	if said := c.Suit(nothing); len(said) != 1 || said[0] != want {
		t.Errorf("said %q, want %q", said, want)
	}
	if c.Network.Target != 1 || c.Network.Inhibition != 0.35 || c.Network.Leak != 1.05 || c.STDP.Window != 0.35 || c.STDP.LTP != 0.08 {
		t.Errorf("network %+v, STDP %+v", c.Network, c.STDP)
	}
}

// What somebody asked for counts, and what is swept is swept.
func TestSuitLeavesWhatWasGiven(t *testing.T) {
	c := vary(t, set(t, Default("sweep"), "input.code", "burst", "network.target", "3"), "stdp.ltp=0.01,0.02")
	c.Suit(func(key string) bool { return key == "network.target" })
	if c.Network.Target != 3 || c.STDP.LTP != 0.008 || c.Network.Inhibition != 0.35 {
		t.Errorf("network %+v, STDP %+v", c.Network, c.STDP)
	}
	c = vary(t, Default("sweep"), "input.code=poisson,burst,first-spike", "stdp.ltp=0.01,0.02")
	c.Axes[0].With = [][]Override{nil, {{"network.gain", "0.01"}}, nil}
	said := c.Suit(func(key string) bool { return key == "network.target" })
	if len(said) != 2 || !strings.HasPrefix(said[0], "burst: network.gain = 0.01, network.inhibition") || !strings.HasPrefix(said[1], "first-spike: network.inhibition") ||
		strings.Contains(said[0]+said[1], "target") || strings.Contains(said[0]+said[1], "ltp") || c.Axes[0].With[0] != nil {
		t.Errorf("said %q", said)
	}
	if c.Network.Inhibition != 0.01 {
		t.Error("a study over codes has its own settings changed")
	}
	again := c.Clone()
	if again.Suit(func(key string) bool { return key == "network.target" }); !reflect.DeepEqual(again, c) {
		t.Error("suiting twice is not suiting once")
	}
}

// A point of an axis with settings is the study that one code suits.
func TestPointsHaveTheirSettings(t *testing.T) {
	c := vary(t, tiny("ideal"), "input.code=regular,burst")
	if said := c.Suit(nothing); len(said) != 1 || !strings.HasPrefix(said[0], "burst: network.target = 1, ") {
		t.Fatalf("said %q", said)
	}
	r := conduct(t, c, Env{})
	for i, code := range []string{"regular", "burst"} {
		alone := set(t, tiny("ideal"), "input.code", code)
		alone.Suit(nothing)
		if want := conduct(t, alone, Env{}).Summary[0]; r.Summary[i].Mean != want.Mean || r.Summary[i].Spikes != want.Spikes || r.Summary[i].Writes != want.Writes {
			t.Errorf("%s: %+v, alone %+v", code, r.Summary[i], want)
		}
	}
}

// An axis wins over what goes with a word of another.
func TestAxisBesideSettings(t *testing.T) {
	for _, axes := range [][]string{{"input.code=burst", "network.target=2,4"}, {"network.target=2,4", "input.code=burst"}} {
		c := vary(t, tiny("ideal"), axes...)
		for i := range c.Axes {
			if c.Axes[i].Key == codeKey {
				c.Axes[i].With = [][]Override{{{"network.target", "1"}}}
			}
		}
		s := &study{cfg: c}
		for _, p := range points(c.Axes) {
			cfg, _, err := s.at(job{"ideal", p, 0})
			if err != nil || cfg.Network.Target < 2 {
				t.Errorf("%v: target %g, %v", axes, cfg.Network.Target, err)
			}
		}
	}
}

func TestCheckSettings(t *testing.T) {
	for want, with := range map[string][][]Override{
		"settings for 1 of 2 words": {nil},
		`axis input.code: with network.targt: unknown key "network.targt" (did you mean "network.target"?)`: {nil, {{"network.targt", "1"}}},
		"axis input.code at burst: network.target = 0: want 0.1 to 1000":                                    {nil, {{"network.target", "0"}}},
		"test.images (test images) cannot go with a word":                                                   {nil, {{"test.images", "10"}}},
		"seed (seed of all chance) cannot go with a word":                                                   {nil, {{"seed", "2"}}},
		"axis input.code at burst: network.init_low = 0.9: want at most network.init_high = 0.8":            {nil, {{"network.init_low", "0.9"}}},
	} {
		c := vary(t, tiny("ideal"), "input.code=poisson,burst")
		c.Axes[0].With = with
		if err := c.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
}

func TestCloneOfSettings(t *testing.T) {
	c := vary(t, tiny("ideal"), "input.code=poisson,burst")
	c.Suit(nothing)
	d := c.Clone()
	d.Axes[0].With[1][0].Value, d.Axes[0].Words[0] = "9", "phase"
	if c.Axes[0].With[1][0].Value != "1" || c.Axes[0].Words[0] != "poisson" {
		t.Error("changing the clone changed the original")
	}
}
