package experiments

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/periphery/cost"
	"github.com/xbar-sim/xbar/snn"
)

// Mode says where a network learns.
const (
	InSitu = "in-situ" // on the device, pulse by pulse
	ExSitu = "ex-situ" // on ideal weights, which are then programmed into the device
)

// A Config is a whole study: what is simulated, on what data, along which axes. Everything that
// can change a result is in here; where and how fast it runs is not.
type Config struct {
	Command string   // "sweep", "compare", "train", "eval" or "cost"
	Mode    string   // InSitu or ExSitu
	Dataset string   // name or folder
	Devices []string // names of cards, in order
	Seed    uint64
	Repeats int
	Quick   bool   // already applied: a label, not a switch
	Axes    []Axis // swept keys

	Network struct {
		Neurons           int
		FanIn             int     // inputs of a neuron, 0: all
		Leak              float64 // s
		Refractory        float64 // s
		Inhibition        float64 // s
		Target            float64 // output spikes per presentation
		Gain              float64
		Threshold         float64 // full weights, 0: balanced on training images
		InitLow, InitHigh float64
	}
	Neuron NeuronConfig
	Input  struct {
		Code                 string
		Rate                 float64 // Hz
		Duration, Rest, Step float64 // s
		Delay                float64 // s, longest
		Fewest, Retries      int
		Raise                float64 // of Rate, per retry
	}
	STDP STDPConfig
	Norm struct {
		Kind  string
		Sum   float64 // of the weights onto a neuron, over the number of inputs
		Every int     // presentations
	}
	Train struct {
		Images, Epochs, Validation int
		Anneal, Settle, Goal       float64
		Maps                       bool
	}
	Label     struct{ Images int }
	Test      struct{ Images int }
	Calibrate struct{ Images int }
	Readout   struct{ Kind, Device string }
	Layout    LayoutConfig
	Write     WriteConfig
	Weights   WeightsConfig
	Wires     WireConfig
	Cells     CellConfig
	DAC       DACConfig
	Sense     SenseConfig
	ADC       ADCConfig
	Clock     struct{ Speedup float64 }
	Cost      cost.Technology
	Drift     struct{ Tolerance float64 }
	Noise     NoiseConfig
	Hold      HoldConfig
	After     struct {
		Wait         float64 // s
		Compensation string
		Every        float64 // s, between two refreshes
	}
	Heat  HeatConfig
	Flaws struct {
		D2D, C2C, C2CRange, ReadNoise float64
		RTN                           float64
		Drift, DriftSD                float64 // negative: the card's own
	}

	Chance ChanceConfig

	Overrides []Override        // device.*, spread.* and correlation.* keys, in the order given
	Cards     map[string]string // text of cards that did not come with the program, by name
}

// An Override is a card parameter, spread or correlation that the study sets: "device.pcm.g_max",
// "device.g_max", "spread.k_set" or "correlation.g_min.g_max".
type Override struct {
	Key   string
	Value string
}

// gatedWrites is the bias under which only programmed cells see a voltage.
const gatedWrites = "gated"

// Compensations lists what can be done about drift before a test.
func Compensations() []string { return []string{"none", "global", "column", refresh} }

// Default returns the configuration of a command before flags and files.
func Default(command string) *Config {
	c := &Config{
		Command: command, Mode: InSitu, Dataset: "digits", Seed: 1, Repeats: 6,
		Devices: []string{"ideal", "memristor", "pcm"}, Cards: map[string]string{},
	}
	c.Network.Neurons = 50
	c.Network.Leak, c.Network.Refractory, c.Network.Inhibition = 0.1, 0.01, 0.01
	c.Network.Target, c.Network.Gain = 10, 0.003
	c.Network.InitLow, c.Network.InitHigh = 0.2, 0.8
	c.Input.Code, c.Input.Rate = "poisson", 60
	c.Input.Duration, c.Input.Rest, c.Input.Step = 0.35, 0, 1e-3
	c.Input.Raise = 0.5
	c.Neuron.defaults()
	c.STDP.defaults()
	c.Norm.Kind, c.Norm.Sum, c.Norm.Every = "none", 0.1, 1000
	c.Train.Images, c.Train.Epochs, c.Train.Anneal = 2000, 1, 1
	c.Label.Images, c.Test.Images, c.Calibrate.Images = 500, 1000, 20
	c.Readout.Kind = "rate-weighted"
	c.layoutDefaults()
	c.writeDefaults()
	c.Weights.Clip, c.Weights.Scale = 1, 1
	c.Wires.defaults()
	c.Cells.defaults()
	c.converterDefaults()
	c.Clock.Speedup = 1
	c.Cost = cost.Default()
	c.Drift.Tolerance = 1e-3
	c.After.Compensation, c.After.Every = "global", 86400
	c.Heat.defaults()
	c.Flaws.Drift, c.Flaws.DriftSD = -1, -1
	c.Chance.defaults()
	return c
}

