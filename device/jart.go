package device

import (
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
)

// JART is the valence-change cell of Jülich and Aachen, JART VCM v1b: oxygen vacancies of concentration
// N hop between a plug and a thin disc under a Schottky contact, driven by the field and by the heat
// of the current,
//
//	dN/dt = ± c a ν0 F(N)/l_disc (e^-(W_mean - W_d)/kT - e^-(W_mean + W_d)/kT)     + SET, - RESET
//	c     = (N_plug + N)/2
//	W_mean = ΔW (√(1-γ²) + γ asin γ),  W_d = ΔW γ π/2,  γ = 2 a E/(π ΔW)           ΔW in eV
//	E     = V_disc/l_disc                            SET,  V_disc = I l_disc/(2 e A N μ_n)
//	E     = V'/l_cell                                RESET
//	F     = 1 - (N/N_max)^10  SET,   1 - (N_min/N)^10  RESET
//	T     = T_cell + I V' R_th (45 nm/r)²            times rth_reset in RESET
//	V'    = V - I (650 Ω + R_line),  R_line = 719.24 Ω (1 + α R_line0 I² R_th,line)
//
// and it conducts as the explicit fits to the model's implicit circuit say (see jartFit). N is in
// 10²⁶/m³ and is kept within n_low and n_high, the part of the range that pulses of one amplitude can
// move: the rate spans ten decades over the whole. The conductance is the chord at the read voltage.
//
// C. Bengel et al., "Variability-Aware Modeling of Filamentary Oxide-Based Bipolar Resistive Switching
// Cells Using SPICE Level Compact Models", IEEE Trans. Circuits Syst. I (2020), ieeexplore 9181475, and
// Z. Yu's implementation in IBM's aihwkit. Departures: the sign of the voltage is reversed (there a
// negative voltage SETs); the circuit is not solved, because the model's image-force lowering ends at
// 0.08 V across the contact and leaves it up to three solutions at one voltage, of which the fits
// follow one; the current is that of 45 nm, though the radius may differ; voltages beyond 2 V drive like
// 2 V, with a current in proportion; γ is held at 1; the ambient is the temperature of the cell (the
// source has 293 K).
type JART struct {
	Pulses
	NLow, NHigh   float64 // 10²⁶/m³
	NMin, NMax    float64 // 10²⁶/m³
	NPlug         float64 // 10²⁶/m³
	Hop           float64 // m
	Attempt       float64 // Hz
	Barrier       float64 // eV
	Rth, RthReset float64 // K/W; -
	Radius        float64 // m
	Cell, Disc    float64 // m
	Mobility      float64 // m²/(V s)
	C2C, C2CRange float64 // scatter of a pulse: of its own step, of n_high - n_low
}

// Params implements Model.
func (m *JART) Params() []si.Param {
	ps := append([]si.Param{
		{Name: "n_low", At: &m.NLow, Doc: "lowest concentration of vacancies that is programmed, 10²⁶/m³", Min: 1e-4, Max: 1000},
		{Name: "n_high", At: &m.NHigh, Doc: "highest concentration that is programmed, 10²⁶/m³", Min: 1e-4, Max: 1000},
		{Name: "n_min", At: &m.NMin, Doc: "concentration at which RESET stops, 10²⁶/m³", Min: 1e-4, Max: 100},
		{Name: "n_max", At: &m.NMax, Doc: "concentration at which SET stops, 10²⁶/m³", Min: 1e-3, Max: 1100},
		{Name: "n_plug", At: &m.NPlug, Doc: "concentration in the plug, 10²⁶/m³", Min: 1e-3, Max: 100},
		{Name: "hop", At: &m.Hop, Unit: "m", Doc: "hopping distance of vacancies", Min: 1e-11, Max: 1e-8},
		{Name: "attempt", At: &m.Attempt, Unit: "Hz", Doc: "attempt frequency", Min: 1e6, Max: 1e16},
		{Name: "barrier", At: &m.Barrier, Unit: "eV", Doc: "activation energy of a hop", Min: 0.1, Max: 5},
		{Name: "r_th", At: &m.Rth, Doc: "thermal resistance of a filament of 45 nm, K/W", Min: 0, Max: 1e9},
		{Name: "rth_reset", At: &m.RthReset, Doc: "part of it that counts in RESET", Min: 0, Max: 10},
		{Name: "r_filament", At: &m.Radius, Unit: "m", Doc: "radius of the filament", Min: 1e-9, Max: 1e-6},
		{Name: "l_cell", At: &m.Cell, Unit: "m", Doc: "length of disc and plug", Min: 1e-10, Max: 1e-7},
		{Name: "l_disc", At: &m.Disc, Unit: "m", Doc: "length of the disc", Min: 1e-11, Max: 1e-8},
		{Name: "mobility", At: &m.Mobility, Doc: "mobility of electrons, m²/(V s)", Min: 1e-9, Max: 1},
	}, scatterParams(&m.C2C, &m.C2CRange)...)
	return append(ps, m.Pulses.Params()...)
}

// Vars implements Model.
func (m *JART) Vars() []Var {
	return []Var{{Name: "n", Min: m.NLow, Max: m.NHigh, Doc: "vacancies in the disc, 10²⁶/m³"}}
}

// Draws implements Model.
func (m *JART) Draws() int { return 1 }

// D2D implements Synapse: concentrations take the place of the limits of the range, and the shape of
// the filament that of step sizes.
func (m *JART) D2D() []D2D {
	return []D2D{{Param: "n_low"}, {Param: "n_high"}, {Param: "r_filament"}, {Param: "l_disc"}}
}

