package snn

import (
	"math"
	"math/rand/v2"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// Poisson is rate coding by independent coin flips: in every step an input of grey level x
// spikes with probability p = rate·step·x/255. Spikes are found by drawing the gaps between
// them, which are geometric: ⌊ln U/ln(1-p)⌋ steps without a spike.
type Poisson struct {
	steps int
	inv   [256]float64 // 1/ln(1-p), 0 for a level that never spikes
}

func newPoisson(rate float64, steps int, step float64) *Poisson {
	c := &Poisson{steps: steps}
	for x := 1; x < 256; x++ {
		p := min(rate*step*float64(x)/255, 1-1e-9)
		if 1-p < 1 {
			c.inv[x] = 1 / kernel.Log(1-p)
		}
	}
	return c
}

// Expected returns the mean number of spikes of an input of grey level x in a presentation.
func (c *Poisson) Expected(x uint8) float64 {
	if c.inv[x] == 0 {
		return 0
	}
	return float64(c.steps) * (1 - kernel.Exp(1/c.inv[x]))
}

// Encode implements Code.
func (c *Poisson) Encode(train *Train, image []byte, src *rand.PCG) {
	train.begin()
	limit := float64(c.steps)
	for i, x := range image {
		inv := c.inv[x]
		if inv == 0 {
			continue
		}
		for t := 0.0; ; t++ {
			t += math.Floor(kernel.Log(kernel.Uniform(src)) * inv)
			if t >= limit {
				break
			}
			train.add(int(t), i)
		}
	}
	train.finish(c.steps)
}
