package circuit

import (
	"fmt"
	"math"
)

// Latching cells have states that a voltage switches on, and that only rest switches off. A solver of a circuit at rest takes
// them from rest: it solves, lets those latch that are beyond their threshold, and solves again until none is.
type Latching interface {
	Cells
	// Rest switches all of them off.
	Rest()
	// Latch switches on those that the voltages v (V) are beyond the threshold of, and returns how many.
	Latch(v []float64) int
}

// A Threshold is a selector that snaps back (an ovonic threshold switch, a volatile filament): of high resistance
// until its voltage exceeds Th, and from then on
//
//	I = v/Off + sgn(v) max(|v| - Hold, 0)/On
//
// so that one whose voltage falls to Hold or below carries what one that is off carries: it has switched off. Both branches rise, so
// that every circuit of them has one solution for every set that is on, and a set that only grows comes to
// an end. This is the quasi-static branch of a voltage that rises from 0 V once, all that are beyond Th
// switching together; a Hold current, delays and statistics of switching are not in it.
type Threshold struct {
	Th, Hold float64 // V, Th above Hold, Hold 0 or more
	On, Off  float64 // Ω, above 0
	Latched  []bool  // by cell
}

// NewThreshold returns n selectors at rest, or what is wrong with the numbers.
func NewThreshold(n int, th, hold, on, off float64) (*Threshold, error) {
	if !(hold >= 0 && th > hold && on > 0 && off >= on) || math.IsInf(th, 1) || math.IsInf(off, 1) {
		return nil, fmt.Errorf("a threshold selector of %g V that holds to %g V, %g Ω on and %g Ω off: want a threshold above the hold voltage of 0 V or more, and 0 Ω < on ≤ off", th, hold, on, off)
	}
	return &Threshold{Th: th, Hold: hold, On: on, Off: off, Latched: make([]bool, n)}, nil
}

// Current implements Cells.
func (s *Threshold) Current(amps, slope, v []float64) {
	for k, on := range s.Latched {
		amps[k], slope[k] = v[k]/s.Off, 1/s.Off
		if beyond := math.Abs(v[k]) - s.Hold; on && beyond > 0 {
			amps[k] += math.Copysign(beyond/s.On, v[k])
			slope[k] += 1 / s.On
		}
	}
}

// Rest implements Latching.
func (s *Threshold) Rest() { clear(s.Latched) }

// Latch implements Latching.
func (s *Threshold) Latch(v []float64) (more int) {
	for k, on := range s.Latched {
		if !on && math.Abs(v[k]) > s.Th {
			s.Latched[k] = true
			more++
		}
	}
	return more
}

// Rest implements Latching.
func (s Series) Rest() {
	for _, c := range []Cells{s.A, s.B} {
		if l, ok := c.(Latching); ok {
			l.Rest()
		}
	}
}

// Latch implements Latching.
func (s Series) Latch(v []float64) (more int) {
	if !latches(s) {
		return 0
	}
	w := s.divide(v)
	if a, ok := s.A.(Latching); ok {
		more += a.Latch(w.onA)
	}
	if b, ok := s.B.(Latching); ok {
		more += b.Latch(w.onB)
	}
	return more
}

// latches reports whether any part of cells has states.
func latches(c Cells) bool {
	switch x := c.(type) {
	case Series:
		return latches(x.A) || latches(x.B)
	case Latching:
		return true
	}
	return false
}

// Rise makes the currents (A) and slopes (S) of cells whose voltages rise from rest to v (V), one crosspoint by itself: what
// latches on the way is on.
func Rise(c Cells, amps, slope, v []float64) {
	l, ok := c.(Latching)
	if !ok || !latches(c) {
		c.Current(amps, slope, v)
		return
	}
	l.Rest()
	for l.Latch(v) > 0 {
	}
	c.Current(amps, slope, v)
}