// Range implements Synapse.
func (m *JART) Range() (gMin, gMax float64) {
	k := fitAt(true, m.ReadVoltage)
	return k.current(m.NLow) / m.ReadVoltage, k.current(m.NHigh) / m.ReadVoltage
}

// Set implements Synapse.
func (m *JART) Set(s State, w []float64) {
	k := fitAt(true, m.ReadVoltage)
	setWithin(s, w, s.Field("n_low", m.NLow), s.Field("n_high", m.NHigh), func(_ int, lo, hi, w float64) float64 {
		return k.concentration(blend(k.current(lo), k.current(hi), w))
	})
}

// Current implements Model.
func (m *JART) Current(dst []float64, s State, v []float64) {
	var k jartFit
	last := 0.0
	for i, n := range s.X[0] {
		if v[i] != last { // a whole row has one voltage
			last = v[i]
			k = fitAt(last > 0, math.Abs(last))
		}
		dst[i] = 0
		if last != 0 {
			dst[i] = math.Copysign(k.current(n), last)
		}
	}
}

// Conductance implements Ohmic: the chord at the read voltage.
func (m *JART) Conductance(dst []float64, s State) {
	k := fitAt(true, m.ReadVoltage)
	for i, n := range s.X[0] {
		dst[i] = k.current(n) / m.ReadVoltage
	}
}

// Step implements Model.
func (m *JART) Step(s State, v []float64, dt float64, xi []float64) {
	m.step(s, v, dt, xi, tolerance)
}

// step is Step with the tolerance of integrate.
func (m *JART) step(s State, v []float64, dt float64, xi []float64, tol float64) {
	low, high := s.Field("n_low", m.NLow), s.Field("n_high", m.NHigh)
	nMin, nMax, plug := s.Field("n_min", m.NMin), s.Field("n_max", m.NMax), s.Field("n_plug", m.NPlug)
	hop, attempt, barrier := s.Field("hop", m.Hop), s.Field("attempt", m.Attempt), s.Field("barrier", m.Barrier)
	rth, part, radius := s.Field("r_th", m.Rth), s.Field("rth_reset", m.RthReset), s.Field("r_filament", m.Radius)
	length, disc, mobility := s.Field("l_cell", m.Cell), s.Field("l_disc", m.Disc), s.Field("mobility", m.Mobility)
	noise := m.jitter(s, m.C2C, m.C2CRange)
	c := &jartCell{}
	for i, u := range v {
		if u == 0 {
			continue
		}
		if a := math.Abs(u); c.fit.applied != a || c.fit.set != (u > 0) {
			c.fit = fitAt(u > 0, a)
		}
		r, w := radius.At(i), barrier.At(i)
		c.ambient, c.plug, c.barrier = s.Temperature(i), plug.At(i), w
		c.gamma = 2 * hop.At(i) / float64(math.Pi*w)
		c.speed = 0.5 * hop.At(i) * attempt.At(i) / disc.At(i)
		c.heat = rth.At(i) * float64(float64(jartRFit/r)*float64(jartRFit/r))
		if c.fit.set {
			c.field = 1 / (jartZvoE * 1e26 * float64(math.Pi*float64(r*r)) * mobility.At(i))
			c.stop = nMax.At(i)
		} else {
			c.field, c.stop = 1/length.At(i), nMin.At(i)
			c.heat *= part.At(i)
		}
		n := s.X[0]
		lo, hi := span(low, high, i)
		// one digit less than other models, for a filament that runs away takes many steps
		n[i] = noise.end(i, n[i], integrate(c, n[i], lo, hi, dt, 10*tol), lo, hi, u, xi)
	}
}

// A jartCell is one cell at a voltage.
type jartCell struct {
	fit                   jartFit
	ambient, heat         float64 // K, K/W
	plug, stop            float64 // 10²⁶/m³
	barrier, gamma, speed float64 // eV; γ over E, m/V; ½ a ν0/l_disc, 1/s
	field                 float64 // E over I/n in SET, A·10²⁶/m³ to V/m; over V' in RESET, 1/m
}

func (c *jartCell) rate(n float64) float64 {
	i := c.fit.current(n) / c.fit.scale
	line := float64(jartRLine * (1 + float64(jartAlphaLine*jartRLine*jartRthLine*float64(i*i))))
	inner := max(c.fit.voltage-float64(i*(jartROxide+line)), 0)
	var e, limit float64
	if c.fit.set {
		e, limit = c.field*i/n, 1-tenth(n/c.stop)
	} else {
		e, limit = c.field*inner, 1-tenth(c.stop/n)
	}
	if limit <= 0 {
		return 0
	}
	g := min(c.gamma*e, 1)
	kT := kOverQ * (c.ambient + float64(c.heat*float64(i*inner)))
	mean := c.barrier * (math.Sqrt(1-float64(g*g)) + float64(g*asin(g))) / kT
	skew := 0.5 * math.Pi * c.barrier * g / kT
	r := c.speed * (c.plug + n) * limit * (kernel.Exp(skew-mean) - kernel.Exp(-skew-mean))
	if c.fit.set {
		return r
	}
	return -r
}

// tenth is x¹⁰.
func tenth(x float64) float64 {
	x2 := float64(x * x)
	x4 := float64(x2 * x2)
	return float64(float64(x4*x4) * x2)
}
