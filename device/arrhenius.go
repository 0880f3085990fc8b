package device

import "github.com/xbar-sim/xbar/internal/kernel"

// Boltzmann is the Boltzmann constant, eV/K (CODATA 2018, exact to the digits given).
const Boltzmann = 8.617333262e-5

// Acceleration returns how much faster a process of activation energy ea (eV) runs at temperature t
// (K) than at ref (K),
//
//	AF = exp((ea/k) (1/ref - 1/t))
//
// Time at changing temperature counts as ∫ AF dt (the effective time). Both temperatures must be
// above 0.
func Acceleration(ea, t, ref float64) float64 {
	if ea == 0 || t == ref {
		return 1
	}
	return kernel.Exp(ea / Boltzmann * (1/ref - 1/t))
}
