package device

import (
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
)

// ChargeTrap is a transistor that stores charge in a nitride (SONOS) or on a floating gate. Charge that
// has tunnelled in opposes the field that drove it, so that the rate falls exponentially with what is stored,
//
//	du/dn = step e^(-β u),   u(n) = (1/β) ln(e^(β u) + step β n)
//
// after n nominal pulses, with u = x for SET (erase: charge leaves, the conductance rises) and u = 1 - x for
// RESET (program); one pulse after another is exactly one of their joint length. The result is held within
// [0, 1]; scatter as in ExpPulse.
//
// The law is the logarithmic transient of Fowler–Nordheim tunnelling with its exponent linearised in the
// stored charge: M. Lenzlinger and E. H. Snow, "Fowler-Nordheim Tunneling into Thermally Grown SiO2", J. Appl.
// Phys. (1969). It is also the continuous form of Ideal.
type ChargeTrap struct {
	Stepped
	BetaLTP, BetaLTD float64
}

// Params implements Model.
func (m *ChargeTrap) Params() []si.Param {
	return m.Stepped.params([]si.Param{
		{Name: "beta_ltp", At: &m.BetaLTP, Doc: "fall of the SET rate over the range, ln", Min: 0, Max: 50},
		{Name: "beta_ltd", At: &m.BetaLTD, Doc: "fall of the RESET rate over the range, ln", Min: 0, Max: 50},
	}...)
}

// Step implements Model.
func (m *ChargeTrap) Step(s State, v []float64, dt float64, xi []float64) {
	up, down := m.steps(s)
	m.pulse(s, v, dt, xi, tunnelled(up, s.Field("beta_ltp", m.BetaLTP)), tunnelled(down, s.Field("beta_ltd", m.BetaLTD)))
}

func tunnelled(step, beta Field) law {
	return func(i int, u, n float64) float64 {
		a, b := step.At(i)*n, beta.At(i)
		if b < straightest {
			return min(a, 1)
		}
		return min(logOnePlus(float64(a*b*kernel.Exp(-b*u)))/b, 1)
	}
}

// logOnePlus is ln(1 + x) for x >= 0, to a few parts in 10¹⁶ also for small x.
func logOnePlus(x float64) float64 {
	y := 1 + x
	if y == 1 || math.IsInf(y, 1) {
		return min(x, math.MaxFloat64)
	}
	return kernel.Log(y) * (x / (y - 1)) // the rounding of 1 + x cancels
}
