package crossbar

// A clock counts the time of a thermally activated process, ∫ exp((E/k) (1/T_ref - 1/T)) dt: the array's own time
// at the temperature at which the card's numbers hold, and faster or slower at another. Processes of
// the same energy share one.
type clock struct {
	energy float64 // eV
	rate   float64 // s per s
	now    float64 // s
}

// clockOf returns the clock of an activation energy (eV).
func (a *Array) clockOf(energy float64) *clock {
	for _, c := range a.clocks {
		if c.energy == energy {
			return c
		}
	}
	c := &clock{energy: energy, rate: a.acceleration(energy, a.kelvin)}
	a.clocks = append(a.clocks, c)
	return c
}
