package characterise

import (
	"github.com/xbar-sim/xbar/device"
)

// FeelsVoltage reports whether the height of a pulse beyond the threshold matters to the cells of a card.
// Data of identical pulses say nothing about that, and models of such data take any height for the nominal one.
func FeelsVoltage(card *device.Card) bool {
	if _, counts := card.Model.(device.PulseCounter); counts {
		return false
	}
	p := card.Model.Nominal()
	for _, part := range []float64{1, 1e-3} {
		for _, pulse := range [][2]float64{{p.SetVoltage, p.SetWidth * part}, {p.ResetVoltage, p.ResetWidth * part}} {
			a, b := newCells(card, []float64{0.5}, nil), newCells(card, []float64{0.5}, nil)
			a.apply(pulse[0], pulse[1])
			b.apply(1.05*pulse[0], pulse[1])
			if a.read()[0] != b.read()[0] {
				return true
			}
		}
	}
	return false
}

// whyDeaf is the reason why measurements with other voltages are absent.
const whyDeaf = "the model knows nominal pulses only"

// FeelsTemperature reports whether cells at 350 K conduct or switch otherwise than at room temperature.
func FeelsTemperature(card *device.Card) bool {
	p := card.Model.Nominal()
	for _, pulse := range [][2]float64{{0, 0}, {p.SetVoltage, p.SetWidth}, {p.ResetVoltage, p.ResetWidth}} {
		room, hot := newCells(card, []float64{0.5}, nil), newCells(card, []float64{0.5}, nil)
		hot.state.Kelvin = []float64{350}
		room.apply(pulse[0], pulse[1])
		hot.apply(pulse[0], pulse[1])
		if room.read()[0] != hot.read()[0] {
			return true
		}
	}
	return false
}

// Bends reports whether the current of a cell is not proportional to its voltage up to the nominal SET
// voltage.
func Bends(card *device.Card) bool {
	v := card.Model.Nominal().SetVoltage
	c := newCells(card, []float64{0.5}, nil)
	small, large := c.current(v/4), c.current(v)
	return small*4 < large*(1-1e-6) || small*4 > large*(1+1e-6)
}
