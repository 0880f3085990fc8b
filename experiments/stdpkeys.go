package experiments

import (
	"slices"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/periphery"
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
	Rate                      float64 // Hz
	Aim                       float64

	Shape     string // of the waveforms behind overlap
	Reward    bool
	TauReward float64 // s
}

const (
	rectangularRule = "rectangular"
	overlapRule     = "overlap"
)

// traceKinds lists how spikes add up in a trace, in the order of snn.TraceKind.
func traceKinds() []string { return []string{"nearest", "additive"} }

func (c *STDPConfig) defaults() {
	*c = STDPConfig{
		Rule: rectangularRule, Window: 0.05, LTP: 0.008, LTD: 0.004,
		Traces: "nearest", TauPre: 20e-3, TauPost: 20e-3, TauSlow: 40e-3, EtaPre: 1e-4, EtaPost: 1e-2,
		Target: 0.4, Exponent: 0.2, Damping: 1, Rate: 1, Aim: 1,
		Shape: "exponential", TauReward: 1,
	}
}

func (c *STDPConfig) params() []si.Param {
	return []si.Param{
		{Name: "stdp.rule", At: &c.Rule, Doc: "learning rule", Choices: ruleNames()},
		{Name: "stdp.window", At: &c.Window, Unit: "s", Doc: "rectangular, stochastic: inputs that spiked this long before an output spike are potentiated; overlap: time constant or length of the waveforms", Min: 0, Max: 10},
		{Name: "stdp.ltp", At: &c.LTP, Doc: "rectangular, stochastic, overlap: mean potentiation per event, of the range", Min: 0, Max: 1},
		{Name: "stdp.ltd", At: &c.LTD, Doc: "rectangular, stochastic, overlap: mean depression per event, of the range", Min: 0, Max: 1},
		{Name: "stdp.p_ltp", At: &c.PLTP, Doc: "rectangular, stochastic, overlap: probability that a candidate cell is potentiated; 0 takes stdp.ltp over the card's mean step", Min: 0, Max: 100},
		{Name: "stdp.p_ltd", At: &c.PLTD, Doc: "rectangular, stochastic, overlap: probability that a candidate cell is depressed; 0 takes stdp.ltd over the card's mean step", Min: 0, Max: 100},
		{Name: "stdp.shape", At: &c.Shape, Doc: "overlap: waveforms around spikes, integrated through the card's cell; pulses are scaled so that potentiation, and depression, are stdp.ltp and stdp.ltd in the mean over delays of up to stdp.window", Choices: periphery.Shapes()},
		{Name: "stdp.traces", At: &c.Traces, Doc: "pair to symmetric: the last spike alone counts, or every spike adds, as it always does for vogels, oja and bcm", Choices: traceKinds()},
		{Name: "stdp.tau_pre", At: &c.TauPre, Unit: "s", Doc: "all but rectangular and overlap: time constant of an input's trace, of a neuron's too for vogels and oja; stochastic: of the probability", Min: 1e-4, Max: 10},
		{Name: "stdp.tau_post", At: &c.TauPost, Unit: "s", Doc: "pair, triplet, symmetric, bcm: time constant of a neuron's trace", Min: 1e-4, Max: 10},
		{Name: "stdp.tau_slow", At: &c.TauSlow, Unit: "s", Doc: "triplet: time constant of a neuron's slow trace; bcm: of the mean in its threshold", Min: 1e-4, Max: 10},
		{Name: "stdp.eta_pre", At: &c.EtaPre, Doc: "pair, triplet, symmetric: depression at an input spike, of the range; negative turns its sign", Min: -1, Max: 1},
		{Name: "stdp.eta_post", At: &c.EtaPost, Doc: "all but rectangular, stochastic and overlap: change at an output spike, of the range; negative turns its sign", Min: -1, Max: 1},
		{Name: "stdp.x_target", At: &c.Target, Doc: "power-law, exponential, symmetric: trace at which an output spike changes nothing", Min: 0, Max: 100},
		{Name: "stdp.exponent", At: &c.Exponent, Doc: "power-law, symmetric: exponent of the dependence on the weight", Min: 0, Max: 10},
		{Name: "stdp.damping", At: &c.Damping, Doc: "exponential: damping over the range", Min: 0, Max: 100},
		{Name: "stdp.rate", At: &c.Rate, Unit: "Hz", Doc: "vogels: rate that a neuron is brought to", Min: 0, Max: 1000},
		{Name: "stdp.aim", At: &c.Aim, Doc: "bcm: trace that a neuron is brought to, and 0.5 for chance in its spikes", Min: 1e-3, Max: 1000},
		{Name: "stdp.reward", At: &c.Reward, Doc: "supervised: changes wait as eligibility, until the label rewards the neurons of its class (neuron j modulo classes) and punishes all others"},
		{Name: "stdp.tau_reward", At: &c.TauReward, Unit: "s", Doc: "reward: time constant of the eligibility", Min: 1e-3, Max: 1000},
	}
}

// A ruleKind makes the law of one name.
type ruleKind struct {
	name   string
	pulses bool // it asks for whole pulses and leaves the dependence on the weight to the cell
	make   func(c *Config, card *device.Card) (snn.Law, error)
}

