package snn

import (
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// Integrator is how a membrane is brought from one step to the next.
type Integrator int

// The integrators. Exponential is exact for currents, and for conductances takes each at its mean
// over the step and then solves for v: it is stable for every step and every conductance. Euler is
// the forward step of many published programs: stable only while Step/τ (1+ge+gi) < 2.
const (
	Exponential Integrator = iota
	Euler
)

// Integrators lists them by name, in order.
func Integrators() []string { return []string{"exponential", "euler"} }

// left returns what a step leaves of something that decays with time constant tau.
func (k Integrator) left(step, tau float64) float64 {
	if k == Euler {
		return 1 - step/tau
	}
	return kernel.Exp(-step / tau)
}

// overlap returns what a membrane of time constant a has at the end of a step (s) from a drive that
// starts it at 1 and decays with time constant b, times a, s:
//
//	∫₀^step e^(-(step-s)/a) e^(-s/b) ds = (e^(-step/a) - e^(-step/b))/(1/b - 1/a)
//
// and step·e^(-step/a) for a = b.
func (k Integrator) overlap(step, a, b float64) float64 {
	if k == Euler {
		return step
	}
	return step * kernel.Exp(-step/a) * meanOver(step/b-step/a)
}

// meanOver returns the mean of e^(-s) for s from 0 to x, (1-e^(-x))/x.
func meanOver(x float64) float64 {
	if math.Abs(x) > 1e-2 {
		return (1 - kernel.Exp(-x)) / x
	}
	// The series: the next term is x⁶/5040 < 2e-16.
	y := 1.0
	for _, n := range []float64{6, 5, 4, 3, 2} {
		y = 1 - float64(x/n*y)
	}
	return y
}
