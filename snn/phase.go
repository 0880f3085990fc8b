package snn

import "math/rand/v2"

// phases is the number of bits, and of steps of one period.
const phases = 8

// Phase is weighted-phase coding: the presentation is cut into periods of 8 steps, and in
// step k of each, from 0, an input spikes if bit k of its grey level is set, the highest first. A
// spike in step k weighs 2^-(k+1), so a period delivers x/256 in all. It draws no chance.
//
// J. Kim, H. Kim, S. Huh, J. Lee and K. Choi, "Deep neural networks with weighted spikes",
// Neurocomputing 311, 373–386 (2018), doi:10.1016/j.neucom.2018.05.087.
type Phase struct {
	steps  int
	weight []float32
}

// Encode implements Code.
func (c *Phase) Encode(train *Train, image []byte, _ *rand.PCG) {
	if c.weight == nil {
		c.weight = make([]float32, c.steps)
		for t := range c.weight {
			c.weight[t] = 1 / float32(int(2)<<(t%phases))
		}
	}
	train.begin()
	train.weight = c.weight
	for i, x := range image {
		for t := range c.steps {
			if x&(128>>(t%phases)) != 0 {
				train.add(t, i)
			}
		}
	}
	train.finish(c.steps)
}