// plain makes a law that does not depend on the card.
func plain(law func(c *STDPConfig) snn.Law) func(*Config, *device.Card) (snn.Law, error) {
	return func(c *Config, _ *device.Card) (snn.Law, error) { return law(&c.STDP), nil }
}

// rules is the table of learning rules. Adding one is one file in snn and one line here.
func rules() []ruleKind {
	return []ruleKind{
		{rectangularRule, true, plain(func(c *STDPConfig) snn.Law { return &snn.Rectangular{Window: c.Window, LTP: 1, LTD: 1} })},
		{overlapRule, true, (*Config).overlap},
		{"stochastic", true, plain(func(c *STDPConfig) snn.Law {
			return &snn.Stochastic{Window: c.Window, Tau: c.TauPre, LTP: 1, LTD: 1}
		})},
		{"pair", false, plain(func(c *STDPConfig) snn.Law {
			return &snn.Pair{Plus: c.EtaPost, Minus: c.EtaPre, X: c.trace(c.TauPre), Y: c.trace(c.TauPost)}
		})},
		{"triplet", false, plain(func(c *STDPConfig) snn.Law {
			return &snn.Triplet{EtaPre: c.EtaPre, EtaPost: c.EtaPost, X: c.trace(c.TauPre), Y: c.trace(c.TauPost), Z: c.trace(c.TauSlow)}
		})},
		{"power-law", false, plain(func(c *STDPConfig) snn.Law {
			return &snn.PowerLaw{Eta: c.EtaPost, Target: c.Target, Exponent: c.Exponent, X: c.trace(c.TauPre)}
		})},
		{"exponential", false, plain(func(c *STDPConfig) snn.Law {
			return &snn.ExpWeight{Eta: c.EtaPost, Target: c.Target, Damping: c.Damping, X: c.trace(c.TauPre)}
		})},
		{"symmetric", false, plain(func(c *STDPConfig) snn.Law {
			return &snn.Symmetric{EtaPre: c.EtaPre, EtaPost: c.EtaPost, Target: c.Target, Exponent: c.Exponent, X: c.trace(c.TauPre), Y: c.trace(c.TauPost)}
		})},
		{"vogels", false, plain(func(c *STDPConfig) snn.Law { return &snn.Vogels{Eta: c.EtaPost, Rate: c.Rate, Tau: c.TauPre} })},
		{"oja", false, plain(func(c *STDPConfig) snn.Law {
			return &snn.Oja{Eta: c.EtaPost, X: additive(c.TauPre), Y: additive(c.TauPre)}
		})},
		{"bcm", false, plain(func(c *STDPConfig) snn.Law {
			return &snn.BCM{Eta: c.EtaPost, Aim: c.Aim, Average: c.TauSlow, X: additive(c.TauPre), Y: additive(c.TauPost)}
		})},
	}
}

// kind returns the rule of a study.
func (c *STDPConfig) kind() ruleKind {
	all := rules()
	return all[max(0, slices.IndexFunc(all, func(r ruleKind) bool { return r.name == c.Rule }))]
}

func additive(tau float64) snn.Trace { return snn.Trace{Tau: tau, Kind: snn.Additive} }

func (c *STDPConfig) trace(tau float64) snn.Trace {
	return snn.Trace{Tau: tau, Kind: snn.TraceKind(slices.Index(traceKinds(), c.Traces))}
}

func ruleNames() (names []string) {
	for _, r := range rules() {
		names = append(names, r.name)
	}
	return names
}

// plasticity makes the rule of a study for the weights of a card. Some rules say how many pulses
// an event is worth; all others say by how much a weight should change, which is so many times the
// card's mean step, or the change itself on perfect weights.
func (c *Config) plasticity(card *device.Card, delays *snn.Delays) (*snn.Plasticity, error) {
	kind := c.STDP.kind()
	law, err := kind.make(c, card)
	if err != nil {
		return nil, err
	}
	p := &snn.Plasticity{Law: law, Step: c.Input.Step, Delays: delays, Up: 1, Down: 1}
	switch {
	case kind.pulses:
		p.Up, p.Down = c.pulses(card)
	case !c.perfect(card):
		p.Up, p.Down = 1/c.stepOf(card, true), 1/c.stepOf(card, c.setOnly(card))
	}
	return p, nil
}

// perfect tells whether the weights of a card are numbers that take every change: ideal cells behind
// ideal converters.
func (c *Config) perfect(card *device.Card) bool {
	_, levels := card.Model.(device.Leveled)
	return card.Ideal() && !levels && c.readPerfectly()
}

// softBounds is how perfect weights take the pulses of rules that leave the dependence on the weight
// to the cell; nil where the rule has its own.
func (c *Config) softBounds(card *device.Card) *snn.SoftBounds {
	m, ok := card.Model.(*device.Ideal)
	if !ok || !c.STDP.kind().pulses {
		return nil
	}
	return &snn.SoftBounds{StepLTP: m.StepLTP, StepLTD: m.StepLTD, BetaLTP: m.BetaLTP, BetaLTD: m.BetaLTD}
}
