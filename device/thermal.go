package device

import (
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
)

// Thermal is how the conductance of a programmed cell depends on its temperature. At the top of the
// range conduction is metallic, at the bottom it is activated,
//
//	top     G(T) = G/(1 + α (T - T_ref))
//	bottom  G(T) = G exp(-(E/k) (1/T - 1/T_ref))
//
// and between them the factor is interpolated linearly in conductance (assumed). T_ref is also where the
// card's other numbers hold: rates of relaxation, retention and telegraph noise are accelerated from
// there. The power law of PCM drift is not: its exponent hardly depends on temperature.
type Thermal struct {
	Ref              float64 // T_ref, K
	Coefficient      float64 // α of the resistance at the top of the range, 1/K
	ActivationEnergy float64 // E at the bottom of the range, eV
}

// DefaultThermal has a conductance that does not depend on temperature.
func DefaultThermal() Thermal { return Thermal{Ref: RoomTemperature} }

// Params lists the temperature parameters of a card.
func (h *Thermal) Params() []si.Param {
	return []si.Param{
		{Name: "temp_ref", At: &h.Ref, Unit: "K", Doc: "temperature at which the card's numbers hold", Min: 1, Max: 2000},
		{Name: "g_tcr", At: &h.Coefficient, Unit: "1/K", Doc: "temperature coefficient of the resistance at g_max", Min: -0.1, Max: 0.1},
		{Name: "g_ea", At: &h.ActivationEnergy, Unit: "eV", Doc: "activation energy of the conductance at g_min", Min: -1, Max: 3},
	}
}

// Active reports whether the conductance depends on temperature.
func (h *Thermal) Active() bool { return h.Coefficient != 0 || h.ActivationEnergy != 0 }

// Factor returns G(T)/G at temperature t (K) of a cell at part x (0..1) of its range.
func (h *Thermal) Factor(x, t float64) float64 {
	if t == h.Ref {
		return 1
	}
	x = min(max(x, 0), 1)
	metal := 1 / max(1+float64(h.Coefficient*(t-h.Ref)), 1e-3)
	hopping := 1.0
	if h.ActivationEnergy != 0 {
		hopping = kernel.Exp(h.ActivationEnergy / Boltzmann * (1/h.Ref - 1/t))
	}
	return hopping + float64(x*(metal-hopping))
}
