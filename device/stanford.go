package device

import (
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
)

// kOverQ is Boltzmann's constant over the elementary charge, V/K (both exact in the SI of 2019).
const kOverQ = 8.617333262145179e-5

// Stanford is the filament of the Stanford-PKU RRAM model: a gap g between its tip and the electrode,
// across which electrons tunnel and which ions, heated by the current, open and close,
//
//	I     = I0 e^(-g/g0) sinh(v/V0)
//	dg/dt = -vel0 e^(-Ea/kT) sinh(γ a0 q v/(t_ox k T))
//	γ     = γ0 - β (g/1 nm)³, and 0 where γ |v|/t_ox <= F_min
//	T     = T_cell + |v I| R_th
//
// with gap_min <= g <= gap_max. F_min makes a threshold that rises with the gap: F_min t_ox/γ(gap_min)
// is stated, and a gap that RESET widens stops where its own threshold has risen to the voltage. The
// conductance is the chord at the card's read voltage.
//
// Z. Jiang, Y. Wu, S. Yu, L. Yang, K. Song, Z. Karim and H.-S. P. Wong, "A Compact Model for Metal–Oxide
// Resistive Random Access Memory With Experiment Verification", IEEE Trans. Electron Devices 63(5),
// 1884–1892 (2016), with the constants of rram_v_1_0_0.va. Departures: the ambient is the temperature of
// the cell, not a parameter; the model's noise of the gap velocity, whose variance depends on the time
// step, is replaced by c2c and c2c_range of the gap; γ is not below 0.
type Stanford struct {
	Pulses
	I0             float64 // A
	G0             float64 // m
	V0             float64 // V
	Vel0           float64 // m/s
	Ea             float64 // eV
	A0, Oxide      float64 // m
	Gamma0, Beta   float64
	FMin           float64 // V/m
	Rth            float64 // K/W
	GapMin, GapMax float64 // m
	C2C, C2CRange  float64 // scatter of a pulse: of its own step, of the range of the gap
}

// Params implements Model.
func (m *Stanford) Params() []si.Param {
	ps := append([]si.Param{
		{Name: "i_0", At: &m.I0, Unit: "A", Doc: "current without a gap at v_0, over sinh 1", Min: 1e-15, Max: 10},
		{Name: "g_0", At: &m.G0, Unit: "m", Doc: "gap over which the current falls by e", Min: 1e-12, Max: 1e-8},
		{Name: "v_0", At: &m.V0, Unit: "V", Doc: "curvature of the current", Min: 1e-3, Max: 10},
		{Name: "vel_0", At: &m.Vel0, Doc: "velocity of the gap without barrier, m/s", Min: 1e-12, Max: 1e9},
		{Name: "e_a", At: &m.Ea, Unit: "eV", Doc: "activation energy of the ions", Min: 0, Max: 10},
		{Name: "a_0", At: &m.A0, Unit: "m", Doc: "hopping distance", Min: 1e-11, Max: 1e-8},
		{Name: "t_ox", At: &m.Oxide, Unit: "m", Doc: "thickness of the oxide", Min: 1e-10, Max: 1e-6},
		{Name: "gamma_0", At: &m.Gamma0, Doc: "enhancement of the field without a gap", Min: 1e-3, Max: 1000},
		{Name: "beta_gap", At: &m.Beta, Doc: "loss of enhancement per cubed nm of gap", Min: 0, Max: 1000},
		{Name: "f_min", At: &m.FMin, Doc: "smallest enhanced field that moves ions, V/m", Min: 0, Max: 1e12},
		{Name: "r_th", At: &m.Rth, Doc: "thermal resistance, K/W", Min: 0, Max: 1e9},
		{Name: "gap_min", At: &m.GapMin, Unit: "m", Doc: "smallest gap (LRS)", Min: 0, Max: 1e-7},
		{Name: "gap_max", At: &m.GapMax, Unit: "m", Doc: "largest gap (HRS)", Min: 1e-12, Max: 1e-7},
	}, scatterParams(&m.C2C, &m.C2CRange)...)
	return append(ps, m.Pulses.Params()...)
}

// Vars implements Model.
func (m *Stanford) Vars() []Var {
	return []Var{{Name: "gap", Unit: "m", Min: m.GapMin, Max: m.GapMax, Doc: "gap between filament and electrode"}}
}

// Draws implements Model.
func (m *Stanford) Draws() int { return 1 }

// D2D implements Synapse: current and gaps take the place of the limits of the range.
func (m *Stanford) D2D() []D2D {
	return []D2D{{Param: "i_0"}, {Param: "gap_min"}, {Param: "gap_max"}, {Param: "vel_0"}}
}

// stanfordCells are the parameters over the cells of an array.
type stanfordCells struct {
	i0, g0, v0, vel, ea, a0, oxide, gamma, beta, fMin, rth, lo, hi Field
}

func (m *Stanford) cells(s State) *stanfordCells {
	return &stanfordCells{
		i0: s.Field("i_0", m.I0), g0: s.Field("g_0", m.G0), v0: s.Field("v_0", m.V0), vel: s.Field("vel_0", m.Vel0), ea: s.Field("e_a", m.Ea),
		a0: s.Field("a_0", m.A0), oxide: s.Field("t_ox", m.Oxide), gamma: s.Field("gamma_0", m.Gamma0), beta: s.Field("beta_gap", m.Beta),
		fMin: s.Field("f_min", m.FMin), rth: s.Field("r_th", m.Rth), lo: s.Field("gap_min", m.GapMin), hi: s.Field("gap_max", m.GapMax),
	}
}

