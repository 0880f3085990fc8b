package device

import (
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
)

// VTEAM is the voltage-threshold adaptive memristor. Its state w runs from 0 (high
// resistance) to 1 (low resistance) at
//
//	dw/dt =  k_set   (v/v_th_set - 1)^α_set      (1-w)^p_set     v > v_th_set > 0
//	dw/dt = -k_reset (v/v_th_reset - 1)^α_reset  w^p_reset       v < v_th_reset < 0
//	dw/dt = 0                                                    otherwise
//
// and it is ohmic: G = g_min + (g_max - g_min) w, or with conduction = "resistance" the paper's
// R = R_off + (R_on - R_off) w. At constant voltage both equations have closed forms, which
// Step uses; the state stops hard at 0 and 1.
//
// S. Kvatinsky, M. Ramadan, E. G. Friedman and A. Kolodny, "VTEAM: A General Model for
// Voltage-Controlled Memristors", IEEE Trans. Circuits Syst. II 62(8), 786–790 (2015),
// doi:10.1109/TCSII.2015.2433536. Departures: the sign of the voltage is reversed (there a
// positive voltage RESETs), w is 1 - (x - x_on)/(x_off - x_on) so that k is in 1/s, and the window
// is a power of the distance to the approached bound (0 for none).
type VTEAM struct {
	Pulses
	GMin, GMax             float64 // S
	VSet, VReset           float64 // thresholds, V; VReset < 0 < VSet
	KSet, KReset           float64 // rates at twice the threshold, 1/s
	AlphaSet, AlphaReset   float64
	WindowSet, WindowReset float64
	Conduction             string  // "conductance" or "resistance": which of the two is linear in w
	C2C                    float64 // scatter of a pulse, of its own step
	C2CRange               float64 // scatter of a pulse, of the range
}

// Params implements Model.
func (m *VTEAM) Params() []si.Param {
	return append([]si.Param{
		{Name: "g_min", At: &m.GMin, Unit: "S", Doc: "lowest conductance (HRS)", Min: 1e-15, Max: 1},
		{Name: "g_max", At: &m.GMax, Unit: "S", Doc: "highest conductance (LRS)", Min: 1e-15, Max: 1},
		{Name: "v_th_set", At: &m.VSet, Unit: "V", Doc: "SET threshold", Min: 1e-3, Max: 10},
		{Name: "v_th_reset", At: &m.VReset, Unit: "V", Doc: "RESET threshold", Min: -10, Max: -1e-3},
		{Name: "k_set", At: &m.KSet, Unit: "Hz", Doc: "SET rate at twice the threshold", Min: 0, Max: 1e15},
		{Name: "k_reset", At: &m.KReset, Unit: "Hz", Doc: "RESET rate at twice the threshold", Min: 0, Max: 1e15},
		{Name: "alpha_set", At: &m.AlphaSet, Doc: "exponent of the SET overdrive", Min: 0, Max: 20},
		{Name: "alpha_reset", At: &m.AlphaReset, Doc: "exponent of the RESET overdrive", Min: 0, Max: 20},
		{Name: "p_set", At: &m.WindowSet, Doc: "window exponent of SET, 0 for none", Min: 0, Max: 10},
		{Name: "p_reset", At: &m.WindowReset, Doc: "window exponent of RESET, 0 for none", Min: 0, Max: 10},
		{Name: "conduction", At: &m.Conduction, Doc: "which quantity is linear in the state", Choices: []string{"conductance", "resistance"}},
		{Name: "c2c", At: &m.C2C, Doc: "cycle-to-cycle standard deviation of a pulse, of its own step", Min: 0, Max: 10},
		{Name: "c2c_range", At: &m.C2CRange, Doc: "cycle-to-cycle standard deviation of a pulse, of the range", Min: 0, Max: 1},
	}, m.Pulses.Params()...)
}

