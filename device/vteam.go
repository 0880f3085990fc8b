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
		{Name: "c2c", At: &m.C2C, Doc: "cycle-to-cycle standard deviation of a pulse, of its own step", Of: "step", Min: 0, Max: 10},
		{Name: "c2c_range", At: &m.C2CRange, Doc: "cycle-to-cycle standard deviation of a pulse, of the range", Of: "range", Min: 0, Max: 1},
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
	ohmicCurrent(dst, m, s, v)
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
	b := newVTEAMBlock(len(w))
	for i := range w {
		switch u := v[i]; {
		case u > vSet.At(i):
			b.add(i, u/vSet.At(i)-1, kSet.At(i), aSet.At(i), 1-w[i], pSet.At(i))
		case u < vReset.At(i):
			b.add(^i, u/vReset.At(i)-1, kReset.At(i), aReset.At(i), w[i], pReset.At(i))
		}
		if len(b.cell) < cap(b.cell) && i < len(w)-1 {
			continue
		}
		b.approach(dt)
		for k, i := range b.cell {
			next := b.left[k]
			if i >= 0 {
				next = 1 - next
			} else {
				i = ^i
			}
			if xi != nil {
				own, part := c2c.At(i)*(next-w[i]), c2cRange.At(i)
				next += float64(math.Sqrt(float64(own*own)+float64(part*part)) * xi[i])
			}
			w[i] = min(max(next, 0), 1)
		}
		b.cell = b.cell[:0]
	}
}

// A vteamBlock is cells that move, side by side, so that powers are made many at a time.
type vteamBlock struct {
	cell                              []int // SET; what RESETs as ^cell
	over, rate, alpha, left, p, x, xp []float64
}

// newVTEAMBlock makes room for as many cells as there are, up to the size at which vectors are worth it.
func newVTEAMBlock(cells int) *vteamBlock {
	const most, slices = 128, 7
	n := min(cells, most)
	f := make([]float64, slices*n)
	cut := func(k int) []float64 { return f[k*n : (k+1)*n] }
	return &vteamBlock{
		cell: make([]int, 0, n),
		over: cut(0), rate: cut(1), alpha: cut(2), left: cut(3), p: cut(4), x: cut(5), xp: cut(6),
	}
}

// add appends a cell, with its overdrive, rate, exponent, distance to the bound and window exponent.
func (b *vteamBlock) add(cell int, over, rate, alpha, left, p float64) {
	k := len(b.cell)
	b.cell = append(b.cell, cell)
	b.over[k], b.rate[k], b.alpha[k], b.left[k], b.p[k] = over, rate, alpha, left, p
}

// approach solves du/dt = -r u^p for the distance u = left that each cell has to its bound, over dt:
//
//	u ← max(0, u - rt)                    p = 0
//	u ← u e^(-rt)                         p = 1
//	u ← max(0, u^(1-p) - (1-p) rt)^(1/(1-p))   otherwise
//
// with r = rate·over^alpha.
func (b *vteamBlock) approach(dt float64) {
	n := len(b.cell)
	left, p, x, xp := b.left[:n], b.p[:n], b.x[:n], b.xp[:n]
	powers(x, b.over[:n], b.alpha[:n])
	for k := range x {
		rate := b.rate[k] * x[k]
		x[k] = float64(rate * dt)
		xp[k] = 1 - p[k]
	}
	reach := b.over[:n]
	powers(reach, left, xp)
	back := b.alpha[:n]
	for k, q := range xp {
		reach[k] -= float64(q * x[k])
		back[k] = 1 / q
	}
	powers(b.rate[:n], reach, back)
	for k, u := range left {
		switch {
		case u <= 0:
			left[k] = 0
		case p[k] == 0:
			left[k] = max(u-x[k], 0)
		case math.Abs(p[k]-1) < 1e-9:
			left[k] = u * kernel.Exp(-x[k])
		case reach[k] <= 0: // p < 1 reaches the bound in finite time
			left[k] = 0
		default:
			left[k] = b.rate[k]
		}
	}
}
