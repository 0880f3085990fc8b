package experiments

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/internal/dataset"
	"github.com/xbar-sim/xbar/variability"
)

// build returns the network of a repeat on the last device of a study, not yet started.
func build(t testing.TB, c *Config, data *dataset.Set, repeat int) *network {
	t.Helper()
	list := cards(t, c)
	n, err := newNetwork(c, list[len(list)-1], data, repeat)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// started returns a network with random weights, calibrated and balanced.
func started(t testing.TB, c *Config, data *dataset.Set, repeat int) *network {
	t.Helper()
	n := build(t, c, data, repeat)
	if err := n.start(); err != nil {
		t.Fatal(err)
	}
	return n
}

// learn trains a network until it has seen so many presentations.
func learn(t testing.TB, n *network, until int) {
	t.Helper()
	images := n.order("order", n.cfg.Train.Images*n.cfg.Train.Epochs)
	if err := n.learn(context.Background(), images, until); err != nil {
		t.Fatal(err)
	}
}

// untested returns a copy of a set whose test images are noise with labels at random.
func untested(d *dataset.Set) *dataset.Set {
	noise := *d
	src := variability.Seed(1).Named("noise").Rand()
	noise.Test = dataset.Split{}
	for range d.Test.Images {
		image := make([]byte, d.Width*d.Height)
		for i := range image {
			image[i] = byte(src.IntN(256))
		}
		noise.Test.Images = append(noise.Test.Images, image)
		noise.Test.Labels = append(noise.Test.Labels, uint8(src.IntN(d.Classes)))
	}
	return &noise
}

// Nothing but the accuracy depends on test data: not weights, thresholds, labels, the range of the
// converters or the gain against drift.
func TestTestDataIsOnlyTested(t *testing.T) {
	c := set(t, tiny("memristor"), "drift", "0.05", "after", "1 d", "adc.bits", "6")
	type trained struct {
		thresholds []float64
		adc        float64
		weights    []float32
		metrics    Metrics
		labels     []int
	}
	pass := func(d *dataset.Set) trained {
		n := started(t, c, d, 0)
		learn(t, n, 40)
		m, details, err := n.exam(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		s, err := n.tile.(onTile).Snapshot()
		if err != nil {
			t.Fatal(err)
		}
		return trained{n.lif.Threshold, s.Range, n.tile.Weights(), m, details.Labels}
	}
	a, b := pass(digits(t)), pass(untested(digits(t)))
	if !slices.Equal(a.thresholds, b.thresholds) || a.adc != b.adc || a.adc <= 0 || !slices.Equal(a.weights, b.weights) || !slices.Equal(a.labels, b.labels) {
		t.Errorf("thresholds %v and %v, ADC range %g and %g, labels %v and %v", a.thresholds, b.thresholds, a.adc, b.adc, a.labels, b.labels)
	}
	if a.metrics.SpikesPerImg == b.metrics.SpikesPerImg {
		t.Error("the noise was not tested")
	}
	a.metrics.Accuracy, a.metrics.AccuracyRaw, a.metrics.SpikesPerImg, a.metrics.InputsPerImg, a.metrics.Silent, a.metrics.Clipped =
		b.metrics.Accuracy, b.metrics.AccuracyRaw, b.metrics.SpikesPerImg, b.metrics.InputsPerImg, b.metrics.Silent, b.metrics.Clipped
	a.metrics.InferEnergy, a.metrics.InferBusy = b.metrics.InferEnergy, b.metrics.InferBusy // of the test itself
	if !same(a.metrics, b.metrics) || a.metrics.Gain <= 1 {
		t.Errorf("metrics\n%+v\n%+v", a.metrics, b.metrics)
	}
}

// The clock moves with training presentations, by their length over the speed-up, and with nothing
// else.
func TestClock(t *testing.T) {
	c := set(t, tiny("pcm"), "input.duration", "0.3", "input.rest", "0.1", "clock.speedup", "8")
	c.Train.Validation = 5
	n := started(t, c, digits(t), 0)
	now := n.tile.Now
	if now() != 0 {
		t.Errorf("%g s before training", now())
	}
	learn(t, n, 10)
	if !near(now(), 10*0.4/8, 1e-12) {
		t.Errorf("%g s after ten presentations of 0.4 s at eightfold speed", now())
	}
	if _, err := n.probe(context.Background()); err != nil {
		t.Fatal(err)
	}
	if _, _, err := n.exam(context.Background()); err != nil {
		t.Fatal(err)
	}
	if !near(now(), 10*0.4/8, 1e-12) {
		t.Errorf("%g s after looking at the network", now())
	}
}

// A trained network knows digits better than the same network untrained, whose random features
// are worth something too: about 3 of 10, against 5 to 6 for 20 neurons that saw 300 digits.
func TestLearningHelps(t *testing.T) {
	for _, device := range []string{"ideal", "memristor", "pcm"} {
		var gain float64
		const repeats = 2
		for r := range repeats {
			c := tiny(device)
			c.Network.Neurons, c.Train.Images, c.Label.Images, c.Test.Images = 20, 300, 300, 200
			n := started(t, c, digits(t), r)
			before, _, err := n.exam(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			learn(t, n, 300)
			after, _, err := n.exam(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			gain += (after.Accuracy - before.Accuracy) / repeats
		}
		// Each of the four accuracies has a binomial standard error of 0.035, the gain one of 0.035 too:
		// no gain at all would be four of them below the bound.
		if gain < 0.14 {
			t.Errorf("%s: learning is worth %.3f of accuracy, want at least 0.14", device, gain)
		}
	}
}

// Looking at a network while it learns does not change what it learns where nothing drifts.
func TestProbingChangesNothing(t *testing.T) {
	for _, device := range []string{"ideal", "memristor", "vteam"} {
		c := set(t, tiny(device), "c2c", "0.5", "read_noise", "0.05", "d2d", "0.2", "adc.noise", "1", "dac.noise", "0.02")
		c.Train.Validation = 10
		plain, probed := started(t, c, digits(t), 0), started(t, c, digits(t), 0)
		learn(t, plain, 40)
		for _, stop := range []int{1, 17, 30, 40} {
			learn(t, probed, stop)
			p, err := probed.probe(context.Background())
			if err != nil || p.N != 10 || p.Presentations != stop {
				t.Fatalf("%s: probed %+v, %v", device, p, err)
			}
		}
		if !slices.Equal(plain.tile.Weights(), probed.tile.Weights()) || !slices.Equal(plain.lif.Threshold, probed.lif.Threshold) {
			t.Errorf("%s: looking changed the network", device)
		}
	}
}

// Training images are shuffled, each once in a pass, and those kept for validation never come.
func TestOrder(t *testing.T) {
	c := tiny("ideal")
	c.Train.Validation = 3990
	n := build(t, c, digits(t), 0)
	if both := slices.Sorted(slices.Values(slices.Concat(n.usable, n.held))); len(n.held) != 3990 || len(slices.Compact(both)) != 4000 {
		t.Fatalf("%d images to train with and %d held back, %d different ones", len(n.usable), len(n.held), len(slices.Compact(both)))
	}
	all := n.order("order", 25)
	for pass := range 3 {
		part := slices.Sorted(slices.Values(all[pass*10 : min(pass*10+10, 25)]))
		if len(slices.Compact(slices.Clone(part))) != len(part) {
			t.Errorf("pass %d shows %v", pass, part)
		}
		for _, i := range part {
			if !slices.Contains(n.usable, i) {
				t.Errorf("pass %d shows image %d, which is held back", pass, i)
			}
		}
	}
	if slices.Equal(all[:10], all[10:20]) || slices.IsSorted(all[:10]) {
		t.Errorf("passes in the order %v", all)
	}
	if other := n.order("label", 25); slices.Equal(all, other) {
		t.Error("two purposes share one order")
	}
	if again := n.order("order", 5); !slices.Equal(again, all[:5]) {
		t.Errorf("a shorter order is %v, want the beginning of %v", again, all)
	}
	if other := build(t, c, digits(t), 1).order("order", 25); slices.Equal(all, other) {
		t.Error("two repeats share one order")
	}
}

// Rates fall exponentially from their own value to the given part of it.
func TestAnneal(t *testing.T) {
	c := tiny("ideal")
	c.Train.Anneal, c.Train.Images, c.Train.Epochs = 0.01, 50, 2
	n := build(t, c, digits(t), 0)
	for seen, part := range map[int]float64{0: 1, 50: 0.1, 100: 0.01, 25: math.Sqrt(0.1)} {
		n.seen, n.up, n.down = seen, 0.5, 0.25
		n.anneal()
		if !near(n.rule.Up, 0.5*part, 1e-12) || !near(n.rule.Down, 0.25*part, 1e-12) || !near(n.lif.Gain, c.Network.Gain*part, 1e-12) {
			t.Errorf("after %d of 100: LTP %g, LTD %g, gain %g, want %g of them", seen, n.rule.Up, n.rule.Down, n.lif.Gain, part)
		}
	}
}

// Rates fall as 1/(1 + n/n0), however long training will be.
func TestSettle(t *testing.T) {
	c := tiny("ideal")
	c.Train.Settle = 50
	for _, epochs := range []int{1, 9} {
		c.Train.Epochs = epochs
		n := build(t, c, digits(t), 0)
		for seen, part := range map[int]float64{0: 1, 50: 1. / 2, 100: 1. / 3, 450: 1. / 10} {
			n.seen, n.up, n.down = seen, 0.5, 0.25
			n.anneal()
			if !near(n.rule.Up, 0.5*part, 1e-12) || !near(n.rule.Down, 0.25*part, 1e-12) || !near(n.lif.Gain, c.Network.Gain*part, 1e-12) {
				t.Errorf("after %d: LTP %g, LTD %g, gain %g, want %g of them", seen, n.rule.Up, n.rule.Down, n.lif.Gain, part)
			}
		}
	}
}

// The untrained layer fires its target number of spikes over the calibration images. A threshold
// step of 2⁻¹⁶ of the bisection moves single spikes only; the bound is one spike an image of ten.
func TestBalance(t *testing.T) {
	for _, device := range []string{"ideal", "memristor", "pcm"} {
		c := set(t, tiny(device), "calibrate.images", "10", "network.target", "8")
		n := started(t, c, digits(t), 0)
		spikes := 0
		for k, i := range n.order("calibrate", 10) {
			counts, err := n.respond("balance", k, n.data.Train.Images[i])
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range counts {
				spikes += int(x)
			}
		}
		if spikes < 70 || spikes > 90 {
			t.Errorf("%s: %d spikes over ten images, want about 80", device, spikes)
		}
		th := n.lif.Threshold
		if slices.Min(th) != slices.Max(th) || n.lif.Initial() != th[0] {
			t.Errorf("%s: thresholds %v, initial %g", device, th, n.lif.Initial())
		}
	}
	n := started(t, set(t, tiny("ideal"), "network.threshold", "12.5"), digits(t), 0)
	if th := n.lif.Threshold; slices.Min(th) != 12.5 || slices.Max(th) != 12.5 {
		t.Errorf("thresholds %v, want the 12.5 given", th)
	}
}

// neuron.d2d is the CV of the thresholds, for every device alike. Over 1000 neurons the standard
// error of a CV of 0.2 is 0.2/√2000 = 0.0045 and that of the mean 0.006; bounds are four of them.
func TestNeuronsDiffer(t *testing.T) {
	var first []float64
	for _, device := range []string{"ideal", "memristor"} {
		c := set(t, tiny(device), "neuron.d2d", "0.2", "network.threshold", "10", "network.neurons", "1000", "adc.bits", "0")
		n := started(t, c, digits(t), 0)
		mean, sd, _, _ := MeanCI(n.lif.Threshold)
		if !near(mean/10, 1, 0.025) || !near(sd/mean, 0.2, 0.018) || n.lif.Initial() != 10 {
			t.Errorf("%s: thresholds %g ± %g", device, mean, sd)
		}
		if first == nil {
			first = slices.Clone(n.lif.Threshold)
		} else if !slices.Equal(first, n.lif.Threshold) {
			t.Error("two devices have other neurons in the same repeat")
		}
	}
}

// Initial weights are uniform between their limits. 784 × 6 of them have a mean with a standard
// error of 0.4/√12/√4704 = 0.0017; the bound is four of them.
func TestScatter(t *testing.T) {
	n := build(t, set(t, tiny("ideal"), "network.init_low", "0.1", "network.init_high", "0.5"), digits(t), 0)
	n.scatter()
	w := n.tile.Weights()
	var sum float64
	for _, x := range w {
		sum += float64(x)
	}
	if lo, hi, mean := slices.Min(w), slices.Max(w), sum/float64(len(w)); lo < 0.1 || lo > 0.101 || hi > 0.5 || hi < 0.499 || !near(mean, 0.3, 0.007) {
		t.Errorf("weights from %g to %g, mean %g", lo, hi, mean)
	}
}
