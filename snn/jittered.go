package snn

import (
	"math/rand/v2"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// jitter is the standard deviation of an interval over its mean.
const jitter = 0.1

// Jittered is rate coding with intervals that vary a little: an input of grey level x spikes
// after intervals drawn from N(P, (0.1 P)²) with P = 255/(rate x), at least one step long; the
// first is multiplied by a number from (0, 1], so that inputs do not start together.
//
// O. Bichler, D. Querlioz, S. J. Thorpe, J.-P. Bourgoin and C. Gamrat, Neural Networks 32,
// 339–348 (2012), as its authors' simulator N2D2 has it. Departure: rates are proportional to the
// grey level, and no level is left out.
type Jittered struct{ frame }

// Encode implements Code.
func (c *Jittered) Encode(train *Train, image []byte, src *rand.PCG) {
	train.begin()
	for i, x := range image {
		if x == 0 || c.rate == 0 {
			continue
		}
		mean := 255 / (c.rate * float64(x) * c.step) // steps
		interval := func() float64 { return max(mean+float64(jitter*mean*kernel.Normal(src)), 1) }
		for t := (1 - kernel.Uniform(src)) * interval(); t < float64(c.steps); t += interval() {
			train.add(int(t), i)
		}
	}
	train.finish(c.steps)
}
