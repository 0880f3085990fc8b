package crossbar

import (
	"math/rand/v2"
	"slices"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// Reader returns an array that shows the same cells at the same time and can be read beside this
// one and beside other readers, with a read cache and read noise of its own: nothing that a reader
// does shows in a. It must not be pulsed, and is of no use once a cell of a has changed or time
// has passed.
func (a *Array) Reader() *Array {
	r := *a
	r.work = scratch{}
	r.g = slices.Clone(a.g)
	if a.drift != nil {
		d := *a.drift
		d.rows = slices.Clone(d.rows)
		d.work = nil
		r.drift = &d
	}
	r.loss = a.loss.reader()
	r.wired = a.wired.reader()
	if n := a.noise; n != nil {
		own := *n
		own.root, own.held = nil, false
		own.square, own.xi, own.src = make([]float32, len(n.square)), make([]float32, len(n.xi)), &rand.PCG{}
		own.lanes = &kernel.Lanes{}
		own.lanes.Seed(own.src)
		own.rtn = n.rtn.reader()
		if n.noisy != nil {
			own.s2 = slices.Clone(n.s2)
			own.noisy = make([]float32, len(n.noisy))
			own.pairs, own.common = nil, make([]float32, len(n.common))
			own.drawn = slices.Repeat([]uint32{own.input - 1}, len(n.drawn))
		}
		r.noise = &own
	}
	return &r
}
