package device

import (
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
)

// DataDriven is the memristor fitted to pulse data by resistance: its state is R itself, which a voltage
// takes toward a resistance of its own,
//
//	s(v)  = A |e^(κ|v|) - 1|                     speed
//	r(v)  = r_0 + r_1 |v|                        where the voltage leads
//	dR/dt = ± s(v) (e^(k|R - r|) - 1)            law = "exponential"
//	dR/dt = ± s(v) (R - r)²                      law = "square", s in 1/(Ω s)
//	I     = a sinh(b v)/R
//
// with a set of A, κ, r_0, r_1 and k for SET (R falls) and one for RESET (R rises), and r_on <= R <=
// r_off. A cell that is past r(v) already stays where it is. Both laws have closed forms at constant
// voltage, which Step uses:
//
//	e^(-kd) = 1 - (1 - e^(-kd0)) e^(-k s t)      1/d = 1/d0 + s t         d = |R - r|
//
// I. Messaris, A. Serb, S. Stathopoulos, A. Khiat, S. Nikolaidis and T. Prodromakis, "A Data-Driven
// Verilog-A ReRAM Model", IEEE Trans. Comput.-Aided Des. 37(12), 3151–3162 (2018), for the first law;
// arXiv:2012.02267 for the second. Departures: written with |v| and magnitudes, so that the sign of a
// set follows from the sign of the voltage; thresholds may be added, for the square law moves a cell
// that is not past r(v) at any voltage.
type DataDriven struct {
	Pulses
	Law              string  // "exponential" or "square"
	ROn, ROff        float64 // Ω
	A, B             float64 // dimensionless; 1/V
	fall, rise       lead    // of R: SET and RESET
	VSetTh, VResetTh float64 // V; VResetTh <= 0 <= VSetTh
	C2C, C2CRange    float64 // scatter of a pulse: of its own step, of r_off - r_on
}

// A lead is the motion of R under voltages of one sign.
type lead struct {
	a, kappa float64 // speed: Ω/s or 1/(Ω s); 1/V
	r0, r1   float64 // Ω, Ω/V
	k        float64 // 1/Ω
}

// Params implements Model.
func (m *DataDriven) Params() []si.Param {
	ps := []si.Param{
		{Name: "law", At: &m.Law, Doc: "how the rate depends on the distance to r(v)", Choices: []string{"exponential", "square"}},
		{Name: "r_on", At: &m.ROn, Unit: "Ω", Doc: "lowest resistance", Min: 1, Max: 1e15},
		{Name: "r_off", At: &m.ROff, Unit: "Ω", Doc: "highest resistance", Min: 1, Max: 1e15},
		{Name: "a_iv", At: &m.A, Doc: "amplitude a of the current, of V/R", Min: 1e-6, Max: 1e6},
		{Name: "b_iv", At: &m.B, Doc: "curvature b of the current, 1/V", Min: 1e-6, Max: 100},
	}
	for _, b := range []struct {
		of   *lead
		name string
	}{{&m.fall, "set"}, {&m.rise, "reset"}} {
		ps = append(ps, []si.Param{
			{Name: "a_" + b.name, At: &b.of.a, Doc: "speed A of " + b.name + ", Ω/s, or 1/(Ω s) with the square law", Min: 0, Max: 1e30},
			{Name: "kappa_" + b.name, At: &b.of.kappa, Doc: "growth κ of the speed of " + b.name + " with voltage, 1/V", Min: -1000, Max: 1000},
			{Name: "r0_" + b.name, At: &b.of.r0, Unit: "Ω", Doc: "where " + b.name + " leads, at 0 V", Min: -1e15, Max: 1e15},
			{Name: "r1_" + b.name, At: &b.of.r1, Doc: "its change with the magnitude of the voltage, Ω/V", Min: -1e15, Max: 1e15},
			{Name: "k_" + b.name, At: &b.of.k, Doc: "steepness k of the exponential law, 1/Ω", Min: 1e-15, Max: 1},
		}...)
	}
	return append(append(ps, softThresholds(&m.VSetTh, &m.VResetTh, &m.C2C, &m.C2CRange)...), m.Pulses.Params()...)
}

// Vars implements Model.
func (m *DataDriven) Vars() []Var {
	return []Var{{Name: "r", Unit: "Ω", Min: m.ROn, Max: m.ROff, Doc: "resistance at low voltage, over a b"}}
}

