package device

import "github.com/xbar-sim/xbar/internal/si"

// DomainWall is a magnetic track under a tunnel junction: the place x of a wall, pushed by spin-orbit
// torque, divides the junction into a parallel and an antiparallel part whose conductances add. Beyond the
// depinning voltage the wall moves in proportion to the excess,
//
//	dx/dt = +rate (v/v_th - 1)      v > v_th
//	dx/dt = -rate (|v|/v_th - 1)    v < -v_th
//
// and stops at the ends of the track. Scatter as in ExpPulse, with a nominal pulse for n = 1.
//
// The synapse of "Spike time dependent plasticity (STDP) enabled learning in spiking neural networks using domain
// wall based synapses and neurons", AIP Adv. 9, 125339 (2019), with the linear mobility of a wall in flow. Departures:
// creep below v_th is left out, and pinning sites appear only as scatter.
type DomainWall struct {
	Cell
	Rate          float64 // 1/s at twice the threshold
	C2CRange, C2C float64
}

// Params implements Model.
func (m *DomainWall) Params() []si.Param {
	return m.Cell.params([]si.Param{
		{Name: "rate", At: &m.Rate, Unit: "Hz", Doc: "tracks per second at twice the threshold", Min: 1e-3, Max: 1e12},
		{Name: "c2c_range", At: &m.C2CRange, Doc: "cycle-to-cycle standard deviation of a pulse, of the range", Of: "range", Min: 0, Max: 1},
		{Name: "c2c", At: &m.C2C, Doc: "cycle-to-cycle standard deviation of a pulse, of its own step", Of: "step", Min: 0, Max: 10},
	}...)
}

// D2D implements Synapse.
func (m *DomainWall) D2D() []D2D { return []D2D{{Param: "g_min"}, {Param: "g_max"}, {Param: "rate"}} }

// Draws implements Model.
func (m *DomainWall) Draws() int { return 1 }

// Step implements Model.
func (m *DomainWall) Step(s State, v []float64, dt float64, xi []float64) {
	rate, threshold := s.Field("rate", m.Rate), s.Field("v_th", m.Threshold)
	c2cRange, c2c := s.Field("c2c_range", m.C2CRange), s.Field("c2c", m.C2C)
	x := s.X[0]
	for i := range x {
		th := threshold.At(i)
		var step, n float64
		switch {
		case v[i] > th:
			step, n = rate.At(i)*(v[i]/th-1)*dt, dt/m.SetWidth
		case v[i] < -th:
			step, n = rate.At(i)*(v[i]/th+1)*dt, dt/m.ResetWidth
		default:
			continue
		}
		step = min(max(step, -1), 1)
		if xi != nil {
			step += float64(xi[i] * scatter(step, n, c2c.At(i), c2cRange.At(i)))
		}
		x[i] = min(max(x[i]+step, 0), 1)
	}
}
