package device

import (
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
)

// Ideal is the behavioural synapse of the memristive-STDP literature: a bounded, continuous,
// noiseless weight x in [0, 1] with conductance G = g_min + (g_max - g_min) x. One pulse
// changes it by
//
//	SET    Δx = +step_ltp e^(-β_ltp x)
//	RESET  Δx = -step_ltd e^(-β_ltd (1-x))
//
// and the result is held within [0, 1]. A part of a pulse (a shorter one) changes it by that
// part of Δx; several pulses act one after another. It neither drifts nor scatters, and
// spreads leave it alone.
//
// D. Querlioz, O. Bichler, P. Dollfus and C. Gamrat, "Immunity to Device Variations in a
// Spiking Neural Network With Memristive Nanodevices", IEEE Trans. Nanotechnol. 12(3),
// 288–295 (2013), doi:10.1109/TNANO.2013.2250995. Departure: the damping of depression is
// written with its sign in front.
type Ideal struct {
	Pulses
	GMin, GMax       float64 // S
	StepLTP, StepLTD float64 // of the range, at the end where a pulse moves most
	BetaLTP, BetaLTD float64 // damping over the range
	Threshold        float64 // V, below which nothing happens
}

// Params implements Model.
func (m *Ideal) Params() []si.Param {
	return append([]si.Param{
		{Name: "g_min", At: &m.GMin, Unit: "S", Doc: "lowest conductance", Min: 0, Max: 1},
		{Name: "g_max", At: &m.GMax, Unit: "S", Doc: "highest conductance", Min: 1e-15, Max: 1},
		{Name: "step_ltp", At: &m.StepLTP, Doc: "step of one SET pulse at the lowest conductance, of the range", Min: 1e-9, Max: 1},
		{Name: "step_ltd", At: &m.StepLTD, Doc: "step of one RESET pulse at the highest conductance, of the range", Min: 1e-9, Max: 1},
		{Name: "beta_ltp", At: &m.BetaLTP, Doc: "damping of potentiation over the range", Min: 0, Max: 20},
		{Name: "beta_ltd", At: &m.BetaLTD, Doc: "damping of depression over the range", Min: 0, Max: 20},
		{Name: "v_th", At: &m.Threshold, Unit: "V", Doc: "voltage below which a pulse does nothing", Min: 1e-3, Max: 100},
	}, m.Pulses.Params()...)
}

// Vars implements Model.
func (m *Ideal) Vars() []Var {
	return []Var{{Name: "x", Min: 0, Max: 1, Doc: "conductance within its range"}}
}

// Thresholds implements Thresholded.
func (m *Ideal) Thresholds(s State) (set, reset Field) {
	return Field{nominal: m.Threshold}, Field{nominal: -m.Threshold}
}

// Count implements PulseCounter.
func (m *Ideal) Count(v, dt float64) float64 { return m.count(v, dt, m.Threshold) }

// WholePulses implements PulseCounter: a shorter pulse does a part of what a whole one does.
func (m *Ideal) WholePulses() bool { return false }

// Draws implements Model: the ideal cell has no chance in it.
func (m *Ideal) Draws() int { return 0 }

// Range implements Synapse.
func (m *Ideal) Range() (gMin, gMax float64) { return m.GMin, m.GMax }

// D2D implements Synapse: nothing of the ideal cell varies.
func (m *Ideal) D2D() []D2D { return nil }

// Set implements Synapse.
func (m *Ideal) Set(s State, w []float64) { copy(s.X[0], w) }

// Current implements Model: the cell is ohmic.
func (m *Ideal) Current(dst []float64, s State, v []float64) {
	linearCurrent(dst, s, v, s.Field("g_min", m.GMin), s.Field("g_max", m.GMax))
}

// Conductance implements Ohmic.
func (m *Ideal) Conductance(dst []float64, s State) {
	linearConductance(dst, s, s.Field("g_min", m.GMin), s.Field("g_max", m.GMax))
}

// Step implements Model.
func (m *Ideal) Step(s State, v []float64, dt float64, _ []float64) {
	x := s.X[0]
	for i := range x {
		x[i] = m.pulsed(x[i], m.count(v[i], dt, m.Threshold))
	}
}

// Grade implements Graded.
func (m *Ideal) Grade(s State, pulses []float64) {
	x := s.X[0]
	for i, n := range pulses {
		x[i] = m.pulsed(x[i], n)
	}
}

// pulsed returns x after n pulses, negative for RESET; the last may be a part of one.
func (m *Ideal) pulsed(x, n float64) float64 {
	if n > 0 {
		for ; n > 0 && x < 1; n-- {
			x += float64(min(n, 1) * m.StepLTP * kernel.Exp(-m.BetaLTP*x))
		}
	} else {
		for ; n < 0 && x > 0; n++ {
			x -= float64(min(-n, 1) * m.StepLTD * kernel.Exp(-m.BetaLTD*(1-x)))
		}
	}
	return min(max(x, 0), 1)
}
