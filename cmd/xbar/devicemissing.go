package main

import (
	"fmt"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/experiments/characterise"
)

// missing lists the effects that nobody has measured on a device, or that its card and model leave out.
func missing(c *device.Card) []string {
	if c.Ideal() {
		return nil
	}
	var out []string
	for _, lack := range lacks() {
		if lack.of(c) {
			out = append(out, lack.what)
		}
	}
	assumed := 0
	for _, f := range c.Facts {
		if f.Provenance == "assumed" {
			assumed++
		}
	}
	if assumed > 0 {
		out = append(out, fmt.Sprintf("%d of %d numbers assumed", assumed, len(c.Facts)))
	}
	return out
}

// A lack is an effect that a card may not have.
type lack struct {
	what string
	of   func(*device.Card) bool
}

// lacks is the table of effects, one line each.
func lacks() []lack {
	return []lack{
		{"drift not measured", func(c *device.Card) bool { return !c.Drift.Active() }},
		{"no read noise", func(c *device.Card) bool { return c.Noise.White == 0 && !c.Noise.Slow() }},
		{"no white read noise", func(c *device.Card) bool { return c.Noise.White == 0 && c.Noise.Slow() }},
		{"no 1/f read noise", func(c *device.Card) bool { return c.Noise.White > 0 && !c.Noise.Slow() }},
		{"no spread between devices", func(c *device.Card) bool { return len(c.Spread) == 0 && !c.Scatter }},
		{"no endurance", func(c *device.Card) bool { return !c.Endurance.On() }},
		{"no telegraph noise", func(c *device.Card) bool { return !c.RTN.Active() }},
		{"no switching at other voltages than the nominal ones", func(c *device.Card) bool { return !characterise.FeelsVoltage(c) }},
		{"no curvature of I–V", func(c *device.Card) bool { return !characterise.Bends(c) }},
		{"no temperature", func(c *device.Card) bool { return !c.Thermal.Active() && !characterise.FeelsTemperature(c) }},
		{"no retention", func(c *device.Card) bool { return !c.Drift.Active() && !c.Relax.Active() && !c.Retain.Active() }},
		{"no programming error", func(c *device.Card) bool { return c.Program == device.ProgramNoise{} && len(c.Relax.SD0) == 0 }},
		{"no measured pulse energy (V² G t)", func(c *device.Card) bool {
			n := c.Model.Nominal()
			return n.SetEnergy == 0 && n.ResetEnergy == 0
		}},
	}
}
