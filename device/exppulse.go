package device

import (
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
)

// ExpPulse is the exponential pulse-response memristor, a soft-bound cell: its state
// x = (G - g_min)/(g_max - g_min) follows, over P identical pulses,
//
//	LTP  x(p) = B (1 - e^(-p/(aP))),        B = 1/(1 - e^(-1/a))
//	LTD  x(p) = 1 - B (1 - e^(-p/(aP)))
//
// which as a recursion from any state is, with u = x for LTP and u = 1 - x for LTD,
//
//	u⁺ = B - (B - u) e^(-n/(aP))            n pulses
//
// The curvature a is given by NeuroSim's label: nl_ltp > 0 is a curve that saturates, nl_ltd
// < 0 one that is steepest at g_max, as the published table has it; the opposite signs give
// the opposite curvatures, and 0 a straight line.
//
// Every pulse scatters: c2c_range is the standard deviation of one pulse in fractions of the
// range (NeuroSim's unit), c2c that in fractions of the pulse's own mean step; both add in
// quadrature, n pulses as n independent ones. The state is held within [0, 1].
//
// P.-Y. Chen, X. Peng and S. Yu, IEEE Trans. Comput.-Aided Des. 37(12), 3067–3080 (2018),
// doi:10.1109/TCAD.2018.2789723, eqs. (1)–(3) of the manual of MLP+NeuroSim V3.0. Departures:
// the label is inverted in closed form rather than by table, and a threshold voltage
// separates programming from reading.
type ExpPulse struct {
	Pulses
	GMin, GMax           float64 // S
	StatesLTP, StatesLTD float64 // pulses across the range
	NLLTP, NLLTD         float64 // labels
	C2CRange, C2C        float64 // scatter of a pulse
	Threshold            float64 // V
}

const (
	nlStraight = 1e-3      // label below which a curve is a straight line to one part in 10⁴
	nlLargest  = 10.1      // just below NLMax
	aSteepest  = 1.0 / 700 // smallest a of a curve that accelerates: e^(1/a) is still a number; label -9.99
)

// A curve is what a label means: u(p) = b (1 - e^(-p/(aP))), or a straight line where a is
// infinite.
type curve struct{ a, b float64 }

// curveOf returns the curve of a label with the sign of LTP: positive saturates.
func curveOf(nl float64) curve {
	k := curve{a: math.Inf(1)}
	switch {
	case nl >= nlStraight:
		k.a = FromLabel(min(nl, nlLargest))
	case nl <= -nlStraight:
		k.a = -max(FromLabel(min(-nl, nlLargest)), aSteepest)
	}
	if !math.IsInf(k.a, 1) {
		k.b = 1 / (1 - kernel.Exp(-1/k.a))
	}
	return k
}

// Params implements Model.
func (m *ExpPulse) Params() []si.Param {
	return append([]si.Param{
		{Name: "g_min", At: &m.GMin, Unit: "S", Doc: "lowest conductance (HRS)", Min: 0, Max: 1},
		{Name: "g_max", At: &m.GMax, Unit: "S", Doc: "highest conductance (LRS)", Min: 1e-15, Max: 1},
		{Name: "states_ltp", At: &m.StatesLTP, Doc: "identical SET pulses across the range", Min: 1, Max: 1e7},
		{Name: "states_ltd", At: &m.StatesLTD, Doc: "identical RESET pulses across the range", Min: 1, Max: 1e7},
		{Name: "nl_ltp", At: &m.NLLTP, Doc: "NeuroSim nonlinearity label of potentiation, > 0 saturates", Min: -nlLargest, Max: nlLargest},
		{Name: "nl_ltd", At: &m.NLLTD, Doc: "NeuroSim nonlinearity label of depression, < 0 is steepest at g_max", Min: -nlLargest, Max: nlLargest},
		{Name: "c2c_range", At: &m.C2CRange, Doc: "cycle-to-cycle standard deviation of a pulse, of the range", Of: "range", Min: 0, Max: 1},
		{Name: "c2c", At: &m.C2C, Doc: "cycle-to-cycle standard deviation of a pulse, of its own step", Of: "step", Min: 0, Max: 10},
		{Name: "v_th", At: &m.Threshold, Unit: "V", Doc: "voltage below which a pulse does nothing", Min: 1e-3, Max: 100},
	}, m.Pulses.Params()...)
}

