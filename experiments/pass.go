package experiments

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/xbar-sim/xbar/internal/dataset"
	"github.com/xbar-sim/xbar/snn"
)

// chunk is how many images of a pass one fork of the network sees in a row. It is fixed, so that
// results do not depend on how many workers share a pass.
const chunk = 100

// pass shows images to the network with everything frozen, several at a time, and gives what
// each neuron did to see, one call at a time in no fixed order. Neurons that carry their state
// from image to image begin every chunk as they stood at the end of training, with the image
// before the chunk as a warm-up.
func (n *network) pass(ctx context.Context, purpose string, count int, image func(k int) []byte, see func(k int, counts []int32)) error {
	var next atomic.Int64
	var mu sync.Mutex
	var first error
	work := func(w chip) {
		defer func() {
			mu.Lock()
			n.tile.absorb(w)
			mu.Unlock()
		}()
		for {
			lo := int(next.Add(1)-1) * chunk
			if lo >= count {
				return
			}
			err := n.chunk(ctx, w, purpose, lo, min(lo+chunk, count), image, func(k int, counts []int32) {
				mu.Lock()
				defer mu.Unlock()
				see(k, counts)
			})
			if err != nil {
				mu.Lock()
				if first == nil {
					first = err
				}
				mu.Unlock()
				next.Store(int64(count)) // nobody begins another chunk
				return
			}
		}
	}
	var wait sync.WaitGroup
	for range max(1, min(n.workers, (count+chunk-1)/chunk)) {
		reader := n.tile.reader()
		wait.Go(func() { work(reader) })
	}
	wait.Wait()
	return first
}

func (n *network) chunk(ctx context.Context, w chip, purpose string, lo, hi int, image func(k int) []byte, see func(k int, counts []int32)) error {
	fork := n.net.Fork(w)
	from := lo
	if lo > 0 && !fork.Forget {
		from--
	}
	for k := from; k < hi; k++ {
		if err := n.pace(ctx, k); err != nil {
			return err
		}
		s := n.stream.Named(purpose).Named("input").At(k)
		w.NextInput(s)
		counts, err := fork.Respond(image(k), s.Named("encode").Source())
		if err != nil {
			return err
		}
		if k >= lo {
			see(k, counts)
		}
	}
	return nil
}

// label fits the read-out to the responses to training images.
func (n *network) label(ctx context.Context) (snn.Readout, *snn.Tally, error) {
	t := snn.NewTally(n.cfg.Network.Neurons, n.data.Classes)
	shown := n.order("label", n.cfg.Label.Images)
	err := n.pass(ctx, "label", len(shown),
		func(k int) []byte { return n.data.Train.Images[shown[k]] },
		func(k int, counts []int32) { t.Add(int(n.data.Train.Labels[shown[k]]), counts) })
	if err != nil {
		return nil, nil, err
	}
	return snn.NewReadout(n.cfg.Readout.Kind, t), t, nil
}

// A score is what a pass over labelled images found.
type score struct {
	right, images, spikes, silent int
	confusion                     [][]int
}

func (s score) accuracy() float64 { return float64(s.right) / float64(s.images) }

// test classifies the first images of a split.
func (n *network) test(ctx context.Context, purpose string, r snn.Readout, split dataset.Split, images int) (score, error) {
	s := score{confusion: make([][]int, n.data.Classes)}
	for c := range s.confusion {
		s.confusion[c] = make([]int, n.data.Classes+1)
	}
	err := n.pass(ctx, purpose, images, func(k int) []byte { return split.Images[k] }, func(k int, counts []int32) {
		s.see(int(split.Labels[k]), counts, r)
	})
	return s, err
}

func (s *score) see(class int, counts []int32, r snn.Readout) {
	before := s.spikes
	for _, c := range counts {
		s.spikes += int(c)
	}
	if s.spikes == before {
		s.silent++
	}
	guess := r.Predict(counts)
	s.images++
	if guess == class {
		s.right++
	}
	if guess < 0 {
		guess = len(s.confusion)
	}
	s.confusion[class][guess]++
}
