package device_test

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

func stanford(t *testing.T) *device.Stanford {
	return preset(t, "stanford-pku").Model.(*device.Stanford)
}

// Resistance at 0.1 V by the gap: closed form with the constants of rram_v_1_0_0.va.
func TestStanfordResistance(t *testing.T) {
	m := stanford(t)
	s := device.NewState(m, 1)
	for gap, want := range map[float64]float64{0.2: 541.8, 0.5: 1799, 1: 13.29e3, 1.7: 218.6e3} {
		s.X[0][0] = gap * 1e-9
		r := 1 / apply(m, s, 0, 0, 0, nil)[0]
		near(t, "R", r, want, 1e-3*want)
		near(t, "R", r, 0.1/(1e-3*math.Exp(-gap/0.25)*math.Sinh(0.4)), 1e-10*r)
	}
}

// The gap moves at the velocity of the equation, written out here, at small changes; a hotter cell and
// one with thermal resistance move faster, and by as much as Arrhenius says.
func TestStanfordVelocity(t *testing.T) {
	m := stanford(t)
	velocity := func(gap, v, kelvin float64) float64 {
		s := device.NewState(m, 1)
		s.Kelvin = []float64{kelvin}
		s.X[0][0] = gap
		speed := expected(m, gap, v, kelvin)
		m.Step(s, []float64{v}, 1e-14/math.Abs(speed), nil) // 1e-5 nm
		return (s.X[0][0] - gap) * math.Abs(speed) / 1e-14
	}
	for _, gap := range []float64{0.4e-9, 1e-9, 1.5e-9} {
		for _, v := range []float64{1.4, -1.4, -2} {
			for _, kelvin := range []float64{298, 360} {
				want := expected(m, gap, v, kelvin)
				near(t, "velocity", velocity(gap, v, kelvin), want, 1e-3*math.Abs(want))
			}
		}
	}
	if slow, fast := velocity(1.5e-9, 1.4, 298), velocity(1.5e-9, 1.4, 360); fast/slow < 1.5 {
		t.Errorf("62 K more make it %.2f times as fast", fast/slow)
	}
}

// expected is dgap/dt of the publication, m/s.
func expected(m *device.Stanford, gap, v, kelvin float64) float64 {
	const q, k = 1.602176634e-19, 1.380649e-23
	gamma := 16 - 0.8*math.Pow(gap/1e-9, 3)
	if gamma*math.Abs(v)/12e-9 < 1.4e9 {
		gamma = 0
	}
	i := 1e-3 * math.Exp(-gap/0.25e-9) * math.Sinh(v/0.25)
	T := kelvin + math.Abs(v*i)*m.Rth
	return -10 * math.Exp(-0.6*q/(k*T)) * math.Sinh(gamma*0.25e-9/12e-9*q*v/(k*T))
}

// Below 1.4e9 V/m nothing moves: 1.0504 V at the smallest gap, and RESET stops at the gap whose own
// threshold is its voltage, (γ0 - F_min t_ox/V)/β = gap³.
func TestStanfordThreshold(t *testing.T) {
	c := preset(t, "stanford-pku")
	m := c.Model.(*device.Stanford)
	set, reset, ok := c.Thresholds()
	if want := 1.4e9 * 12e-9 / (16 - 0.8*0.008); !ok || math.Abs(set-want) > 1e-12 || set != -reset {
		t.Errorf("thresholds %g and %g V, want ±%g", set, reset, want)
	}
	s := device.NewState(m, 1)
	s.X[0][0] = 0.3e-9
	apply(m, s, 1, -1.2, 1e6, nil)
	near(t, "gap after a long RESET of 1.2 V, nm", s.X[0][0]*1e9, math.Cbrt((16-16.8/1.2)/0.8), 1e-9)
	apply(m, s, 1, -1.1, 1e6, nil)
	near(t, "and one of 1.1 V", s.X[0][0]*1e9, math.Cbrt((16-16.8/1.2)/0.8), 1e-9)
}
