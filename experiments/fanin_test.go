package experiments

import (
	"slices"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/variability"
)

// Every neuron has its number of inputs, each input as likely as any other: of 400 neurons with 49 of
// 784 inputs, one input has Binomial(400, 1/16) connections, mean 25 and sd 4.84; none of 784 is
// beyond 6 sd but once in 10⁶ draws.
func TestConnections(t *testing.T) {
	const pre, post, fan = 784, 400, 49
	s := newSparse(newPerfect(pre, post, nil), fan, variability.Seed(1).Named("connections"))
	of := make([]int, pre)
	for j, on := range s.on {
		n := 0
		for i, yes := range on {
			if yes {
				n++
				of[i]++
			}
		}
		if n != fan {
			t.Fatalf("neuron %d has %d inputs, want %d", j, n, fan)
		}
	}
	if lo, hi := slices.Min(of), slices.Max(of); lo < 25-29 || hi > 25+29 {
		t.Errorf("an input reaches %d to %d neurons, want about 25", lo, hi)
	}
	if slices.Equal(s.on[0], s.on[1]) {
		t.Error("two neurons have the same inputs")
	}
}

// What is not connected is never changed and weighs nothing, whatever the rule, the normalisation and
// the cells.
func TestUnconnectedIsNeverPulsed(t *testing.T) {
	for _, tt := range []struct{ name, device, keys string }{
		{"numbers", "ideal", "adc.bits=0"},
		{"numbers, rewritten", "ideal", "adc.bits=0 stdp.rule=triplet norm.kind=digital"},
		{"cells", "memristor", ""},
		{"cells, row pulses, gain", "memristor", "stdp.rule=pair norm.kind=gain"},
		{"pairs", "pcm", ""},
		{"a rule that reads weights", "memristor", "stdp.rule=power-law"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := set(t, tiny(tt.device), "network.fan_in", "100")
			for _, kv := range strings.Fields(tt.keys) {
				k, v, _ := strings.Cut(kv, "=")
				set(t, c, k, v)
			}
			card, err := device.Preset(tt.device)
			if err != nil {
				t.Fatal(err)
			}
			n, err := newNetwork(c, card, digits(t), 0)
			if err != nil {
				t.Fatal(err)
			}
			if err := n.start(); err != nil {
				t.Fatal(err)
			}
			before := n.tile.Weights()
			if err := n.learn(t.Context(), n.order("order", 40), 40); err != nil {
				t.Fatal(err)
			}
			s := n.tile.(*sparse)
			after, moved := n.tile.Weights(), 0
			for k, w := range after {
				on := s.on[k%c.Network.Neurons][k/c.Network.Neurons]
				if !on && w != 0 {
					t.Fatalf("weight %d is %g without a connection", k, w)
				}
				if on && w != before[k] {
					moved++
				}
				if x, ok := s.chip.(onTile); ok && !on {
					for j := range 2 { // of a pair; a single cell has one
						cols := x.Array().Cols
						cell := k % c.Network.Neurons
						if cols == 2*c.Network.Neurons {
							cell = 2*cell + j
						}
						if got := x.Array().PulseCount(k/c.Network.Neurons, cell); got != 0 {
							t.Fatalf("weight %d without a connection has had %d pulses", k, got)
						}
					}
				}
			}
			if moved == 0 {
				t.Error("no connected weight has changed")
			}
			if p, ok := s.chip.(*perfect); ok {
				for k, w := range p.W {
					if !s.on[k%c.Network.Neurons][k/c.Network.Neurons] && w != 0 {
						t.Fatalf("number %d is %g without a connection", k, w)
					}
				}
			}
		})
	}
}

// Connected to all is not connected at random: the same numbers as without the key.
func TestFullFanInIsNone(t *testing.T) {
	a := conduct(t, tiny("memristor"), Env{})
	b := conduct(t, set(t, tiny("memristor"), "network.fan_in", "784"), Env{})
	for i := range a.Trials {
		if a.Trials[i].Metrics.Accuracy != b.Trials[i].Metrics.Accuracy || a.Trials[i].Metrics.Writes != b.Trials[i].Metrics.Writes {
			t.Errorf("repeat %d: %v with all inputs named, %v without", i, b.Trials[i].Metrics, a.Trials[i].Metrics)
		}
	}
}

func TestFanInRefused(t *testing.T) {
	c := set(t, tiny("memristor"), "network.fan_in", "50", "norm.kind", "digital")
	if err := c.Check(); err == nil || !strings.Contains(err.Error(), "rewrites whole columns of memristor") {
		t.Errorf("error %v, want that columns cannot be rewritten", err)
	}
	c = set(t, tiny("memristor"), "network.fan_in", "785")
	if err := c.CheckData(digits(t)); err == nil || !strings.Contains(err.Error(), "at most 784") {
		t.Errorf("error %v, want that there are no more than 784 inputs", err)
	}
}
