package periphery

import "github.com/xbar-sim/xbar/internal/kernel"

// A Phase is a stretch of a waveform: the voltage goes from Start to End (V) between From and To
// (s after the spike), with s = t - From and L = To - From as
//
//	v = Start + (End - Start) s/L                                 Tau = 0
//	v = Start + (End - Start) (1 - e^(-s/Tau))/(1 - e^(-L/Tau))   otherwise
//
// Tau > 0 is fast at its beginning, as a tail that decays; Tau < 0 at its end.
type Phase struct {
	From, To   float64 // s
	Start, End float64 // V
	Tau        float64 // s
}

// at returns the voltage at time t (s after the spike) of From ≤ t ≤ To. Both ends are exact.
func (p *Phase) at(t float64) float64 {
	s, l := t-p.From, p.To-p.From
	switch {
	case s <= 0:
		return p.Start
	case s >= l:
		return p.End
	case p.Tau == 0:
		return p.Start + float64((p.End-p.Start)*(s/l))
	}
	part := (1 - kernel.Exp(-s/p.Tau)) / (1 - kernel.Exp(-l/p.Tau))
	return p.Start + float64((p.End-p.Start)*part)
}

// A Waveform is the voltage that a spike puts on its line: phases in the order of time, without
// overlap, and 0 V before, between and after them.
type Waveform []Phase

// At returns the voltage (V) at time t (s) after the spike.
func (w Waveform) At(t float64) float64 {
	if p := w.phase(t); p != nil {
		return p.at(t)
	}
	return 0
}

// phase returns the phase that t (s) falls into, nil for none; a phase has its beginning, but not
// its end.
func (w Waveform) phase(t float64) *Phase {
	for i := range w {
		if p := &w[i]; t >= p.From && t < p.To {
			return p
		}
	}
	return nil
}

// Span returns when the waveform begins and ends, s after the spike; 0 and 0 without phases.
func (w Waveform) Span() (from, to float64) {
	if len(w) == 0 {
		return 0, 0
	}
	return w[0].From, w[len(w)-1].To
}

// Extremes returns the lowest and the highest voltage, V: lo ≤ 0 ≤ hi.
func (w Waveform) Extremes() (lo, hi float64) {
	for _, p := range w {
		lo, hi = min(lo, p.Start, p.End), max(hi, p.Start, p.End)
	}
	return lo, hi
}