// Params lists every key of a study but the axes, the devices and the overrides of cards. The
// short keys come first; they act on every technology but the ideal one.
func (c *Config) Params() []si.Param {
	const big = 1e9
	inf := math.Inf(1)
	return slices.Concat([]si.Param{
		{Name: "d2d", At: &c.Flaws.D2D, Doc: "device-to-device spread: CV of g_min, g_max and the step sizes", Min: 0, Max: 3},
		{Name: "c2c", At: &c.Flaws.C2C, Doc: "cycle-to-cycle scatter of a pulse, of its own step, on top of the card's", Min: 0, Max: 10},
		{Name: "c2c_range", At: &c.Flaws.C2CRange, Doc: "cycle-to-cycle scatter of a pulse, of the range, on top of the card's", Min: 0, Max: 1},
		{Name: "read_noise", At: &c.Flaws.ReadNoise, Doc: "white read noise over G, on top of the card's", Min: 0, Max: 2},
		{Name: "rtn", At: &c.Flaws.RTN, Doc: "random telegraph noise: part of the conductance that one trap switches; a card without traps gets one a cell; 0 keeps the card's own", Min: 0, Max: 1},
		{Name: "drift", At: &c.Flaws.Drift, Doc: "drift exponent at the top of the range; -1 keeps the card's own", Min: -1, Max: 1},
		{Name: "drift_sd", At: &c.Flaws.DriftSD, Doc: "spread of the drift exponent between cells; -1 keeps the card's own, or 0.2 of the exponent", Min: -1, Max: 1},
		{Name: "after", At: &c.After.Wait, Unit: "s", Doc: "time between the end of training and the test", Min: 0, Max: 1e10},
		{Name: "compensation", At: &c.After.Compensation, Doc: "what is done against drift: a gain from training images, or cells written again during the wait", Choices: Compensations()},
	}, c.Chance.params(), c.Chance.faultParams(), c.Chance.wearParams(), c.Heat.params(), []si.Param{
		{Name: "network.neurons", At: &c.Network.Neurons, Doc: "post-synaptic neurons", Min: 1, Max: 100000},
		{Name: "network.fan_in", At: &c.Network.FanIn, Doc: "inputs of a neuron (chosen at random; 0 is all)", Min: 0, Max: big},
		{Name: "network.leak", At: &c.Network.Leak, Unit: "s", Doc: "membrane time constant", Min: 1e-3, Max: 100},
		{Name: "network.refractory", At: &c.Network.Refractory, Unit: "s", Doc: "dead time of a neuron after its spike", Min: 0, Max: 10},
		{Name: "network.inhibition", At: &c.Network.Inhibition, Unit: "s", Doc: "dead time of all others after a spike", Min: 0, Max: 10},
		{Name: "network.target", At: &c.Network.Target, Doc: "output spikes of the layer per presentation that homeostasis aims at", Min: 0.1, Max: 1000},
		{Name: "network.gain", At: &c.Network.Gain, Doc: "homeostasis: threshold step per spike, of the initial threshold", Min: 0, Max: 10},
		{Name: "network.threshold", At: &c.Network.Threshold, Doc: "initial threshold in full weights; 0 balances it on training images", Min: 0, Max: big},
		{Name: "network.init_low", At: &c.Network.InitLow, Doc: "lowest initial weight", Min: 0, Max: 1},
		{Name: "network.init_high", At: &c.Network.InitHigh, Doc: "highest initial weight", Min: 0, Max: 1},
	}, c.Neuron.params(), []si.Param{
		{Name: "input.code", At: &c.Input.Code, Doc: "how grey levels become spikes", Choices: snn.Codes()},
		{Name: "input.rate", At: &c.Input.Rate, Unit: "Hz", Doc: "spike rate of a white pixel", Min: 1, Max: 1000},
		{Name: "input.duration", At: &c.Input.Duration, Unit: "s", Doc: "length of a presentation", Min: 1e-3, Max: 100},
		{Name: "input.rest", At: &c.Input.Rest, Unit: "s", Doc: "pause after a presentation, membranes at rest", Min: 0, Max: 100},
		{Name: "input.step", At: &c.Input.Step, Unit: "s", Doc: "time step, and interval of reads; that of their white noise may be longer (noise.interval)", Min: 1e-5, Max: 0.01},
		{Name: "input.delay", At: &c.Input.Delay, Unit: "s", Doc: "longest delay from an input to a neuron, uniform from 0; 0 is none", Min: 0, Max: 0.1},
		{Name: "input.fewest", At: &c.Input.Fewest, Doc: "output spikes without which an image is shown again at a higher rate", Min: 0, Max: 1000},
		{Name: "input.retries", At: &c.Input.Retries, Doc: "how often an image may be shown again", Min: 0, Max: 100},
		{Name: "input.raise", At: &c.Input.Raise, Doc: "what each retry adds to the rate, of input.rate", Min: 0, Max: 10},
	}, c.STDP.params(), []si.Param{
		{Name: "norm.kind", At: &c.Norm.Kind, Doc: "how the sum of the weights onto a neuron is kept", Choices: snn.Normalisations()},
		{Name: "norm.sum", At: &c.Norm.Sum, Doc: "that sum over the number of inputs: the mean weight", Min: 1e-6, Max: 1},
		{Name: "norm.every", At: &c.Norm.Every, Doc: "presentations between two periodic normalisations", Min: 1, Max: big},

		{Name: "train.images", At: &c.Train.Images, Doc: "training presentations per epoch", Min: 1, Max: big},
		{Name: "train.epochs", At: &c.Train.Epochs, Doc: "passes over the training images", Min: 1, Max: 1000},
		{Name: "train.anneal", At: &c.Train.Anneal, Doc: "rates of STDP and homeostasis at the end of training over those at its start, falling exponentially", Min: 1e-3, Max: 1},
		{Name: "train.settle", At: &c.Train.Settle, Doc: "presentations n0 after which rates of STDP and homeostasis are half of what they were, 1/(1 + n/n0); 0: they stay", Min: 0, Max: 1e9},
		{Name: "train.validation", At: &c.Train.Validation, Doc: "training images kept apart for the learning curve", Min: 0, Max: big},
		{Name: "train.goal", At: &c.Train.Goal, Doc: "accuracy on validation images: what training takes until it is first reached; 0 does not ask", Min: 0, Max: 1},
		{Name: "train.maps", At: &c.Train.Maps, Doc: "keep the weights and answers of the first repeat at every point, for figures"},
		{Name: "label.images", At: &c.Label.Images, Doc: "training images that fit the read-out", Min: 1, Max: big},
		{Name: "test.images", At: &c.Test.Images, Doc: "test images", Min: 1, Max: big},
		{Name: "calibrate.images", At: &c.Calibrate.Images, Doc: "training images for the ADC range, the thresholds and the gain against drift", Min: 1, Max: big},
		{Name: "readout.kind", At: &c.Readout.Kind, Doc: "how spikes become a class", Choices: snn.Readouts()},
		{Name: "readout.device", At: &c.Readout.Device, Doc: "card of the cells that hold the weights of a logistic read-out; empty is digital"},
	}, c.layoutParams(), c.writeParams(), c.weightsParams(), c.Cells.params(), c.Wires.params(), c.spareParams(), c.converterParams(), []si.Param{
		{Name: "clock.speedup", At: &c.Clock.Speedup, Doc: "how much faster the hardware runs than the network's own time", Min: 1e-6, Max: 1e9},
		{Name: "drift.tolerance", At: &c.Drift.Tolerance, Doc: "change of conductance that renews the read cache", Min: 1e-9, Max: 1},
	}, c.noiseParams(), []si.Param{
		{Name: "refresh.every", At: &c.After.Every, Unit: "s", Doc: "time between two refreshes during the wait, where compensation = refresh", Min: 1e-3, Max: 1e10},
	}, c.Heat.crosstalkParams(), c.costParams(), c.holdParams(), []si.Param{
		{Name: "mode", At: &c.Mode, Doc: "where the network learns", Choices: []string{InSitu, ExSitu}},
		{Name: "dataset", At: &c.Dataset, Doc: "images: a name from \"xbar data list\" or a folder of IDX files"},
		{Name: "seed", At: &c.Seed, Doc: "seed of all chance", Min: 0, Max: inf},
		{Name: "repeats", At: &c.Repeats, Doc: "independent repeats of every point", Min: 1, Max: 10000},
		{Name: "quick", At: &c.Quick, Doc: "data and repeats were shrunk"},
	})
}

