package device

import (
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
)

// ExpStep is a cell whose step has a part that falls off exponentially with the way from the limit,
//
//	SET    Δx = +step_ltp max(0, 1 + a_ltp e^(-β_ltp x))
//	RESET  Δx = -step_ltd max(0, 1 + a_ltd e^(-β_ltd (1-x)))
//
// ExpStepDevice of aihwkit, see Stepped. There a step is dw max(0, 1 - A e^(±γ z)) with
// z = 2a w/(w_max - w_min) + b, so for SET a_ltp = -A e^(γ(2a w_min/(w_max - w_min) + b)) and β_ltp =
// -2aγ; for RESET a_ltd = -A e^(-γ(2a w_max/(w_max - w_min) + b)) and β_ltd = -2aγ.
type ExpStep struct {
	Stepped
	AmpLTP, AmpLTD   float64
	BetaLTP, BetaLTD float64
}

// Params implements Model.
func (m *ExpStep) Params() []si.Param {
	return m.Stepped.params([]si.Param{
		{Name: "a_ltp", At: &m.AmpLTP, Doc: "excess of the SET step at g_min, in steps", Min: -1e3, Max: 1e4},
		{Name: "a_ltd", At: &m.AmpLTD, Doc: "excess of the RESET step at g_max, in steps", Min: -1e3, Max: 1e4},
		{Name: "beta_ltp", At: &m.BetaLTP, Doc: "decay of the SET excess over the range", Min: -20, Max: 20},
		{Name: "beta_ltd", At: &m.BetaLTD, Doc: "decay of the RESET excess over the range", Min: -20, Max: 20},
	}...)
}

// Step implements Model.
func (m *ExpStep) Step(s State, v []float64, dt float64, xi []float64) {
	up, down := m.steps(s)
	m.pulse(s, v, dt, xi,
		excess(up, s.Field("a_ltp", m.AmpLTP), s.Field("beta_ltp", m.BetaLTP)),
		excess(down, s.Field("a_ltd", m.AmpLTD), s.Field("beta_ltd", m.BetaLTD)))
}

func excess(step, a, beta Field) law {
	return repeated(func(i int, u float64) float64 {
		return step.At(i) * max(0, 1+float64(a.At(i)*kernel.Exp(-beta.At(i)*u)))
	})
}
