package crossbar

import (
	"math/rand/v2"
	"slices"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// Reader returns an array that shows the same cells at the same time and can be read beside this
// one and beside other readers, with read noise of its own. It must not be pulsed, and is of no
// use once a cell of a has changed or time has passed.
func (a *Array) Reader() *Array {
	a.Conductances() // renews what has drifted, so that readers find nothing to do
	r := *a
	r.work = scratch{}
	if a.drift != nil {
		d := *a.drift
		d.work, d.column = nil, nil
		d.tolerance = 1 // just renewed; nobody writes to what is shared
		r.drift = &d
	}
	if n := a.noise; n != nil {
		own := *n
		own.square, own.src = make([]float32, len(n.square)), &rand.PCG{}
		if n.q2 != nil {
			own.lanes = &kernel.Lanes{}
			own.lanes.Seed(own.src)
			own.noisy, own.xi = make([]float32, len(n.noisy)), make([]float32, len(n.xi))
			own.drawn = slices.Repeat([]uint32{own.input - 1}, len(n.drawn))
		}
		r.noise = &own
	}
	return &r
}