// meanStep returns the mean change of the relative conductance by one nominal pulse, over the
// range of a nominal cell: the coarseness of the technology.
func meanStep(card *device.Card, set bool) float64 {
	const points = 41
	m := card.Model
	w, g, v := make([]float64, points), make([]float64, points), make([]float64, points)
	p := m.Nominal()
	amplitude, width := p.SetVoltage, p.SetWidth
	if !set {
		amplitude, width = p.ResetVoltage, p.ResetWidth
	}
	for i := range w {
		w[i] = float64(i) / (points - 1)
		v[i] = amplitude
	}
	s := device.NewState(m, points)
	m.Set(s, w)
	m.Step(s, v, width, nil)
	m.(device.Ohmic).Conductance(g, s)
	lo, hi := m.Range()
	var sum float64
	for i := range g {
		sum += math.Abs((g[i]-lo)/(hi-lo) - w[i])
	}
	return sum / points
}

// pulses returns the expected number of pulses per candidate cell and event. A pair is only
// ever SET, so both directions take the SET step.
func (c *Config) pulses(card *device.Card) (ltp, ltd float64) {
	ltp, ltd = c.STDP.PLTP, c.STDP.PLTD
	if ltp == 0 && c.STDP.LTP > 0 {
		ltp = c.STDP.LTP / c.stepOf(card, true)
	}
	if ltd == 0 && c.STDP.LTD > 0 {
		ltd = c.STDP.LTD / c.stepOf(card, c.setOnly(card))
	}
	return ltp, ltd
}

