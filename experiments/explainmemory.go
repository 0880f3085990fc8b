package experiments

import (
	"math"
	"math/bits"
	"slices"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/periphery"
)

// memory returns that of one network on cells of a card, by what it is made of, for presentations of
// so many input spikes.
func (c *Config) memory(card *device.Card, inputs int, spikes float64) (Memory, error) {
	i, n := int64(inputs), int64(c.Network.Neurons)
	const code = 256 * 8 // a number a grey level
	m := Memory{Neurons: 64*(i+n) + 24*int64(spikes) + code*int64(1+c.Input.Retries)}
	if c.perfect(card) {
		m.Weights = 4 * i * n
		m.Programming = 8 * i * n
		m.Checkpoint = 6 * i * n
	} else {
		f, err := periphery.FootprintOf(card, inputs, c.Network.Neurons, c.tile(card))
		if err != nil {
			return m, err
		}
		m.Cells, m.Weights = f.Cells, f.Bytes
		m.Programming = f.Programming + 8*i*n // the weights that are wished for
		m.Checkpoint = f.Cells * storedCell(card)
	}
	m.Checkpoint += 32 * (i + n)
	if c.Input.Delay > 0 {
		longest := bits.Len(uint(c.steps(c.Input.Delay)))
		slots := int64(1) << longest
		stride := int64(1) << bits.Len64(uint64(n-1))
		m.Delays = 5*i*n + 8*slots*stride // ring of what is under way, and of what it will meet
	}
	return m, nil
}

// storedCell is the most that a cell takes in a checkpoint, bytes: 9 for a number of double
// precision, 6 for one of single.
func storedCell(card *device.Card) int64 {
	size := 9*len(card.Model.Vars()) + 9 + 3 + 6 // state, end of the last pulse, their count, read cache
	if card.Drift.Active() || card.Noise.Slow() {
		size += 6
	}
	if card.Noise.Slow() {
		size += 12
	}
	if card.Endurance.On() {
		size += 9 + 2 + 6
	}
	if card.Relax.Active() || card.Retain.Active() {
		size += 12 // as programmed, and what drift has left of it
	}
	if card.Relax.Active() {
		size += 12 + 9
	}
	if card.Retain.Active() {
		size += 9
	}
	if card.RTN.Active() {
		size += int(math.Ceil(8 * card.RTN.Traps)) // amplitude and whether it is filled
	}
	return int64(size)
}

// peak is the memory of the largest networks that exist at a time, one a worker.
func peak(loads []Load, workers int) int64 {
	var sizes []int64
	for _, l := range loads {
		networks := l.Trainings
		if networks == 0 {
			networks = l.Trials
		}
		for range min(networks, workers) {
			sizes = append(sizes, l.Memory.Total())
		}
	}
	slices.Sort(sizes)
	var sum int64
	for _, s := range sizes[max(0, len(sizes)-workers):] {
		sum += s
	}
	return sum
}

// pixels is the memory of the images.
func pixels(env Env) int64 {
	return int64(env.Data.Width*env.Data.Height) * int64(len(env.Data.Train.Images)+len(env.Data.Test.Images))
}
