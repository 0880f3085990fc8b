package experiments

import (
	"math"
	"math/rand/v2"

	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/variability"
)

// A HoldConfig keeps parts of chance the same in every repeat, so that the scatter over repeats can be told apart by where it
// comes from. Each is a seed of its own; 0 lets every repeat draw its own.
type HoldConfig struct {
	Device uint64 // the chip: spread and faults of cells, mismatch of converters and neurons; not what pulses and reads draw
	Order  uint64 // which images train, label and calibrate, and in which order
	Input  uint64 // spikes of images
}

func (c *Config) holdParams() []si.Param {
	return []si.Param{
		{Name: "hold.device", At: &c.Hold.Device, Doc: "seed of one chip for all repeats (its cells, converters and neurons); 0 draws one for each", Min: 0, Max: math.Inf(1)},
		{Name: "hold.order", At: &c.Hold.Order, Doc: "seed of one order of training images for all repeats; 0 draws one for each", Min: 0, Max: math.Inf(1)},
		{Name: "hold.input", At: &c.Hold.Input, Doc: "seed of the spikes of images for all repeats; 0 draws them for each", Min: 0, Max: math.Inf(1)},
	}
}

// chance is the stream of a part of chance: that of the repeat, or one for all repeats where a seed holds it.
func (n *network) chance(seed uint64) variability.Stream {
	if seed == 0 {
		return n.stream
	}
	return variability.Seed(seed).Named("held")
}

// spikes is the chance behind the input spikes of the k-th image that is shown for a purpose.
func (n *network) spikes(purpose string, k int) *rand.PCG {
	return n.chance(n.cfg.Hold.Input).Named(purpose).Named("input").At(k).Named("encode").Source()
}