// Thresholds implements Thresholded.
func (m *DataDriven) Thresholds(s State) (set, reset Field) {
	return s.Field("v_th_set", m.VSetTh), s.Field("v_th_reset", m.VResetTh)
}

// Draws implements Model.
func (m *DataDriven) Draws() int { return 1 }

// D2D implements Synapse.
func (m *DataDriven) D2D() []D2D {
	return []D2D{
		{Param: "r_on", Reciprocal: true}, {Param: "r_off", Reciprocal: true}, {Param: "a_set"}, {Param: "a_reset"},
	}
}

// chord is the conductance at the read voltage times R.
func chord(a, b, v float64) float64 { return a * sinh(b*v) / v }

// Range implements Synapse.
func (m *DataDriven) Range() (gMin, gMax float64) {
	f := chord(m.A, m.B, m.ReadVoltage)
	return f / m.ROff, f / m.ROn
}

// resistances returns the ends of cell i, Ω. Where spread crosses them the cell stays at the larger.
func resistances(on, off Field, i int) (lo, hi float64) {
	hi = off.At(i)
	return min(on.At(i), hi), hi
}

// Set implements Synapse.
func (m *DataDriven) Set(s State, w []float64) {
	on, off := s.Field("r_on", m.ROn), s.Field("r_off", m.ROff)
	for i, wi := range w {
		lo, hi := resistances(on, off, i)
		s.X[0][i] = min(max(1/blend(1/hi, 1/lo, wi), lo), hi)
	}
}

// Current implements Model.
func (m *DataDriven) Current(dst []float64, s State, v []float64) {
	a, b := s.Field("a_iv", m.A), s.Field("b_iv", m.B)
	for i, r := range s.X[0] {
		dst[i] = a.At(i) * sinh(b.At(i)*v[i]) / r
	}
}

// Conductance implements Ohmic: the chord at the read voltage.
func (m *DataDriven) Conductance(dst []float64, s State) {
	a, b := s.Field("a_iv", m.A), s.Field("b_iv", m.B)
	for i, r := range s.X[0] {
		dst[i] = chord(a.At(i), b.At(i), m.ReadVoltage) / r
	}
}

// leads are the parameters of a lead over the cells of an array.
type leads struct{ a, kappa, r0, r1, k Field }

func (b *lead) cells(s State, name string) leads {
	return leads{
		a: s.Field("a_"+name, b.a), kappa: s.Field("kappa_"+name, b.kappa), k: s.Field("k_"+name, b.k),
		r0: s.Field("r0_"+name, b.r0), r1: s.Field("r1_"+name, b.r1),
	}
}

// Step implements Model.
func (m *DataDriven) Step(s State, v []float64, dt float64, xi []float64) {
	r := s.X[0]
	set, reset := m.Thresholds(s)
	on, off := s.Field("r_on", m.ROn), s.Field("r_off", m.ROff)
	down, up := m.fall.cells(s, "set"), m.rise.cells(s, "reset")
	noise := m.jitter(s, m.C2C, m.C2CRange)
	for i, u := range v {
		if u == 0 || u > 0 && u <= set.At(i) || u < 0 && u >= reset.At(i) {
			continue
		}
		b, sign := &down, -1.0 // of the motion of R
		if u < 0 {
			b, sign, u = &up, 1, -u
		}
		aim := b.r0.At(i) + float64(b.r1.At(i)*u)
		next := r[i]
		if d := sign * (aim - r[i]); d > 0 {
			left := m.distance(d, b.a.At(i)*math.Abs(expm1(b.kappa.At(i)*u))*dt, b.k.At(i))
			next = aim - float64(sign*left)
		}
		lo, hi := resistances(on, off, i)
		// to the stops with the mean first, so that scatter is of the step that was made
		r[i] = noise.end(i, r[i], min(max(next, lo), hi), lo, hi, v[i], xi)
	}
}

// distance is what is left of d (Ω) to where the voltage leads, after s t = x.
func (m *DataDriven) distance(d, x, k float64) float64 {
	if m.Law == "square" {
		return d / (1 + float64(d*x))
	}
	// 1 - y decays by e^-kx; written so that a small y keeps its digits
	y := kernel.Exp(-k * d)
	return max(-kernel.Log(y-float64((1-y)*expm1(-k*x)))/k, 0)
}
