package device

import "github.com/xbar-sim/xbar/internal/si"

// PiecewiseStep is a cell whose step is read from nodes at equal distances from g_min to g_max, with
// straight lines between them,
//
//	SET    Δx = +step_ltp f_ltp(x)
//	RESET  Δx = -step_ltd f_ltd(x)
//
// PiecewiseStepDevice of aihwkit, see Stepped.
type PiecewiseStep struct {
	Stepped
	NodesLTP, NodesLTD []float64 // f at equal distances of x
}

// Params implements Model.
func (m *PiecewiseStep) Params() []si.Param {
	return m.Stepped.params([]si.Param{
		{Name: "nodes_ltp", At: &m.NodesLTP, Doc: "SET step at equal distances from g_min to g_max, in step_ltp", Min: 0, Max: 1e3},
		{Name: "nodes_ltd", At: &m.NodesLTD, Doc: "RESET step at equal distances from g_min to g_max, in step_ltd", Min: 0, Max: 1e3},
	}...)
}

// Check implements Checked.
func (m *PiecewiseStep) Check() error {
	return tables(map[string]int{"nodes_ltp": len(m.NodesLTP), "nodes_ltd": len(m.NodesLTD)}, 0)
}

// Step implements Model.
func (m *PiecewiseStep) Step(s State, v []float64, dt float64, xi []float64) {
	up, down := m.steps(s)
	m.pulse(s, v, dt, xi,
		repeated(func(i int, u float64) float64 { return up.At(i) * evenly(m.NodesLTP, u) }),
		repeated(func(i int, u float64) float64 { return down.At(i) * evenly(m.NodesLTD, 1-u) }))
}

// evenly interpolates between values at equal distances over 0..1.
func evenly(values []float64, x float64) float64 {
	at := float64(min(max(x, 0), 1) * float64(len(values)-1))
	k := min(int(at), len(values)-2)
	return values[k] + float64((at-float64(k))*(values[k+1]-values[k]))
}
