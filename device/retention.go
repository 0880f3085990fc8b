package device

import (
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
)

// Retention is the loss of a programmed state toward an equilibrium, as a stretched exponential of the
// effective time t since programming,
//
//	G(t) = G_f + (G_prog - G_f) e^(-(t/τ)^β),   G_f = g_min + retain_level (g_max - g_min)
//
// with τ lognormal between cells. β = 1 is a single time constant: the charge of a capacitor that
// leaks, a depolarising ferroelectric. The state itself is lost: a pulse finds the cell where time has left
// it, and starts the clock again. Time runs faster at high temperature by the activation energy
// retain_ea (Acceleration), so that τ(T) = τ e^(Ea/kT)/e^(Ea/kT_ref).
//
// The stretched exponential is an empirical fit; no mechanism stands behind β < 1.
type Retention struct {
	Tau              float64 // τ, s; 0 is no loss
	Beta             float64 // β
	Level            float64 // of the range
	SD               float64 // of ln τ between cells
	ActivationEnergy float64 // eV
}

// DefaultRetention loses nothing.
func DefaultRetention() Retention { return Retention{Beta: 1} }

// Params lists the retention parameters of a card.
func (r *Retention) Params() []si.Param {
	return []si.Param{
		{Name: "retain_tau", At: &r.Tau, Unit: "s", Doc: "retention: median time constant of the loss toward equilibrium; 0 is no loss", Min: 0, Max: 1e15},
		{Name: "retain_beta", At: &r.Beta, Doc: "exponent of the stretched exponential, 1 is an exponential", Min: 0.05, Max: 1},
		{Name: "retain_level", At: &r.Level, Doc: "conductance that a cell comes to, of its nominal range", Min: 0, Max: 1},
		{Name: "retain_sd", At: &r.SD, Doc: "standard deviation of the logarithm of the time constant between cells", Of: "ln τ", Min: 0, Max: 10},
		{Name: "retain_ea", At: &r.ActivationEnergy, Unit: "eV", Doc: "activation energy of the loss", Min: 0, Max: 3},
	}
}

// Active reports whether anything is lost.
func (r *Retention) Active() bool { return r.Tau > 0 }

// Constant returns τ (s) of a cell whose own normal deviate is xi.
func (r *Retention) Constant(xi float64) float64 { return r.Tau * kernel.Exp(r.SD*xi) }

// Left returns what part of the distance to equilibrium is left after effective time t (s), given the
// cell's τ (s).
func (r *Retention) Left(t, tau float64) float64 { return kernel.Exp(-r.Age(t, tau)) }

// Age returns (t/τ)^β.
func (r *Retention) Age(t, tau float64) float64 {
	if r.Beta == 1 {
		return t / tau
	}
	return power(t/tau, r.Beta)
}

// Speed returns -d/dt of what Left returns at t > 0, 1/s. It falls with time, as β is at most 1.
func (r *Retention) Speed(t, tau float64) float64 {
	u := r.Age(t, tau)
	return r.Beta * u / t * kernel.Exp(-u)
}
