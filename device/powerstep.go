package device

import "github.com/xbar-sim/xbar/internal/si"

// PowerStep is a cell whose step is a power of what is left of the window,
//
//	SET    Δx = +step_ltp (1 - x)^γ_ltp
//	RESET  Δx = -step_ltd x^γ_ltd
//
// so that γ = 0 is a step of one size and γ = 1 a soft bound. It is also what one pulse of a window
// function (1 - x)^p does in models of ion drift.
//
// PowStepDevice of aihwkit, see Stepped.
type PowerStep struct {
	Stepped
	GammaLTP, GammaLTD float64
}

// Params implements Model.
func (m *PowerStep) Params() []si.Param {
	return m.Stepped.params([]si.Param{
		{Name: "gamma_ltp", At: &m.GammaLTP, Doc: "exponent of potentiation", Min: 0, Max: 20},
		{Name: "gamma_ltd", At: &m.GammaLTD, Doc: "exponent of depression", Min: 0, Max: 20},
	}...)
}

// Step implements Model.
func (m *PowerStep) Step(s State, v []float64, dt float64, xi []float64) {
	up, down := m.steps(s)
	m.pulse(s, v, dt, xi, powerLaw(up, s.Field("gamma_ltp", m.GammaLTP)), powerLaw(down, s.Field("gamma_ltd", m.GammaLTD)))
}

func powerLaw(step, gamma Field) law {
	return repeated(func(i int, u float64) float64 { return step.At(i) * power(1-u, gamma.At(i)) })
}
