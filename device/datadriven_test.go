package device_test

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// Step is the solution of the equation as published, which is integrated here, from several states
// and over times in which the cell goes part of its way.
func TestDataDrivenClosedForms(t *testing.T) {
	exponential := preset(t, "data-driven-2018").Model.(*device.DataDriven)
	square := preset(t, "data-driven-2021").Model.(*device.DataDriven)
	for _, tt := range []struct {
		name string
		m    *device.DataDriven
		v    float64
		from []float64
		f    func(r float64) float64
	}{
		{"2018 RESET", exponential, -1, []float64{2000, 9000, 15000}, func(r float64) float64 {
			return 743.47 * math.Expm1(6.51) * math.Expm1(5.11e-4*(16719-r))
		}},
		{"2018 SET", exponential, 1, []float64{7000, 9000, 15000}, func(r float64) float64 {
			return -68012.28374 * math.Expm1(0.31645) * math.Expm1(1.17e-3*(r-(29304.82557-23692.77225)))
		}},
		{"2021 SET", square, 1.2, []float64{1950, 2300, 2600}, func(r float64) float64 {
			aim := 2699.2336 - 672.930205*1.2
			return 600.10075 * math.Expm1(-1.2/0.0212028) * (r - aim) * (r - aim)
		}},
		{"2021 RESET", square, -1.2, []float64{1650, 2000, 2300}, func(r float64) float64 {
			aim := 649.413746 + 1474.32358*1.2
			return -34.5988399 * math.Expm1(-1.2/0.05343997) * (r - aim) * (r - aim)
		}},
	} {
		for _, from := range tt.from {
			s := device.NewState(tt.m, 1)
			s.X[0][0] = from
			dt := 50 / math.Abs(tt.f(from)) // some 50 Ω
			want := rungeKutta(from, dt, 4000, tt.f)
			tt.m.Step(s, []float64{tt.v}, dt, nil)
			near(t, tt.name, s.X[0][0], want, 1e-7)
			if d := math.Abs(s.X[0][0] - from); d < 1 {
				t.Errorf("%s moves from %g by %g Ω only", tt.name, from, d)
			}
		}
	}
}

// A voltage leads to r(v) and not past it; a cell that is past it stays.
func TestDataDrivenEnds(t *testing.T) {
	m := preset(t, "data-driven-2018").Model.(*device.DataDriven)
	s := device.NewState(m, 1)
	r := func(from, v, dt float64) float64 {
		s.X[0][0] = from
		m.Step(s, []float64{v}, dt, nil)
		return s.X[0][0]
	}
	aim := 29304.82557 - 23692.77225
	near(t, "long SET of 1 V", r(17000, 1, 1e3), aim, 1e-3)
	near(t, "SET of a cell beyond", r(3000, 1, 1e3), 3000, 0)
	near(t, "long RESET", r(1280, -1, 1e3), 16719, 1e-3)
	near(t, "RESET of a cell beyond", r(16900, -1, 1e3), 16900, 0)
	near(t, "a hard SET ends at r_on", r(17000, 2, 1e3), 1280, 0)
}

// I = a sinh(bv)/R.
func TestDataDrivenCurrent(t *testing.T) {
	m := preset(t, "data-driven-2018").Model.(*device.DataDriven)
	s := device.NewState(m, 1)
	s.X[0][0] = 5000
	for _, v := range []float64{-1, 0, 0.3} {
		i := []float64{1}
		m.Current(i, s, []float64{v})
		near(t, "I", i[0], 0.24*math.Sinh(3*v)/5000, 1e-18)
	}
}
