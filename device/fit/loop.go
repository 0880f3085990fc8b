package fit

import (
	"math"

	"github.com/xbar-sim/xbar/device/lab"
	"github.com/xbar-sim/xbar/internal/kernel"
)

// A loopFigure is what is read off a pinched loop: the voltages at which ln G changes most on the way out, and the chord
// conductances at the lowest voltage on the way back.
type loopFigure struct{ vSet, vReset, lrs, hrs float64 }

// loopOf reads a loop; false where it has not both polarities.
func loopOf(s lab.Sweep) (loopFigure, bool) {
	top, bottom := 0, 0
	for k, v := range s.Voltage {
		if v > s.Voltage[top] {
			top = k
		}
		if v < s.Voltage[bottom] {
			bottom = k
		}
	}
	if s.Voltage[top] <= 0 || s.Voltage[bottom] >= 0 {
		return loopFigure{}, false
	}
	l := loopFigure{lrs: nan(), hrs: nan()}
	l.vSet = steepest(s, top, 1)
	l.vReset = steepest(s, bottom, -1)
	l.lrs, l.hrs = back(s, top, 1), back(s, bottom, -1)
	return l, finite(l.vSet, l.vReset, l.lrs, l.hrs)
}

// steepest is the voltage at which |Δ ln G| is largest between the last zero before an extreme and that extreme.
func steepest(s lab.Sweep, extreme int, sign float64) float64 {
	from := extreme
	for from > 0 && sign*s.Voltage[from-1] > 0 {
		from--
	}
	at, most := nan(), 0.0
	for k := from + 1; k <= extreme; k++ {
		a, b := s.Current[k-1]/s.Voltage[k-1], s.Current[k]/s.Voltage[k]
		if !(a > 0 && b > 0) || s.Voltage[k] == s.Voltage[k-1] || len(s.Clipped) > k && s.Clipped[k] && s.Clipped[k-1] {
			continue
		}
		if d := sign * kernel.Log(b/a); d > most {
			at, most = s.Voltage[k], d
		}
	}
	return at
}

// back is the conductance at the smallest voltage on the way back from an extreme.
func back(s lab.Sweep, extreme int, sign float64) float64 {
	g, least := nan(), math.Inf(1)
	for k := extreme; k < len(s.Voltage) && sign*s.Voltage[k] > 0; k++ {
		if v := math.Abs(s.Voltage[k]); v < least && s.Current[k]*sign > 0 {
			g, least = s.Current[k]/s.Voltage[k], v
		}
	}
	return g
}
