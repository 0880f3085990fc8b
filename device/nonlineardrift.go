package device

import (
	"math"

	"github.com/xbar-sim/xbar/internal/si"
)

// NonlinearDrift is the memristor of nonlinear ion drift. Its state x (0..1) is driven by a power of
// the voltage and it conducts by tunnelling beside a rectifier,
//
//	dx/dt = k sign(v) |v/1 V|^q f(x)
//	I     = x^n β sinh(α v) + χ (e^(γ v) - 1)
//
// with a window f (see Window). The conductance is the chord at the card's read voltage. At constant
// voltage x moves evenly without a window; with one the equation is integrated.
//
// J. J. Yang, M. D. Pickett, X. Li, D. A. A. Ohlberg, D. R. Stewart and R. S. Williams, "Memristive
// switching mechanism for metal/oxide/metal nanodevices", Nat. Nanotechnol. 3, 429–433 (2008), for the
// current; E. Lehtonen and M. Laiho, "CNN using memristors for neighborhood connections", CNNA (2010),
// for the state. Departures: an even power of v keeps the sign of v; thresholds may be added.
type NonlinearDrift struct {
	Pulses
	Window
	K, Q          float64 // rate at 1 V, 1/s; exponent of the voltage
	N             float64 // exponent of the state
	Alpha, Gamma  float64 // 1/V
	Beta, Chi     float64 // A
	VSet, VReset  float64 // V; VReset <= 0 <= VSet
	C2C, C2CRange float64 // scatter of a pulse: of its own step, of the range of x
}

// Params implements Model.
func (m *NonlinearDrift) Params() []si.Param {
	ps := append([]si.Param{
		{Name: "k_drift", At: &m.K, Unit: "Hz", Doc: "rate of the state at 1 V, 1/s", Min: 1e-15, Max: 1e15},
		{Name: "q_drift", At: &m.Q, Doc: "exponent of the voltage in the rate", Min: 0.1, Max: 30},
		{Name: "n_state", At: &m.N, Doc: "exponent of the state in the tunnelling current", Min: 0.1, Max: 50},
		{Name: "alpha", At: &m.Alpha, Doc: "curvature of the tunnelling current, 1/V", Min: 1e-6, Max: 100},
		{Name: "beta", At: &m.Beta, Unit: "A", Doc: "amplitude of the tunnelling current", Min: 1e-18, Max: 10},
		{Name: "gamma", At: &m.Gamma, Doc: "curvature of the rectifier, 1/V", Min: 1e-6, Max: 100},
		{Name: "chi", At: &m.Chi, Unit: "A", Doc: "amplitude of the rectifier, the current in HRS", Min: 0, Max: 10},
	}, m.Window.Params()...)
	return append(append(ps, softThresholds(&m.VSet, &m.VReset, &m.C2C, &m.C2CRange)...), m.Pulses.Params()...)
}

// Vars implements Model.
func (m *NonlinearDrift) Vars() []Var {
	return []Var{{Name: "x", Min: 0, Max: 1, Doc: "normalised state of the barrier"}}
}

// Thresholds implements Thresholded.
func (m *NonlinearDrift) Thresholds(s State) (set, reset Field) {
	return s.Field("v_th_set", m.VSet), s.Field("v_th_reset", m.VReset)
}

// Draws implements Model.
func (m *NonlinearDrift) Draws() int { return 1 }

// D2D implements Synapse: the currents of the two ends take the place of the limits of the range.
func (m *NonlinearDrift) D2D() []D2D {
	return []D2D{{Param: "beta"}, {Param: "chi"}, {Param: "k_drift"}}
}

// A nonlinearCell is what conducts in one cell of NonlinearDrift, and its state at a voltage.
type nonlinearCell struct {
	n, alpha, beta, gamma, chi float64
	kv                         float64 // rate without window, 1/s
	window                     Window
}

// nonlinearCells are the parameters over the cells of an array.
type nonlinearCells struct{ k, q, n, alpha, beta, gamma, chi, p, j Field }

func (m *NonlinearDrift) cells(s State) *nonlinearCells {
	return &nonlinearCells{
		k: s.Field("k_drift", m.K), q: s.Field("q_drift", m.Q), n: s.Field("n_state", m.N),
		alpha: s.Field("alpha", m.Alpha), beta: s.Field("beta", m.Beta), gamma: s.Field("gamma", m.Gamma), chi: s.Field("chi", m.Chi),
		p: s.Field("p_window", m.P), j: s.Field("j_window", m.J),
	}
}

func (c *nonlinearCells) at(i int) nonlinearCell {
	return nonlinearCell{n: c.n.At(i), alpha: c.alpha.At(i), beta: c.beta.At(i), gamma: c.gamma.At(i), chi: c.chi.At(i)}
}

// on and off are the two parts of the current at voltage v, A: that of x = 1, and that which every x
// has.
func (c *nonlinearCell) on(v float64) float64  { return float64(c.beta * sinh(c.alpha*v)) }
func (c *nonlinearCell) off(v float64) float64 { return float64(c.chi * expm1(c.gamma*v)) }

// Range implements Synapse.
func (m *NonlinearDrift) Range() (gMin, gMax float64) {
	c := m.cells(State{}).at(0)
	v := m.ReadVoltage
	off := c.off(v)
	return off / v, (c.on(v) + off) / v
}

// Set implements Synapse: x = w^(1/n), for the chord is linear in x^n.
func (m *NonlinearDrift) Set(s State, w []float64) {
	n := s.Field("n_state", m.N)
	for i, wi := range w {
		s.X[0][i] = power(wi, 1/n.At(i))
	}
}

// Current implements Model.
func (m *NonlinearDrift) Current(dst []float64, s State, v []float64) {
	cells := m.cells(s)
	for i, x := range s.X[0] {
		c := cells.at(i)
		dst[i] = float64(power(x, c.n)*c.on(v[i])) + c.off(v[i])
	}
}

// Conductance implements Ohmic: the chord at the read voltage.
func (m *NonlinearDrift) Conductance(dst []float64, s State) {
	cells, v := m.cells(s), m.ReadVoltage
	for i, x := range s.X[0] {
		c := cells.at(i)
		dst[i] = (float64(power(x, c.n)*c.on(v)) + c.off(v)) / v
	}
}

// Step implements Model.
func (m *NonlinearDrift) Step(s State, v []float64, dt float64, xi []float64) {
	m.step(s, v, dt, xi, tolerance)
}

// step is Step with the tolerance of integrate.
func (m *NonlinearDrift) step(s State, v []float64, dt float64, xi []float64, tol float64) {
	x, cells := s.X[0], m.cells(s)
	set, reset := m.Thresholds(s)
	noise := m.jitter(s, m.C2C, m.C2CRange)
	c := &nonlinearCell{window: m.Window}
	for i, u := range v {
		if u == 0 || u > 0 && u <= set.At(i) || u < 0 && u >= reset.At(i) {
			continue
		}
		c.kv = math.Copysign(cells.k.At(i)*power(math.Abs(u), cells.q.At(i)), u)
		c.window.P, c.window.J = cells.p.At(i), cells.j.At(i)
		var next float64
		if c.window.Shape == "none" {
			next = min(max(x[i]+float64(c.kv*dt), 0), 1)
		} else {
			next = integrate(c, x[i], 0, 1, dt, tol)
		}
		x[i] = noise.end(i, x[i], next, 0, 1, u, xi)
	}
}

func (c *nonlinearCell) rate(x float64) float64 { return c.kv * c.window.At(x, c.kv > 0) }
