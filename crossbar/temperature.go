package crossbar

import "github.com/xbar-sim/xbar/device"

// Temperature returns the temperature around the cells, K.
func (a *Array) Temperature() float64 { return a.kelvin }

// SetTemperature changes the temperature around the cells at the present time, K, more than 0:
// conductances change with it at once, as device.Thermal and the model say, and activated processes
// run at another speed from now on.
func (a *Array) SetTemperature(kelvin float64) {
	if !(kelvin > 0) {
		panic("crossbar: no such temperature")
	}
	if kelvin == a.kelvin {
		return
	}
	before, after := make([]float64, len(a.g)), make([]float64, len(a.g))
	a.ohmic.Conductance(before, a.state)
	for i, g := range before {
		before[i] = g * a.warmth(g)
	}
	a.surround(kelvin)
	a.ohmic.Conductance(after, a.state)
	for i, g := range after {
		if now := g * a.warmth(g); before[i] > 0 {
			a.warm(i, g, now/before[i])
		}
	}
	for r := range a.Rows {
		if a.drift != nil {
			a.drift.refresh(a, r)
		}
		if a.loss != nil {
			a.loss.refresh(a, r)
		}
	}
	if a.others != nil {
		a.others.limits(a)
	}
}

// warm scales the conductance of a cell that is programmed to g (S).
func (a *Array) warm(cell int, g, factor float64) {
	if a.loss != nil {
		a.loss.shift(cell, g) // which finds the rest when it is refreshed
		return
	}
	now := float32(float64(a.g[cell]) * factor)
	if n := a.noise; n != nil && n.noisy != nil {
		n.follow(cell, a.g[cell], now)
	}
	a.g[cell] = now
	a.wired.touch(cell, now)
}

// surround sets the temperature that models and clocks see.
func (a *Array) surround(kelvin float64) {
	a.kelvin = kelvin
	if a.state.Kelvin == nil && (kelvin != device.RoomTemperature || a.heat != nil) {
		a.state.Kelvin = make([]float64, len(a.g))
	}
	for i := range a.state.Kelvin {
		a.state.Kelvin[i] = kelvin
	}
	for _, c := range a.clocks {
		c.rate = a.acceleration(c.energy, kelvin)
	}
}

// acceleration returns how much faster than at the card's reference temperature a process runs.
func (a *Array) acceleration(energy, kelvin float64) float64 {
	return device.Acceleration(energy, kelvin, a.card.Thermal.Ref)
}

// warmth returns the conductance now over that at the card's reference temperature, of a cell
// programmed to g (S).
func (a *Array) warmth(g float64) float64 {
	h := &a.card.Thermal
	if !h.Active() || a.kelvin == h.Ref {
		return 1
	}
	lo, hi := a.card.Model.Range()
	return h.Factor((g-lo)/(hi-lo), a.kelvin)
}
