package device

import (
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/internal/si"
)

// Nili is the passive TiO2 cell of Santa Barbara: fits of current and update to 324 devices, over voltage,
// pulse width, state and temperature. With the state G0 (S), T in °C and L = log10 of the pulse width
// over 1 s,
//
//	I   = A1 v + A3 v³ + z (σ1 v + σ3 v³)
//	A1  = -2.58e-6 + 0.977 G0 + 1.166e-7 T
//	A3  = 1.18 G0 + 6596 G0² + 1.605e-3 T^-1.33
//	σ1  = -1.07e-6 + 0.25 G0 + 2.20e-8 T - 1300 G0²
//	σ3  = 1.17e-5 + 1.30 G0 - 1.0e-7 T - 6500 G0² - 2.50e-3 G0 T
//	ΔG0 = c0 (1 - tanh(c1 (L - c2))) (tanh(c3 v - c4) + 1) (1 + z' D)       SET
//	ΔG0 = c0 (-1 - tanh(c1 (L - c2))) (tanh(c3 v - c4) - 1) (1 + z' D)      RESET
//	D   = d0 + d1 L² + d2 v L + d3 v² L + d4 v³
//
// with c and d in eight ranges of state (nilifit.go), and z and z' one standard normal each per device. The
// conductance is the chord at the card's read voltage.
//
// H. Nili et al., "Comprehensive Compact Phenomenological Modeling of Integrated Metal-Oxide Memristors",
// IEEE Trans. Nanotechnol. (2020), ieeexplore 9047174; coefficients as in the program
// pytorch-metal-oxide-memristor-crossbar. Three things in that program contradict the equations and are
// decided here by their sense: temperature is in °C, not K, for the terms of A1 without G0 cancel at 22 °C,
// and in kelvin would add 32 µS to cells that begin at 3 µS; the logarithm is to base 10, not natural, for
// c2 of SET, -3.4 to -3.9, then lies in the middle of the fitted widths (-7 to -1) and not beyond their
// end; and 4kTfG is the variance of thermal noise, not its standard deviation, but it is no part of a
// cell here at all: read noise belongs to the card.
//
// Departures: voltage and width are held at the ends of the fit (1.15 V and -1.5 V, 100 ms); a width below
// 100 ns counts in proportion; a pulse up to the thresholds, where the fit ends, does nothing; no pulse
// moves a cell backward; z is held within ±1.5, beyond which the fit of σ makes the current fall with the
// state; temperature is held within 300 and 375 K.
type Nili struct {
	Pulses
	GMin, GMax         float64 // S
	StepSet, StepReset float64 // scale of the update
	DeviceIV           float64 // 1 + z/10
	DeviceStep         float64 // 1 + z'/10
	VSet, VReset       float64 // V; VReset < 0 < VSet
	C2C, C2CRange      float64 // scatter of a pulse: of its own step, of the range of the state
}

const (
	niliShort, niliLong   = 1e-7, 0.1        // widths of the fit, s
	niliUp, niliDown      = 1.15, -1.5       // V
	niliCold, niliHot     = 26.85, 101.85    // °C
	niliZero, niliMost    = 273.15, 1.5      // K; of z
	niliLog10, niliPerOne = 2.302585093, 0.1 // ln 10; of z in DeviceIV and DeviceStep
)

// Params implements Model.
func (m *Nili) Params() []si.Param {
	ps := append([]si.Param{
		{Name: "g0_min", At: &m.GMin, Unit: "S", Doc: "lowest state", Min: 1e-7, Max: 1e-3},
		{Name: "g0_max", At: &m.GMax, Unit: "S", Doc: "highest state", Min: 1e-7, Max: 1e-3},
		{Name: "step_set", At: &m.StepSet, Doc: "scale of the SET update, 1 as fitted", Min: 0, Max: 100},
		{Name: "step_reset", At: &m.StepReset, Doc: "scale of the RESET update, 1 as fitted", Min: 0, Max: 100},
		{Name: "device_iv", At: &m.DeviceIV, Doc: "1 + z/10: where the device lies in the spread of the current", Min: 0.2, Max: 1.8},
		{Name: "device_step", At: &m.DeviceStep, Doc: "1 + z/10: where the device lies in the spread of the update", Min: 0.2, Max: 1.8},
		{Name: "v_th_set", At: &m.VSet, Unit: "V", Doc: "SET threshold", Min: 1e-3, Max: 1.15},
		{Name: "v_th_reset", At: &m.VReset, Unit: "V", Doc: "RESET threshold", Min: -1.5, Max: -1e-3},
	}, scatterParams(&m.C2C, &m.C2CRange)...)
	return append(ps, m.Pulses.Params()...)
}

