package experiments

import (
	"context"
	"math"
	"time"
)

// A Pace is how fast a network of a load goes on this machine, as one of them was measured alone:
// presentations per second of wall-clock time on one processor, NaN where nothing was measured.
// The first images of a training need not be like the last; images that are shown again count as
// one.
type Pace struct {
	Start time.Duration // until it can learn: weights programmed, converters and thresholds set
	Train float64       // 1/s, with plasticity
	Test  float64       // 1/s, without
}

// tooLarge is the memory of a network that is not made for a measurement, bytes.
const tooLarge = 4 << 30

// measure makes a network of the kind and shows it images for about the given time.
func (k *kind) measure(ctx context.Context, s *study, total time.Duration) error {
	if k.Memory.Total() > tooLarge {
		return nil
	}
	began := time.Now()
	n, err := newNetwork(k.cfg, k.card, s.env.Data, k.repeat)
	if err != nil {
		return err
	}
	if err := n.start(); err != nil {
		return err
	}
	k.Pace.Start = time.Since(began)
	part := total
	if k.learns && k.tests {
		part = max(part/2, 1)
	}
	if k.learns {
		if err := k.learnFor(ctx, n, part); err != nil {
			return err
		}
	}
	if k.tests {
		return k.testFor(ctx, n, part)
	}
	return nil
}

// learnFor measures training. The first presentation finds the caches cold and is left out.
func (k *kind) learnFor(ctx context.Context, n *network, limit time.Duration) error {
	all := k.cfg.Train.Images * k.cfg.Train.Epochs
	images := n.order("order", min(all, 1<<16))
	if err := n.learn(ctx, images, 1); err != nil {
		return err
	}
	if len(images) > 1 {
		n.spent, n.trained = 0, 0
	}
	for more := 1; n.seen < len(images) && n.spent < limit; more *= 2 {
		if err := n.learn(ctx, images, min(n.seen+more, len(images))); err != nil {
			return err
		}
	}
	k.Pace.Train = float64(n.trained) / n.spent.Seconds()
	return nil
}

// testFor measures presentations with everything frozen, and counts output spikes.
func (k *kind) testFor(ctx context.Context, n *network, limit time.Duration) error {
	images := n.data.Train.Images
	reader := n.tile.reader()
	var spent time.Duration
	shown, spikes := 0, 0
	for more := 1; spent < limit && shown < len(images); more *= 2 {
		until := min(shown+more, len(images))
		began := time.Now()
		list, err := n.chunk(ctx, reader, "explain", shown, until, func(i int) []byte { return images[n.usable[i%len(n.usable)]] })
		if err != nil {
			return err
		}
		spent += time.Since(began)
		shown = until
		for _, r := range list {
			for _, c := range r.counts {
				spikes += int(c)
			}
		}
	}
	k.Pace.Test = float64(shown) / spent.Seconds()
	k.Work.OutputSpikes = float64(spikes) / float64(shown)
	return nil
}

// seconds is about how long one processor takes for all trials of a load, and for its longest; NaN
// unmeasured.
func (l *Load) seconds() (all, longest float64) {
	over := func(count int64, rate float64) float64 {
		if count == 0 {
			return 0
		}
		return float64(count) / rate
	}
	networks := float64(l.Trials)
	if l.Trainings > 0 {
		networks = float64(l.Trainings)
	}
	all = float64(networks*l.Pace.Start.Seconds()) + over(l.Passes.Train, l.Pace.Train) + over(l.Passes.Label+l.Passes.Test, l.Pace.Test)
	// labels and tests of one trial are shared among idle workers
	longest = l.Pace.Start.Seconds() + over(l.Passes.Train, l.Pace.Train)/networks
	return all, longest
}

// duration is about how long workers take for all loads: never less than the longest training.
func duration(loads []Load, workers int) time.Duration {
	var all, longest float64
	for i := range loads {
		a, l := loads[i].seconds()
		all, longest = all+a, max(longest, l)
	}
	t := max(all/float64(workers), longest)
	if math.IsNaN(t) || t > math.MaxInt64/1e9 {
		return 0
	}
	return time.Duration(t * float64(time.Second))
}
