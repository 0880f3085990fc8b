package device

import (
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
)

// TwoState is a binary cell that switches by chance and draws its conductance anew when it does:
//
//	G = (g_min or g_max) e^(σξ - σ²/2)
//
// so that g_min and g_max are the means of the two states, and σ, the standard deviation of ln G from one
// switching to the next, is sigma_hrs or sigma_lrs; c2c adds to both in quadrature. |ξ| is held below 5. A pulse
// on a cell that is where the pulse would take it does nothing.
//
// Without noise a cell stands for the mean of many: its state becomes the probability of LRS, and
// the deviations average out. Models that embed it say with which probability a pulse switches.
type TwoState struct {
	Cell
	SigmaLRS, SigmaHRS float64 // of ln G
	C2C                float64
}

// farthest bounds the deviate of a redrawn conductance.
const farthest = 5

func (m *TwoState) params(own ...si.Param) []si.Param {
	return m.Cell.params(append(own, []si.Param{
		{Name: "sigma_lrs", At: &m.SigmaLRS, Doc: "standard deviation of ln G from one SET to the next", Of: "ln G", Min: 0, Max: 3},
		{Name: "sigma_hrs", At: &m.SigmaHRS, Doc: "standard deviation of ln G from one RESET to the next", Of: "ln G", Min: 0, Max: 3},
		{Name: "c2c", At: &m.C2C, Doc: "additional standard deviation of ln G from one switching to the next", Of: "ln G", Min: 0, Max: 10},
	}...)...)
}

// Vars implements Model.
func (m *TwoState) Vars() []Var {
	return []Var{
		{Name: "on", Min: 0, Max: 1, Doc: "1 in LRS, 0 in HRS; between: probability of LRS in the mean of many cells"},
		{Name: "more", Min: -1, Max: max(m.most(), 1e-9), Doc: "deviation of the conductance from the mean of its state, relative"},
	}
}

// most is the largest deviation that can be drawn: e^(5σ - σ²/2) grows up to σ = 5.
func (m *TwoState) most() float64 {
	return drawn(min(math.Hypot(max(m.SigmaLRS, m.SigmaHRS), m.C2C), farthest), farthest)
}

// drawn returns e^(σξ - σ²/2) - 1.
func drawn(sigma, xi float64) float64 {
	xi = min(max(xi, -farthest), farthest)
	return kernel.Exp(float64(sigma*xi)-float64(sigma*sigma*0.5)) - 1
}

// Levels implements Leveled.
func (m *TwoState) Levels() int { return 2 }

// Reach implements Redrawn.
func (m *TwoState) Reach() (gMin, gMax float64) { return 0, m.GMax * (1 + m.most()) }

// Draws implements Model: one deviate decides whether the cell switches, one what it then conducts.
func (m *TwoState) Draws() int { return 2 }

// Set implements Synapse.
func (m *TwoState) Set(s State, w []float64) {
	copy(s.X[0], w)
	clear(s.X[1])
}

// Conductance implements Ohmic.
func (m *TwoState) Conductance(dst []float64, s State) {
	m.Cell.Conductance(dst, s)
	for i, more := range s.X[1] {
		dst[i] += float64(dst[i] * more)
	}
}

// Current implements Model: the cell is ohmic.
func (m *TwoState) Current(dst []float64, s State, v []float64) {
	ohmicCurrent(dst, m, s, v)
}

// Redraw implements Redrawn.
func (m *TwoState) Redraw(s State, xi []float64) {
	draw := m.deviations(s)
	for i := range s.X[1] {
		s.X[1][i] = draw(i, s.X[0][i], xi[2*i+1])
	}
}

// deviations returns what a switching to state on leaves in cell i, given a deviate.
func (m *TwoState) deviations(s State) func(i int, on, xi float64) float64 {
	lrs, hrs, c2c := s.Field("sigma_lrs", m.SigmaLRS), s.Field("sigma_hrs", m.SigmaHRS), s.Field("c2c", m.C2C)
	return func(i int, on, xi float64) float64 {
		sigma, more := hrs.At(i), c2c.At(i)
		if on > 0.5 {
			sigma = lrs.At(i)
		}
		return drawn(math.Sqrt(float64(sigma*sigma)+float64(more*more)), xi)
	}
}

// toss switches the cells with the signed probability p(i), positive for SET.
func (m *TwoState) toss(s State, xi []float64, p func(i int) float64) {
	on, more, draw := s.X[0], s.X[1], m.deviations(s)
	for i := range on {
		q, to := p(i), 1.0
		if q < 0 {
			q, to = -q, 0
		}
		switch {
		case q == 0:
		case xi == nil:
			on[i] += float64(q * (to - on[i]))
			more[i] -= float64(q * more[i])
		case on[i] != to && uniform(xi[2*i]) < q:
			on[i], more[i] = to, draw(i, to, xi[2*i+1])
		}
	}
}
