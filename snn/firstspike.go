package snn

import "math/rand/v2"

// FirstSpike is time-to-first-spike coding: every input that is not black spikes once, the
// brighter the earlier, in step ⌊(T-1)(1 - x/255)⌋ of T. It draws no chance.
type FirstSpike struct{ steps int }

// Encode implements Code.
func (c *FirstSpike) Encode(train *Train, image []byte, _ *rand.PCG) {
	train.begin()
	for i, x := range image {
		if x > 0 && c.steps > 0 {
			train.add((c.steps-1)*(255-int(x))/255, i)
		}
	}
	train.finish(c.steps)
}
