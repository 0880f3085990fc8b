package periphery

import (
	"fmt"

	"github.com/xbar-sim/xbar/variability"
)

// Refresh keeps pairs of cells that can only be SET from filling up: when the larger cell of
// a pair exceeds the fraction Full of its range while the difference stays below the fraction
// Small, both are RESET and the larger is SET again, pulse by pulse, until less than half an
// expected step is missing from the difference. A weight that is large because it ought to be
// is left alone. A pair with a dead cell, which no pulse can put right, is not refreshed: the routine
// would find it out at its first try. The zero value never refreshes.
//
// O. Bichler et al., IEEE Trans. Electron Devices 59(8), 2206–2214 (2012), where a refresh comes
// after a fixed number of updates; the two thresholds are those of aihwkit's one-sided preset,
// 0.75 of the range and half of it.
type Refresh struct {
	Full, Small float64 // of the range, 0..1
	MaxPulses   int     // SET pulses spent on one weight
}

// DefaultRefresh is three quarters, three eighths and 20 pulses.
func DefaultRefresh() Refresh { return Refresh{Full: 0.75, Small: 0.375, MaxPulses: 20} }

// On reports whether refreshing happens at all.
func (r Refresh) On() bool { return r.Full > 0 }

// Check refuses thresholds outside 0 to 1 and a negative number of pulses.
func (r Refresh) Check() error {
	if !(r.Full >= 0 && r.Full <= 1 && r.Small >= 0 && r.Small <= 1 && r.MaxPulses >= 0 && r.MaxPulses <= 1000) {
		return fmt.Errorf("refresh %+v: want thresholds of 0 to 1 and 0 to 1000 pulses", r)
	}
	return nil
}

// refreshPair looks at two columns of cells in the rows that were just pulsed.
func (t *Tile) refreshPair(plus, minus int, rows []int32) {
	lo, hi := t.array.Card().Model.Range()
	full, small := lo+float64(t.refresh.Full*(hi-lo)), t.refresh.Small*(hi-lo)
	pulse := t.array.Card().Model.Nominal()
	for _, r := range rows {
		if t.array.Fault(int(r), plus)|t.array.Fault(int(r), minus) != variability.Sound {
			continue
		}
		gp, gm := t.array.Observe(int(r), plus), t.array.Observe(int(r), minus)
		t.counts.Looks += 2
		difference := gp - gm
		if max(gp, gm) <= full || difference >= small || difference <= -small {
			continue
		}
		t.counts.Refreshes++
		before := t.array.Events()
		one := []int32{r}
		t.apply(plus, one, false)
		t.apply(minus, one, false)
		col, other := plus, minus
		if difference < 0 {
			col, other, difference = minus, plus, -difference
		}
		for range t.refresh.MaxPulses {
			t.counts.Looks += 2
			missing := difference - (t.array.Observe(int(r), col) - t.array.Observe(int(r), other))
			if missing <= t.array.ExpectedStep(int(r), col, pulse.SetVoltage, pulse.SetWidth)/2 {
				break
			}
			t.apply(col, one, true)
		}
		t.counts.Refreshing = t.counts.Refreshing.Plus(t.array.Events().Minus(before))
	}
}
