package crossbar

import (
	"math/rand/v2"
	"slices"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// A telegraph follows the traps of all cells. A row is brought to the present when an input reads it
// for the first time, exactly, however long it was not looked at; so the traps keep their
// correlation from input to input and stand still within one. A reader's clock stands still, and there the
// traps of every input are drawn from what they are in the long run.
type telegraph struct {
	law   *device.Telegraph
	clock *clock
	still bool // belongs to a reader
	src   *rand.PCG

	first  []int32 // of a row's traps in the slices below; one more than rows
	cell   []int32 // ascending
	traps  []device.Trap
	depth  []float32 // A as the cell is programmed
	filled []bool
	seen   []float64 // when a row was last brought to the present, s of the clock
}

// newTelegraph gives the cells their traps, as they are in the long run. It returns nil for a card
// without.
func newTelegraph(a *Array) *telegraph {
	law := &a.card.RTN
	if !law.Active() {
		return nil
	}
	stream := a.stream.Named("rtn")
	t := &telegraph{
		law: law, clock: a.clockOf(law.ActivationEnergy), src: stream.Named("look").Source(),
		first: make([]int32, a.Rows+1), seen: make([]float64, a.Rows),
	}
	src := stream.Named("traps").Source()
	for r := range a.Rows {
		for c := range a.Cols {
			for range law.TrapCount(kernel.Uniform(src)) {
				trap := law.Trap([3]float64{kernel.Normal(src), kernel.Normal(src), kernel.Normal(src)})
				t.cell = append(t.cell, int32(r*a.Cols+c))
				t.traps = append(t.traps, trap)
				t.filled = append(t.filled, kernel.Uniform(src) < trap.Filled)
			}
		}
		t.first[r+1] = int32(len(t.cell))
	}
	t.depth = make([]float32, len(t.cell))
	return t
}

// restart sets the amplitudes of the traps of a cell programmed to g (S).
func (t *telegraph) restart(a *Array, cell int, g float64) {
	for k := t.of(a, cell); k < len(t.cell) && int(t.cell[k]) == cell; k++ {
		t.depth[k] = float32(t.law.Depth(t.traps[k].Factor, g, a.card.Drift.Ref))
	}
}

// of returns the place of the first trap of a cell, or where it would be.
func (t *telegraph) of(a *Array, cell int) int {
	row := cell / a.Cols
	lo, hi := int(t.first[row]), int(t.first[row+1])
	k, _ := slices.BinarySearch(t.cell[lo:hi], int32(cell))
	return lo + k
}

// advance brings the traps of a row to the present.
func (t *telegraph) advance(row int) {
	lo, hi := t.first[row], t.first[row+1]
	dt := t.clock.now - t.seen[row]
	if dt == 0 && !t.still {
		return
	}
	t.seen[row] = t.clock.now
	for k := lo; k < hi; k++ {
		p := t.traps[k].Filled
		if !t.still {
			p = t.traps[k].Later(t.filled[k], dt)
		}
		t.filled[k] = kernel.Uniform(t.src) < p
	}
}

// switching multiplies the conductances of a row by what their traps make of them.
func (t *telegraph) switching(a *Array, row int, noisy []float32) {
	lo, hi := int(t.first[row]), int(t.first[row+1])
	for k := lo; k < hi; {
		cell := t.cell[k]
		noisy[int(cell)-row*a.Cols] *= t.factor(int(cell), &k)
	}
}

// factor returns 1 + Σ A (p - s) over the traps of a cell from place k on, and moves k beyond them.
func (t *telegraph) factor(cell int, k *int) float32 {
	f := float32(1)
	for ; *k < len(t.cell) && int(t.cell[*k]) == cell; *k++ {
		p := float32(t.traps[*k].Filled)
		if t.filled[*k] {
			p--
		}
		f += float32(t.depth[*k] * p)
	}
	return max(f, 0)
}

// nextInput takes chance from the stream of an input.
func (t *telegraph) nextInput(stream variability.Stream) {
	if t != nil {
		t.src = stream.Named("rtn").Source()
	}
}

// reader returns the traps for a reader of the array.
func (t *telegraph) reader() *telegraph {
	if t == nil {
		return nil
	}
	r := *t
	r.still, r.src = true, &rand.PCG{}
	r.filled, r.seen = slices.Clone(t.filled), slices.Clone(t.seen)
	return &r
}