// Vars implements Model.
func (m *VTEAM) Vars() []Var {
	return []Var{{Name: "w", Min: 0, Max: 1, Doc: "normalised filament"}}
}

// Thresholds implements Thresholded.
func (m *VTEAM) Thresholds(s State) (set, reset Field) {
	return s.Field("v_th_set", m.VSet), s.Field("v_th_reset", m.VReset)
}

// Draws implements Model.
func (m *VTEAM) Draws() int { return 1 }

// Range implements Synapse.
func (m *VTEAM) Range() (gMin, gMax float64) { return m.GMin, m.GMax }

// D2D implements Synapse.
func (m *VTEAM) D2D() []D2D {
	return []D2D{{Param: "g_min"}, {Param: "g_max"}, {Param: "k_set"}, {Param: "k_reset"}}
}

// Set implements Synapse.
func (m *VTEAM) Set(s State, w []float64) {
	if m.Conduction != "resistance" {
		copy(s.X[0], w)
		return
	}
	setResistance(s, w, s.Field("g_min", m.GMin), s.Field("g_max", m.GMax))
}

// Current implements Model.
func (m *VTEAM) Current(dst []float64, s State, v []float64) {
	m.Conductance(dst, s)
	for i := range dst {
		dst[i] *= v[i]
	}
}

// Conductance implements Ohmic.
func (m *VTEAM) Conductance(dst []float64, s State) {
	lo, hi := s.Field("g_min", m.GMin), s.Field("g_max", m.GMax)
	if m.Conduction != "resistance" {
		linearConductance(dst, s, lo, hi)
		return
	}
	linearResistance(dst, s, lo, hi)
}

// Step implements Model.
func (m *VTEAM) Step(s State, v []float64, dt float64, xi []float64) {
	w := s.X[0]
	vSet, vReset := s.Field("v_th_set", m.VSet), s.Field("v_th_reset", m.VReset)
	kSet, kReset := s.Field("k_set", m.KSet), s.Field("k_reset", m.KReset)
	aSet, aReset := s.Field("alpha_set", m.AlphaSet), s.Field("alpha_reset", m.AlphaReset)
	pSet, pReset := s.Field("p_set", m.WindowSet), s.Field("p_reset", m.WindowReset)
	c2c, c2cRange := s.Field("c2c", m.C2C), s.Field("c2c_range", m.C2CRange)
	for i := range w {
		var next float64
		switch u := v[i]; {
		case u > vSet.At(i):
			rate := kSet.At(i) * power(u/vSet.At(i)-1, aSet.At(i))
			next = 1 - approach(1-w[i], float64(rate*dt), pSet.At(i))
		case u < vReset.At(i):
			rate := kReset.At(i) * power(u/vReset.At(i)-1, aReset.At(i))
			next = approach(w[i], float64(rate*dt), pReset.At(i))
		default:
			continue
		}
		if xi != nil {
			own, part := c2c.At(i)*(next-w[i]), c2cRange.At(i)
			next += float64(math.Sqrt(float64(own*own)+float64(part*part)) * xi[i])
		}
		w[i] = min(max(next, 0), 1)
	}
}

// approach solves du/dt = -r u^p from u over r·t = x: the distance that is left to a bound.
func approach(u, x, p float64) float64 {
	switch {
	case u <= 0:
		return 0
	case p == 0:
		return max(u-x, 0)
	case math.Abs(p-1) < 1e-9:
		return u * kernel.Exp(-x)
	}
	q := 1 - p
	left := power(u, q) - float64(q*x)
	if left <= 0 { // p < 1 reaches the bound in finite time
		return 0
	}
	return power(left, 1/q)
}

// power is x^a for x >= 0.
func power(x, a float64) float64 {
	switch {
	case a == 0:
		return 1
	case x == 0 && a > 0:
		return 0
	case a == 1:
		return x
	}
	return kernel.Exp(a * kernel.Log(x))
}
