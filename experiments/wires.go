package experiments

import (
	"math"

	"github.com/xbar-sim/xbar/crossbar"
	"github.com/xbar-sim/xbar/snn"
)

// wireSamples is what comparisons of currents with fresh solutions of the circuit have found.
type wireSamples struct {
	N                             int
	Loss, Error, First, AlphaBeta float64 // the mean, and the largest of each error
}

func (w *wireSamples) add(s crossbar.WireSample) {
	w.Loss = (float64(w.Loss*float64(w.N)) + s.Loss) / float64(w.N+1)
	w.N++
	w.Error = math.Max(w.Error, s.Error)
	w.First, w.AlphaBeta = math.Max(w.First, s.FirstOrder), math.Max(w.AlphaBeta, s.AlphaBeta)
}

// wireTimes are the presentations of a training after which currents are compared: one at a random time of every
// quarter.
func (n *network) wireTimes(total int) map[int]bool {
	at := map[int]bool{}
	src := n.stream.Named("wires").Rand()
	for q := range 4 {
		from, to := total*q/4, total*(q+1)/4
		if to > from {
			at[from+src.IntN(to-from)] = true
		}
	}
	return at
}

// sampleWires compares the currents of one time step of a training image, the k-th of its kind.
func (n *network) sampleWires(purpose string, k int) error {
	images := n.order("wires", k%997+1)
	s := n.stream.Named("wires").Named(purpose).At(k)
	var train snn.Train
	n.net.Codes[0].Encode(&train, n.data.Train.Images[images[len(images)-1]], s.Source())
	steps := train.Steps()
	if steps == 0 {
		return nil
	}
	first := s.Named("step").Rand().IntN(steps)
	for t := range steps {
		rows := train.Step((first + t) % steps)
		if len(rows) == 0 {
			continue
		}
		sample, ok, err := n.tile.sampleWires(rows)
		if ok && err == nil {
			n.wires.add(sample)
		}
		return err
	}
	return nil
}

// examineWires compares a few currents of the trained network and puts what all comparisons found into its metrics.
func (n *network) examineWires(m *Metrics) error {
	for k := range 2 {
		if err := n.sampleWires("exam", k); err != nil {
			return err
		}
	}
	if n.wires.N > 0 {
		m.WireLoss, m.WireError, m.WireFirstOrder, m.WireAlphaBeta = n.wires.Loss, n.wires.Error, n.wires.First, n.wires.AlphaBeta
	}
	return nil
}
