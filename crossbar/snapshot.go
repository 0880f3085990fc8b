package crossbar

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/xbar-sim/xbar/variability"
)

// A Snapshot is everything an array remembers but what its options and streams make anew: the
// state of its cells, their clocks, and where each column's stream of noise stands.
type Snapshot struct {
	Now    float64
	X      [][]float64
	Last   []float64
	Pulses []uint32
	G      []float32
	Energy float64
	Writes uint64
	Events Events
	Rounds int      // times the array was programmed with noise
	C2C    [][]byte // state of each column's generator, nil if it was never used

	Nu          []float32 // of drift; nil without
	Renewed     []float64
	Flow, Sum   []float64
	Drop, Still []float64
	Bend, Aged  []float64
	Q2, S2      []float32 // of 1/f noise; nil without

	Loss *Loss // of relaxation and decay; nil without

	Used   []float64           // of the cells' lives; nil where they do not wear
	Fault  []variability.Fault // what has become of them
	Held   []float32           // what dead ones conduct
	Depth  []float32           // of traps; nil without
	Filled []bool
	Seen   []float64 // by row
	Kelvin float64   // around the cells
	Clocks []float64 // of activated processes, s

	Disturb []Exposure // by row, column and cell, and of all; nil where every cell has a switch

	Wired *Wired // the effective matrix; nil where lines have no resistance
}

// Snapshot returns a copy of what the array remembers.
func (a *Array) Snapshot() (*Snapshot, error) {
	s := &Snapshot{
		Now: a.now, Kelvin: a.kelvin, Energy: a.energy, Writes: a.writes, Events: a.events, Rounds: a.rounds,
		Last: append([]float64(nil), a.last...), Pulses: append([]uint32(nil), a.pulses...),
		G: append([]float32(nil), a.g...), C2C: make([][]byte, a.Cols),
	}
	for _, x := range a.state.X {
		s.X = append(s.X, append([]float64(nil), x...))
	}
	for c, src := range a.c2c {
		if src == nil {
			continue
		}
		b, err := src.MarshalBinary()
		if err != nil {
			return nil, fmt.Errorf("noise of column %d: %w", c, err)
		}
		s.C2C[c] = b
	}
	if d := a.drift; d != nil {
		s.Nu = append([]float32(nil), d.nu...)
		for _, r := range d.rows {
			s.Renewed, s.Flow, s.Sum = append(s.Renewed, r.renewed), append(s.Flow, r.flow), append(s.Sum, r.sum)
			s.Drop, s.Still = append(s.Drop, r.drop), append(s.Still, r.still)
			s.Bend, s.Aged = append(s.Bend, r.bend), append(s.Aged, r.aged)
		}
	}
	if r := a.noise; r != nil && r.q2 != nil {
		s.Q2, s.S2 = append([]float32(nil), r.q2...), append([]float32(nil), r.s2...)
	}
	if a.wear != nil {
		s.Used, s.Fault, s.Held = slices.Clone(a.wear.used), slices.Clone(a.damage.fault), slices.Clone(a.damage.g)
	}
	if r := a.noise; r != nil && r.rtn != nil {
		t := r.rtn
		s.Depth, s.Filled, s.Seen = slices.Clone(t.depth), slices.Clone(t.filled), slices.Clone(t.seen)
	}
	for _, c := range a.clocks {
		s.Clocks = append(s.Clocks, c.now)
	}
	s.Disturb = a.others.store()
	s.Wired = a.wired.store()
	var err error
	s.Loss, err = a.loss.store()
	return s, err
}

// Restore puts an array made with the same card and options into the state of a snapshot. A
// snapshot of another shape is refused and changes nothing.
func (a *Array) Restore(s *Snapshot) error {
	n := a.Rows * a.Cols
	fits := len(s.X) == len(a.state.X) && len(s.Last) == n && len(s.Pulses) == n && len(s.G) == n && len(s.C2C) == a.Cols
	fits = fits && a.others.fits(s.Disturb) && a.wired.fits(s.Wired)
	for _, x := range s.X {
		fits = fits && len(x) == n
	}
	if a.drift != nil {
		fits = fits && len(s.Nu) == n && len(s.Renewed) == a.Rows && len(s.Flow) == a.Rows && len(s.Sum) == a.Rows
		for _, x := range [][]float64{s.Drop, s.Still, s.Bend, s.Aged} {
			fits = fits && (s.Bend == nil || len(x) == a.Rows)
		}
	}
	if a.noise != nil && a.noise.q2 != nil {
		fits = fits && len(s.Q2) == n && len(s.S2) == n
	}
	if a.wear != nil {
		fits = fits && len(s.Used) == n && len(s.Fault) == n && len(s.Held) == n
	}
	if a.noise != nil && a.noise.rtn != nil {
		k := len(a.noise.rtn.cell)
		fits = fits && len(s.Depth) == k && len(s.Filled) == k && len(s.Seen) == a.Rows
	}
	fits = fits && s.Kelvin > 0 && a.loss.fits(s.Loss) && len(s.Clocks) == len(a.clocks)
	if !fits {
		return fmt.Errorf("the stored state does not fit an array of %d × %d cells of %s", a.Rows, a.Cols, a.card.Name)
	}
	sources := make([]*rand.PCG, a.Cols)
	for c, b := range s.C2C {
		if b == nil {
			continue
		}
		sources[c] = &rand.PCG{}
		if err := sources[c].UnmarshalBinary(b); err != nil {
			return fmt.Errorf("noise of column %d: %w", c, err)
		}
	}
	if a.surround(s.Kelvin); a.others != nil {
		a.others.limits(a)
	}
	a.now, a.energy, a.writes, a.rounds, a.c2c = s.Now, s.Energy, s.Writes, s.Rounds, sources
	a.events = s.Events
	for k := range s.X {
		copy(a.state.X[k], s.X[k])
	}
	a.others.restore(s.Disturb)
	if a.wear != nil {
		copy(a.wear.used, s.Used)
		copy(a.damage.fault, s.Fault)
		copy(a.damage.g, s.Held)
	}
	a.loss.restore(s.Loss)
	copy(a.last, s.Last)
	copy(a.pulses, s.Pulses)
	copy(a.g, s.G)
	a.wired.restore(s.Wired, a.g)
	if d := a.drift; d != nil {
		copy(d.nu, s.Nu)
		for r := range d.rows {
			d.rows[r] = rowClock{renewed: s.Renewed[r], flow: s.Flow[r], sum: s.Sum[r]}
			if s.Bend != nil { // snapshots of old have none: their rows are renewed as if nothing were in common
				d.rows[r].drop, d.rows[r].still = s.Drop[r], s.Still[r]
				d.rows[r].bend, d.rows[r].aged = s.Bend[r], s.Aged[r]
			}
		}
	}
	if r := a.noise; r != nil && r.q2 != nil {
		copy(r.q2, s.Q2)
		copy(r.s2, s.S2)
	}
	if r := a.noise; r != nil && r.noisy != nil {
		clear(r.drawn)
		r.input, r.pairs, r.began = 1, nil, s.Now
		clear(r.common)
	}
	if r := a.noise; r != nil && r.rtn != nil {
		copy(r.rtn.depth, s.Depth)
		copy(r.rtn.filled, s.Filled)
		copy(r.rtn.seen, s.Seen)
	}
	for k, c := range a.clocks {
		c.now = s.Clocks[k]
	}
	return nil
}
