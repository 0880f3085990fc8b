package experiments

import (
	"context"
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/snn"
)

// Every rule moves weights on every kind of card, within what a weight can be, at once and after
// delays.
func TestEveryRuleOnEveryCard(t *testing.T) {
	for _, rule := range ruleNames() {
		for _, name := range []string{"ideal", "memristor", "pcm"} {
			for _, delay := range []string{"0 s", "5 ms"} {
				c := set(t, tiny(name), "stdp.rule", rule, "stdp.eta_pre", "0.01", "stdp.eta_post", "0.05", "train.images", "6", "input.delay", delay)
				if err := c.Check(); err != nil {
					t.Fatal(err)
				}
				n, err := newNetwork(c, cards(t, c)[0], digits(t), 0)
				if err != nil {
					t.Fatal(err)
				}
				if err := n.start(); err != nil {
					t.Fatal(err)
				}
				before := n.tile.Weights()
				if err := n.learn(context.Background(), n.order("order", 6), 6); err != nil {
					t.Fatal(err)
				}
				moved := 0
				for k, w := range n.tile.Weights() {
					if !(w >= -1.001 && w <= 1.001) {
						t.Fatalf("%s on %s: weight %d is %g", rule, name, k, w)
					}
					if w != before[k] {
						moved++
					}
				}
				if moved == 0 {
					t.Errorf("%s on %s, delay %s: no weight moved", rule, name, delay)
				}
			}
		}
	}
}

// A rule for whole pulses gets as many as its keys say on cells, also ideal ones; any other says what
// it wants of a weight, and perfect weights take that as it is.
func TestDosesOfRules(t *testing.T) {
	for _, r := range rules() {
		for _, name := range []string{"ideal", "memristor", "pcm"} {
			c, card := set(t, tiny(name), "stdp.rule", r.name), preset(t, name)
			p := ruleOf(t, c, card)
			up, down := 1/meanStep(card, true), 1/meanStep(card, name == "pcm")
			switch {
			case r.pulses:
				up, down = c.pulses(card)
			case name == "ideal":
				c.ADC.Bits, up, down = 0, 1, 1
				p = ruleOf(t, c, card)
			}
			if p.Up != up || p.Down != down {
				t.Errorf("%s on %s: %g pulses up and %g down, want %g and %g", r.name, name, p.Up, p.Down, up, down)
			}
			if c.perfect(card) != (name == "ideal" && !r.pulses) {
				t.Errorf("%s on %s: perfect weights %t", r.name, name, c.perfect(card))
			}
		}
	}
}

// The kinds of trace have the order of their names, which are the first kinds of package snn.
func TestTraceKinds(t *testing.T) {
	for k, want := range map[string]snn.TraceKind{"nearest": snn.Nearest, "additive": snn.Additive} {
		c := &STDPConfig{Traces: k}
		if got := c.trace(1).Kind; got != want {
			t.Errorf("%s traces are of kind %d, want %d", k, got, want)
		}
	}
	if names := ruleNames(); len(names) != len(slices.Compact(slices.Sorted(slices.Values(names)))) {
		t.Errorf("two rules have one name: %v", names)
	}
}

func ruleOf(t *testing.T, c *Config, card *device.Card) *snn.Plasticity {
	t.Helper()
	p, err := c.plasticity(card, nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
