package device_test

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/stat"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// memTorch is the parameter set of MemTorch's VTEAM in our sign: v_off = 0.02 V,
// k_off = 5e-4 m/s, α_off = 1 RESETs at negative voltage, v_on = -0.2 V, k_on = -10 m/s,
// α_on = 3 SETs at positive voltage; 3 nm, 50 Ω to 1 kΩ, no window.
func memTorch() *device.VTEAM {
	return &device.VTEAM{
		GMin: 1.0 / 1000, GMax: 1.0 / 50, VSet: 0.2, VReset: -0.02, KSet: 10 / 3e-9, KReset: 5e-4 / 3e-9,
		AlphaSet: 3, AlphaReset: 1, Conduction: "resistance",
		Pulses: device.Pulses{SetVoltage: 1, SetWidth: 1e-12, ResetVoltage: -1, ResetWidth: 1e-9, ReadVoltage: 0.01, ReadWidth: 1e-9},
	}
}

// The rate is constant at constant voltage without a window, so the full swing takes 1/rate:
// 3 nm/(5e-4 m/s · 49) = 122.449 ns down and 3 nm/(10 m/s · 4³) = 4.6875 ps up.
func TestVTEAMConstantVoltage(t *testing.T) {
	const reset, set = 122.449e-9, 4.6875e-12
	m := memTorch()
	for _, tt := range []struct {
		name        string
		v, dt, from float64
		want        float64
	}{
		{"RESET, half way", -1, reset / 2, 1, 0.5},
		{"RESET, almost", -1, 0.999 * reset, 1, 0.001},
		{"RESET, full swing", -1, 1.001 * reset, 1, 0},
		{"SET, half way", 1, set / 2, 0, 0.5},
		{"SET, almost", 1, 0.999 * set, 0, 0.999},
		{"SET, full swing", 1, 1.001 * set, 0, 1},
		{"SET, a quarter of the overdrive, 1/64 of the rate", 0.4, 16 * set, 0, 0.25},
		{"between the thresholds", 0.199, 1, 0.5, 0.5},
		{"between the thresholds", -0.0199, 1, 0.5, 0.5},
	} {
		s := device.NewState(m, 1)
		s.X[0][0] = tt.from
		g := apply(m, s, 1, tt.v, tt.dt, nil)[0]
		near(t, tt.name, s.X[0][0], tt.want, 2e-6)
		near(t, tt.name+", R", 1/g, 1000-950*s.X[0][0], 1e-9)
	}
}

// k is the rate at twice the threshold, whatever the exponent.
func TestVTEAMRateAtTwiceTheThreshold(t *testing.T) {
	for _, alpha := range []float64{0, 0.5, 1, 3, 5} {
		m := memTorch()
		m.AlphaSet, m.AlphaReset, m.KSet, m.KReset = alpha, alpha, 1e6, 3e6
		s := device.NewState(m, 1)
		apply(m, s, 1, 0.4, 1e-7, nil)
		near(t, "SET", s.X[0][0], 0.1, 1e-14)
		apply(m, s, 1, -0.04, 2e-8, nil)
		near(t, "RESET", s.X[0][0], 0.04, 1e-14)
	}
}

// rungeKutta integrates dw/dt = f(w) over dt in n classical steps.
func rungeKutta(w, dt float64, n int, f func(float64) float64) float64 {
	h := dt / float64(n)
	for range n {
		a := f(w)
		b := f(w + h/2*a)
		c := f(w + h/2*b)
		d := f(w + h*c)
		w += h / 6 * (a + 2*b + 2*c + d)
	}
	return w
}

// Step solves the equation in closed form; here it is integrated. The paths stay away from
// the bound of windows below 1, where the right-hand side has no derivative.
func TestVTEAMClosedForm(t *testing.T) {
	for _, p := range []float64{0, 0.5, 0.9, 0.995, 1, 1.8, 3} {
		m := memTorch()
		m.Conduction, m.WindowSet, m.WindowReset, m.AlphaSet, m.AlphaReset = "conductance", p, p, 2.5, 1.5
		m.KSet, m.KReset = 2e6, 3e6
		const vSet, vReset = 0.5, -0.06
		rateSet, rateReset := 2e6*math.Pow(vSet/0.2-1, 2.5), 3e6*math.Pow(vReset/-0.02-1, 1.5)
		for _, from := range []float64{0.05, 0.3, 0.8} {
			t.Run(fmt.Sprintf("p=%g/w=%g", p, from), func(t *testing.T) {
				s := device.NewState(m, 1)
				s.X[0][0] = from
				dt := 0.7 * (1 - from) / rateSet
				want := rungeKutta(from, dt, 2000, func(w float64) float64 { return rateSet * math.Pow(1-w, p) })
				apply(m, s, 1, vSet, dt, nil)
				near(t, "SET", s.X[0][0], want, 1e-10)

				s.X[0][0] = from
				dt = 0.7 * from / rateReset
				want = rungeKutta(from, dt, 2000, func(w float64) float64 { return -rateReset * math.Pow(w, p) })
				apply(m, s, 1, vReset, dt, nil)
				near(t, "RESET", s.X[0][0], want, 1e-10)

				one, many := device.NewState(m, 1), device.NewState(m, 1)
				one.X[0][0], many.X[0][0] = from, from
				apply(m, one, 1, vSet, 0.3/rateSet, nil)
				apply(m, many, 30, vSet, 0.01/rateSet, nil)
				near(t, "one long pulse or 30 short ones", many.X[0][0], one.X[0][0], 1e-13)
			})
		}
	}
}

