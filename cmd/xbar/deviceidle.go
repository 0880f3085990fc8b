package main

import (
	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/si"
)

// idleParams are the parameters of a card's effects that are switched off: none of them changes a cell as the card
// stands.
func idleParams(c *device.Card) map[string]bool {
	idle := map[string]bool{}
	for _, effect := range []struct {
		params []si.Param
		active bool
	}{
		{c.Drift.Params(), c.Drift.Active() || c.Noise.Slow()}, // 1/f noise grows from drift_t0 on
		{c.Relax.Params(), c.Relax.Active()},
		{c.Retain.Params(), c.Retain.Active()},
		{c.Thermal.Params(), c.Thermal.Active()},
		{c.Noise.Params(), c.Noise.White > 0 || c.Noise.Slow()},
		{c.RTN.Params(), c.RTN.Active()},
		{c.Program.Params(), c.Program != device.ProgramNoise{}},
		{c.Endurance.Params(), c.Endurance.On()},
	} {
		for _, p := range effect.params {
			idle[p.Name] = !effect.active
		}
	}
	if !c.Noise.Slow() {
		for _, p := range c.Noise.Params() {
			idle[p.Name] = idle[p.Name] || p.Name != "read_noise"
		}
	}
	return idle
}
