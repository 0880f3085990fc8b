package experiments

import (
	"errors"
	"math"
	"slices"

	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/snn"
)

// NeuronConfig is the neurons of a study. Membrane time constant, dead time and the dead time
// that one spike gives to others are keys of the network.
type NeuronConfig struct {
	Model string // one of neurons
	D2D   float64

	Synapse     float64 // s
	ThetaStep   float64 // of the initial threshold
	CurrentStep float64 // of the initial threshold
	AdaptTau    float64 // s
	Pattern     string

	Integrator, Dead           string
	DeadTime                   float64 // s
	Start                      float64 // V
	Rest, Reset, Threshold     float64 // V
	Exc, Inh                   float64 // V
	TauE, TauI                 float64 // s
	Inhibition                 float64 // of the leak
	Population                 bool
	ThetaStart, ThetaPlus, Tau float64 // V, V, s
}

// A neuronKind makes the layer of one name.
type neuronKind struct {
	name string
	make func(c *Config) snn.Layer
}

// neurons is the table of neuron models. Adding one is one file in snn and one line here.
func neurons() []neuronKind {
	return []neuronKind{
		{"lif", func(c *Config) snn.Layer { l := c.lif(); return c.start(&l) }},
		{"conductance", (*Config).conductance},
		{"adaptive", (*Config).adaptive},
		{"izhikevich", (*Config).izhikevich},
	}
}

func neuronNames() (names []string) {
	for _, n := range neurons() {
		names = append(names, n.name)
	}
	return names
}

func (c *NeuronConfig) defaults() {
	*c = NeuronConfig{
		Model: "lif", Integrator: "exponential", Dead: "suppress",
		ThetaStep: 0.1, AdaptTau: 0.1, Pattern: "regular-spiking",
		Start: -105e-3, Rest: -65e-3, Reset: -65e-3, Threshold: -72e-3, Exc: 0, Inh: -100e-3,
		TauE: 1e-3, TauI: 2e-3, Inhibition: 17,
		ThetaStart: 20e-3, ThetaPlus: 0.05e-3, Tau: 1e4,
	}
}

func (c *NeuronConfig) params() []si.Param {
	const most = 1.0 // V
	return []si.Param{
		{Name: "neuron.model", At: &c.Model, Doc: "neurons: leaky integrate-and-fire, the same with an inhibitory population and conductances, the same tiring with every spike, or Izhikevich's; all but conductance with one winner a step", Choices: neuronNames()},
		{Name: "neuron.d2d", At: &c.D2D, Doc: "spread of the initial thresholds between neurons, CV, lognormal", Min: 0, Max: 3},
		{Name: "neuron.integrator", At: &c.Integrator, Doc: "lif, adaptive, conductance: how a membrane is brought through a step; euler is that of many published programs", Choices: snn.Integrators()},
		{Name: "neuron.synapse", At: &c.Synapse, Unit: "s", Doc: "lif, adaptive: time constant of the synaptic current; 0 brings charge at once", Min: 0, Max: 10},
		{Name: "neuron.adapt_theta", At: &c.ThetaStep, Doc: "adaptive: what a spike adds to the neuron's threshold for a while, of the initial threshold", Min: 0, Max: 100},
		{Name: "neuron.adapt_current", At: &c.CurrentStep, Doc: "adaptive: current that a spike draws from its own membrane for a while, of what would hold it a threshold below rest", Min: 0, Max: 100},
		{Name: "neuron.adapt_tau", At: &c.AdaptTau, Unit: "s", Doc: "adaptive: time constant with which both pass", Min: 1e-4, Max: 1000},
		{Name: "neuron.pattern", At: &c.Pattern, Doc: "izhikevich: kind of firing, which is a set of parameters", Choices: snn.Patterns()},
		{Name: "neuron.dead", At: &c.Dead, Doc: "conductance: a neuron in its dead time integrates without firing, is held, or is held and deaf", Choices: snn.Refractorinesses()},
		{Name: "neuron.dead_time", At: &c.DeadTime, Unit: "s", Doc: "conductance: time after a spike without another, if longer than network.refractory", Min: 0, Max: 10},
		{Name: "neuron.start", At: &c.Start, Unit: "V", Doc: "conductance: membrane before the first presentation", Min: -most, Max: most},
		{Name: "neuron.rest", At: &c.Rest, Unit: "V", Doc: "conductance: resting potential", Min: -most, Max: most},
		{Name: "neuron.reset", At: &c.Reset, Unit: "V", Doc: "conductance: membrane after a spike", Min: -most, Max: most},
		{Name: "neuron.threshold", At: &c.Threshold, Unit: "V", Doc: "conductance: threshold without θ", Min: -most, Max: most},
		{Name: "neuron.exc", At: &c.Exc, Unit: "V", Doc: "conductance: reversal potential of excitation", Min: -most, Max: most},
		{Name: "neuron.inh", At: &c.Inh, Unit: "V", Doc: "conductance: reversal potential of inhibition", Min: -most, Max: most},
		{Name: "neuron.tau_e", At: &c.TauE, Unit: "s", Doc: "conductance: time constant of excitation", Min: 1e-5, Max: 10},
		{Name: "neuron.tau_i", At: &c.TauI, Unit: "s", Doc: "conductance: time constant of inhibition", Min: 1e-5, Max: 10},
		{Name: "neuron.inhibition", At: &c.Inhibition, Doc: "conductance: what a spike adds to the inhibition of all others, of the leak", Min: 0, Max: 1e4},
		{Name: "neuron.population", At: &c.Population, Doc: "conductance: simulate the inhibitory neurons instead of their effect"},
		{Name: "neuron.theta_start", At: &c.ThetaStart, Unit: "V", Doc: "conductance: adaptive part θ of the threshold at first", Min: 0, Max: most},
		{Name: "neuron.theta_plus", At: &c.ThetaPlus, Unit: "V", Doc: "conductance: what a spike adds to θ", Min: 0, Max: most},
		{Name: "neuron.theta_tau", At: &c.Tau, Unit: "s", Doc: "conductance: time constant with which θ falls", Min: 1e-3, Max: 1e9},
	}
}