// From full distance a window p < 1 is crossed in the finite time 1/(k (1-p)); with p >= 1 the
// bound is never reached: (1 + (p-1) k t)^(-1/(p-1)) is left, or e^(-kt).
func TestVTEAMReachesTheBound(t *testing.T) {
	m := memTorch()
	m.KSet, m.AlphaSet = 1e6, 0
	left := func(p, kt float64) float64 {
		m.WindowSet = p
		s := device.NewState(m, 1)
		apply(m, s, 1, 1, kt/1e6, nil)
		return 1 - s.X[0][0]
	}
	near(t, "p = 0.5, 99 % of the time", left(0.5, 1.98), 1e-4, 1e-12)
	near(t, "p = 0.5, the whole time", left(0.5, 2.0001), 0, 0)
	near(t, "p = 1", left(1, 5), math.Exp(-5), 1e-14)
	near(t, "p = 1.8", left(1.8, 20), math.Pow(17, -1.25), 1e-14)
}

// A window that is nearly linear must not lose its digits to the power 1/(1-p).
func TestVTEAMNearlyLinearWindow(t *testing.T) {
	for _, p := range []float64{1 - 1e-6, 1 + 1e-6, 1 + 1e-10} {
		m := memTorch()
		m.KSet, m.AlphaSet, m.WindowSet = 1e6, 0, p
		s := device.NewState(m, 1)
		apply(m, s, 1, 1, 1e-6, nil)
		near(t, "w", s.X[0][0], 1-math.Exp(-1), 1e-6)
	}
}

func TestVTEAMScatter(t *testing.T) {
	const cells = 40_000
	m := memTorch()
	m.C2C = 0.3
	s := device.NewState(m, cells)
	xi := make([]float64, cells)
	kernel.Normals(xi, variability.Seed(5).Named("vteam scatter").Source())
	apply(m, s, 1, 1, 0.1*4.6875e-12, xi)
	mean, sd := stat.MeanStdDev(s.X[0], nil)
	near(t, "mean", mean, 0.1, 4*0.03/math.Sqrt(cells)+1e-6)
	near(t, "standard deviation", sd, 0.03, 4*0.03/math.Sqrt(2*cells))
}

// Set in a cell with linear resistance is linear in conductance, as for every other cell.
func TestVTEAMSetWithLinearResistance(t *testing.T) {
	m := memTorch()
	s := device.NewState(m, 3)
	m.Set(s, []float64{0, 0.5, 1})
	g := apply(m, s, 0, 0, 0, nil)
	for i, want := range []float64{1e-3, 10.5e-3, 20e-3} {
		near(t, "G", g[i], want, 1e-15)
	}
	near(t, "state at half the conductance", s.X[0][1], (1000-1/10.5e-3)/950, 1e-12)
}

// one is the closed form for a single cell at voltage v: what Step does to many cells at a time.
func one(m *device.VTEAM, w, v, dt float64) float64 {
	power := func(x, a float64) float64 {
		switch {
		case a == 0:
			return 1
		case x == 0:
			return 0
		case a == 1:
			return x
		}
		return kernel.Exp(a * kernel.Log(x))
	}
	approach := func(u, x, p float64) float64 {
		switch {
		case u <= 0:
			return 0
		case p == 0:
			return max(u-x, 0)
		case math.Abs(p-1) < 1e-9:
			return u * kernel.Exp(-x)
		}
		q := 1 - p
		left := power(u, q) - float64(q*x)
		if left <= 0 {
			return 0
		}
		return power(left, 1/q)
	}
	switch {
	case v > m.VSet:
		rate := m.KSet * power(v/m.VSet-1, m.AlphaSet)
		w = 1 - approach(1-w, float64(rate*dt), m.WindowSet)
	case v < m.VReset:
		rate := m.KReset * power(v/m.VReset-1, m.AlphaReset)
		w = approach(w, float64(rate*dt), m.WindowReset)
	}
	return min(max(w, 0), 1)
}

// Many cells at a time, some SET, some RESET and some at rest, move as each would alone, to the last bit.
func TestVTEAMCellByCell(t *testing.T) {
	src := variability.Seed(6).Named("vteam cells").Rand()
	exponents := []float64{0, 0.5, 1, 1 - 1e-12, 2, 2.7, 5}
	pick := func() float64 { return exponents[src.IntN(len(exponents))] }
	for _, cells := range []int{1, 7, 8, 127, 128, 129, 300} {
		for range 50 {
			m := memTorch()
			m.AlphaSet, m.AlphaReset, m.WindowSet, m.WindowReset = pick(), pick(), pick(), pick()
			m.KSet, m.KReset = 1e6, 3e6
			s, v, want := device.NewState(m, cells), make([]float64, cells), make([]float64, cells)
			dt := 1e-6 * src.Float64()
			for i := range want {
				v[i] = []float64{-0.05, 0, 0.5, -0.1 * src.Float64(), src.Float64()}[src.IntN(5)]
				s.X[0][i] = []float64{0, 1, src.Float64()}[src.IntN(3)]
				want[i] = one(m, s.X[0][i], v[i], dt)
			}
			m.Step(s, v, dt, nil)
			for i, x := range s.X[0] {
				if x != want[i] {
					t.Fatalf("cell %d of %d at %g V: %g, want %g (%+v)", i, cells, v[i], x, want[i], m)
				}
			}
		}
	}
}
