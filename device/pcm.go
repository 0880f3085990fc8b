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
// unipolar; step scales the mean (1 as measured); c2c and c2c_range add scatter in
// fractions of it and of the range.
type PCM struct {
	Pulses
	GMin, GMax   float64 // S
	M1, C1, A1   float64 // mean of a SET pulse: -, S, S
	M2, C2, A2   float64 // its standard deviation: -, S, S
	P0           float64 // pulses
	ResetScatter float64 // of g_min
	StepScale    float64 // of the mean step
	C2C          float64 // additional scatter, of the mean step
	C2CRange     float64 // additional scatter, of the range
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
		{Name: "m2", At: &m.M2, Doc: "scatter of a SET step: slope over conductance", Of: "G", Min: 0, Max: 1},
		{Name: "c2", At: &m.C2, Unit: "S", Doc: "scatter of a SET step: constant", Of: "G", Min: 0, Max: 1},
		{Name: "a2", At: &m.A2, Unit: "S", Doc: "scatter of a SET step: first-pulse excess", Of: "G", Min: 0, Max: 1},
		{Name: "p0", At: &m.P0, Doc: "pulses over which the first-pulse excess decays", Min: 0.01, Max: 1e6},
		{Name: "reset_sd", At: &m.ResetScatter, Doc: "scatter of the conductance after RESET, of g_min", Of: "g_min", Min: 0, Max: 1},
		{Name: "step", At: &m.StepScale, Doc: "scale of the mean SET step", Min: 1e-3, Max: 100},
		{Name: "c2c", At: &m.C2C, Doc: "additional cycle-to-cycle scatter of a SET pulse, of its own mean step", Of: "step", Min: 0, Max: 10},
		{Name: "c2c_range", At: &m.C2CRange, Doc: "additional cycle-to-cycle scatter of a SET pulse, of the range", Of: "range", Min: 0, Max: 1},
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

// Thresholds implements Thresholded.
func (m *PCM) Thresholds(s State) (set, reset Field) {
	return s.Field("v_th", m.Threshold), s.Field("v_th", -m.Threshold)
}

// Count implements PulseCounter.
func (m *PCM) Count(v, dt float64) float64 { return m.count(v, dt, m.Threshold) }

// WholePulses implements PulseCounter: the data are of whole pulses only.
func (m *PCM) WholePulses() bool { return true }

// Draws implements Model.
func (m *PCM) Draws() int { return 1 }

// Range implements Synapse.
func (m *PCM) Range() (gMin, gMax float64) { return m.GMin, m.GMax }

// D2D implements Synapse.
func (m *PCM) D2D() []D2D { return []D2D{{Param: "g_min"}, {Param: "g_max"}, {Param: "step"}} }

// Set implements Synapse. The pulse count is the whole number of mean SET pulses, at most mostPulses,
// that bring the cell nearest to its conductance from below.
func (m *PCM) Set(s State, w []float64) {
	c := m.cells(s)
	fresh := func(i, p int) float64 { return kernel.Exp(-float64(p) / c.p0.At(i)) }
	if c.p0.Uniform() { // an exponential a pulse would be most of the work
		var table [mostPulses + 1]float64
		for p := range table {
			table[p] = fresh(0, p)
		}
		fresh = func(_, p int) float64 { return table[p] }
	}
	for i, wi := range w {
		l := c.lo.At(i)
		g := l + float64((max(c.hi.At(i), l)-l)*wi)
		p, mean := 0, l
		for p < mostPulses {
			if mean += c.mean(i, mean, fresh(i, p+1)); mean > g {
				break
			}
			p++
		}
		s.X[0][i], s.X[1][i] = g, float64(p)
	}
}

// mostPulses bounds the pulses that Set counts.
const mostPulses = 200

// pcmCells are the parameters of a SET pulse over the cells of an array.
type pcmCells struct {
	lo, hi, scale, c2c, c2cRange Field
	m1, c1, a1, m2, c2, a2, p0   Field
	resetScatter, threshold      Field
}

func (m *PCM) cells(s State) *pcmCells {
	return &pcmCells{
		lo: s.Field("g_min", m.GMin), hi: s.Field("g_max", m.GMax), scale: s.Field("step", m.StepScale),
		c2c: s.Field("c2c", m.C2C), c2cRange: s.Field("c2c_range", m.C2CRange),
		m1: s.Field("m1", m.M1), c1: s.Field("c1", m.C1), a1: s.Field("a1", m.A1),
		m2: s.Field("m2", m.M2), c2: s.Field("c2", m.C2), a2: s.Field("a2", m.A2), p0: s.Field("p0", m.P0),
		resetScatter: s.Field("reset_sd", m.ResetScatter), threshold: s.Field("v_th", m.Threshold),
	}
}

// pulse returns mean and variance of the p-th SET pulse of cell i at conductance g (S).
func (c *pcmCells) pulse(i int, g, p float64) (mu, variance float64) {
	fresh := kernel.Exp(-p / c.p0.At(i))
	mu = c.mean(i, g, fresh)
	sigma := float64(c.m2.At(i)*g) + c.c2.At(i) + float64(c.a2.At(i)*fresh)
	own := c.c2c.At(i) * mu
	part := c.c2cRange.At(i) * (c.hi.At(i) - c.lo.At(i))
	return mu, float64(sigma*sigma) + float64(own*own) + float64(part*part)
}

// mean returns the mean of a SET pulse, with fresh of the first-pulse excess left.
func (c *pcmCells) mean(i int, g, fresh float64) float64 {
	return float64(c.scale.At(i) * (float64(c.m1.At(i)*g) + c.c1.At(i) + float64(c.a1.At(i)*fresh)))
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
	c := m.cells(s)
	g, p := s.X[0], s.X[1]
	for i := range g {
		l := c.lo.At(i)
		h := max(c.hi.At(i), l)
		n := m.count(v[i], dt, c.threshold.At(i))
		switch {
		case n > 0:
			var sum float64
			for range int(max(1, math.Round(n))) {
				p[i]++
				mu, variance := c.pulse(i, g[i], p[i])
				g[i] += mu
				sum += variance
			}
			if xi != nil {
				g[i] += float64(xi[i] * math.Sqrt(sum))
			}
			g[i] = min(max(g[i], l), h)
		case n < 0:
			p[i] = 0
			g[i] = l
			if xi != nil {
				g[i] = min(l*max(0, 1+float64(c.resetScatter.At(i)*xi[i])), h)
			}
		}
	}
}
