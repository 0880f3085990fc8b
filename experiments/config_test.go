package experiments

import (
	"math"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/device/devicetest"
	"github.com/xbar-sim/xbar/internal/si"
)

var preset = devicetest.Preset

func TestDefaultsPassTheirOwnCheck(t *testing.T) {
	for _, command := range []string{"sweep", "compare", "train", "eval"} {
		c := Default(command)
		if err := c.Check(); err != nil {
			t.Errorf("%s: %v", command, err)
		}
		if err := c.CheckData(digits(t)); err != nil {
			t.Errorf("%s: %v", command, err)
		}
	}
}

// A key is explained, has a name of its own, and a default in its range.
func TestKeysAreExplained(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range Default("sweep").Params() {
		if seen[p.Name] {
			t.Errorf("%s is there twice", p.Name)
		}
		seen[p.Name] = true
		if p.Doc == "" || strings.ToLower(p.Name) != p.Name || strings.Count(p.Name, ".") > 1 {
			t.Errorf("%+v", p)
		}
		if p.Kind() == si.Float && p.Min == 0 && p.Max == 0 {
			t.Errorf("%s has no range", p.Name)
		}
	}
}

// The mean step of a technology, over 41 equally spaced states from end to end.
func TestMeanStep(t *testing.T) {
	// Ideal: Δx = s e^(-βx), whose mean over the range is s (1-e^-β)/β. At the far end nothing moves,
	// so the 41-point rule is a geometric sum of 40 terms over 41.
	ideal := preset(t, "ideal")
	m := ideal.Model.(*device.Ideal)
	for _, beta := range []float64{3, 0.5} {
		m.BetaLTP, m.BetaLTD = beta, beta
		integral := m.StepLTP * (1 - math.Exp(-beta)) / beta
		sum := m.StepLTP * (1 - math.Exp(-beta)) / (1 - math.Exp(-beta/40)) / 41
		for _, up := range []bool{true, false} {
			got := meanStep(ideal, up)
			if !near(got/sum, 1, 1e-9) || !near(got/integral, 1, 0.03) {
				t.Errorf("ideal, β %g, set %v: %g, want %g, near %g", beta, up, got, sum, integral)
			}
		}
	}

	// A straight pulse curve moves by 1/P wherever it can: in 40 of the 41 states.
	card := preset(t, "memristor")
	e := card.Model.(*device.ExpPulse)
	e.NLLTP, e.NLLTD, e.StatesLTP, e.StatesLTD = 0, 0, 40, 20
	if got, want := meanStep(card, true), 40.0/41/40; !near(got, want, 1e-12) {
		t.Errorf("straight LTP over 40 pulses: %g, want %g", got, want)
	}
	if got, want := meanStep(card, false), (39.0/20+0.025)/41; !near(got, want, 1e-12) { // the last but one has half a step to go
		t.Errorf("straight LTD over 20 pulses: %g, want %g", got, want)
	}

	// A curve that saturates moves by (B-u)(1-e^(-1/aP)) at u; B - 1/2 times the same on average,
	// because the states are symmetrical about 1/2, less what the end of the range cuts off.
	e.NLLTP, e.StatesLTP = 1.94, 40
	a := device.FromLabel(1.94)
	b, k := 1/(1-math.Exp(-1/a)), 1-math.Exp(-1/(a*40))
	want := 0.0
	for i := range 41 {
		u := float64(i) / 40
		want += min((b-u)*k, 1-u) / 41
	}
	if got := meanStep(card, true); !near(got, want, 1e-9) || !near(got, (b-0.5)*k, 0.03*got) || !near(got, 1.0/40, 0.3/40) {
		t.Errorf("label 1.94 over 40 pulses: %g, want %g, about 1/40", got, want)
	}
}

func TestPulses(t *testing.T) {
	c := Default("sweep")
	c.STDP.LTP, c.STDP.LTD = 0.008, 0.004
	memristor, pcm := preset(t, "memristor"), preset(t, "pcm")

	// A rate is what an event changes on average: pulses times mean step.
	for _, card := range []*device.Card{preset(t, "ideal"), memristor, preset(t, "vteam")} {
		ltp, ltd := c.pulses(card)
		if !near(ltp*meanStep(card, true), 0.008, 1e-12) || !near(ltd*meanStep(card, false), 0.004, 1e-12) {
			t.Errorf("%s: %g and %g pulses of mean step %g and %g", card.Name, ltp, ltd, meanStep(card, true), meanStep(card, false))
		}
	}
	// A pair is only ever SET.
	if ltp, ltd := c.pulses(pcm); !near(ltd*meanStep(pcm, true), 0.004, 1e-12) || !near(ltp, 2*ltd, 1e-12) {
		t.Errorf("pair: %g and %g pulses, want twice as many up as down", ltp, ltd)
	}
	c.Layout.Kind = "single"
	if _, ltd := c.pulses(pcm); !near(ltd*meanStep(pcm, false), 0.004, 1e-12) {
		t.Errorf("single pcm: %g RESET pulses of mean step %g", ltd, meanStep(pcm, false))
	}
	c.Layout.Kind = "pair"
	if ltp, ltd := c.pulses(memristor); !near(ltp, 2*ltd, 1e-12) {
		t.Errorf("pair of memristors: %g and %g pulses", ltp, ltd)
	}

	c.STDP.PLTP, c.STDP.LTD = 0.25, 0
	if ltp, ltd := c.pulses(memristor); ltp != 0.25 || ltd != 0 {
		t.Errorf("p_ltp = 0.25 and ltd = 0: %g and %g pulses", ltp, ltd)
	}
}

// A cell that its nominal pulses hardly move would never finish learning. 10⁷ pulses across the
// range are 10⁻⁷ of it each, with the curvature of the label 1.2 times that.
func TestPulsesThatMoveTooLittleAreRefused(t *testing.T) {
	c := set(t, tiny("ideal", "memristor"), "device.memristor.states_ltp", "1e7")
	const want = "stdp.ltp = 0.008: want at most 0.00119 on memristor, where a nominal pulse moves 1.19e-07 (mean change of a weight per event, of the range)"
	if err := c.Check(); err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
	if _, err := newNetwork(c, cards(t, c)[1], digits(t), 0); err == nil || err.Error() != want {
		t.Errorf("a network of it: %v", err)
	}
	for _, better := range []func(c *Config){
		func(c *Config) { c.STDP.LTP = 0 },
		func(c *Config) { c.STDP.LTP = 0.001 },
		func(c *Config) { c.STDP.PLTP = 1 },
		func(c *Config) { c.Mode = ExSitu }, // only ideal cells learn
	} {
		d := c.Clone()
		better(d)
		if err := d.Check(); err != nil {
			t.Errorf("%+v in %s: %v", d.STDP, d.Mode, err)
		}
	}
}
