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
	draws := &train.draws
	draws.begin(src)
	for i, x := range image {
		inv := c.inv[x]
		if inv == 0 {
			continue
		}
		for t := 0.0; ; t++ {
			t += math.Floor(draws.next() * inv)
			if t >= limit {
				break
			}
			train.add(int(t), i)
		}
	}
	draws.end()
	train.finish(c.steps)
}

// logDraws are logarithms of uniform numbers, made many at a time from src, which is left as if each
// had been drawn when it was asked for.
type logDraws struct {
	src    *rand.PCG
	before rand.PCG // src before the numbers at hand
	used   int
	logs   [64]float64
}

func (d *logDraws) begin(src *rand.PCG) { d.src, d.before, d.used = src, *src, len(d.logs) }

func (d *logDraws) next() float64 {
	if d.used == len(d.logs) {
		d.more()
	}
	x := d.logs[d.used]
	d.used++
	return x
}

func (d *logDraws) more() {
	d.before, d.used = *d.src, 0
	for k := range d.logs {
		d.logs[k] = kernel.Uniform(d.src)
	}
	kernel.LogSlice(d.logs[:], d.logs[:])
}

// end gives the numbers back that nobody asked for.
func (d *logDraws) end() {
	if d.used == len(d.logs) {
		return
	}
	*d.src = d.before
	for range d.used {
		d.src.Uint64()
	}
}
