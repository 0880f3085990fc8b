package device

// A Thresholded model has a hard threshold on either side: voltages between the two, both
// included, leave a cell as it is, however long they last. Models without the method, and those whose
// thresholds a card sets to 0, may move at any voltage, however little.
type Thresholded interface {
	// Thresholds returns, for every cell of s, the voltages beyond which it is written, V:
	// set > 0 > reset. A State without cells gives the nominal ones.
	Thresholds(s State) (set, reset Field)
}

// A PulseCounter knows its cells from pulse trains alone. Such data say nothing about other
// amplitudes, so any voltage beyond the threshold acts as the nominal one, and what counts of a
// waveform is how long it stays there.
type PulseCounter interface {
	Thresholded

	// Count returns how many nominal pulses a voltage v (V) that lasts dt (s) is worth: the time
	// over the nominal width, > 0 for SET, < 0 for RESET, 0 up to the threshold.
	Count(v, dt float64) float64

	// WholePulses reports whether Step knows no part of a pulse, so that a shorter one acts as a
	// whole one. Who needs the mean of a part takes it as the probability of a whole pulse.
	WholePulses() bool
}

// Thresholds returns the nominal thresholds of a card, V: set > 0 > reset. Where its model has none, or
// one of them is 0, ok is false.
func (c *Card) Thresholds() (set, reset float64, ok bool) {
	m, ok := c.Model.(Thresholded)
	if !ok {
		return 0, 0, false
	}
	s, r := m.Thresholds(State{})
	return s.nominal, r.nominal, s.nominal > 0 && r.nominal < 0
}
