package experiments

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/xbar-sim/xbar/internal/dataset"
	"github.com/xbar-sim/xbar/periphery/cost"
	"github.com/xbar-sim/xbar/snn"
)

// A response is what a network does with one image.
type response struct {
	counts []int32 // spikes of each neuron
	inputs int     // spikes of all inputs, of all tries
	shown  int     // tries
	steps  int     // of the network, in all tries
	fired  int     // spikes of all neurons, of all tries
}

// chunk is how many images of a pass one fork of the network sees in a row. It is fixed, so that
// results do not depend on how many workers share a pass.
const chunk = 100

// pass shows images to the network with everything frozen, several at a time, and gives what
// each neuron did to see, one call at a time and in order. Neurons that carry their state from
// image to image begin every chunk as they stood at the end of training, with the image before
// the chunk as a warm-up.
func (n *network) pass(ctx context.Context, purpose string, count int, image func(k int) []byte, see func(k int, r response)) error {
	chunks := (count + chunk - 1) / chunk
	done := make([]chan []response, chunks)
	for c := range done {
		done[c] = make(chan []response, 1)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	var wait sync.WaitGroup
	readers := make([]chip, max(1, min(n.workers, chunks)))
	for i := range readers {
		readers[i] = n.tile.reader()
		wait.Go(func() {
			for c := int(next.Add(1) - 1); c < chunks && ctx.Err() == nil; c = int(next.Add(1) - 1) {
				list, err := n.chunk(ctx, readers[i], purpose, c*chunk, min((c+1)*chunk, count), image)
				if err != nil {
					cancel(err)
					return
				}
				done[c] <- list
			}
		})
	}
	for c := range done {
		select {
		case list := <-done[c]:
			for k, r := range list {
				see(c*chunk+k, r)
			}
		case <-ctx.Done():
			wait.Wait()
			return context.Cause(ctx)
		}
	}
	wait.Wait()
	for _, r := range readers {
		n.tile.absorb(r)
	}
	return nil
}

// chunk returns the responses to the images lo to hi-1.
func (n *network) chunk(ctx context.Context, w chip, purpose string, lo, hi int, image func(k int) []byte) ([]response, error) {
	fork := n.net.Fork(w)
	from := lo
	if lo > 0 && !fork.Forget {
		from--
	}
	var out []response
	for k := from; k < hi; k++ {
		if err := n.pace(ctx, k); err != nil {
			return nil, err
		}
		w.NextInput(n.stream.Named(purpose).Named("input").At(k))
		shown, before := fork.Shown()
		steps, fired := fork.Activity()
		counts, err := fork.Respond(image(k), n.spikes(purpose, k))
		if err != nil {
			return nil, err
		}
		if k >= lo {
			tries, after := fork.Shown()
			passed, spikes := fork.Activity()
			out = append(out, response{slices.Clone(counts), after - before, tries - shown, passed - steps, spikes - fired})
		}
	}
	return out, nil
}

// label fits the read-out to the responses to training images.
func (n *network) label(ctx context.Context) (snn.Readout, *snn.Tally, error) {
	t := snn.NewTally(n.cfg.Network.Neurons, n.data.Classes)
	if n.cfg.Readout.Kind == logistic {
		t.Keep()
	}
	shown := n.order("label", n.cfg.Label.Images)
	err := n.pass(ctx, "label", len(shown),
		func(k int) []byte { return n.data.Train.Images[shown[k]] },
		func(k int, r response) { t.Add(int(n.data.Train.Labels[shown[k]]), r.counts) })
	if err != nil {
		return nil, nil, err
	}
	if n.cfg.Readout.Kind == logistic && n.cfg.Readout.Device != "" {
		r, err := n.newReadoutArray(snn.FitLogistic(t), t)
		return r, t, err
	}
	return snn.NewReadout(n.cfg.Readout.Kind, t), t, nil
}

// A score is what a pass over labelled images found.
type score struct {
	right, images, spikes, silent int
	inputs                        int // spikes
	shown, steps, fired           int // tries, steps and spikes of neurons in them
	ledger                        cost.Ledger
	readout                       cost.Ledger // of the array of the read-out
	confusion                     [][]int
}

func (s score) accuracy() float64 { return float64(s.right) / float64(s.images) }

// test classifies the first images of a split.
func (n *network) test(ctx context.Context, purpose string, r snn.Readout, split dataset.Split, images int) (score, error) {
	s := score{confusion: make([][]int, n.data.Classes)}
	for c := range s.confusion {
		s.confusion[c] = make([]int, n.data.Classes+1)
	}
	before := n.tile.Counts()
	array, _ := r.(*readoutArray)
	ours := array.ledger()
	err := n.pass(ctx, purpose, images, func(k int) []byte { return split.Images[k] }, func(k int, found response) {
		n.nextReadout(r, purpose, k)
		s.see(int(split.Labels[k]), found.counts, r)
		s.inputs += found.inputs
		s.shown, s.steps, s.fired = s.shown+found.shown, s.steps+found.steps, s.fired+found.fired
	})
	s.ledger = n.tested(before, s)
	s.readout = array.ledger().Minus(ours)
	s.readout.Time = s.ledger.Time // it waits as long as the network runs
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
