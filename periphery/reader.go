package periphery

import "math/rand/v2"

// Reader returns a tile that shows the same weights and can be read beside this one and beside
// other readers. It must not be programmed, and is of no use once a cell has changed or time
// has passed. Its counts begin at 0: Absorb adds them to those of the tile.
func (t *Tile) Reader() *Tile {
	r := *t
	r.array = t.array.Reader()
	r.current, r.sensed = make([]float32, len(t.current)), make([]float32, len(t.sensed))
	r.adc.samples, r.adc.clipped = 0, 0
	r.counts = Counts{}
	r.terms = nil
	r.dac.amp = nil // one of its own: readers read at the same time
	r.amps.own(len(r.current))
	r.choose, r.lists, r.read = nil, [2][]int32{}, &rand.PCG{}
	return &r
}

// Absorb adds what a reader has converted to the counts of the tile, and starts the reader's
// again.
func (t *Tile) Absorb(r *Tile) {
	t.adc.samples += r.adc.samples
	t.adc.clipped += r.adc.clipped
	r.adc.samples, r.adc.clipped = 0, 0
	t.counts.absorb(&r.counts)
	r.counts = Counts{}
}