// maxPulses is the largest number of pulses that one event may take: a cell that needs more does
// not learn within anyone's patience.
const maxPulses = 1e4

// checkPulses refuses cards whose nominal pulses are too small for the learning rate, or move
// nothing at all.
func (c *Config) checkPulses(cards []*device.Card) error {
	if c.Mode == ExSitu || !c.STDP.kind().pulses {
		return nil // only ideal cells learn, or nothing asks for whole pulses
	}
	var errs []error
	for _, card := range cards {
		if c.STDP.Rule == overlapRule {
			_, err := c.window(card)
			errs = append(errs, err)
		}
		ltp, ltd := c.pulses(card)
		for _, x := range []struct {
			key          string
			rate, pulses float64
		}{{"stdp.ltp", c.STDP.LTP, ltp}, {"stdp.ltd", c.STDP.LTD, ltd}} {
			if !(x.pulses <= maxPulses) {
				step := x.rate / x.pulses
				errs = append(errs, &si.ValueError{
					Key: x.key, Value: si.Exact(x.rate, ""),
					Want: fmt.Sprintf("at most %.3g on %s, where a nominal pulse moves %.3g", maxPulses*step, card.Name, step),
					Doc:  "mean change of a weight per event, of the range",
				})
			}
		}
	}
	return errors.Join(errs...)
}
