package snn

import (
	"math"
	"math/rand/v2"
)

// Spikes of the longest burst and the interval within it; the interval of the faintest is the
// whole presentation over the same number of spikes.
const (
	burstSpikes   = 5
	burstShortest = 2e-3 // s
)

// Burst codes a grey level in the length and density of one burst at the beginning of the
// presentation: with p = x/255, N = ⌈5 p⌉ spikes at intervals of
//
//	T_max - (T_max - T_min) p,   T_min = 2 ms, T_max = duration/5
//
// It draws no chance.
//
// W. Guo, M. E. Fouda, A. M. Eltawil and K. N. Salama, "Neural Coding in Spiking Neural Networks:
// A Comparative Study for Robust Neuromorphic Systems", Front. Neurosci. 15:638474 (2021),
// doi:10.3389/fnins.2021.638474, eqs. for burst coding. Departure: T_max follows the presentation, so
// that every burst ends within it.
type Burst struct {
	steps int
	count [256]int
	every [256]int // steps between spikes
}

func newBurst(f frame) *Burst {
	c := &Burst{steps: f.steps}
	longest := float64(f.steps) / burstSpikes
	shortest := min(max(burstShortest/f.step, 1), longest)
	for x := 1; x < 256; x++ {
		p := float64(x) / 255
		c.count[x] = (burstSpikes*x + 254) / 255
		c.every[x] = max(int(math.Round(longest-float64((longest-shortest)*p))), 1)
	}
	return c
}

// Encode implements Code.
func (c *Burst) Encode(train *Train, image []byte, _ *rand.PCG) {
	train.begin()
	for i, x := range image {
		for k := range c.count[x] {
			if t := k * c.every[x]; t < c.steps {
				train.add(t, i)
			}
		}
	}
	train.finish(c.steps)
}
