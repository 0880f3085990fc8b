package experiments

import (
	"fmt"

	"github.com/xbar-sim/xbar/crossbar"
	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/si"
)

// HeatConfig is the temperature around the cells and the heat of their pulses.
type HeatConfig struct {
	Kelvin float64 // K
	Bake   float64 // K, during the wait; 0 is Kelvin

	Fraction, Resistance, Range float64 // of crossbar.Crosstalk
}

func (h *HeatConfig) defaults() {
	h.Kelvin = device.RoomTemperature
	h.Resistance, h.Range = 15.72e6, 1
}

// params lists the short keys of temperature.
func (h *HeatConfig) params() []si.Param {
	return []si.Param{
		{Name: "temperature", At: &h.Kelvin, Unit: "K", Doc: "temperature around the cells", Min: 1, Max: 1000},
		{Name: "bake", At: &h.Bake, Unit: "K", Doc: "temperature around the cells during the wait; 0 is as always", Min: 0, Max: 1000},
	}
}

// crosstalkParams lists the keys of the heat of pulses. The resistance is that of the filament of JART
// VCM v1b.
func (h *HeatConfig) crosstalkParams() []si.Param {
	return []si.Param{
		{Name: "thermal.crosstalk", At: &h.Fraction, Doc: "part of the temperature rise of a pulsed cell that its nearest neighbour sees; 0 is none", Min: 0, Max: 1},
		{Name: "thermal.resistance", At: &h.Resistance, Unit: "K/W", Doc: "temperature rise of a pulsed cell over its power", Min: 1, Max: 1e12},
		{Name: "thermal.range", At: &h.Range, Doc: "distance in cells over which the rise falls to 1/e", Min: 0.1, Max: 20},
	}
}

// heat puts the temperature around the cells and the heat of pulses into the options of an array.
func (h *HeatConfig) heat(opt *crossbar.Options) {
	opt.Kelvin = h.Kelvin
	opt.Crosstalk = crossbar.Crosstalk{Fraction: h.Fraction, Resistance: h.Resistance, Range: h.Range}
}

// waiting is the temperature during the wait, K.
func (h *HeatConfig) waiting() float64 {
	if h.Bake > 0 {
		return h.Bake
	}
	return h.Kelvin
}

// maxRefreshes bounds how often cells are written again during one wait.
const maxRefreshes = 10_000

// checkWait refuses a wait with more refreshes than anyone's patience, and a bake at less than 1 K.
func (c *Config) checkWait() error {
	if c.Heat.Bake != 0 && c.Heat.Bake < 1 {
		return &si.ValueError{Key: "bake", Value: si.Exact(c.Heat.Bake, "K"), Want: "1 to 1000 K, or 0 for the temperature as always"}
	}
	if c.After.Compensation != refresh || c.After.Wait <= maxRefreshes*c.After.Every {
		return nil
	}
	return &si.ValueError{Key: "refresh.every", Value: si.Exact(c.After.Every, "s"),
		Want: fmt.Sprintf("at least after = %s over %d", si.Exact(c.After.Wait, "s"), maxRefreshes), Doc: "time between two refreshes during the wait"}
}
