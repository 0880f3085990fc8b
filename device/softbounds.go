package device

import "github.com/xbar-sim/xbar/internal/si"

// SoftBounds is a cell that approaches its limits exponentially: every pulse does the part step of what
// is left,
//
//	SET    Δx = +step_ltp (1 - x),   x(n) = 1 - (1 - x0)(1 - step_ltp)^n
//	RESET  Δx = -step_ltd x,         x(n) = x0 (1 - step_ltd)^n
//
// S. Fusi and L. F. Abbott, "Limits on the memory storage capacity of bounded synapses", Nat.
// Neurosci. 10, 485–493 (2007), doi:10.1038/nn1859; SoftBoundsDevice of aihwkit, see Stepped.
type SoftBounds struct{ Stepped }

// Params implements Model.
func (m *SoftBounds) Params() []si.Param { return m.Stepped.params() }

// Step implements Model.
func (m *SoftBounds) Step(s State, v []float64, dt float64, xi []float64) {
	up, down := m.steps(s)
	m.pulse(s, v, dt, xi, linear(up, Field{nominal: 1}), linear(down, Field{nominal: 1}))
}
