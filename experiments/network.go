package experiments

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/dataset"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/periphery"
	"github.com/xbar-sim/xbar/periphery/cost"
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

	tile    chip
	net     *snn.Network
	lif     *snn.Competition // of the neurons, where one wins a step; else nil
	rule    *snn.Plasticity
	up      float64 // the rule's pulses before they are annealed
	down    float64
	seen    int                // training presentations so far
	written *periphery.Written // what programming of weights from elsewhere came to
	book    cost.Ledger        // of training alone
	costs   *Costs             // of the last exam; nil where weights are numbers
	upkeep  upkeep             // of the last exam

	usable, held []int // training images, and those of them kept apart for validation

	wires wireSamples

	workers   int           // that labels and tests may take
	presented func(n int)   // told of presentations as they pass; may be nil
	spent     time.Duration // of this process, learning
	trained   int           // presentations in that time
}

func newNetwork(cfg *Config, card *device.Card, data *dataset.Set, repeat int) (*network, error) {
	if err := cfg.checkPulses([]*device.Card{card}); err != nil {
		return nil, err
	}
	n := &network{
		cfg: cfg, card: card, data: data, workers: 1,
		stream: variability.Seed(cfg.Seed).Named("repeat").At(repeat),
	}
	n.divide()
	if err := n.makeChip(); err != nil {
		return nil, err
	}
	if err := n.makeNetwork(); err != nil {
		return nil, err
	}
	n.book = n.tally() // of the test of an array with spares
	return n, nil
}

// makeChip makes the weights.
func (n *network) makeChip() (err error) {
	pixels := n.data.Width * n.data.Height
	if n.cfg.perfect(n.card) {
		p := newPerfect(pixels, n.cfg.Network.Neurons, n.cfg.softBounds(n.card))
		p.signed = n.cfg.setOnly(n.card)
		n.tile = p
	} else if n.tile, err = n.makeTile(pixels); err != nil {
		return err
	}
	if k := n.cfg.fanIn(pixels); k < pixels {
		n.tile = newSparse(n.tile, k, n.stream.Named("connections"))
	}
	return nil
}

// makeTile makes weights of cells.
func (n *network) makeTile(pixels int) (chip, error) {
	cfg, card := n.cfg, n.card
	opt := cfg.tile(card)
	opt.Array.Stream = n.chance(cfg.Hold.Device).Named("device")
	tile, err := periphery.New(card, pixels, cfg.Network.Neurons, opt)
	return onTile{tile}, err
}

// tile says how cells of a card are arranged and read.
func (c *Config) tile(card *device.Card) periphery.Options {
	opt := periphery.Options{
		Layout:  c.layoutOf(card),
		Cells:   c.cellsOf(card),
		Levels:  c.Layout.Levels,
		DAC:     c.dac(),
		Sense:   c.sense(),
		ADC:     c.adc(),
		Refresh: periphery.Refresh{Full: c.Layout.Full, Small: c.Layout.Small, MaxPulses: c.Layout.Pulses},
		Hold:    c.hold(),
		Array:   c.array(card),
	}
	if !card.Ideal() {
		opt.Spares = c.Layout.Spares
		opt.Array.Bias, opt.Array.Compliance = c.Write.Bias, c.Write.Compliance
	}
	return opt
}

// makeNetwork makes neurons, rule and input around the weights.
func (n *network) makeNetwork() error {
	cfg := n.cfg
	pre, post := n.tile.Dims()
	var delays *snn.Delays
	var err error
	if cfg.Input.Delay > 0 {
		if delays, err = snn.NewDelays(pre, post, cfg.Input.Delay, cfg.Input.Step, n.stream.Named("delays").Rand()); err != nil {
			return err
		}
	}
	rule, err := n.makeRule(delays)
	if err != nil {
		return err
	}
	layer := cfg.layer()
	n.lif = competitionOf(layer)
	n.net = &snn.Network{
		Synapses: n.tile, Codes: cfg.codes(), Layer: layer, Rule: rule, Delays: delays,
		Fewest: cfg.Input.Fewest, StepTime: cfg.Input.Step,
		Duration: (cfg.Input.Duration + cfg.Input.Rest) / cfg.Clock.Speedup,
	}
	if n.lif != nil {
		n.net.Forget = true
	} else {
		n.net.Settle = cfg.steps(cfg.Input.Rest)
	}
	if cfg.Norm.Kind != "none" {
		n.net.Norm = &snn.Normaliser{Kind: cfg.Norm.Kind, Sum: cfg.Norm.Sum * float64(cfg.fanIn(pre)), Every: cfg.Norm.Every}
	}
	return nil
}

// makeRule makes the learning rule.
func (n *network) makeRule(delays *snn.Delays) (snn.Rule, error) {
	var err error
	if n.rule, err = n.cfg.plasticity(n.card, delays); err != nil {
		return nil, err
	}
	n.up, n.down = n.rule.Up, n.rule.Down
	pre, post := n.tile.Dims()
	if n.cfg.STDP.Reward {
		r := &snn.Reward{Inner: n.rule, Eta: 1, Tau: n.cfg.STDP.TauReward}
		r.Start(pre, post)
		return r, nil
	}
	n.rule.Start(pre, post)
	return n.rule, nil
}

// codes makes the input code, and those with higher rates for images that draw too few spikes.
func (c *Config) codes() []snn.Code {
	var list []snn.Code
	for k := range c.Input.Retries + 1 {
		rate := c.Input.Rate * (1 + float64(c.Input.Raise*float64(k)))
		list = append(list, snn.NewCode(c.Input.Code, rate, c.Input.Duration, c.Input.Step))
	}
	return list
}

