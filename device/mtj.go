package device

import (
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
)

// MTJ is a magnetic tunnel junction switched by spin transfer torque: two states, parallel (LRS) and
// antiparallel (HRS), between which thermal agitation takes it over a barrier that the voltage lowers. A
// voltage v that lasts t switches with
//
//	P = 1 - e^(-t/τ),   τ = τ0 e^(Δ (1 - |v|/v_c)),   Δ = Δ_300 · 300 K/T
//
// with v_c of the direction, v_c_set from antiparallel to parallel. τ is never below τ0: the formula is of
// thermal switching, and precession beyond v_c is not modelled. Below v_th nothing switches, though the
// formula leaves a small rate there, and none at 0 V is retention. The conductance does not depend on
// the voltage, so the fall of the tunnel magnetoresistance with it is left out.
//
// Z. Li and S. Zhang, "Thermally assisted magnetization reversal in the presence of a spin-transfer torque",
// Phys. Rev. B 69, 134416 (2004), doi:10.1103/PhysRevB.69.134416; A. F. Vincent et al., "Spin-Transfer
// Torque Magnetic Memory as a Stochastic Memristive Synapse for Neuromorphic Systems", IEEE Trans.
// Biomed. Circuits Syst. 9(2), 166–174 (2015), doi:10.1109/TBCAS.2015.2414423.
type MTJ struct {
	TwoState
	Delta         float64 // barrier over kT at RoomTemperature
	Attempt       float64 // τ0, s
	CriticalSet   float64 // v_c_set, V
	CriticalReset float64 // v_c_reset, V, > 0
}

// Params implements Model.
func (m *MTJ) Params() []si.Param {
	return m.TwoState.params([]si.Param{
		{Name: "delta", At: &m.Delta, Doc: "thermal stability: barrier over kT at 300 K", Min: 1, Max: 200},
		{Name: "tau0", At: &m.Attempt, Unit: "s", Doc: "time between two attempts", Min: 1e-12, Max: 1e-6},
		{Name: "v_c_set", At: &m.CriticalSet, Unit: "V", Doc: "voltage at which the barrier to parallel (LRS) is gone", Min: 1e-3, Max: 100},
		{Name: "v_c_reset", At: &m.CriticalReset, Unit: "V", Doc: "magnitude of the voltage at which the barrier to antiparallel (HRS) is gone", Min: 1e-3, Max: 100},
	}...)
}

// D2D implements Synapse.
func (m *MTJ) D2D() []D2D { return []D2D{{Param: "g_min"}, {Param: "g_max"}, {Param: "delta"}} }

// Step implements Model.
func (m *MTJ) Step(s State, v []float64, dt float64, xi []float64) {
	delta, tau0, threshold := s.Field("delta", m.Delta), s.Field("tau0", m.Attempt), s.Field("v_th", m.Threshold)
	set, reset := s.Field("v_c_set", m.CriticalSet), s.Field("v_c_reset", m.CriticalReset)
	m.toss(s, xi, func(i int) float64 {
		over := func(volts, critical float64) float64 {
			barrier := delta.At(i) * (RoomTemperature / s.Temperature(i)) * (1 - volts/critical)
			return 1 - kernel.Exp(-dt/(tau0.At(i)*kernel.Exp(max(barrier, 0))))
		}
		switch th := threshold.At(i); {
		case v[i] > th:
			return over(v[i], set.At(i))
		case v[i] < -th:
			return -over(-v[i], reset.At(i))
		}
		return 0
	})
}
