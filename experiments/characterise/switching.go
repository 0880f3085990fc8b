package characterise

import (
	"math"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
)

// Switching is how long a constant voltage takes to carry a cell from one tenth of its range to nine
// tenths, or back.
type Switching struct {
	Set, Reset []Delay // by rising height of the voltage
}

// A Delay is how long one voltage takes.
type Delay struct {
	Voltage float64 // V
	Time    float64 // s
}

const (
	switchVoltages = 24
	switchFrom     = 0.3   // of the nominal voltage
	switchTo       = 1.2   // of the nominal voltage
	switchFirst    = 1e-12 // s
	switchLast     = 1e5   // s, a day
	switchLevel    = 0.1   // of the range, at either end
)

// MeasureSwitching puts 24 constant voltages, from 0.3 to 1.2 times the nominal one, on a nominal cell
// without scatter, and finds the time to cross from 10 to 90 % of the range (SET) or from 90 to 10 % (RESET) to a
// part in 10^4. Cells of few states start at the state next to that. Voltages that take more than 10^5 s
// are left out.
//
// It is Absent for a model that does not feel how high a voltage is, and where no voltage switches.
func MeasureSwitching(card *device.Card) (*Switching, error) {
	const what = "switching time"
	if !FeelsVoltage(card) {
		return nil, &Absent{what, whyDeaf}
	}
	p := card.Model.Nominal()
	s := &Switching{Set: delays(card, p.SetVoltage), Reset: delays(card, p.ResetVoltage)}
	if len(s.Set)+len(s.Reset) == 0 {
		return nil, &Absent{what, "no voltage takes a cell across its range"}
	}
	return s, nil
}

// delays goes from high voltages down, for from the first that takes too long all lower ones do.
func delays(card *device.Card, nominal float64) []Delay {
	lo, hi := ends(card)
	var all []Delay
	for k := switchVoltages - 1; k >= 0; k-- {
		part := float64(k) / (switchVoltages - 1)
		v := nominal * switchFrom * kernel.Exp(part*kernel.Log(switchTo/switchFrom))
		t := delay(card, v, lo, hi)
		if math.IsInf(t, 1) {
			break
		}
		all = append([]Delay{{v, t}}, all...)
	}
	return all
}

// delay doubles the time until the cell has crossed, and halves the last interval until it is known. The
// cell goes on from where it was, so that every time is integrated once.
func delay(card *device.Card, v, lo, hi float64) float64 {
	return delayAt(card, v, lo, hi, device.RoomTemperature)
}

// delayAt is delay of a cell at some temperature, K. Its range is that at room temperature.
func delayAt(card *device.Card, v, lo, hi, kelvin float64) float64 {
	from := switchLevel
	if v < 0 {
		from = 1 - switchLevel
	}
	c := newCells(card, []float64{from}, nil)
	if kelvin != device.RoomTemperature {
		c.state.Kelvin = []float64{kelvin}
	}
	crossed := func() bool {
		w := (c.read()[0] - lo) / (hi - lo)
		if v < 0 {
			w = 1 - w
		}
		return w >= 1-switchLevel
	}
	if crossed() {
		return math.Inf(1)
	}
	t, dt := 0.0, switchFirst
	for {
		kept := c.keep()
		c.apply(v, dt)
		if !crossed() {
			if t += dt; t > switchLast {
				return math.Inf(1)
			}
			dt = t // the sum doubles
			continue
		}
		if dt <= float64(1e-4*(t+dt)) || t+dt <= 2*switchFirst {
			return t + dt
		}
		c.restore(kept)
		dt = c.narrow(v, t, dt, crossed)
		return t + dt
	}
}

// narrow finds, to a part in 10^4 of t + dt, after how much of dt (s) the cell has crossed.
func (c *cells) narrow(v, t, dt float64, crossed func() bool) float64 {
	var done float64
	for dt-done > float64(1e-4*(t+dt)) {
		half := float64((dt - done) / 2)
		kept := c.keep()
		c.apply(v, half)
		if crossed() {
			dt = done + half
			c.restore(kept)
		} else {
			done += half
		}
	}
	return dt
}
