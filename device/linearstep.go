package device

import "github.com/xbar-sim/xbar/internal/si"

// LinearStep is a cell whose step falls linearly over the window,
//
//	SET    Δx = +step_ltp (1 - slope_ltp x)
//	RESET  Δx = -step_ltd (1 - slope_ltd (1-x))
//
// with slopes from 0, steps of one size, to 1, soft bounds. Several pulses act in closed form,
// x(n) = 1/slope - (1/slope - x) (1 - step·slope)^n.
//
// LinearStepDevice and ConstantStepDevice of aihwkit, see Stepped. There a step is
// dw (1 - γ w/w_max) for SET, so step_ltp = dw (1 - γ w_min/w_max)/(w_max - w_min) and slope_ltp =
// 1 - (1-γ)/(1 - γ w_min/w_max), and likewise for RESET with the two limits exchanged.
type LinearStep struct {
	Stepped
	SlopeLTP, SlopeLTD float64
}

// Params implements Model.
func (m *LinearStep) Params() []si.Param {
	return m.Stepped.params([]si.Param{
		{Name: "slope_ltp", At: &m.SlopeLTP, Doc: "part of the SET step that is lost from g_min to g_max", Min: 0, Max: 1},
		{Name: "slope_ltd", At: &m.SlopeLTD, Doc: "part of the RESET step that is lost from g_max to g_min", Min: 0, Max: 1},
	}...)
}

// Step implements Model.
func (m *LinearStep) Step(s State, v []float64, dt float64, xi []float64) {
	up, down := m.steps(s)
	m.pulse(s, v, dt, xi, linear(up, s.Field("slope_ltp", m.SlopeLTP)), linear(down, s.Field("slope_ltd", m.SlopeLTD)))
}
