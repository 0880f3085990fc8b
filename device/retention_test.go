package device_test

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// At t = τ a part 1/e is left whatever β; ln(-ln left) is a line of slope β in ln t.
func TestStretchedExponential(t *testing.T) {
	for _, beta := range []float64{0.1, 0.5, 0.83, 1} {
		r := device.Retention{Tau: 1e4, Beta: beta}
		near(t, "left at τ", r.Left(1e4, 1e4), 1/math.E, 1e-12)
		near(t, "left at once", r.Left(0, 1e4), 1, 0)
		slope := math.Log(math.Log(r.Left(1e5, 1e4))/math.Log(r.Left(1e2, 1e4))) / math.Log(1e3)
		near(t, "slope", slope, beta, 1e-12)
		const h = 1e-3
		for _, at := range []float64{1, 1e3, 1e4, 5e4} {
			numeric := (r.Left(at-h, 1e4) - r.Left(at+h, 1e4)) / (2 * h)
			near(t, "speed over the difference quotient", r.Speed(at, 1e4)/numeric, 1, 1e-6)
			if r.Speed(2*at, 1e4) > r.Speed(at, 1e4) {
				t.Errorf("β = %g: the loss is faster at %g s than before", beta, 2*at)
			}
		}
	}
	if none := device.DefaultRetention(); none.Active() {
		t.Error("a card loses its state that does not say so")
	}
	spread := device.Retention{Tau: 10, SD: 0.5}
	near(t, "time constant of a cell", spread.Constant(2), 10*math.E, 1e-12)
}

// The time to lose half at T over that at T_ref gives the activation energy back: the slope of an
// Arrhenius plot.
func TestRetentionArrhenius(t *testing.T) {
	const ea, ref = 1.2, 300.0
	r := device.Retention{Tau: 1e10, Beta: 0.6, ActivationEnergy: ea}
	half := func(kelvin float64) float64 { // by bisection in real time
		lo, hi := 1e-6, 1e12
		for range 200 {
			mid := math.Sqrt(lo * hi)
			if r.Left(mid*device.Acceleration(ea, kelvin, ref), r.Tau) > 0.5 {
				lo = mid
			} else {
				hi = mid
			}
		}
		return lo
	}
	near(t, "half-life at T_ref over the closed form", half(ref)/(1e10*math.Pow(math.Ln2, 1/0.6)), 1, 1e-9)
	for _, pair := range [][2]float64{{358.15, 398.15}, {300, 423.15}} {
		slope := math.Log(half(pair[0])/half(pair[1])) / (1/pair[0] - 1/pair[1]) // K
		near(t, "activation energy, eV", slope*device.Boltzmann, ea, 1e-9)
	}
}
