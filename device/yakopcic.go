package device

import (
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
)

// Yakopcic is the generalised memristor with thresholds and a state-dependent slowing near the bounds,
//
//	I     = a_1 x sinh(b v)   v >= 0          I = a_2 x sinh(b v)   v < 0
//	dx/dt = g(v) f(x)
//	g     =  A_set   (e^v - e^v_th_set)       v > v_th_set > 0
//	g     = -A_reset (e^-v - e^-v_th_reset)   v < v_th_reset < 0;   0 otherwise
//	f     = e^(-α_set (x - x_set)) (1 - x)/(1 - x_set)            rising, x >= x_set
//	f     = e^(α_reset (x - x_reset)) x/x_reset                   falling, x <= x_reset
//	f     = 1                                                     otherwise
//
// with voltages in V and x within x_min and 1. The conductance is the chord at the card's read voltage.
//
// C. Yakopcic, T. M. Taha, G. Subramanyam, R. E. Pino and S. Rogers, "A Memristor Device Model", IEEE
// Electron Device Lett. 32(10), 1436–1438 (2011). Departures: x_reset here is the paper's 1 - x_n, and
// v_th_reset is its -V_n; x_min is the lowest state, for a cell at x = 0 conducts nothing at all; the
// switching direction η is 1.
type Yakopcic struct {
	Pulses
	A1, A2               float64 // A
	B                    float64 // 1/V
	ASet, AReset         float64 // rates, 1/s
	VSet, VReset         float64 // thresholds, V; VReset < 0 < VSet
	AlphaSet, AlphaReset float64 // slowing
	XSet, XReset         float64 // states from which it acts
	XMin                 float64
	C2C, C2CRange        float64 // scatter of a pulse: of its own step, of the range of x
}

// Params implements Model.
func (m *Yakopcic) Params() []si.Param {
	ps := append([]si.Param{
		{Name: "a_1", At: &m.A1, Unit: "A", Doc: "amplitude of the current at positive voltage", Min: 1e-18, Max: 100},
		{Name: "a_2", At: &m.A2, Unit: "A", Doc: "amplitude of the current at negative voltage", Min: 1e-18, Max: 100},
		{Name: "b", At: &m.B, Doc: "curvature of the current, 1/V", Min: 1e-6, Max: 100},
		{Name: "a_set", At: &m.ASet, Unit: "Hz", Doc: "rate of SET, 1/s", Min: 0, Max: 1e18},
		{Name: "a_reset", At: &m.AReset, Unit: "Hz", Doc: "rate of RESET, 1/s", Min: 0, Max: 1e18},
		{Name: "v_th_set", At: &m.VSet, Unit: "V", Doc: "SET threshold", Min: 1e-3, Max: 20},
		{Name: "v_th_reset", At: &m.VReset, Unit: "V", Doc: "RESET threshold", Min: -20, Max: -1e-3},
		{Name: "alpha_set", At: &m.AlphaSet, Doc: "slowing of SET beyond x_set", Min: 0, Max: 100},
		{Name: "alpha_reset", At: &m.AlphaReset, Doc: "slowing of RESET below x_reset", Min: 0, Max: 100},
		{Name: "x_set", At: &m.XSet, Doc: "state from which SET slows", Min: 0, Max: 0.999},
		{Name: "x_reset", At: &m.XReset, Doc: "state below which RESET slows", Min: 1e-3, Max: 1},
		{Name: "x_min", At: &m.XMin, Doc: "lowest state, over that of LRS", Min: 0, Max: 0.999},
	}, scatterParams(&m.C2C, &m.C2CRange)...)
	return append(ps, m.Pulses.Params()...)
}

// Vars implements Model.
func (m *Yakopcic) Vars() []Var {
	return []Var{{Name: "x", Min: 0, Max: 1, Doc: "state, 1 in LRS"}}
}

