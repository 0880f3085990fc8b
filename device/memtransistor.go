package device

import (
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
)

// Memtransistor is a channel of polycrystalline MoS2 with a gate: pulses on the drain move it with soft bounds,
//
//	SET    Δx = +step_ltp (1 - x)
//	RESET  Δx = -step_ltd x
//
// and the gate voltage scales its whole range of conductance,
//
//	G = (g_min + (g_max - g_min) x) 10^((v_gate - v_gate_0)/swing)
//
// so that g_min and g_max are those at v_gate_0. All cells of an array share one gate voltage.
//
// V. K. Sangwan, H.-S. Lee, H. Bergeron, I. Balla, M. E. Beck, K.-S. Chen and M. C. Hersam, "Multi-terminal
// memtransistors from polycrystalline monolayer molybdenum disulfide", Nature 554, 500–504 (2018),
// doi:10.1038/nature25747. Departures: the current is ohmic at the read voltage, the subthreshold swing is one
// number over the whole gate range, and the gate does not change the steps.
type Memtransistor struct {
	Stepped
	Gate, GateRef float64 // V
	Swing         float64 // V per decade
}

// Params implements Model.
func (m *Memtransistor) Params() []si.Param {
	return m.Stepped.params([]si.Param{
		{Name: "v_gate", At: &m.Gate, Unit: "V", Doc: "gate voltage", Min: -200, Max: 200},
		{Name: "v_gate_0", At: &m.GateRef, Unit: "V", Doc: "gate voltage at which g_min and g_max hold", Min: -200, Max: 200},
		{Name: "swing", At: &m.Swing, Unit: "V", Doc: "gate voltage per decade of conductance", Min: 0.05, Max: 1000},
	}...)
}

// factor returns by how much the gate scales the conductance.
func (m *Memtransistor) factor(gate, zero, swing float64) float64 {
	const ln10 = 2.302585092994046
	return kernel.Exp(ln10 * ((gate - zero) / swing))
}

// Check implements Checked.
func (m *Memtransistor) Check() error {
	if _, hi := m.Range(); !(hi <= 1 && hi >= 1e-15) {
		return &si.ValueError{Key: "v_gate", Value: si.Format(m.Gate, "V"), Want: "a gate voltage at which g_max is 1 fS to 1 S", Doc: "gate voltage"}
	}
	return nil
}

// Range implements Synapse: at the gate voltage.
func (m *Memtransistor) Range() (gMin, gMax float64) {
	f := m.factor(m.Gate, m.GateRef, m.Swing)
	return m.GMin * f, m.GMax * f
}

// Conductance implements Ohmic.
func (m *Memtransistor) Conductance(dst []float64, s State) {
	m.Cell.Conductance(dst, s)
	gate, zero, swing := s.Field("v_gate", m.Gate), s.Field("v_gate_0", m.GateRef), s.Field("swing", m.Swing)
	f := m.factor(m.Gate, m.GateRef, m.Swing)
	same := gate.Uniform() && zero.Uniform() && swing.Uniform()
	for i := range dst {
		if !same {
			f = m.factor(gate.At(i), zero.At(i), swing.At(i))
		}
		dst[i] *= f
	}
}

// Current implements Model: the cell is ohmic at the read voltage.
func (m *Memtransistor) Current(dst []float64, s State, v []float64) {
	ohmicCurrent(dst, m, s, v)
}

// Step implements Model.
func (m *Memtransistor) Step(s State, v []float64, dt float64, xi []float64) {
	up, down := m.steps(s)
	m.pulse(s, v, dt, xi, linear(up, Field{nominal: 1}), linear(down, Field{nominal: 1}))
}
