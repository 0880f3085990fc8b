package device

import (
	"math"

	"github.com/xbar-sim/xbar/internal/si"
)

// Stepped is a Cell whose steps follow a law: with u the part of the window that lies behind, x for
// SET and 1 - x for RESET, one nominal pulse makes
//
//	u⁺ = u + step f(u)
//
// where the models differ in f alone. Parts of a pulse do a part of the step and several pulses act one after
// another; the result is held within [0, 1]. Every pulse scatters as in ExpPulse: c2c in fractions of its own
// mean step, c2c_range in fractions of the range, n pulses as n independent ones.
//
// The families are those of IBM's aihwkit (M. J. Rasch et al., "A Flexible and Fast PyTorch Toolkit
// for Simulating Training and Inference on Analog Crossbar Arrays", AICAS 2021,
// doi:10.1109/AICAS51828.2021.9458494), whose weights run over w_min..w_max instead of 0..1: a step dw
// there is dw/(w_max - w_min) here.
type Stepped struct {
	Cell
	StepLTP, StepLTD float64 // of the range
	C2CRange, C2C    float64 // scatter of a pulse
}

func (m *Stepped) params(own ...si.Param) []si.Param {
	return m.Cell.params(append([]si.Param{
		{Name: "step_ltp", At: &m.StepLTP, Doc: "step of a SET pulse, of the range, before its law", Min: 1e-9, Max: 1},
		{Name: "step_ltd", At: &m.StepLTD, Doc: "step of a RESET pulse, of the range, before its law", Min: 1e-9, Max: 1},
		{Name: "c2c_range", At: &m.C2CRange, Doc: "cycle-to-cycle standard deviation of a pulse, of the range", Of: "range", Min: 0, Max: 1},
		{Name: "c2c", At: &m.C2C, Doc: "cycle-to-cycle standard deviation of a pulse, of its own step", Of: "step", Min: 0, Max: 10},
	}, own...)...)
}

// D2D implements Synapse.
func (m *Stepped) D2D() []D2D {
	return []D2D{{Param: "g_min"}, {Param: "g_max"}, {Param: "step_ltp"}, {Param: "step_ltd"}}
}

// Count implements PulseCounter.
func (m *Stepped) Count(v, dt float64) float64 { return m.count(v, dt, m.Threshold) }

// WholePulses implements PulseCounter: a shorter pulse does a part of what a whole one does.
func (m *Stepped) WholePulses() bool { return false }

// Draws implements Model.
func (m *Stepped) Draws() int { return 1 }

// steps returns the two step sizes over the cells of s.
func (m *Stepped) steps(s State) (ltp, ltd Field) {
	return s.Field("step_ltp", m.StepLTP), s.Field("step_ltd", m.StepLTD)
}

// A law returns by how much n pulses (n > 0) raise u in cell i.
type law func(i int, u, n float64) float64

// pulse moves the cells by the law of their direction, and scatters them.
func (m *Stepped) pulse(s State, v []float64, dt float64, xi []float64, ltp, ltd law) {
	c2cRange, c2c := s.Field("c2c_range", m.C2CRange), s.Field("c2c", m.C2C)
	threshold := s.Field("v_th", m.Threshold)
	x := s.X[0]
	for i := range x {
		n := m.count(v[i], dt, threshold.At(i))
		var step float64
		switch {
		case n > 0:
			step = ltp(i, x[i], n)
		case n < 0:
			n = -n
			step = -ltd(i, 1-x[i], n)
		default:
			continue
		}
		if xi != nil {
			step += float64(xi[i] * scatter(step, n, c2c.At(i), c2cRange.At(i)))
		}
		x[i] = min(max(x[i]+step, 0), 1)
	}
}

// scatter is the standard deviation of n pulses that move a cell by step together.
func scatter(step, n, c2c, c2cRange float64) float64 {
	own := c2c * step
	return math.Sqrt(float64(n*c2cRange*c2cRange) + float64(own*own)/n)
}

// repeated is the law of a step that depends on the state, given for one pulse.
func repeated(step func(i int, u float64) float64) law {
	return func(i int, u, n float64) float64 {
		from := u
		for ; n > 0 && u < 1; n-- {
			next := min(u+float64(min(n, 1)*step(i, u)), 1)
			if !(next > u) {
				break
			}
			u = next
		}
		return u - from
	}
}

// straightest is the slope below which a line of steps counts as level: the result is off by less than that
// part of itself.
const straightest = 1e-6

// linear is the law f(u) = 1 - slope u in closed form:
//
//	u(n) = 1/slope - (1/slope - u) (1 - step slope)^n
func linear(step, slope Field) law {
	return func(i int, u, n float64) float64 {
		a, b := step.At(i), slope.At(i)
		switch {
		case n == 1:
			return float64(a * max(1-float64(b*u), 0))
		case b < straightest:
			return min(float64(n*a), 1)
		}
		return max((1/b-u)*(1-power(max(1-float64(a*b), 0), n)), 0)
	}
}