// Vars implements Model.
func (m *Nili) Vars() []Var {
	return []Var{{Name: "g0", Unit: "S", Min: m.GMin, Max: m.GMax, Doc: "state, about the conductance at low voltage and 22 °C"}}
}

// Thresholds implements Thresholded.
func (m *Nili) Thresholds(s State) (set, reset Field) {
	return s.Field("v_th_set", m.VSet), s.Field("v_th_reset", m.VReset)
}

// Draws implements Model.
func (m *Nili) Draws() int { return 1 }

// D2D implements Synapse. The fit's own spread between devices is device_iv and device_step.
func (m *Nili) D2D() []D2D {
	return []D2D{{Param: "g0_min"}, {Param: "g0_max"}, {Param: "step_set"}, {Param: "step_reset"}}
}

// deviate is z of a parameter 1 + z/10.
func deviate(of float64) float64 { return (of - 1) / niliPerOne }

// chord is the polynomial of cell i at voltage v.
func (m *Nili) chord(s State, iv Field, i int, v float64) niliIV {
	celsius := min(max(s.Temperature(i)-niliZero, niliCold), niliHot)
	return niliChord(v, celsius, min(max(deviate(iv.At(i)), -niliMost), niliMost))
}

// Range implements Synapse.
func (m *Nili) Range() (gMin, gMax float64) {
	k := m.chord(State{}, Field{nominal: m.DeviceIV}, 0, m.ReadVoltage)
	return k.at(m.GMin), k.at(m.GMax)
}

// Set implements Synapse.
func (m *Nili) Set(s State, w []float64) {
	iv := s.Field("device_iv", m.DeviceIV)
	setWithin(s, w, s.Field("g0_min", m.GMin), s.Field("g0_max", m.GMax), func(i int, lo, hi, w float64) float64 {
		k := m.chord(s, iv, i, m.ReadVoltage)
		c := blend(k.at(lo), k.at(hi), w) - k.k0 // k1 g + k2 g² = c
		root := math.Sqrt(max(float64(k.k1*k.k1)+float64(4*float64(k.k2*c)), 0))
		return 2 * c / (k.k1 + root)
	})
}

// Current implements Model.
func (m *Nili) Current(dst []float64, s State, v []float64) {
	iv := s.Field("device_iv", m.DeviceIV)
	for i, g := range s.X[0] {
		dst[i] = m.chord(s, iv, i, v[i]).at(g) * v[i]
	}
}

// Conductance implements Ohmic: the chord at the read voltage.
func (m *Nili) Conductance(dst []float64, s State) {
	iv := s.Field("device_iv", m.DeviceIV)
	for i, g := range s.X[0] {
		dst[i] = m.chord(s, iv, i, m.ReadVoltage).at(g)
	}
}

// Step implements Model.
func (m *Nili) Step(s State, v []float64, dt float64, xi []float64) {
	g := s.X[0]
	set, reset := m.Thresholds(s)
	low, high, device := s.Field("g0_min", m.GMin), s.Field("g0_max", m.GMax), s.Field("device_step", m.DeviceStep)
	up, down := s.Field("step_set", m.StepSet), s.Field("step_reset", m.StepReset)
	noise := m.jitter(s, m.C2C, m.C2CRange)
	l := kernel.Log(min(max(dt, niliShort), niliLong)) / niliLog10
	part := min(dt/niliShort, 1)
	for i, u := range v {
		var scale float64
		switch {
		case u > set.At(i):
			scale = up.At(i)
		case u < reset.At(i):
			scale = down.At(i)
		default:
			continue
		}
		mean, spread := niliFor(g[i], u > 0).step(min(max(u, niliDown), niliUp), l)
		step := float64(scale * part * mean * max(1+float64(deviate(device.At(i))*spread), 0))
		lo, hi := span(low, high, i)
		g[i] = noise.end(i, g[i], min(max(g[i]+step, lo), hi), lo, hi, u, xi)
	}
}
