package device

import (
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
)

// PCM is a phase-change cell with progressive crystallisation and abrupt RESET. The p-th SET
// pulse since the last RESET adds ΔG ~ N(μ, σ²) with
//
//	μ = m1 G + c1 + a1 e^(-p/p0)
//	σ = m2 G + c2 + a2 e^(-p/p0)
//
// and the result is held within [g_min, g_max]; a RESET pulse returns the cell to g_min with
// a relative scatter reset_sd and p to 0, whatever the state. G here is the programmed,
// undrifted conductance: drift lowers what is read, and programming starts from what was
// programmed.
//
// S. R. Nandakumar, M. Le Gallo, I. Boybat, B. Rajendran, A. Sebastian and E. Eleftheriou, "A
// phase-change memory model for neuromorphic computing", J. Appl. Phys. 124, 152135 (2018),
// doi:10.1063/1.5042408. The exponent counts the first pulse as p = 1. Departures: the sign of
// the voltage only tells SET (positive) from RESET (negative), though a real cell is
// unipolar; step scales the mean (1 as measured) and c2c adds scatter in fractions of it.
type PCM struct {
	Pulses
	GMin, GMax   float64 // S
	M1, C1, A1   float64 // mean of a SET pulse: -, S, S
	M2, C2, A2   float64 // its standard deviation: -, S, S
	P0           float64 // pulses
	ResetScatter float64 // of g_min
	StepScale    float64 // of the mean step
	C2C          float64 // additional scatter, of the mean step
	Threshold    float64 // V
}

// Params implements Model.
func (m *PCM) Params() []si.Param {
	return append([]si.Param{
		{Name: "g_min", At: &m.GMin, Unit: "S", Doc: "conductance after RESET", Min: 0, Max: 1},
		{Name: "g_max", At: &m.GMax, Unit: "S", Doc: "highest conductance", Min: 1e-15, Max: 1},
		{Name: "m1", At: &m.M1, Doc: "mean SET step: slope over conductance", Min: -1, Max: 1},
		{Name: "c1", At: &m.C1, Unit: "S", Doc: "mean SET step: constant", Min: -1, Max: 1},
		{Name: "a1", At: &m.A1, Unit: "S", Doc: "mean SET step: first-pulse excess", Min: -1, Max: 1},
		{Name: "m2", At: &m.M2, Doc: "scatter of a SET step: slope over conductance", Min: 0, Max: 1},
		{Name: "c2", At: &m.C2, Unit: "S", Doc: "scatter of a SET step: constant", Min: 0, Max: 1},
		{Name: "a2", At: &m.A2, Unit: "S", Doc: "scatter of a SET step: first-pulse excess", Min: 0, Max: 1},
		{Name: "p0", At: &m.P0, Doc: "pulses over which the first-pulse excess decays", Min: 0.01, Max: 1e6},
		{Name: "reset_sd", At: &m.ResetScatter, Doc: "scatter of the conductance after RESET, of g_min", Min: 0, Max: 1},
		{Name: "step", At: &m.StepScale, Doc: "scale of the mean SET step", Min: 1e-3, Max: 100},
		{Name: "c2c", At: &m.C2C, Doc: "additional cycle-to-cycle scatter of a SET pulse, of its own mean step", Min: 0, Max: 10},
		{Name: "v_th", At: &m.Threshold, Unit: "V", Doc: "voltage below which a pulse does nothing", Min: 1e-3, Max: 100},
	}, m.Pulses.Params()...)
}

// Vars implements Model.
func (m *PCM) Vars() []Var {
	return []Var{
		{Name: "g", Unit: "S", Min: 0, Max: m.GMax, Doc: "programmed conductance, before drift"},
		{Name: "p", Min: 0, Max: math.Inf(1), Doc: "SET pulses since the last RESET"},
	}
}

// Draws implements Model.
func (m *PCM) Draws() int { return 1 }

// Range implements Synapse.
func (m *PCM) Range() (gMin, gMax float64) { return m.GMin, m.GMax }

// D2D implements Synapse.
func (m *PCM) D2D() []D2D { return []D2D{{Param: "g_min"}, {Param: "g_max"}, {Param: "step"}} }

// Set implements Synapse. The pulse count is the whole number of mean SET pulses, at most 200,
// that bring the cell nearest to its conductance from below.
func (m *PCM) Set(s State, w []float64) {
	lo, hi := s.Field("g_min", m.GMin), s.Field("g_max", m.GMax)
	scale := s.Field("step", m.StepScale)
	var fresh [200]float64
	for p := range fresh {
		fresh[p] = kernel.Exp(-float64(p+1) / m.P0)
	}
	for i, wi := range w {
		l := lo.At(i)
		g := l + float64((max(hi.At(i), l)-l)*wi)
		p, mean := 0, l
		for p < len(fresh) {
			mean += m.meanStep(mean, fresh[p], scale.At(i))
			if mean > g {
				break
			}
			p++
		}
		s.X[0][i], s.X[1][i] = g, float64(p)
	}
}

// meanStep returns μ of a SET pulse at conductance g (S), fresh being e^(-p/p0).
func (m *PCM) meanStep(g, fresh, scale float64) float64 {
	return float64(scale * (float64(m.M1*g) + m.C1 + float64(m.A1*fresh)))
}

// Current implements Model: the cell is ohmic below its threshold.
func (m *PCM) Current(dst []float64, s State, v []float64) {
	for i, g := range s.X[0] {
		dst[i] = g * v[i]
	}
}

// Conductance implements Ohmic.
func (m *PCM) Conductance(dst []float64, s State) { copy(dst, s.X[0]) }

// Step implements Model. A voltage that lasts several nominal widths counts as that many whole
// pulses, at least one, with one draw for the sum of their scatter.
func (m *PCM) Step(s State, v []float64, dt float64, xi []float64) {
	lo, hi := s.Field("g_min", m.GMin), s.Field("g_max", m.GMax)
	scale := s.Field("step", m.StepScale)
	g, p := s.X[0], s.X[1]
	for i := range g {
		n := m.count(v[i], dt, m.Threshold)
		switch {
		case n > 0:
			var variance float64
			for range int(max(1, math.Round(n))) {
				p[i]++
				fresh := kernel.Exp(-p[i] / m.P0)
				mu := m.meanStep(g[i], fresh, scale.At(i))
				sigma := float64(m.M2*g[i]) + m.C2 + float64(m.A2*fresh)
				own := m.C2C * mu
				g[i] += mu
				variance += float64(sigma*sigma) + float64(own*own)
			}
			if xi != nil {
				g[i] += float64(xi[i] * math.Sqrt(variance))
			}
			l := lo.At(i)
			g[i] = min(max(g[i], l), max(hi.At(i), l))
		case n < 0:
			p[i] = 0
			g[i] = lo.At(i)
			if xi != nil {
				g[i] *= max(0, 1+float64(m.ResetScatter*xi[i]))
				g[i] = min(g[i], max(hi.At(i), lo.At(i)))
			}
		}
	}
}
