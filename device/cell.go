package device

import (
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
)

// A Cell is what pulse-response models share: a window of conductance with a state x in it,
//
//	G = g_min + (g_max - g_min) x,   0 <= x <= 1,
//
// an ohmic current, and a threshold on either side that separates programming from reading. A model
// that embeds it adds Params, D2D, Draws and Step, and overrides what is different.
type Cell struct {
	Pulses
	GMin, GMax float64 // S
	Threshold  float64 // V
}

// params lists the window, the model's own parameters, the threshold and the pulses.
func (m *Cell) params(own ...si.Param) []si.Param {
	ps := []si.Param{
		{Name: "g_min", At: &m.GMin, Unit: "S", Doc: "lowest conductance (HRS)", Min: 0, Max: 1},
		{Name: "g_max", At: &m.GMax, Unit: "S", Doc: "highest conductance (LRS)", Min: 1e-15, Max: 1},
	}
	ps = append(append(ps, own...), si.Param{
		Name: "v_th", At: &m.Threshold, Unit: "V", Doc: "voltage below which a pulse does nothing", Min: 1e-3, Max: 100,
	})
	return append(ps, m.Pulses.Params()...)
}

// Vars implements Model.
func (m *Cell) Vars() []Var {
	return []Var{{Name: "x", Min: 0, Max: 1, Doc: "conductance within its range"}}
}

// Thresholds implements Thresholded.
func (m *Cell) Thresholds(s State) (set, reset Field) {
	return s.Field("v_th", m.Threshold), s.Field("v_th", -m.Threshold)
}

// Range implements Synapse.
func (m *Cell) Range() (gMin, gMax float64) { return m.GMin, m.GMax }

// Set implements Synapse.
func (m *Cell) Set(s State, w []float64) { copy(s.X[0], w) }

// Current implements Model: the cell is ohmic.
func (m *Cell) Current(dst []float64, s State, v []float64) {
	linearCurrent(dst, s, v, s.Field("g_min", m.GMin), s.Field("g_max", m.GMax))
}

// Conductance implements Ohmic.
func (m *Cell) Conductance(dst []float64, s State) {
	linearConductance(dst, s, s.Field("g_min", m.GMin), s.Field("g_max", m.GMax))
}

// window returns the limits of cell i, equal where spread has closed its window.
func window(lo, hi Field, i int) (l, h float64) {
	l = lo.At(i)
	return l, max(hi.At(i), l)
}

// geometric is a conductance that changes by equal factors with the state,
//
//	G = g_min (g_max/g_min)^x,   g_min > 0.
type geometric struct{ lo, hi Field }

func (g geometric) conductance(dst, x []float64) {
	for i := range dst {
		l, h := window(g.lo, g.hi, i)
		switch x[i] {
		case 0:
			dst[i] = l
		case 1:
			dst[i] = h
		default:
			dst[i] = l * kernel.Exp(x[i]*kernel.Log(h/l))
		}
	}
}

// state sets x to where the conductance is the part w of the cell's window.
func (g geometric) state(x, w []float64) {
	for i := range x {
		l, h := window(g.lo, g.hi, i)
		switch {
		case w[i] == 0 || w[i] == 1 || h == l:
			x[i] = w[i]
		default:
			x[i] = kernel.Log((l+float64((h-l)*w[i]))/l) / kernel.Log(h/l)
		}
	}
}
