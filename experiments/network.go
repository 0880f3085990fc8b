package experiments

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/xbar-sim/xbar/crossbar"
	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/dataset"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/periphery"
	"github.com/xbar-sim/xbar/snn"
	"github.com/xbar-sim/xbar/variability"
)

// A network is one simulated chip with its task: a tile of cells of one card, the neurons on
// it, and the images it learns and is tested on.
type network struct {
	cfg    *Config
	card   *device.Card
	data   *dataset.Set
	stream variability.Stream // of the repeat

	tile *periphery.Tile
	net  *snn.Network
	rule *snn.Rectangular
	seen int // training presentations so far

	usable, held []int // training images, and those of them kept apart for validation

	presented func(n int)   // told of presentations as they pass; may be nil
	spent     time.Duration // of this process, learning
	trained   int           // presentations in that time
}

func newNetwork(cfg *Config, card *device.Card, data *dataset.Set, repeat int) (*network, error) {
	if err := cfg.checkPulses([]*device.Card{card}); err != nil {
		return nil, err
	}
	stream := variability.Seed(cfg.Seed).Named("repeat").At(repeat)
	n := &network{cfg: cfg, card: card, data: data, stream: stream}
	n.divide()
	opt := periphery.Options{
		Layout:  cfg.Layout.Kind,
		DAC:     periphery.DAC{Bits: cfg.DAC.Bits, Noise: cfg.DAC.Noise},
		ADC:     periphery.ADC{Bits: cfg.ADC.Bits, Noise: cfg.ADC.Noise, Range: cfg.ADC.Range},
		Refresh: periphery.Refresh{Full: cfg.Layout.Full, Small: cfg.Layout.Small, MaxPulses: cfg.Layout.Pulses},
		Array: crossbar.Options{
			Spread: cfg.spreads(card), Stream: stream.Named("device"), Tolerance: cfg.Drift.Tolerance,
		},
	}
	if !card.Ideal() {
		opt.Array.D2D = cfg.Flaws.D2D
	}
	pixels := data.Width * data.Height
	var err error
	if n.tile, err = periphery.New(card, pixels, cfg.Network.Neurons, opt); err != nil {
		return nil, err
	}
	n.rule = &snn.Rectangular{Window: cfg.STDP.Window, Step: cfg.Input.Step}
	lif := &snn.LIF{
		Step: cfg.Input.Step, Leak: cfg.Network.Leak, Refractory: cfg.Network.Refractory,
		Inhibition: cfg.Network.Inhibition, Target: cfg.Network.Target, Gain: cfg.Network.Gain,
	}
	lif.Start(cfg.Network.Neurons, 1)
	n.net = &snn.Network{
		Synapses: n.tile,
		Code:     snn.NewCode(cfg.Input.Code, cfg.Input.Rate, cfg.Input.Duration, cfg.Input.Step),
		Neurons:  lif,
		Rule:     n.rule,
		Duration: (cfg.Input.Duration + cfg.Input.Rest) / cfg.Clock.Speedup,
	}
	return n, nil
}

// start gives the weights random values, then sets the range of the ADC and the thresholds by
// the response to training images.
func (n *network) start() error {
	n.scatter()
	if err := n.calibrate(); err != nil {
		return err
	}
	n.balance()
	n.spreadThresholds()
	return nil
}

// calibrate sets the range of the ADC by the activity that training images cause while no
// neuron fires. Thresholds must be set after it.
func (n *network) calibrate() error {
	return n.tile.Calibrate(n.cfg.ADC.Quantile, n.cfg.ADC.Headroom, func() error {
		n.net.Neurons.SetThreshold(math.Inf(1))
		for k, i := range n.order("calibrate", n.cfg.Calibrate.Images) {
			n.respond("calibrate", k, n.data.Train.Images[i])
		}
		return nil
	})
}

// scatter programs initial weights, uniform between two limits.
func (n *network) scatter() {
	src := n.stream.Named("init").Rand()
	rows, cols := n.tile.Dims()
	w := make([]float64, rows*cols)
	for i := range w {
		w[i] = n.cfg.Network.InitLow + float64((n.cfg.Network.InitHigh-n.cfg.Network.InitLow)*src.Float64())
	}
	n.tile.Program(w, true)
}

// balance finds by bisection the common threshold at which the untrained layer fires its
// target number of spikes per training image.
func (n *network) balance() {
	if n.cfg.Network.Threshold > 0 {
		n.net.Neurons.SetThreshold(n.cfg.Network.Threshold)
		return
	}
	few := n.order("calibrate", min(n.cfg.Calibrate.Images, 10))
	lo, hi := 1e-2, 1e5
	for range 16 {
		mid := math.Sqrt(lo * hi)
		n.net.Neurons.SetThreshold(mid)
		spikes := 0
		for k, i := range few {
			for _, c := range n.respond("balance", k, n.data.Train.Images[i]) {
				spikes += int(c)
			}
		}
		if float64(spikes) > n.cfg.Network.Target*float64(len(few)) {
			lo = mid
		} else {
			hi = mid
		}
	}
	n.net.Neurons.SetThreshold(math.Sqrt(lo * hi))
}

