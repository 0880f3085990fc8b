package lab

import (
	"fmt"
	"math"
)

// clippedFrom is the part of the compliance from which a point counts as limited by the instrument:
// its own regulation is good to about 1 %.
const clippedFrom = 0.99

// finish gives the currents of a sweep their sign, marks what the instrument limited, and turns the
// polarity round where it is the other one.
func (s *Sweep) finish(compliance float64, o *Options, a *Audit) {
	if start := s.Time[0]; !math.IsNaN(start) {
		for i := range s.Time {
			s.Time[i] -= start
		}
	}
	what := fmt.Sprintf("%s, cycle %d", s.Device, s.Cycle)
	switch signs(s.Voltage, s.Current) {
	case magnitudes:
		for i, v := range s.Voltage {
			s.Current[i] = math.Copysign(s.Current[i], v)
		}
		a.assume(Assumption{"currents", "magnitudes", "they are positive at negative voltages too", ""})
	case reversed:
		for i := range s.Current {
			s.Current[i] = -s.Current[i]
		}
		a.assume(Assumption{"currents", "measured at the other terminal", "they oppose the voltage", ""})
	}
	s.Compliance = math.NaN()
	s.Clipped = make([]bool, len(s.Current))
	if compliance > 0 {
		s.Compliance = compliance
		for i, x := range s.Current {
			if math.Abs(x) >= clippedFrom*compliance {
				s.Clipped[i] = true
				a.Clipped++
			}
		}
	} else if n, at := s.plateau(); n >= 5 {
		a.warn("%s: the current stays at %.3g A over %d points while the voltage changes: a compliance? give --compliance", what, at, n)
	}
	if n := s.returns(); n > 1 && o.Points == 0 {
		a.warn("%s: the voltage starts %d times over: several cycles in one? give --points or --column cycle=NAME", what, n)
	}
	if o.Reverse {
		for i := range s.Voltage {
			s.Voltage[i], s.Current[i] = -s.Voltage[i], -s.Current[i]
		}
	}
}

// Ways in which a file may write the sign of currents.
const (
	passive = iota
	magnitudes
	reversed
)

// signs tells how currents are signed, from points beyond a tenth of the largest voltage.
func signs(v, i []float64) int {
	var most float64
	for _, x := range v {
		most = math.Max(most, math.Abs(x))
	}
	var plus, minus, plusAgree, minusAgree int
	for k, x := range v {
		switch {
		case math.Abs(x) <= 0.1*most || i[k] == 0:
		case x > 0:
			plus++
			if i[k] > 0 {
				plusAgree++
			}
		default:
			minus++
			if i[k] < 0 {
				minusAgree++
			}
		}
	}
	few := func(agree, n int) bool { return float64(agree) <= 0.05*float64(n) }
	switch {
	case plus+minus == 0:
		return passive
	case few(plusAgree, plus) && few(minusAgree, minus):
		return reversed
	case plus > 0 && minus > 0 && few(plus-plusAgree, plus) && few(minusAgree, minus):
		return magnitudes
	}
	return passive
}

// plateau returns the longest run of points at the largest current during which the voltage changes.
func (s *Sweep) plateau() (n int, at float64) {
	for _, x := range s.Current {
		at = math.Max(at, math.Abs(x))
	}
	run := 0
	for i, x := range s.Current {
		moved := i == 0 || s.Voltage[i] != s.Voltage[i-1]
		if at > 0 && math.Abs(x) >= 0.999*at && moved {
			run++
		} else {
			run = 0
		}
		n = max(n, run)
	}
	return n, at
}

// returns counts how often the voltage begins as it did at the start.
func (s *Sweep) returns() int {
	v := s.Voltage
	if len(v) < 4 {
		return 1
	}
	n := 0
	for i := range len(v) - 2 {
		if v[i] == v[0] && v[i+1] == v[1] && v[i+2] == v[2] {
			n++
		}
	}
	return n
}
