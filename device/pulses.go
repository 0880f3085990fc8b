package device

import (
	"math"

	"github.com/xbar-sim/xbar/internal/si"
)

// Pulses are the nominal programming and read pulses of a card: what its LTP and LTD curves
// were measured with.
type Pulses struct {
	SetVoltage   float64 // V, > 0
	SetWidth     float64 // s
	ResetVoltage float64 // V, < 0
	ResetWidth   float64 // s
	SetEnergy    float64 // J per SET pulse; 0: V² G t from the cell's conductance
	ResetEnergy  float64 // J per RESET pulse; 0 as above
	ReadVoltage  float64 // V
	ReadWidth    float64 // s
}

// Nominal returns p, so that a model that embeds Pulses has the method of Synapse.
func (p *Pulses) Nominal() *Pulses { return p }

// Params lists the pulses as parameters of the model that embeds them.
func (p *Pulses) Params() []si.Param {
	inf := math.Inf(1)
	return []si.Param{
		{Name: "v_set", At: &p.SetVoltage, Unit: "V", Doc: "amplitude of a SET (LTP) pulse", Min: 1e-3, Max: 100},
		{Name: "t_set", At: &p.SetWidth, Unit: "s", Doc: "width of a SET pulse", Min: 1e-12, Max: 100},
		{Name: "v_reset", At: &p.ResetVoltage, Unit: "V", Doc: "amplitude of a RESET (LTD) pulse", Min: -100, Max: -1e-3},
		{Name: "t_reset", At: &p.ResetWidth, Unit: "s", Doc: "width of a RESET pulse", Min: 1e-12, Max: 100},
		{Name: "e_set", At: &p.SetEnergy, Unit: "J", Doc: "energy of a SET pulse in the cell; 0 takes V² G t", Min: 0, Max: inf},
		{Name: "e_reset", At: &p.ResetEnergy, Unit: "J", Doc: "energy of a RESET pulse in the cell; 0 takes V² G t", Min: 0, Max: inf},
		{Name: "v_read", At: &p.ReadVoltage, Unit: "V", Doc: "read voltage", Min: 1e-3, Max: 10},
		{Name: "t_read", At: &p.ReadWidth, Unit: "s", Doc: "width of a read pulse", Min: 1e-12, Max: 100},
	}
}

// count returns how many nominal pulses a voltage v (V) that lasts dt (s) is worth: dt over
// the nominal width, positive for SET and negative for RESET, and 0 up to and at the threshold.
// Pulse-response data say nothing about other amplitudes, so any amplitude beyond the threshold
// counts as the nominal one.
func (p *Pulses) count(v, dt, threshold float64) float64 {
	switch {
	case v > threshold:
		return dt / p.SetWidth
	case v < -threshold:
		return -dt / p.ResetWidth
	}
	return 0
}