// start gives the weights random values, then sets the range of the ADC and the thresholds by
// the response to training images.
func (n *network) start() error {
	n.scatter()
	if err := n.calibrate(); err != nil {
		return err
	}
	if n.lif != nil {
		if err := n.balance(); err != nil {
			return err
		}
		n.spreadThresholds()
	}
	return nil
}

// calibrate sets the range of the ADC by the activity that training images cause while no
// neuron fires. Thresholds must be set after it.
func (n *network) calibrate() error {
	return n.tile.Calibrate(n.cfg.ADC.Quantile, n.cfg.ADC.Headroom, func() error {
		if n.lif != nil {
			n.lif.SetThreshold(math.Inf(1))
		}
		for k, i := range n.order("calibrate", n.cfg.Calibrate.Images) {
			if _, err := n.respond("calibrate", k, n.data.Train.Images[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// scatter programs initial weights, uniform between two limits. Cells with levels take one of the two nearest by
// chance, so that a layer of binary cells has the same mean weight as any other.
func (n *network) scatter() {
	src := n.stream.Named("init").Rand()
	rows, cols := n.tile.Dims()
	w := make([]float64, rows*cols)
	for i := range w {
		w[i] = n.cfg.Network.InitLow + float64((n.cfg.Network.InitHigh-n.cfg.Network.InitLow)*src.Float64())
	}
	if m, ok := n.card.Model.(device.Leveled); ok && n.cfg.layoutOf(n.card) != "binary" {
		top := float64(m.Levels() - 1)
		for i := range w {
			w[i] = math.Floor(float64(w[i]*top)+float64(src.Float64())) / top
		}
	}
	n.tile.Program(w, true)
}

// balance finds by bisection the common threshold at which the untrained layer fires its
// target number of spikes per training image.
func (n *network) balance() error {
	if n.cfg.Network.Threshold > 0 {
		n.lif.SetThreshold(n.cfg.Network.Threshold)
		return nil
	}
	few := n.order("calibrate", min(n.cfg.Calibrate.Images, 10))
	lo, hi := 1e-2, 1e5
	for range 16 {
		mid := math.Sqrt(lo * hi)
		n.lif.SetThreshold(mid)
		spikes := 0
		for k, i := range few {
			counts, err := n.respond("balance", k, n.data.Train.Images[i])
			if err != nil {
				return err
			}
			for _, c := range counts {
				spikes += int(c)
			}
		}
		if float64(spikes) > n.cfg.Network.Target*float64(len(few)) {
			lo = mid
		} else {
			hi = mid
		}
	}
	n.lif.SetThreshold(math.Sqrt(lo * hi))
	return nil
}

// spreadThresholds makes the neurons differ from one another.
func (n *network) spreadThresholds() {
	if n.cfg.Neuron.D2D == 0 {
		return
	}
	f := make([]float32, n.cfg.Network.Neurons)
	variability.Spread{Kind: variability.Lognormal, CV: n.cfg.Neuron.D2D}.Factors(f, n.chance(n.cfg.Hold.Device).Named("neuron").Named("threshold"))
	for j := range f {
		n.lif.Threshold[j] *= float64(f[j])
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
		for _, k := range n.chance(n.cfg.Hold.Order).Named(purpose).At(pass).Rand().Perm(len(n.usable)) {
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

// respond shows one image to the network as it stands, with everything frozen.
func (n *network) respond(purpose string, k int, image []byte) ([]int32, error) {
	n.tile.NextInput(n.stream.Named(purpose).Named("input").At(k))
	return n.net.Fork(n.tile).Respond(image, n.spikes(purpose, k))
}

// anneal sets the rates of plasticity and homeostasis for the next presentation.
func (n *network) anneal() {
	progress := float64(n.seen) / float64(n.cfg.Train.Images*n.cfg.Train.Epochs)
	rate := kernel.Exp(progress * kernel.Log(n.cfg.Train.Anneal))
	if half := n.cfg.Train.Settle; half > 0 {
		rate /= 1 + float64(n.seen)/half
	}
	n.rule.Up, n.rule.Down = n.up*rate, n.down*rate
	if n.lif != nil {
		n.lif.Gain = n.cfg.Network.Gain * rate
	}
}

// learn shows training images with plasticity on, from where the network stands to the given
// total of presentations.
func (n *network) learn(ctx context.Context, images []int, until int) error {
	began, from, before := time.Now(), n.seen, n.tally()
	defer func() { n.book = n.book.Plus(n.tally().Minus(before)) }()
	defer func() { n.spent, n.trained = n.spent+time.Since(began), n.trained+n.seen-from }()
	var compare map[int]bool
	if n.cfg.Wires.Model != "ideal" && !n.card.Ideal() {
		compare = n.wireTimes(n.cfg.Train.Images * n.cfg.Train.Epochs)
	}
	for ; n.seen < until; n.seen++ {
		if compare[n.seen] {
			if err := n.sampleWires("train", n.seen); err != nil {
				return err
			}
		}
		n.anneal()
		if err := n.pace(ctx, n.seen); err != nil {
			return err
		}
		n.tile.NextInput(n.stream.Named("train").Named("input").At(n.seen))
		if err := n.present(images[n.seen], n.spikes("train", n.seen)); err != nil {
			return fmt.Errorf("presentation %d: %w", n.seen+1, err)
		}
	}
	return nil
}

// present shows a training image with plasticity on, and rewards by its label where the rule waits for
// that.
func (n *network) present(image int, src *rand.PCG) error {
	_, err := n.net.Learn(n.data.Train.Images[image], src)
	if err != nil || !n.cfg.STDP.Reward {
		return err
	}
	return n.net.Reward(rewards(n.cfg.Network.Neurons, n.data.Classes, int(n.data.Train.Labels[image])))
}
