package crossbar

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// A Loss is what an array remembers of relaxation and decay; empty slices without.
type Loss struct {
	Programmed, Drifted []float32
	Offset, Slope       []float32
	Begun               [2][]float64
	Rows                []LossClock
	Source              []byte // where the deviates of relaxation stand
}

// store returns a copy of what is remembered, nil for nothing.
func (k *retention) store() (*Loss, error) {
	if k == nil {
		return nil, nil
	}
	s := &Loss{
		Programmed: slices.Clone(k.programmed), Drifted: slices.Clone(k.drifted),
		Offset: slices.Clone(k.offset), Slope: slices.Clone(k.slope), Rows: slices.Clone(k.rows),
	}
	for law, b := range k.begun {
		s.Begun[law] = slices.Clone(b)
	}
	if k.src != nil {
		var err error
		if s.Source, err = k.src.MarshalBinary(); err != nil {
			return nil, fmt.Errorf("relaxation: %w", err)
		}
	}
	return s, nil
}

// fits reports whether restore can take what was stored.
func (k *retention) fits(s *Loss) bool {
	if k == nil || s == nil {
		return k == nil && s == nil
	}
	ok := len(s.Programmed) == len(k.programmed) && len(s.Drifted) == len(k.drifted) && len(s.Rows) == len(k.rows) &&
		len(s.Offset) == len(k.offset) && len(s.Slope) == len(k.slope)
	for law, b := range k.begun {
		ok = ok && len(s.Begun[law]) == len(b)
	}
	if k.src != nil {
		ok = ok && new(rand.PCG).UnmarshalBinary(s.Source) == nil
	}
	return ok
}

// restore takes what was stored and fits.
func (k *retention) restore(s *Loss) {
	if k == nil {
		return
	}
	copy(k.programmed, s.Programmed)
	copy(k.drifted, s.Drifted)
	copy(k.offset, s.Offset)
	copy(k.slope, s.Slope)
	copy(k.rows, s.Rows)
	for law, b := range k.begun {
		copy(b, s.Begun[law])
	}
	if k.src != nil {
		_ = k.src.UnmarshalBinary(s.Source) // tried by fits
	}
}
