package plots

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

// decades is a logarithmic axis over the positive values, with a tick at every decade and a number, with its
// unit, at no more than n of them, or at 1, 2 and 5 where there are less than two decades. ok is false where
// nothing is positive.
func decades(values []float64, unit string, n int) (s scale, ok bool) {
	lo, hi := math.Inf(1), 0.0
	for _, v := range values {
		if finite(v) && v > 0 {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	if hi == 0 {
		return scale{}, false
	}
	span := math.Log10(hi / lo)
	room := math.Pow(10, max(0.04*span, (1-span)/2, 0.1)) // a decade at least, so that there is a number or two
	s = scale{log: true, min: lo / room, max: hi * room}
	first, last := int(math.Ceil(math.Log10(s.min)-1e-9)), int(math.Floor(math.Log10(s.max)+1e-9))
	if last-first < 2 {
		s.ticks = logTicks(s.min, s.max)
		for i, t := range s.ticks {
			if !t.IsMinor() {
				s.ticks[i].Label = measured(t.Value, unit)
			}
		}
		return s, true
	}
	every := (last - first + n) / n
	for e := first; e <= last; e++ {
		v := math.Pow(10, float64(e))
		t := plot.Tick{Value: v}
		// From 1 outward, so that the numbers stand at the same places on whatever axis.
		if e%every == 0 {
			t.Label = measured(v, unit)
		}
		s.ticks = append(s.ticks, t)
	}
	return s, true
}

// measured prints a number at a tick: with a prefix and its unit, or as a power of ten without one.
func measured(v float64, unit string) string {
	switch {
	case unit == "":
		return short(v)
	case unit == "s" && v >= 1000:
		return short(v) + "\u00a0s" // no hours: decades of seconds are no round numbers of them
	}
	return quantity(v, unit)
}

// ages is a logarithmic axis of the time since something, with ticks at a second, a minute, an hour and so on.
func ages(times []float64, room vg.Length) scale {
	s := scale{log: true, min: times[0], max: times[len(times)-1]}
	for _, t := range []float64{1e-6, 1e-3, 1, 60, 3600, 86400, 30 * 86400, 365.25 * 86400} {
		if t >= s.min && t <= s.max {
			s.ticks = append(s.ticks, plot.Tick{Value: t, Label: quantity(t, "s")})
		}
	}
	return s.thinned(room)
}

// voltScale is a logarithmic axis over voltages, which span little: ticks stand at 1, 1.5, 2, 3, 4, 5 and 7 times
// powers of ten.
func voltScale(volts []float64, room vg.Length) scale {
	lo, hi := math.Inf(1), 0.0
	for _, v := range volts {
		lo, hi = min(lo, v), max(hi, v)
	}
	part := math.Pow(hi/lo, 0.04) + 0.02
	s := scale{log: true, min: lo / part, max: hi * part}
	for e := math.Floor(math.Log10(s.min)); e <= math.Log10(s.max); e++ {
		for _, m := range []float64{1, 1.5, 2, 3, 4, 5, 7} {
			if v := m * math.Pow(10, e); v >= s.min && v <= s.max {
				s.ticks = append(s.ticks, plot.Tick{Value: v, Label: short(v)})
			}
		}
	}
	if len(s.ticks) == 0 {
		s.ticks = linearTicks(s.min, s.max, 4)
	}
	return s.thinned(room)
}
