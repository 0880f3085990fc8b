package device

import (
	"math"

	"github.com/xbar-sim/xbar/internal/si"
)

// LinearDrift is the memristor of linear ion drift: a doped part x (0..1) of a film of thickness D in
// series with the rest, moved by the current,
//
//	R     = R_off + (R_on - R_off) x             R_on = 1/g_max, R_off = 1/g_min
//	dx/dt = k i f(x)                             k = μ R_on / D², 1/C
//
// with a window f (see Window). Without one there is a closed form, R² = R0² - 2 k (R_off - R_on) φ with
// the flux φ = ∫ v dt, up to the hard stops at 0 and 1; else the equation is integrated.
//
// D. B. Strukov, G. S. Snider, D. R. Stewart and R. S. Williams, "The missing memristor found",
// Nature 453, 80–83 (2008), doi:10.1038/nature06932. Departures: x is the paper's w/D; v_th_set and
// v_th_reset below which nothing moves, as simulators add them (0 for none, as in the paper), for a cell
// that follows every charge is written by being read.
type LinearDrift struct {
	Pulses
	Window
	GMin, GMax    float64 // S
	Mobility      float64 // m²/(V s)
	Thickness     float64 // m
	VSet, VReset  float64 // V; VReset <= 0 <= VSet
	C2C, C2CRange float64 // scatter of a pulse: of its own step, of the range of x
}

// Params implements Model.
func (m *LinearDrift) Params() []si.Param {
	ps := append([]si.Param{
		{Name: "g_min", At: &m.GMin, Unit: "S", Doc: "lowest conductance, 1/R_off", Min: 1e-15, Max: 1},
		{Name: "g_max", At: &m.GMax, Unit: "S", Doc: "highest conductance, 1/R_on", Min: 1e-15, Max: 1},
		{Name: "mobility", At: &m.Mobility, Doc: "mobility of the dopants, m²/(V s)", Min: 1e-30, Max: 1},
		{Name: "thickness", At: &m.Thickness, Unit: "m", Doc: "thickness D of the film", Min: 1e-10, Max: 1e-3},
	}, m.Window.Params()...)
	return append(append(ps, softThresholds(&m.VSet, &m.VReset, &m.C2C, &m.C2CRange)...), m.Pulses.Params()...)
}

// softThresholds lists the parameters that the models of ion drift share: thresholds that may be 0, and
// the scatter of a pulse.
func softThresholds(set, reset, c2c, c2cRange *float64) []si.Param {
	return append([]si.Param{
		{Name: "v_th_set", At: set, Unit: "V", Doc: "voltage up to which SET moves nothing, 0 for none", Min: 0, Max: 100},
		{Name: "v_th_reset", At: reset, Unit: "V", Doc: "voltage down to which RESET moves nothing, 0 for none", Min: -100, Max: 0},
	}, scatterParams(c2c, c2cRange)...)
}

// scatterParams lists the cycle-to-cycle scatter of an integrated model.
func scatterParams(c2c, c2cRange *float64) []si.Param {
	return []si.Param{
		{Name: "c2c", At: c2c, Doc: "cycle-to-cycle standard deviation of a pulse, of its own step of the state", Of: "step", Min: 0, Max: 10},
		{Name: "c2c_range", At: c2cRange, Doc: "cycle-to-cycle standard deviation of a pulse, of the range of the state", Of: "range", Min: 0, Max: 1},
	}
}

// Vars implements Model.
func (m *LinearDrift) Vars() []Var {
	return []Var{{Name: "x", Min: 0, Max: 1, Doc: "doped part of the film"}}
}

// Thresholds implements Thresholded.
func (m *LinearDrift) Thresholds(s State) (set, reset Field) {
	return s.Field("v_th_set", m.VSet), s.Field("v_th_reset", m.VReset)
}

// Draws implements Model.
func (m *LinearDrift) Draws() int { return 1 }

// Range implements Synapse.
func (m *LinearDrift) Range() (gMin, gMax float64) { return m.GMin, m.GMax }

// D2D implements Synapse.
func (m *LinearDrift) D2D() []D2D {
	return []D2D{{Param: "g_min"}, {Param: "g_max"}, {Param: "mobility"}}
}

// Set implements Synapse.
func (m *LinearDrift) Set(s State, w []float64) {
	setResistance(s, w, s.Field("g_min", m.GMin), s.Field("g_max", m.GMax))
}

// Conductance implements Ohmic.
func (m *LinearDrift) Conductance(dst []float64, s State) {
	linearResistance(dst, s, s.Field("g_min", m.GMin), s.Field("g_max", m.GMax))
}

// Current implements Model.
func (m *LinearDrift) Current(dst []float64, s State, v []float64) {
	ohmicCurrent(dst, m, s, v)
}

// Step implements Model.
func (m *LinearDrift) Step(s State, v []float64, dt float64, xi []float64) {
	m.step(s, v, dt, xi, tolerance)
}

// step is Step with the tolerance of integrate.
func (m *LinearDrift) step(s State, v []float64, dt float64, xi []float64, tol float64) {
	x := s.X[0]
	set, reset := m.Thresholds(s)
	lo, hi := s.Field("g_min", m.GMin), s.Field("g_max", m.GMax)
	mobility, thickness := s.Field("mobility", m.Mobility), s.Field("thickness", m.Thickness)
	p, j := s.Field("p_window", m.P), s.Field("j_window", m.J)
	noise := m.jitter(s, m.C2C, m.C2CRange)
	c := &linearCell{window: m.Window}
	for i, u := range v {
		if u == 0 || u > 0 && u <= set.At(i) || u < 0 && u >= reset.At(i) {
			continue
		}
		l := lo.At(i)
		h := max(hi.At(i), l)
		d := thickness.At(i)
		c.off, c.slope = 1/l, 1/l-1/h
		c.kv = mobility.At(i) * u / float64(h*float64(d*d))
		c.window.P, c.window.J = p.At(i), j.At(i)
		x[i] = noise.end(i, x[i], c.after(x[i], dt, tol), 0, 1, u, xi)
	}
}

// A linearCell is one cell of LinearDrift at a voltage.
type linearCell struct {
	off, slope float64 // R_off and R_off - R_on, Ω
	kv         float64 // k v, Ω/s
	window     Window
}

func (c *linearCell) rate(x float64) float64 {
	return c.kv / (c.off - float64(c.slope*x)) * c.window.At(x, c.kv > 0)
}

// after returns the state dt (s) later.
func (c *linearCell) after(x, dt, tol float64) float64 {
	switch {
	case c.window.Shape != "none":
		return integrate(c, x, 0, 1, dt, tol)
	case c.slope <= 0:
		return min(max(x+float64(c.kv/c.off*dt), 0), 1)
	}
	r := c.off - float64(c.slope*x)
	left := float64(r*r) - float64(2*float64(c.slope*c.kv)*dt)
	on := c.off - c.slope
	if left <= float64(on*on) {
		return 1
	}
	// (R_off - R)/ΔR = x + (R0 - R)/ΔR, and R0² - R² is known: no digits are lost in short pulses.
	return min(max(x+2*float64(c.kv*dt)/(r+math.Sqrt(left)), 0), 1)
}