// layer makes the neurons of a study.
func (c *Config) layer() snn.Layer {
	all := neurons()
	return all[max(0, slices.IndexFunc(all, func(n neuronKind) bool { return n.name == c.Neuron.Model }))].make(c)
}

// start makes as many neurons as the study has, with a threshold of one full weight until it is calibrated.
func (c *Config) start(l interface {
	snn.Layer
	Start(n int, threshold float64)
}) snn.Layer {
	l.Start(c.Network.Neurons, 1)
	return l
}

func (c *Config) lif() snn.LIF {
	n := &c.Neuron
	return snn.LIF{
		Competition: c.competition(), Leak: c.Network.Leak, Synapse: n.Synapse,
		Integrator: snn.Integrator(slices.Index(snn.Integrators(), n.Integrator)),
	}
}

func (c *Config) adaptive() snn.Layer {
	n := &c.Neuron
	return c.start(&snn.Adaptive{LIF: c.lif(), ThetaStep: n.ThetaStep, TauTheta: n.AdaptTau, CurrentStep: n.CurrentStep, TauCurrent: n.AdaptTau})
}

func (c *Config) izhikevich() snn.Layer {
	l := snn.NewIzhikevich(c.Neuron.Pattern)
	l.Competition = c.competition()
	return c.start(l)
}

// checkNeurons refuses forward Euler steps in which something would decay beyond 0.
func (c *Config) checkNeurons() error {
	n := &c.Neuron
	if n.Integrator != "euler" || n.Model == "izhikevich" {
		return nil
	}
	type constant struct {
		key string
		tau float64
	}
	list := []constant{{"network.leak", c.Network.Leak}}
	switch n.Model {
	case "conductance":
		list = append(list, constant{"neuron.tau_e", n.TauE}, constant{"neuron.tau_i", n.TauI})
	case "adaptive":
		list = append(list, constant{"neuron.adapt_tau", n.AdaptTau})
	}
	if n.Synapse > 0 && n.Model != "conductance" {
		list = append(list, constant{"neuron.synapse", n.Synapse})
	}
	var errs []error
	for _, x := range list {
		if x.tau < c.Input.Step {
			errs = append(errs, &si.ValueError{Key: x.key, Value: si.Exact(x.tau, "s"),
				Want: "at least input.step = " + si.Exact(c.Input.Step, "s") + " with neuron.integrator = euler", Doc: "time constant"})
		}
	}
	return errors.Join(errs...)
}

func (c *Config) competition() snn.Competition {
	return snn.Competition{
		Step: c.Input.Step, Refractory: c.Network.Refractory,
		Inhibition: c.Network.Inhibition, Target: c.Network.Target, Gain: c.Network.Gain,
	}
}

// competitionOf returns what homeostasis by a target rate moves in a layer, nil where there is none.
func competitionOf(l snn.Layer) *snn.Competition {
	if l, ok := l.(interface{ Competing() *snn.Competition }); ok {
		return l.Competing()
	}
	return nil
}

func (c *Config) conductance() snn.Layer {
	n := &c.Neuron
	l := &snn.Conductance{
		Step: c.Input.Step, Tau: c.Network.Leak, TauE: n.TauE, TauI: n.TauI,
		Rest: n.Rest, Reset: n.Reset, Threshold: n.Threshold, Exc: n.Exc, Inh: n.Inh,
		Inhibition: n.Inhibition, Refractory: c.Network.Refractory, DeadTime: n.DeadTime,
		Dead:       snn.Refractoriness(slices.Index(snn.Refractorinesses(), n.Dead)),
		Integrator: snn.Integrator(slices.Index(snn.Integrators(), n.Integrator)),
		ThetaStart: n.ThetaStart, ThetaPlus: n.ThetaPlus, ThetaTau: n.Tau,
	}
	if n.Population {
		l.Relay = snn.NewRelay()
	}
	l.Start(c.Network.Neurons, n.Start)
	return l
}

// steps returns how many steps a time (s) has.
func (c *Config) steps(seconds float64) int { return int(math.Round(seconds / c.Input.Step)) }
