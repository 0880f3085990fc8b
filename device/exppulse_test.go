package device_test

import (
	"math"
	"sync"
	"testing"

	"gonum.org/v1/gonum/stat"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

func expPulse(states, nlLTP, nlLTD float64) *device.ExpPulse {
	return &device.ExpPulse{
		GMin: 1e-6, GMax: 11e-6, StatesLTP: states, StatesLTD: states, NLLTP: nlLTP, NLLTD: nlLTD, Threshold: 0.6,
		Pulses: device.Pulses{SetVoltage: 1, SetWidth: 1e-7, ResetVoltage: -1, ResetWidth: 2e-7, ReadVoltage: 0.1, ReadWidth: 1e-7},
	}
}

// neuroSim is the whole curve as the manual of MLP+NeuroSim V3.0 has it, eqs. (1)–(3):
//
//	G_LTP(P) = B (1 - e^(-P/A)) + Gmin,  G_LTD(P) = -B (1 - e^((P-Pmax)/A)) + Gmax
//
// with B = (Gmax - Gmin)/(1 - e^(-Pmax/A)). Depression runs from P = Pmax down. A has the sign
// of the label for LTP and the opposite one for LTD.
func neuroSim(m *device.ExpPulse, p float64) (ltp, ltd float64) {
	curve := func(nl, states float64) (a, b float64) {
		a = math.Copysign(device.FromLabel(math.Abs(nl)), nl) * states
		return a, (m.GMax - m.GMin) / (1 - math.Exp(-states/a))
	}
	a, b := curve(m.NLLTP, m.StatesLTP)
	ltp = b*(1-math.Exp(-p/a)) + m.GMin
	a, b = curve(-m.NLLTD, m.StatesLTD)
	return ltp, -b*(1-math.Exp((p-m.StatesLTD)/a)) + m.GMax
}

func TestExpPulseIsNeuroSimsCurve(t *testing.T) {
	for _, nl := range []struct{ ltp, ltd float64 }{
		{1.94, -0.61}, {2.4, -4.88}, {0.105, 2.4}, {1.75, 1.46}, {-0.61, 1.46}, {3.68, -6.76}, {9, -9},
	} {
		m := expPulse(100, nl.ltp, nl.ltd)
		up, down := device.NewState(m, 1), device.NewState(m, 1)
		m.Set(down, []float64{1})
		for p := 1; p <= 100; p++ {
			ltp, _ := neuroSim(m, float64(p))
			_, ltd := neuroSim(m, float64(100-p))
			near(t, "LTP", apply(m, up, 1, 1, 1e-7, nil)[0], ltp, 1e-12*m.GMax)
			near(t, "LTD", apply(m, down, 1, -1, 2e-7, nil)[0], ltd, 1e-12*m.GMax)
		}
		near(t, "all pulses up", apply(m, up, 0, 0, 0, nil)[0], m.GMax, 1e-12*m.GMax)
		near(t, "all pulses down", apply(m, down, 0, 0, 0, nil)[0], m.GMin, 1e-12*m.GMax)

		at := device.NewState(m, 1) // 30 pulses as one voltage, from the state that 20 have made
		apply(m, at, 20, 1, 1e-7, nil)
		ltp, _ := neuroSim(m, 50)
		near(t, "30 pulses in one", apply(m, at, 1, 1, 30e-7, nil)[0], ltp, 1e-12*m.GMax)
	}
}

// A negative LTD label is a curve that is steepest at g_max, as the LTP curve of a positive
// label is steepest at g_min.
func TestExpPulseSignOfLabels(t *testing.T) {
	for _, tt := range []struct {
		ltp, ltd    float64
		first, last bool // whether the first pulse from the end moves more than the last
	}{{2.4, -4.88, true, true}, {-0.61, 1.46, false, false}, {1.75, 1.46, true, false}} {
		m := expPulse(50, tt.ltp, tt.ltd)
		s := device.NewState(m, 2)
		ends := func(v, dt, from, to float64) bool {
			m.Set(s, []float64{from, from})
			first := math.Abs(apply(m, s, 1, v, dt, nil)[0] - (m.GMin + from*(m.GMax-m.GMin)))
			before := apply(m, s, 48, v, dt, nil)[0]
			last := math.Abs(apply(m, s, 1, v, dt, nil)[0] - before)
			near(t, "end", s.X[0][0], to, 1e-12)
			return first > last
		}
		if up, down := ends(1, 1e-7, 0, 1), ends(-1, 2e-7, 1, 0); up != tt.first || down != tt.last {
			t.Errorf("labels %g/%g: first pulse moves most %v/%v, want %v/%v", tt.ltp, tt.ltd, up, down, tt.first, tt.last)
		}
	}
}

func TestExpPulseStraight(t *testing.T) {
	for _, nl := range []float64{0, 0.0009, -0.0009} {
		m := expPulse(40, nl, nl)
		s := device.NewState(m, 1)
		for p := 1; p <= 40; p++ {
			near(t, "straight line", apply(m, s, 1, 1, 1e-7, nil)[0], 1e-6+float64(p)*0.25e-6, 1e-18)
		}
	}
}

// The soft-bound cell w⁺ = w + α (1 - w) is the exponential cell in the limit of a steep
// curve: a → 0 at constant e^(-1/(aP)) = 1 - α. From 0.2 with α = 0.05, ten pulses:
// 1 - 0.8·0.95¹⁰ = 0.521010448609297.
func TestExpPulseSteepIsSoftBound(t *testing.T) {
	const a = 0.001
	m := expPulse(-1/(a*math.Log(0.95)), device.Label(a), -device.Label(a))
	s := device.NewState(m, 2)
	m.Set(s, []float64{0.2, 0.8})
	apply(m, s, 10, 1, 1e-7, nil)
	near(t, "w", s.X[0][0], 0.521010448609297, 1e-12)
	m.Set(s, []float64{0.2, 0.8})
	apply(m, s, 10, -1, 2e-7, nil)
	near(t, "w, mirrored", s.X[0][1], 1-0.521010448609297, 1e-12)
}

// n pulses scatter as n independent ones: σ = c2c_range √n of the range, and with c2c on
// straight curves c2c · step/√n; both in quadrature. The relative standard error of a
// standard deviation of N normals is 1/√(2N).
func TestExpPulseScatter(t *testing.T) {
	const cells = 40_000
	for _, tt := range []struct {
		c2cRange, c2c float64
		n             int
		together      bool
		sd            float64
	}{
		{0.005, 0, 1, true, 0.005},
		{0.005, 0, 16, true, 0.020},
		{0.005, 0, 16, false, 0.020},
		{0, 0.5, 1, true, 0.005},
		{0, 0.5, 16, true, 0.020},
		{0, 0.5, 16, false, 0.020},
		{0.003, 0.4, 1, true, 0.005},
		{0.003, 0.4, 9, false, 0.015},
	} {
		m := expPulse(100, 0, 0)
		m.C2CRange, m.C2C = tt.c2cRange, tt.c2c
		for _, sign := range []float64{1, -1} {
			width := m.SetWidth
			if sign < 0 {
				width = m.ResetWidth
			}
			s := device.NewState(m, cells)
			w := make([]float64, cells)
			for i := range w {
				w[i] = 0.5
			}
			m.Set(s, w)
			xi := make([]float64, cells)
			src := variability.Seed(4).Named("exp-pulse scatter").Source()
			steps, dt := tt.n, width
			if tt.together {
				steps, dt = 1, float64(tt.n)*width
			}
			for range steps {
				kernel.Normals(xi, src)
				apply(m, s, 1, sign, dt, xi)
			}
			mean, sd := stat.MeanStdDev(s.X[0], nil)
			near(t, "mean", mean, 0.5+sign*0.01*float64(tt.n), 4*tt.sd/math.Sqrt(cells))
			near(t, "standard deviation", sd, tt.sd, 4*tt.sd/math.Sqrt(2*cells))
		}
	}
}

// Widths add: a long pulse is the short ones that make it up.
func TestExpPulseTimeAdds(t *testing.T) {
	m := expPulse(60, 2.4, -4.88)
	a, b := device.NewState(m, 1), device.NewState(m, 1)
	apply(m, a, 1, 1, 3.5e-7, nil)
	for _, dt := range []float64{1e-7, 0.25e-7, 2.25e-7} {
		apply(m, b, 1, 1, dt, nil)
	}
	near(t, "3.5 SET pulses", a.X[0][0], b.X[0][0], 1e-15)
	apply(m, a, 1, -1, 5e-7, nil)
	apply(m, b, 5, -1, 1e-7, nil)
	near(t, "2.5 RESET pulses", a.X[0][0], b.X[0][0], 1e-15)
}

// Curves that accelerate toward a late step have e^(1/a) beyond all numbers; the cell must
// still stay where it is, and move at the end.
func TestExpPulseLateStep(t *testing.T) {
	m := expPulse(40, -10.1, 10.1)
	s := device.NewState(m, 2)
	m.Set(s, []float64{0, 1})
	up := apply(m, s, 38, 1, 1e-7, []float64{1, -1})
	near(t, "two pulses before the end", up[0], m.GMin, 1e-9*m.GMax)
	near(t, "at the end", apply(m, s, 2, 1, 1e-7, []float64{1, -1})[0], m.GMax, 1e-9*m.GMax)
	near(t, "a very long pulse", apply(m, s, 1, -1, 1e3, []float64{1, -1})[0], m.GMin, 1e-9*m.GMax)
}

// Workers that share a card must not see each other: a label is inverted on first use.
func TestExpPulseOnManyWorkers(t *testing.T) {
	want := device.NewState(expPulse(40, 1.94, -0.61), 1)
	apply(expPulse(40, 1.94, -0.61), want, 10, 1, 1e-7, nil)
	for range 50 {
		m := expPulse(40, 1.94, -0.61)
		var wg sync.WaitGroup
		states := make([]device.State, 8)
		for k := range states {
			states[k] = device.NewState(m, 1)
			wg.Go(func() { apply(m, states[k], 10, 1, 1e-7, nil) })
		}
		wg.Wait()
		for _, s := range states {
			if s.X[0][0] != want.X[0][0] {
				t.Fatalf("a worker got %.17g, want %.17g", s.X[0][0], want.X[0][0])
			}
		}
	}
}
