package experiments

import (
	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/snn"
)

// STDPConfig is the learning rule of a study.
type STDPConfig struct {
	Rule       string
	Window     float64 // s
	LTP, LTD   float64 // mean change of a weight per event, of the range
	PLTP, PLTD float64 // pulses per event; 0: from LTP, LTD and the card's mean step

	Traces                    string
	TauPre, TauPost, TauSlow  float64 // s
	EtaPre, EtaPost           float64 // of the range
	Target, Exponent, Damping float64
}

// rectangularRule is the rule that asks for whole pulses and leaves the dependence on the weight
// to the cell.
const rectangularRule = "rectangular"

// traceKinds lists how spikes add up in a trace, in the order of snn.TraceKind.
func traceKinds() []string { return []string{"nearest", "additive"} }

func (c *STDPConfig) defaults() {
	*c = STDPConfig{
		Rule: rectangularRule, Window: 0.05, LTP: 0.008, LTD: 0.004,
		Traces: "nearest", TauPre: 20e-3, TauPost: 20e-3, TauSlow: 40e-3, EtaPre: 1e-4, EtaPost: 1e-2,
		Target: 0.4, Exponent: 0.2, Damping: 1,
	}
}

func (c *STDPConfig) params() []si.Param {
	return []si.Param{
		{Name: "stdp.rule", At: &c.Rule, Doc: "learning rule", Choices: ruleNames()},
		{Name: "stdp.window", At: &c.Window, Unit: "s", Doc: "rectangular: inputs that spiked this long before an output spike are potentiated", Min: 0, Max: 10},
		{Name: "stdp.ltp", At: &c.LTP, Doc: "rectangular: mean potentiation per event, of the range", Min: 0, Max: 1},
		{Name: "stdp.ltd", At: &c.LTD, Doc: "rectangular: mean depression per event, of the range", Min: 0, Max: 1},
		{Name: "stdp.p_ltp", At: &c.PLTP, Doc: "rectangular: probability that a candidate cell is potentiated; 0 takes stdp.ltp over the card's mean step", Min: 0, Max: 100},
		{Name: "stdp.p_ltd", At: &c.PLTD, Doc: "rectangular: probability that a candidate cell is depressed; 0 takes stdp.ltd over the card's mean step", Min: 0, Max: 100},
		{Name: "stdp.traces", At: &c.Traces, Doc: "other rules: the last spike alone counts, or every spike adds", Choices: traceKinds()},
		{Name: "stdp.tau_pre", At: &c.TauPre, Unit: "s", Doc: "other rules: time constant of an input's trace", Min: 1e-4, Max: 10},
		{Name: "stdp.tau_post", At: &c.TauPost, Unit: "s", Doc: "other rules: time constant of a neuron's trace", Min: 1e-4, Max: 10},
		{Name: "stdp.tau_slow", At: &c.TauSlow, Unit: "s", Doc: "triplet: time constant of a neuron's slow trace", Min: 1e-4, Max: 10},
		{Name: "stdp.eta_pre", At: &c.EtaPre, Doc: "other rules: change at an input spike, of the range; negative turns its sign", Min: -1, Max: 1},
		{Name: "stdp.eta_post", At: &c.EtaPost, Doc: "other rules: change at an output spike, of the range", Min: 0, Max: 1},
		{Name: "stdp.x_target", At: &c.Target, Doc: "power-law, exponential, symmetric: trace at which an output spike changes nothing", Min: 0, Max: 100},
		{Name: "stdp.exponent", At: &c.Exponent, Doc: "power-law, symmetric: exponent of the dependence on the weight", Min: 0, Max: 10},
		{Name: "stdp.damping", At: &c.Damping, Doc: "exponential: damping over the range", Min: 0, Max: 100},
	}
}

// A ruleKind makes the law of one name.
type ruleKind struct {
	name string
	make func(c *STDPConfig) snn.Law
}

// rules is the table of learning rules. Adding one is one file in snn and one line here.
func rules() []ruleKind {
	return []ruleKind{
		{rectangularRule, func(c *STDPConfig) snn.Law { return &snn.Rectangular{Window: c.Window, LTP: 1, LTD: 1} }},
		{"triplet", func(c *STDPConfig) snn.Law {
			return &snn.Triplet{EtaPre: c.EtaPre, EtaPost: c.EtaPost, X: c.trace(c.TauPre), Y: c.trace(c.TauPost), Z: c.trace(c.TauSlow)}
		}},
	}
}

func (c *STDPConfig) trace(tau float64) snn.Trace {
	t := snn.Trace{Tau: tau, Kind: snn.Nearest}
	if c.Traces == "additive" {
		t.Kind = snn.Additive
	}
	return t
}

func ruleNames() (names []string) {
	for _, r := range rules() {
		names = append(names, r.name)
	}
	return names
}

// plasticity makes the rule of a study for the weights of a card. The rectangular rule says how
// many pulses an event is worth; all others say by how much a weight should change, which is so
// many times the card's mean step, or the change itself on perfect weights.
func (c *Config) plasticity(card *device.Card, delays *snn.Delays) *snn.Plasticity {
	p := &snn.Plasticity{Step: c.Input.Step, Delays: delays, Up: 1, Down: 1}
	for _, r := range rules() {
		if r.name == c.STDP.Rule {
			p.Law = r.make(&c.STDP)
		}
	}
	switch {
	case c.STDP.Rule == rectangularRule:
		p.Up, p.Down = c.pulses(card)
	case !c.perfect(card):
		p.Up, p.Down = 1/meanStep(card, true), 1/meanStep(card, c.layoutOf(card) == "pair")
	}
	return p
}

// perfect tells whether the weights of a card are numbers that take every change: ideal cells behind
// ideal converters, under a rule that has its own dependence on the weight.
func (c *Config) perfect(card *device.Card) bool {
	return card.Ideal() && c.STDP.Rule != rectangularRule &&
		c.DAC.Bits == 0 && c.DAC.Noise == 0 && c.ADC.Bits == 0 && c.ADC.Noise == 0
}

func (c *Config) layoutOf(card *device.Card) string {
	if c.Layout.Kind != "" {
		return c.Layout.Kind
	}
	return card.Layout
}
