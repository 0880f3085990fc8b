package device

import (
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
)

// Binary is a filamentary cell (OxRAM, CBRAM) used in two states: a SET pulse that finds it in HRS
// switches it with probability p_set, a RESET pulse that finds it in LRS with probability p_reset, and
// every switching draws the conductance anew (TwoState). n pulses switch with 1 - (1-p)^n.
//
// M. Suri et al., "CBRAM devices as binary synapses for low-power stochastic neuromorphic systems: Auditory
// (Cochlea) and visual (Retina) cognitive processing applications", IEDM 2012, and the Synapse_RRAM of
// N2D2 (github.com/CEA-LIST/N2D2). Departure: there every successful pulse draws anew, here only one
// that switches.
type Binary struct {
	TwoState
	PSet, PReset float64
}

// Params implements Model.
func (m *Binary) Params() []si.Param {
	return m.TwoState.params([]si.Param{
		{Name: "p_set", At: &m.PSet, Doc: "probability that a SET pulse switches a cell in HRS", Min: 1e-9, Max: 1},
		{Name: "p_reset", At: &m.PReset, Doc: "probability that a RESET pulse switches a cell in LRS", Min: 1e-9, Max: 1},
	}...)
}

// D2D implements Synapse.
func (m *Binary) D2D() []D2D {
	return []D2D{{Param: "g_min"}, {Param: "g_max"}, {Param: "p_set"}, {Param: "p_reset"}}
}

// Count implements PulseCounter.
func (m *Binary) Count(v, dt float64) float64 { return m.count(v, dt, m.Threshold) }

// WholePulses implements PulseCounter: a shorter pulse does a part of what a whole one does.
func (m *Binary) WholePulses() bool { return false }

// Step implements Model.
func (m *Binary) Step(s State, v []float64, dt float64, xi []float64) {
	set, reset, threshold := s.Field("p_set", m.PSet), s.Field("p_reset", m.PReset), s.Field("v_th", m.Threshold)
	m.toss(s, xi, func(i int) float64 {
		switch n := m.count(v[i], dt, threshold.At(i)); {
		case n > 0:
			return atLeastOnce(set.At(i), n)
		case n < 0:
			return -atLeastOnce(reset.At(i), -n)
		}
		return 0
	})
}

// atLeastOnce is the probability that one of n trials of probability p succeeds; spread may take p
// beyond 1.
func atLeastOnce(p, n float64) float64 {
	switch {
	case p >= 1 && n < 1:
		return n // a part of a pulse that always switches
	case p >= 1 || math.IsInf(n, 1):
		return 1
	case n == 1:
		return p
	}
	return 1 - kernel.Exp(n*kernel.Log(1-p))
}
