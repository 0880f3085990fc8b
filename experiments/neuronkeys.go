package experiments

import (
	"math"
	"slices"

	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/snn"
)

// NeuronConfig is the neurons of a study. Membrane time constant, dead time and the dead time
// that one spike gives to others are keys of the network.
type NeuronConfig struct {
	Model string // one of neuronModels
	D2D   float64

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

// neuronModels lists the layers that a study can have.
func neuronModels() []string { return []string{"lif", "conductance"} }

func (c *NeuronConfig) defaults() {
	*c = NeuronConfig{
		Model: "lif", Integrator: "euler", Dead: "suppress",
		Start: -105e-3, Rest: -65e-3, Reset: -65e-3, Threshold: -72e-3, Exc: 0, Inh: -100e-3,
		TauE: 1e-3, TauI: 2e-3, Inhibition: 17,
		ThetaStart: 20e-3, ThetaPlus: 0.05e-3, Tau: 1e4,
	}
}

func (c *NeuronConfig) params() []si.Param {
	const most = 1.0 // V
	return []si.Param{
		{Name: "neuron.model", At: &c.Model, Doc: "neurons: current-based with one winner a step, or conductance-based with an inhibitory population", Choices: neuronModels()},
		{Name: "neuron.d2d", At: &c.D2D, Doc: "spread of the initial thresholds between neurons, CV, lognormal", Min: 0, Max: 3},
		{Name: "neuron.integrator", At: &c.Integrator, Doc: "conductance: how a membrane is brought through a step", Choices: snn.Integrators()},
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
	if c.Neuron.Model == "conductance" {
		return c.conductance()
	}
	l := &snn.LIF{
		Step: c.Input.Step, Leak: c.Network.Leak, Refractory: c.Network.Refractory,
		Inhibition: c.Network.Inhibition, Target: c.Network.Target, Gain: c.Network.Gain,
	}
	l.Start(c.Network.Neurons, 1)
	return l
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
