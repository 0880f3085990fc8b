package device_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// at returns one cell of a card at relative conductance w.
func at(c *device.Card, w float64) device.State {
	s := device.NewState(c.Model, 1)
	c.Model.Set(s, []float64{w})
	return s
}

// pulse gives the cells n nominal pulses without noise.
func pulse(c *device.Card, s device.State, up bool, n int) {
	p := c.Model.Nominal()
	v, dt := p.ResetVoltage, p.ResetWidth
	if up {
		v, dt = p.SetVoltage, p.SetWidth
	}
	apply(c.Model.(ohmic), s, n, v, dt, nil)
}

type ohmic interface {
	device.Model
	device.Ohmic
}

// weights are aihwkit's cells: a weight from lo to hi that a pulse changes by up(w) or -down(w). The cards restate
// them over 0..1; both must give the same curve.
type weights struct {
	card     string
	lo, hi   float64
	up, down func(w float64) float64
}

func aihwkit() []weights {
	soft := func(dw float64) func(float64, float64) func(float64) float64 {
		return func(bound, _ float64) func(float64) float64 {
			return func(w float64) float64 { return dw * (1 - w/bound) }
		}
	}
	linear := func(dw, gamma, bound float64) func(float64) float64 {
		return func(w float64) float64 { return dw * (1 - gamma*w/bound) }
	}
	exp := func(dw, a, b, amp, gamma, span float64) func(float64) float64 {
		return func(w float64) float64 { return dw * math.Max(0, 1-amp*math.Exp(gamma*(2*a*w/span+b))) }
	}
	fixed := func(float64) float64 { return 0.0016 }
	return []weights{
		{"reram-om", -1, 1, soft(0.0949)(1, 0), soft(0.0949)(-1, 0)},
		{"reram-hfo2", -1, 1, soft(0.4622)(1, 0), soft(0.4622)(-1, 0)},
		{"gokmen-vlasov", -1, 1, fixed, fixed},
		{"capacitor", -1, 1, linear(0.005, 0.05, 1), linear(0.005, 0.05, -1)},
		{"ecram-li", -0.8276, 1.1724, linear(0.002, 0.1153, 1.1724), linear(0.002, 0.5085, -0.8276)},
		{"ecram-mo", -0.8286, 1.1714, linear(2.8214e-4, 0.4152, 1.1714), linear(2.8214e-4, 0.7342, -0.8286)},
		{"reram-es", -1, 1, exp(0.00135, -0.5, -0.5, -1.18445, 5, 2), exp(0.00135*(1-0.259359), -0.5, -0.5, -0.081404, -5, 2)},
		{"pcm-exp", 0, 2, exp(0.01, -1, 0, -27.235, 2.5, 2), exp(0.01, -1, 0, -2.235, -2.5, 2)},
	}
}

func TestStepFamiliesAreAihwkits(t *testing.T) {
	for _, a := range aihwkit() {
		c := preset(t, a.card)
		for _, start := range []float64{0, 0.3, 1} {
			s, w := at(c, start), a.lo+start*(a.hi-a.lo)
			for k := range 900 {
				up := k/150%2 == 0
				if up {
					w = math.Min(w+a.up(w), a.hi)
				} else {
					w = math.Max(w-a.down(w), a.lo)
				}
				pulse(c, s, up, 1)
				near(t, a.card+": state", s.X[0][0], (w-a.lo)/(a.hi-a.lo), 2e-5) // the cards have five to six figures
			}
		}
	}
}

// Scatter in fractions of the step and of the range, of pulses one by one and together.
func TestSteppedScatter(t *testing.T) {
	const cells = 40_000
	for _, tt := range []struct {
		c2c, c2cRange float64
		n             int
		together      bool
		sd            float64
	}{{0.5, 0, 16, false, 0.5 * 0.01 * 4}, {0, 0.01, 16, true, 0.04}, {1, 0.01, 1, false, 0.01 * math.Sqrt2}, {0.5, 0, 16, true, 0.02}} {
		m := &device.LinearStep{Stepped: device.Stepped{StepLTP: 0.01, StepLTD: 0.01, C2C: tt.c2c, C2CRange: tt.c2cRange}}
		m.GMax, m.Threshold, m.SetWidth, m.ResetWidth = 1e-5, 0.5, 1e-7, 1e-7
		s, xi := device.NewState(m, cells), make([]float64, cells)
		for i := range s.X[0] {
			s.X[0][i] = 0.5
		}
		src := variability.Seed(21).Named("stepped scatter").Source()
		steps, dt := tt.n, 1e-7
		if tt.together {
			steps, dt = 1, 1e-7*float64(tt.n)
		}
		for range steps {
			kernel.Normals(xi, src)
			apply(m, s, 1, 1, dt, xi)
		}
		mean, sd := stat.MeanStdDev(s.X[0], nil)
		near(t, "mean", mean, 0.5+0.01*float64(tt.n), 4*tt.sd/math.Sqrt(cells))
		near(t, "standard deviation", sd, tt.sd, 4*tt.sd/math.Sqrt(2*cells))
	}
}
