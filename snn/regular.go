package snn

import (
	"math/rand/v2"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// Regular is rate coding without chance in the count: an input of grey level x spikes every
// 255/(rate x) seconds, but at most once a step, from a random phase.
type Regular struct {
	rate  float64
	steps int
	step  float64
}

// Encode implements Code.
func (c *Regular) Encode(train *Train, image []byte, src *rand.PCG) {
	train.begin()
	for i, x := range image {
		if x == 0 {
			continue
		}
		period := max(255/(c.rate*float64(x)*c.step), 1)
		for t := (1 - kernel.Uniform(src)) * period; t < float64(c.steps); t += period {
			train.add(int(t), i)
		}
	}
	train.finish(c.steps)
}