// Thresholds implements Thresholded.
func (m *Yakopcic) Thresholds(s State) (set, reset Field) {
	return s.Field("v_th_set", m.VSet), s.Field("v_th_reset", m.VReset)
}

// Draws implements Model.
func (m *Yakopcic) Draws() int { return 1 }

// D2D implements Synapse: amplitude of the current and lowest state take the place of the limits.
func (m *Yakopcic) D2D() []D2D {
	return []D2D{{Param: "a_1"}, {Param: "a_2"}, {Param: "x_min"}, {Param: "a_set"}, {Param: "a_reset"}}
}

// Range implements Synapse.
func (m *Yakopcic) Range() (gMin, gMax float64) {
	g := m.A1 * sinh(m.B*m.ReadVoltage) / m.ReadVoltage
	return g * min(m.XMin, 1), g
}

// Set implements Synapse: the chord is linear in x.
func (m *Yakopcic) Set(s State, w []float64) {
	lo := s.Field("x_min", m.XMin)
	for i, wi := range w {
		s.X[0][i] = blend(min(lo.At(i), 1), 1, wi)
	}
}

// Current implements Model.
func (m *Yakopcic) Current(dst []float64, s State, v []float64) {
	a1, a2, b := s.Field("a_1", m.A1), s.Field("a_2", m.A2), s.Field("b", m.B)
	for i, x := range s.X[0] {
		a := a1.At(i)
		if v[i] < 0 {
			a = a2.At(i)
		}
		dst[i] = a * x * sinh(b.At(i)*v[i])
	}
}

// Conductance implements Ohmic: the chord at the read voltage.
func (m *Yakopcic) Conductance(dst []float64, s State) {
	a, b, v := s.Field("a_1", m.A1), s.Field("b", m.B), m.ReadVoltage
	for i, x := range s.X[0] {
		dst[i] = a.At(i) * x * sinh(b.At(i)*v) / v
	}
}

// Step implements Model.
func (m *Yakopcic) Step(s State, v []float64, dt float64, xi []float64) {
	m.step(s, v, dt, xi, tolerance)
}

// step is Step with the tolerance of integrate.
func (m *Yakopcic) step(s State, v []float64, dt float64, xi []float64, tol float64) {
	x := s.X[0]
	set, reset := m.Thresholds(s)
	aSet, aReset := s.Field("a_set", m.ASet), s.Field("a_reset", m.AReset)
	alphaSet, alphaReset := s.Field("alpha_set", m.AlphaSet), s.Field("alpha_reset", m.AlphaReset)
	xSet, xReset, xMin := s.Field("x_set", m.XSet), s.Field("x_reset", m.XReset), s.Field("x_min", m.XMin)
	noise := m.jitter(s, m.C2C, m.C2CRange)
	c := &yakopcicCell{}
	for i, u := range v {
		switch th := set.At(i); {
		case u > th:
			*c = yakopcicCell{aSet.At(i) * (kernel.Exp(u) - kernel.Exp(th)), alphaSet.At(i), min(xSet.At(i), 0.999)}
		case u < reset.At(i):
			*c = yakopcicCell{-aReset.At(i) * (kernel.Exp(-u) - kernel.Exp(-reset.At(i))), alphaReset.At(i), xReset.At(i)}
		default:
			continue
		}
		lo := min(xMin.At(i), 1)
		x[i] = noise.end(i, x[i], integrate(c, x[i], lo, 1, dt, tol), lo, 1, u, xi)
	}
}

// A yakopcicCell is one cell at a voltage: g(v), and where and how f slows it.
type yakopcicCell struct{ g, alpha, from float64 }

func (c *yakopcicCell) rate(x float64) float64 {
	switch {
	case c.g > 0 && x >= c.from:
		return c.g * kernel.Exp(-c.alpha*(x-c.from)) * (1 - x) / (1 - c.from)
	case c.g < 0 && x <= c.from:
		return c.g * kernel.Exp(c.alpha*(x-c.from)) * x / c.from
	}
	return c.g
}
