package device

import (
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
)

// Ferro is a ferroelectric cell, the gate of a transistor (FeFET) or a tunnel junction (FTJ), whose domains
// switch a part at a time. With u the part that has not switched yet in the direction of the pulse, a
// voltage v that lasts t makes
//
//	u = e^(-(t/τ)^β),   τ(v) = τ0 e^((v_a/|v|)^α)        (Merz's law for α = 1)
//
// from any state: the time that would have led to it is found first, so that two pulses in a row are one of
// their joint length. The polarisation p, the part of domains that point up, sets the conductance:
//
//	linear     G = g_min + (g_max - g_min) p       domains conduct side by side
//	geometric  G = g_min (g_max/g_min)^p           domains shift a threshold or a barrier
//
// Below v_th nothing switches. Scatter as in ExpPulse, in fractions of polarisation, with a nominal
// pulse for n = 1.
//
// A. K. Tagantsev, I. Stolichnov, N. Setter, J. S. Cross and M. Tsukada, "Non-Kolmogorov-Avrami switching
// kinetics in ferroelectric thin films", Phys. Rev. B 66, 214109 (2002), doi:10.1103/PhysRevB.66.214109.
// Departures: a stretched exponential stands for the spread of nucleation times, and reversal in mid-range forgets
// the order in which domains switched.
type Ferro struct {
	Cell
	ActivationSet   float64 // v_a for SET, V
	ActivationReset float64 // v_a for RESET, V, > 0
	Attempt         float64 // τ0, s
	Alpha, Beta     float64
	Conduction      string // "linear" or "geometric"
	C2CRange, C2C   float64
}

// Params implements Model.
func (m *Ferro) Params() []si.Param {
	return m.Cell.params([]si.Param{
		{Name: "v_a_set", At: &m.ActivationSet, Unit: "V", Doc: "activation voltage of SET", Min: 1e-3, Max: 1e3},
		{Name: "v_a_reset", At: &m.ActivationReset, Unit: "V", Doc: "magnitude of the activation voltage of RESET", Min: 1e-3, Max: 1e3},
		{Name: "tau0", At: &m.Attempt, Unit: "s", Doc: "switching time at infinite voltage", Min: 1e-15, Max: 1},
		{Name: "alpha", At: &m.Alpha, Doc: "exponent of the activation voltage over the voltage", Min: 0.1, Max: 10},
		{Name: "beta", At: &m.Beta, Doc: "exponent of time: 1 for equal domains, less for spread ones", Min: 0.05, Max: 4},
		{Name: "conduction", At: &m.Conduction, Doc: "conductance between the limits", Choices: []string{"linear", "geometric"}},
		{Name: "c2c_range", At: &m.C2CRange, Doc: "cycle-to-cycle standard deviation of a pulse, of the range of polarisation", Of: "range", Min: 0, Max: 1},
		{Name: "c2c", At: &m.C2C, Doc: "cycle-to-cycle standard deviation of a pulse, of its own step", Of: "step", Min: 0, Max: 10},
	}...)
}

// Check implements Checked.
func (m *Ferro) Check() error {
	if m.Conduction == "geometric" && m.GMin <= 0 {
		return &si.ValueError{Key: "g_min", Value: si.Format(m.GMin, "S"), Want: "more than 0 where conduction is geometric", Doc: "lowest conductance"}
	}
	return nil
}

// Vars implements Model.
func (m *Ferro) Vars() []Var {
	return []Var{{Name: "p", Min: 0, Max: 1, Doc: "part of the domains that point up"}}
}

// D2D implements Synapse.
func (m *Ferro) D2D() []D2D { return []D2D{{Param: "g_min"}, {Param: "g_max"}, {Param: "tau0"}} }

// Draws implements Model.
func (m *Ferro) Draws() int { return 1 }

func (m *Ferro) geometric(s State) geometric {
	return geometric{s.Field("g_min", m.GMin), s.Field("g_max", m.GMax)}
}

// Set implements Synapse.
func (m *Ferro) Set(s State, w []float64) {
	if m.Conduction == "geometric" {
		m.geometric(s).state(s.X[0], w)
		return
	}
	m.Cell.Set(s, w)
}

// Conductance implements Ohmic.
func (m *Ferro) Conductance(dst []float64, s State) {
	if m.Conduction == "geometric" {
		m.geometric(s).conductance(dst, s.X[0])
		return
	}
	m.Cell.Conductance(dst, s)
}

// Current implements Model: the cell is ohmic at the read voltage.
func (m *Ferro) Current(dst []float64, s State, v []float64) {
	ohmicCurrent(dst, m, s, v)
}

// Step implements Model.
func (m *Ferro) Step(s State, v []float64, dt float64, xi []float64) {
	set, reset := s.Field("v_a_set", m.ActivationSet), s.Field("v_a_reset", m.ActivationReset)
	tau0, alpha, beta := s.Field("tau0", m.Attempt), s.Field("alpha", m.Alpha), s.Field("beta", m.Beta)
	c2cRange, c2c := s.Field("c2c_range", m.C2CRange), s.Field("c2c", m.C2C)
	threshold := s.Field("v_th", m.Threshold)
	p := s.X[0]
	for i := range p {
		th := threshold.At(i)
		if v[i] <= th && v[i] >= -th {
			continue
		}
		volts, active, width, up := v[i], set.At(i), m.SetWidth, true
		if volts < 0 {
			volts, active, width, up = -volts, reset.At(i), m.ResetWidth, false
		}
		u := p[i]
		if up {
			u = 1 - u
		}
		times := dt / tau0.At(i) * kernel.Exp(-power(active/volts, alpha.At(i)))
		step := u - unswitched(u, times, beta.At(i))
		if !up {
			step = -step
		}
		if xi != nil {
			step += float64(xi[i] * scatter(step, dt/width, c2c.At(i), c2cRange.At(i)))
		}
		p[i] = min(max(p[i]+step, 0), 1)
	}
}

// unswitched returns what is left of u after so many switching times more.
func unswitched(u, times, beta float64) float64 {
	if u <= 0 {
		return 0
	}
	if beta == 1 {
		return float64(u * kernel.Exp(-times))
	}
	before := power(max(-kernel.Log(u), 0), 1/beta)
	return kernel.Exp(-power(before+times, beta))
}
