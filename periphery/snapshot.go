package periphery

import (
	"fmt"
	"math/rand/v2"

	"github.com/xbar-sim/xbar/crossbar"
)

// A Snapshot is everything a tile remembers but what its options and streams make anew.
type Snapshot struct {
	Array  *crossbar.Snapshot
	Gain   []float64
	Range  float64 // of the ADC
	Counts Counts
	Turn   uint64   // of the arbitration counter
	Choose [][]byte // state of each column's choice of cells, nil if it was never used
}

// Snapshot returns a copy of what the tile remembers.
func (t *Tile) Snapshot() (*Snapshot, error) {
	array, err := t.array.Snapshot()
	if err != nil {
		return nil, err
	}
	s := &Snapshot{
		Array: array, Gain: append([]float64(nil), t.gain...), Range: t.adc.Range,
		Counts: t.Counts(), Turn: t.turn, Choose: make([][]byte, t.cols),
	}
	for j, src := range t.choose {
		if src == nil {
			continue
		}
		if s.Choose[j], err = src.MarshalBinary(); err != nil {
			return nil, fmt.Errorf("choice of cells in column %d: %w", j, err)
		}
	}
	return s, nil
}

// Restore puts a tile made with the same card and options into the state of a snapshot.
func (t *Tile) Restore(s *Snapshot) error {
	if s.Array == nil || len(s.Gain) != t.cols || len(s.Choose) != t.cols {
		return fmt.Errorf("the stored state does not fit a tile of %d × %d weights", t.rows, t.cols)
	}
	choose := make([]*rand.PCG, t.cols)
	for j, b := range s.Choose {
		if b == nil {
			continue
		}
		choose[j] = &rand.PCG{}
		if err := choose[j].UnmarshalBinary(b); err != nil {
			return fmt.Errorf("choice of cells in column %d: %w", j, err)
		}
	}
	if err := t.array.Restore(s.Array); err != nil {
		return err
	}
	t.SetColumnGains(s.Gain)
	t.choose, t.adc.Range, t.turn = choose, s.Range, s.Turn
	t.counts = s.Counts // what the array and the ADC count is taken from them
	t.adc.samples, t.adc.clipped = s.Counts.Samples, s.Counts.Clipped
	return nil
}