// Vars implements Model.
func (m *ExpPulse) Vars() []Var {
	return []Var{{Name: "x", Min: 0, Max: 1, Doc: "conductance within its range"}}
}

// Thresholds implements Thresholded.
func (m *ExpPulse) Thresholds(s State) (set, reset Field) {
	return s.Field("v_th", m.Threshold), s.Field("v_th", -m.Threshold)
}

// Count implements PulseCounter.
func (m *ExpPulse) Count(v, dt float64) float64 { return m.count(v, dt, m.Threshold) }

// WholePulses implements PulseCounter: a shorter pulse does a part of what a whole one does.
func (m *ExpPulse) WholePulses() bool { return false }

// Draws implements Model.
func (m *ExpPulse) Draws() int { return 1 }

// Range implements Synapse.
func (m *ExpPulse) Range() (gMin, gMax float64) { return m.GMin, m.GMax }

// D2D implements Synapse.
func (m *ExpPulse) D2D() []D2D {
	return []D2D{
		{Param: "g_min"}, {Param: "g_max"},
		{Param: "states_ltp", Reciprocal: true}, {Param: "states_ltd", Reciprocal: true},
	}
}

// Set implements Synapse.
func (m *ExpPulse) Set(s State, w []float64) { copy(s.X[0], w) }

// Current implements Model: the cell is ohmic.
func (m *ExpPulse) Current(dst []float64, s State, v []float64) {
	linearCurrent(dst, s, v, s.Field("g_min", m.GMin), s.Field("g_max", m.GMax))
}

// Conductance implements Ohmic.
func (m *ExpPulse) Conductance(dst []float64, s State) {
	linearConductance(dst, s, s.Field("g_min", m.GMin), s.Field("g_max", m.GMax))
}

// Step implements Model.
func (m *ExpPulse) Step(s State, v []float64, dt float64, xi []float64) {
	ltp := branch{nl: s.Field("nl_ltp", m.NLLTP), states: s.Field("states_ltp", m.StatesLTP), sign: 1}
	ltd := branch{nl: s.Field("nl_ltd", m.NLLTD), states: s.Field("states_ltd", m.StatesLTD), sign: -1}
	c2cRange, c2c := s.Field("c2c_range", m.C2CRange), s.Field("c2c", m.C2C)
	threshold := s.Field("v_th", m.Threshold)
	x := s.X[0]
	for i := range x {
		n := m.count(v[i], dt, threshold.At(i))
		var step float64
		switch {
		case n > 0:
			step = ltp.step(i, x[i], n)
		case n < 0:
			n = -n
			step = -ltd.step(i, 1-x[i], n)
		default:
			continue
		}
		if xi != nil {
			width, own := c2cRange.At(i), c2c.At(i)*step
			step += float64(xi[i] * math.Sqrt(float64(n*width*width)+float64(own*own)/n))
		}
		x[i] = min(max(x[i]+step, 0), 1)
	}
}

// A branch is one direction of change over the cells of an array. Where its parameters are the same
// in all cells, the curve and the decay of the last pulse count are kept.
type branch struct {
	nl, states Field
	sign       float64 // of the label of a curve that saturates

	ready    bool
	curve    curve
	n, decay float64
}

// step returns the change of u in cell i by n pulses.
func (b *branch) step(i int, u, n float64) float64 {
	if !b.ready || !b.nl.Uniform() {
		b.curve, b.ready, b.n = curveOf(b.sign*b.nl.At(i)), true, 0
	}
	if b.n != n || !b.states.Uniform() {
		b.n, b.decay = n, kernel.Exp(-n/(b.curve.a*b.states.At(i)))
	}
	return b.curve.step(u, n, b.states.At(i), b.decay)
}

// step returns the change of u by n pulses, at most the whole range, given the decay of those
// pulses.
func (c curve) step(u, n, states, decay float64) float64 {
	if math.IsInf(c.a, 1) {
		return min(n/states, 1)
	}
	return min((c.b-u)*(1-decay), 1)
}