// spreadThresholds makes the neurons differ from one another.
func (n *network) spreadThresholds() {
	if n.cfg.Neuron.D2D == 0 {
		return
	}
	f := make([]float32, n.cfg.Network.Neurons)
	variability.Spread{Kind: variability.Lognormal, CV: n.cfg.Neuron.D2D}.Factors(f, n.stream.Named("neuron").Named("threshold"))
	for j := range f {
		n.net.Neurons.Threshold[j] *= float64(f[j])
	}
}

// divide parts the training images into those for training, labels and calibration, and those
// kept apart for validation: a random choice, the same in every repeat, because sets are not
// always shuffled. Without validation images the set stays in its order.
func (n *network) divide() {
	n.usable = make([]int, len(n.data.Train.Images))
	for i := range n.usable {
		n.usable[i] = i
	}
	if n.cfg.Train.Validation > 0 {
		n.usable = variability.Seed(n.cfg.Seed).Named("validation").Rand().Perm(len(n.usable))
	}
	cut := len(n.usable) - n.cfg.Train.Validation
	n.usable, n.held = n.usable[:cut], n.usable[cut:]
}

// order returns count indices of training images, shuffled anew for every pass over the set.
// Validation images are left out.
func (n *network) order(purpose string, count int) []int {
	var out []int
	for pass := 0; len(out) < count; pass++ {
		for _, k := range n.stream.Named(purpose).At(pass).Rand().Perm(len(n.usable)) {
			out = append(out, n.usable[k])
		}
	}
	return out[:count]
}

// paceEvery is how many presentations lie between two looks at the world outside.
const paceEvery = 64

// pace is called before the k-th presentation of a loop: now and then it tells how far the work is
// and whether it should stop.
func (n *network) pace(ctx context.Context, k int) error {
	if k%paceEvery != 0 {
		return nil
	}
	if k > 0 && n.presented != nil {
		n.presented(paceEvery)
	}
	return ctx.Err()
}

// respond shows one image with everything frozen.
func (n *network) respond(purpose string, k int, image []byte) []int32 {
	s := n.stream.Named(purpose).Named("input").At(k)
	n.tile.NextInput(s)
	return n.net.Respond(image, s.Named("encode").Source())
}

// anneal sets the rates of plasticity and homeostasis for the next presentation.
func (n *network) anneal(ltp, ltd float64) {
	progress := float64(n.seen) / float64(n.cfg.Train.Images*n.cfg.Train.Epochs)
	rate := kernel.Exp(progress * kernel.Log(n.cfg.Train.Anneal))
	n.rule.LTP, n.rule.LTD = ltp*rate, ltd*rate
	n.net.Neurons.Gain = n.cfg.Network.Gain * rate
}

// learn shows training images with plasticity on, from where the network stands to the given
// total of presentations.
func (n *network) learn(ctx context.Context, images []int, until int) error {
	began, from := time.Now(), n.seen
	defer func() { n.spent, n.trained = n.spent+time.Since(began), n.trained+n.seen-from }()
	ltp, ltd := n.cfg.pulses(n.card)
	for ; n.seen < until; n.seen++ {
		n.anneal(ltp, ltd)
		if err := n.pace(ctx, n.seen); err != nil {
			return err
		}
		s := n.stream.Named("train").Named("input").At(n.seen)
		n.tile.NextInput(s)
		if _, err := n.net.Learn(n.data.Train.Images[images[n.seen]], s.Named("encode").Source()); err != nil {
			return fmt.Errorf("presentation %d: %w", n.seen+1, err)
		}
	}
	return nil
}

// label fits the read-out to the responses to training images.
func (n *network) label(ctx context.Context) (snn.Readout, *snn.Tally, error) {
	t := snn.NewTally(n.cfg.Network.Neurons, n.data.Classes)
	for k, i := range n.order("label", n.cfg.Label.Images) {
		if err := n.pace(ctx, k); err != nil {
			return nil, nil, err
		}
		t.Add(int(n.data.Train.Labels[i]), n.respond("label", k, n.data.Train.Images[i]))
	}
	return snn.NewReadout(n.cfg.Readout.Kind, t), t, nil
}

// A score is what a pass over labelled images found.
type score struct {
	right, images, spikes, silent int
	inputs                        int // spikes
	confusion                     [][]int
}

func (s score) accuracy() float64 { return float64(s.right) / float64(s.images) }

// test classifies the images of a split from index lo to hi-1.
func (n *network) test(ctx context.Context, purpose string, r snn.Readout, split dataset.Split, lo, hi int) (score, error) {
	s := score{confusion: make([][]int, n.data.Classes)}
	for c := range s.confusion {
		s.confusion[c] = make([]int, n.data.Classes+1)
	}
	for i := lo; i < hi; i++ {
		if err := n.pace(ctx, i-lo); err != nil {
			return s, err
		}
		counts := n.respond(purpose, i, split.Images[i])
		s.inputs += n.net.InputSpikes()
		before := s.spikes
		for _, c := range counts {
			s.spikes += int(c)
		}
		if s.spikes == before {
			s.silent++
		}
		class, guess := int(split.Labels[i]), r.Predict(counts)
		s.images++
		if guess == class {
			s.right++
		}
		if guess < 0 {
			guess = n.data.Classes
		}
		s.confusion[class][guess]++
	}
	return s, nil
}