// gaps returns the range of cell i. Where spread crosses its ends the cell stays at the larger gap.
func (c *stanfordCells) gaps(i int) (lo, hi float64) {
	hi = c.hi.At(i)
	return min(c.lo.At(i), hi), hi
}

// current is I of cell i at a gap (m) and voltage (V), A.
func (c *stanfordCells) current(i int, gap, v float64) float64 {
	return c.i0.At(i) * kernel.Exp(-gap/c.g0.At(i)) * sinh(v/c.v0.At(i))
}

// threshold is the voltage up to which cell i does not move from a gap, V; infinite where there is no
// enhancement left.
func (c *stanfordCells) threshold(i int, gap float64) float64 {
	nm := gap * 1e9
	gamma := c.gamma.At(i) - float64(c.beta.At(i)*float64(nm*float64(nm*nm)))
	if gamma <= 0 {
		return math.Inf(1)
	}
	return c.fMin.At(i) * c.oxide.At(i) / gamma
}

// Range implements Synapse.
func (m *Stanford) Range() (gMin, gMax float64) {
	c, v := m.cells(State{}), m.ReadVoltage
	return c.current(0, m.GapMax, v) / v, c.current(0, m.GapMin, v) / v
}

// Thresholds implements Thresholded: the voltage that moves a cell at its smallest gap. Where the cells
// differ it is a part in 10⁷ below that.
func (m *Stanford) Thresholds(s State) (set, reset Field) {
	c := m.cells(s)
	nominal := c.threshold0(m.GapMin)
	f := Field{nominal: nominal}
	for _, p := range []Field{c.oxide, c.gamma, c.beta, c.fMin, c.lo, c.hi} {
		if !p.Uniform() {
			f.factor = make([]float32, s.Len())
			break
		}
	}
	for i := range f.factor {
		lo, _ := c.gaps(i)
		f.factor[i] = float32(min(c.threshold(i, lo)/nominal, 1e6) * (1 - 1e-7))
	}
	return f, Field{nominal: -nominal, factor: f.factor}
}

// threshold0 is the threshold of a nominal cell.
func (c *stanfordCells) threshold0(gap float64) float64 {
	return (&stanfordCells{
		gamma: Field{nominal: c.gamma.nominal}, beta: Field{nominal: c.beta.nominal},
		fMin: Field{nominal: c.fMin.nominal}, oxide: Field{nominal: c.oxide.nominal},
	}).threshold(0, gap)
}

// Set implements Synapse: the conductance is exponential in the gap.
func (m *Stanford) Set(s State, w []float64) {
	c := m.cells(s)
	for i, wi := range w {
		lo, hi := c.gaps(i)
		g0 := c.g0.At(i)
		off := kernel.Exp((lo - hi) / g0) // over the conductance at lo
		s.X[0][i] = min(max(lo-float64(g0*kernel.Log(blend(off, 1, wi))), lo), hi)
	}
}

// Current implements Model.
func (m *Stanford) Current(dst []float64, s State, v []float64) {
	c := m.cells(s)
	for i, gap := range s.X[0] {
		dst[i] = c.current(i, gap, v[i])
	}
}

// Conductance implements Ohmic: the chord at the read voltage.
func (m *Stanford) Conductance(dst []float64, s State) {
	c, v := m.cells(s), m.ReadVoltage
	for i, gap := range s.X[0] {
		dst[i] = c.current(i, gap, v) / v
	}
}

// Step implements Model.
func (m *Stanford) Step(s State, v []float64, dt float64, xi []float64) {
	m.step(s, v, dt, xi, tolerance)
}

// step is Step with the tolerance of integrate.
func (m *Stanford) step(s State, v []float64, dt float64, xi []float64, tol float64) {
	gap, c := s.X[0], m.cells(s)
	noise := m.jitter(s, m.C2C, m.C2CRange)
	f := &stanfordCell{cells: c}
	for i, u := range v {
		lo, hi := c.gaps(i)
		if math.Abs(u) <= c.threshold(i, gap[i]) {
			continue
		}
		f.i, f.v, f.ambient = i, u, s.Temperature(i)
		end := hi
		if u < 0 {
			end = min(hi, max(f.reach(), gap[i]))
		}
		gap[i] = noise.end(i, gap[i], integrate(f, gap[i], lo, end, dt, tol), lo, hi, u, xi)
	}
}

// A stanfordCell is one cell at a voltage.
type stanfordCell struct {
	cells      *stanfordCells
	i          int
	v, ambient float64
}

// reach is the gap at which the threshold has risen to the voltage, m.
func (f *stanfordCell) reach() float64 {
	c, i := f.cells, f.i
	left := c.gamma.At(i) - c.fMin.At(i)*c.oxide.At(i)/math.Abs(f.v)
	if beta := c.beta.At(i); left < float64(beta*1e6) { // within 100 nm
		return 1e-9 * power(max(left, 0)/beta, 1.0/3)
	}
	return 1e-7
}

func (f *stanfordCell) rate(gap float64) float64 {
	c, i := f.cells, f.i
	nm := gap * 1e9
	gamma := max(c.gamma.At(i)-float64(c.beta.At(i)*float64(nm*float64(nm*nm))), 0)
	heat := math.Abs(f.v * c.current(i, gap, f.v))
	kT := kOverQ * (f.ambient + float64(heat*c.rth.At(i))) // V
	drive := gamma * c.a0.At(i) * f.v / float64(c.oxide.At(i)*kT)
	// both exponents in one, for a strong field and a barrier are each beyond the range of numbers
	ea := c.ea.At(i) / kT
	return -c.vel.At(i) * 0.5 * (kernel.Exp(drive-ea) - kernel.Exp(-drive-ea))
}
