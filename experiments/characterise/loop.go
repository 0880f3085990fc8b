package characterise

import (
	"math"

	"github.com/xbar-sim/xbar/device"
)

// A Loop is the current of a cell in a slow triangular sweep of its voltage, from the bottom of its range:
// 0 V, the nominal SET voltage, 0 V, the nominal RESET voltage, 0 V.
type Loop struct {
	Rate           float64   // V/s
	Voltage        []float64 // V
	Current        []float64 // A, at the end of each voltage's time
	Conductance    []float64 // S, at the read voltage, after each
	Top, Bottom    float64   // where in its range the cell is after either half, 0 to 1
	Turn, Back, To int       // points after SET leg up, after leg back to 0 V and after RESET leg out
}

const (
	loopLeg    = 150 // voltages from 0 V to an end
	loopRate   = 1.0 // V/s, that of a parameter analyser
	loopSlower = 4   // rates that are tried, each a tenth of the one before
)

// MeasureLoop sweeps a nominal cell without scatter at 1 V/s, as parameter analysers do, and at a tenth
// of that as long as the cell does not cross half of its range either way, down to 1 mV/s. The voltage goes
// in 150 steps from 0 V to an end. The currents are in equilibrium with their voltage: no capacitance, no
// compliance.
//
// It is Absent for a model that does not feel how high a voltage is, and where no sweep moves the cell by a
// hundredth of its range.
func MeasureLoop(card *device.Card) (*Loop, error) {
	if !FeelsVoltage(card) {
		return nil, &Absent{"I–V loop", whyDeaf}
	}
	rate := loopRate
	var l *Loop
	for range loopSlower {
		l = sweep(card, rate)
		if l.Top > 0.5 && l.Bottom < 0.5 {
			return l, nil
		}
		rate /= 10
	}
	if l.Top < 0.01 {
		return nil, &Absent{"I–V loop", "a sweep to the nominal voltages does not move the cell"}
	}
	return l, nil
}

func sweep(card *device.Card, rate float64) *Loop {
	p := card.Model.Nominal()
	l := &Loop{Rate: rate}
	c := newCells(card, []float64{0}, nil)
	leg := func(from, to float64) {
		dt := math.Abs(to-from) / loopLeg / rate
		for k := 1; k <= loopLeg; k++ {
			v := from + float64((to-from)*(float64(k)/loopLeg))
			c.apply(v, dt)
			l.Voltage = append(l.Voltage, v)
			l.Current = append(l.Current, c.current(v))
			l.Conductance = append(l.Conductance, c.read()[0])
		}
	}
	leg(0, p.SetVoltage)
	l.Turn = len(l.Voltage)
	leg(p.SetVoltage, 0)
	l.Back, l.Top = len(l.Voltage), c.relative()
	leg(0, p.ResetVoltage)
	l.To = len(l.Voltage)
	leg(p.ResetVoltage, 0)
	l.Bottom = c.relative()
	return l
}
