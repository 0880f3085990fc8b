package crossbar

import (
	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
)

// complianceSteps is in how many parts a SET pulse under a compliance current is taken.
const complianceSteps = 8

// comply applies a SET pulse to the gathered cells whose transistors let no more than a current pass
// (Options.Compliance): a cell sees its voltage, or what that current drops across it where that is less. The voltage is
// taken anew complianceSteps times during the pulse, with scatter of its own each time, so that a cell stops at about the
// compliance current over its threshold voltage. Models that know whole pulses only are asked once. The transistor
// is an ideal source of current beyond its limit, and nothing below it.
func (a *Array) comply(width float64, xi []float64, col int) {
	w, steps := &a.work, complianceSteps
	if m, ok := a.card.Model.(device.PulseCounter); ok && m.WholePulses() {
		steps = 1
	}
	full := append([]float64(nil), w.v...)
	for k := range steps {
		a.ohmic.Conductance(w.g, w.state)
		for i, g := range w.g {
			w.v[i] = full[i]
			if float64(full[i]*g) > a.compliance {
				w.v[i] = a.compliance / g
			}
		}
		if k > 0 && xi != nil {
			kernel.Normals(xi, a.chance(col))
		}
		a.card.Model.Step(w.state, w.v, width/float64(steps), xi)
	}
}
