package device

import (
	"math"

	"github.com/xbar-sim/xbar/internal/si"
)

// NBit is a weight of so many bits: one of 2^bits equidistant conductances from g_min to g_max, and a nominal
// pulse moves it by one of them, exactly. It is the reference of limited precision, and a digital memory
// (SRAM) that gates as many binary-weighted currents. Pulses are whole: a shorter one counts as one.
// It neither scatters nor drifts, and spreads leave it alone.
type NBit struct {
	Cell
	Bits int
}

// Params implements Model.
func (m *NBit) Params() []si.Param {
	return m.Cell.params(si.Param{Name: "bits", At: &m.Bits, Doc: "bits of a weight", Min: 1, Max: 16})
}

// Vars implements Model.
func (m *NBit) Vars() []Var {
	return []Var{{Name: "x", Min: 0, Max: 1, Doc: "conductance within its range, a multiple of 1/(2^bits - 1)"}}
}

// Levels implements Leveled.
func (m *NBit) Levels() int { return 1 << m.Bits }

// Thresholds implements Thresholded.
func (m *NBit) Thresholds(State) (set, reset Field) {
	return Field{nominal: m.Threshold}, Field{nominal: -m.Threshold}
}

// Count implements PulseCounter.
func (m *NBit) Count(v, dt float64) float64 { return m.count(v, dt, m.Threshold) }

// WholePulses implements PulseCounter.
func (m *NBit) WholePulses() bool { return true }

// D2D implements Synapse: nothing of a digital weight varies.
func (m *NBit) D2D() []D2D { return nil }

// Draws implements Model.
func (m *NBit) Draws() int { return 0 }

// Step implements Model. A cell on a level lands on a level to the last bit; one between two, which stands
// for the mean of many, moves by as much.
func (m *NBit) Step(s State, v []float64, dt float64, _ []float64) {
	top := float64(m.Levels() - 1)
	x := s.X[0]
	for i := range x {
		n := m.count(v[i], dt, m.Threshold)
		if n == 0 {
			continue
		}
		n = math.Copysign(max(1, math.Round(math.Abs(n))), n)
		next := x[i] + n/top
		if level := math.Round(x[i] * top); x[i] == level/top {
			next = (level + n) / top
		}
		x[i] = min(max(next, 0), 1)
	}
}
