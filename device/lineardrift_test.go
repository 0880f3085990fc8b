package device_test

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// hp is the memristor of the closed forms: 100 Ω to 16 kΩ, 10 nm, 1e-14 m²/(V s), no window.
func hp() *device.LinearDrift {
	return &device.LinearDrift{
		GMin: 1 / 16e3, GMax: 1 / 100.0, Mobility: 1e-14, Thickness: 10e-9, Window: device.Window{Shape: "none", P: 1},
		Pulses: device.Pulses{SetVoltage: 1, SetWidth: 1e-6, ResetVoltage: -1, ResetWidth: 1e-6, ReadVoltage: 0.1, ReadWidth: 1e-9},
	}
}

// A sweep is one period of v = sin 2πft on a cell that starts at 11 kΩ.
type sweep struct{ v, i, r []float64 }

func (s sweep) lobe() float64 { // ∮ i dv of the first half period, W
	var area float64
	n := len(s.v) / 2
	for k := range n {
		area += 0.5 * (s.i[k] + s.i[k+1]) * (s.v[k+1] - s.v[k])
	}
	return math.Abs(area)
}

func sine(m *device.LinearDrift, f float64, n int) sweep {
	s := device.NewState(m, 1)
	s.X[0][0] = (16e3 - 11e3) / 15.9e3
	var out sweep
	note := func(v float64) {
		i, g := []float64{0}, []float64{0}
		m.Current(i, s, []float64{v})
		m.Conductance(g, s)
		out.v, out.i, out.r = append(out.v, v), append(out.i, i[0]), append(out.r, 1/g[0])
	}
	note(0)
	for k := range n {
		// the mean of the voltage over the step, so that the flux is exact
		a, b := 2*math.Pi*float64(k)/float64(n), 2*math.Pi*float64(k+1)/float64(n)
		m.Step(s, []float64{(math.Cos(a) - math.Cos(b)) / (b - a)}, 1/(f*float64(n)), nil)
		note(math.Sin(b))
	}
	return out
}

// R² = R0² - 2 k ΔR φ with k = 1e4/C and φ_max = 1/(π f): the smallest resistance under a sine.
func TestLinearDriftUnderASine(t *testing.T) {
	for f, want := range map[float64]float64{1: 4447.185, 2: 8389.80, 10: 10529.85} {
		s := sine(hp(), f, 2000)
		least := math.Inf(1)
		for k, r := range s.r {
			least = min(least, r)
			phi := (1 - math.Cos(2*math.Pi*float64(k)/2000)) / (2 * math.Pi * f)
			near(t, "R²", r*r, 121e6-2*1e4*15.9e3*phi, 1e-3)
		}
		near(t, "smallest resistance", least, want, 1e-4*want)
	}
}

// A loop is pinched: no current without voltage, and it closes. Its lobes shrink with frequency, in the
// end as 1/f.
func TestLinearDriftLobes(t *testing.T) {
	last := math.Inf(1)
	for _, tt := range []struct{ f, area float64 }{{1, 3.66158e-5}, {2, 9.25691e-6}, {4, 3.75900e-6}, {10, 1.35236e-6}, {100, 1.27550e-7}, {1e4, 1.2670e-9}} {
		s := sine(hp(), tt.f, 20_000)
		near(t, "area of a lobe", s.lobe(), tt.area, 1e-3*tt.area)
		if s.lobe() >= last {
			t.Errorf("the lobe grows to %g W at %g Hz", s.lobe(), tt.f)
		}
		last = s.lobe()
		near(t, "I at 0 V", s.i[0], 0, 0)
		near(t, "I after half a period", s.i[10_000], 0, 1e-12)
		near(t, "R after a period", s.r[20_000], 11e3, 1e-6)
	}
}

// φ(q) = R0 q - ½ k ΔR q² along any waveform inside the bounds.
func TestLinearDriftChargeAndFlux(t *testing.T) {
	m := hp()
	s := device.NewState(m, 1)
	s.X[0][0] = (16e3 - 11e3) / 15.9e3
	var q, phi float64
	for k := range 200_000 {
		x := float64(k) / 200_000
		v := 1.3*math.Sin(40*x*x) + 0.4*math.Sin(333*x) - 0.2
		g := apply(m, s, 0, 0, 0, nil)[0]
		next := apply(m, s, 1, v, 1e-6, nil)[0]
		q += 0.5 * (g + next) * v * 1e-6
		phi += v * 1e-6
		near(t, "flux", phi, 11e3*q-0.5*1e4*15.9e3*q*q, 1e-6*math.Abs(phi)+1e-12)
	}
}

// With a window the equation is integrated; here it is integrated otherwise. All windows are one
// where they are 1: a short way from the middle.
func TestLinearDriftWithWindows(t *testing.T) {
	for _, shape := range device.Windows() {
		for _, v := range []float64{1, -1} {
			m := hp()
			m.Window = device.Window{Shape: shape, P: 2, J: 1}
			s := device.NewState(m, 1)
			s.X[0][0] = 0.4
			want := rungeKutta(0.4, 0.03, 20_000, func(x float64) float64 {
				return 1e4 * v / (16e3 - 15.9e3*x) * m.At(x, v > 0)
			})
			apply(m, s, 1, v, 0.03, nil)
			near(t, shape, s.X[0][0], want, 1e-8)
		}
	}
}

func TestLinearDriftStops(t *testing.T) {
	m := hp()
	s := device.NewState(m, 1)
	near(t, "top", 1/apply(m, s, 1, 1, 100, nil)[0], 100, 1e-9)
	near(t, "bottom", 1/apply(m, s, 1, -1, 100, nil)[0], 16e3, 1e-8)
	m.VSet, m.VReset = 0.55, -0.55
	apply(m, s, 1, 1, 0.01, nil)
	before := s.X[0][0]
	apply(m, s, 1, 0.55, 1e9, nil)
	apply(m, s, 1, -0.55, 1e9, nil)
	near(t, "state below the thresholds", s.X[0][0], before, 0)
}
