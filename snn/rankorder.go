package snn

import "math/rand/v2"

// RankOrder is coding by the order of spikes alone: of n inputs that are not black the k-th
// brightest, counted from 0, spikes once in step ⌊k T/n⌋ of T. Equal grey levels keep the order of
// the inputs. It draws no chance, and the same image at half the contrast gives the same spikes.
//
// S. Thorpe and J. Gautrais, "Rank order coding", in Computational Neuroscience: Trends in
// Research 1998, 113–118 (Plenum, 1998).
type RankOrder struct{ steps int }

// Encode implements Code.
func (c *RankOrder) Encode(train *Train, image []byte, _ *rand.PCG) {
	train.begin()
	var before [257]int // inputs brighter than a level: a counting sort
	for _, x := range image {
		before[x]++
	}
	before[0] = 0
	n := 0
	for x := 255; x > 0; x-- {
		before[x], n = n, n+before[x]
	}
	for i, x := range image {
		if x > 0 && c.steps > 0 {
			train.add(before[x]*c.steps/n, i)
			before[x]++
		}
	}
	train.finish(c.steps)
}
