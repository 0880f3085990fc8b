package device

import "github.com/xbar-sim/xbar/internal/si"

// Photonic is a patch of phase-change material on a waveguide. The weight is its transmission, which falls
// with the crystalline part c = 1 - x by Beer and Lambert's law,
//
//	T = T_max (T_min/T_max)^c
//
// and a light pulse changes the part in proportion to what is left: positive (SET) amorphises, Δx =
// step_ltp (1 - x), negative (RESET) crystallises, Δx = -step_ltd x.
//
// There is no voltage and no wire: a row is a light source, a column a photodiode. What the rest of xbar
// calls conductance is photocurrent over v_read, where v_read stands for full modulation of the source: g_max =
// T_max · responsivity · optical power / v_read, likewise g_min. Resistance of lines does not belong to it, e_set
// and e_reset are energies of light, and the detector's shot and thermal noise is the card's read noise.
//
// Z. Cheng, C. Ríos, W. H. P. Pernice, C. D. Wright and H. Bhaskaran, "On-chip photonic synapse", Sci. Adv.
// (2017). Departure: soft steps stand for the thermal history of a pulse.
type Photonic struct{ Stepped }

// Params implements Model.
func (m *Photonic) Params() []si.Param { return m.Stepped.params() }

// Check implements Checked.
func (m *Photonic) Check() error {
	if m.GMin <= 0 {
		return &si.ValueError{Key: "g_min", Value: si.Format(m.GMin, "S"), Want: "more than 0: some light passes", Doc: "lowest conductance"}
	}
	return nil
}

// Vars implements Model.
func (m *Photonic) Vars() []Var {
	return []Var{{Name: "x", Min: 0, Max: 1, Doc: "amorphous part of the patch"}}
}

func (m *Photonic) geometric(s State) geometric {
	return geometric{s.Field("g_min", m.GMin), s.Field("g_max", m.GMax)}
}

// Set implements Synapse.
func (m *Photonic) Set(s State, w []float64) { m.geometric(s).state(s.X[0], w) }

// Conductance implements Ohmic: the photocurrent over v_read.
func (m *Photonic) Conductance(dst []float64, s State) { m.geometric(s).conductance(dst, s.X[0]) }

// Current implements Model: the photocurrent follows the light.
func (m *Photonic) Current(dst []float64, s State, v []float64) {
	ohmicCurrent(dst, m, s, v)
}

// Step implements Model.
func (m *Photonic) Step(s State, v []float64, dt float64, xi []float64) {
	up, down := m.steps(s)
	m.pulse(s, v, dt, xi, linear(up, Field{nominal: 1}), linear(down, Field{nominal: 1}))
}
