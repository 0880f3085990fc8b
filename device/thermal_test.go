package device_test

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// Metallic at the top, activated at the bottom: at the top the resistance is a line in T, at the bottom
// ln G is a line in 1/T of slope -E/k.
func TestThermalFactor(t *testing.T) {
	h := device.Thermal{Ref: 300, Coefficient: 2e-3, ActivationEnergy: 0.15}
	for _, kelvin := range []float64{250, 300, 358.15, 450} {
		near(t, "resistance at the top", 1/h.Factor(1, kelvin), 1+2e-3*(kelvin-300), 1e-12)
		near(t, "energy at the bottom, eV", -math.Log(h.Factor(0, kelvin))*device.Boltzmann, 0.15*(1/kelvin-1/300.0), 1e-15)
		near(t, "half-way", h.Factor(0.5, kelvin), (h.Factor(0, kelvin)+h.Factor(1, kelvin))/2, 1e-15)
		near(t, "beyond the range", h.Factor(2, kelvin)-h.Factor(1, kelvin)+h.Factor(-1, kelvin)-h.Factor(0, kelvin), 0, 0)
	}
	if !h.Active() || !(h.Factor(0, 1) >= 0) || !(h.Factor(1, 1000) > 0) {
		t.Error("a conductance is negative, or the law is not active")
	}
	if none := device.DefaultThermal(); none.Active() || none.Factor(0.3, 500) != 1 {
		t.Error("without coefficients the conductance depends on temperature")
	}
}
