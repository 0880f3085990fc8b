package device_test

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// Where nothing slows the state its rate is A (e^v - e^v_th); with α = 0 the slowed part is an
// exponential; with α it is integrated here by itself.
func TestYakopcicState(t *testing.T) {
	m := preset(t, "ag-chalcogenide").Model.(*device.Yakopcic) // thresholds 0.16 and -0.15 V, 4000/s, x from 0.3 and 0.5
	s := device.NewState(m, 1)
	at := func(x, v, dt float64) float64 {
		s.X[0][0] = x
		apply(m, s, 1, v, dt, nil)
		return s.X[0][0]
	}
	up, down := 4000*(math.Exp(0.45)-math.Exp(0.16)), 4000*(math.Exp(0.45)-math.Exp(0.15))
	near(t, "free SET", at(0.05, 0.45, 0.2/up), 0.25, 1e-9)
	near(t, "free RESET", at(0.95, -0.45, 0.3/down), 0.65, 1e-9)

	f := func(x float64) float64 { return up * math.Exp(-(x - 0.3)) * (1 - x) / 0.7 }
	near(t, "slowed SET", at(0.4, 0.45, 1/up), rungeKutta(0.4, 1/up, 4000, f), 1e-9)
	f = func(x float64) float64 { return -down * math.Exp(5*(x-0.5)) * x / 0.5 }
	near(t, "slowed RESET", at(0.45, -0.45, 1/down), rungeKutta(0.45, 1/down, 4000, f), 1e-9)

	m.AlphaSet, m.AlphaReset = 0, 0
	near(t, "exponential SET", at(0.4, 0.45, 1/up), 1-0.6*math.Exp(-1/0.7), 1e-9)
	near(t, "exponential RESET", at(0.45, -0.45, 1/down), 0.45*math.Exp(-2), 1e-9)
	near(t, "below the threshold", at(0.4, 0.16, 1e6), 0.4, 0)
	near(t, "below the threshold", at(0.4, -0.15, 1e6), 0.4, 0)
}

// The drives of the fits take each cell from its bottom to its top and back, and the loop is pinched.
func TestYakopcicLoops(t *testing.T) {
	for _, tt := range []struct {
		card      string
		up, down  float64
		frequency float64
	}{
		{"ag-chalcogenide", 0.45, -0.45, 100}, {"taox-miao", 0.75, -1.25, 0.05}, {"ag-asi-jo", 4, -2, 0.1},
	} {
		m := preset(t, tt.card).Model.(*device.Yakopcic)
		s := device.NewState(m, 1)
		s.X[0][0] = 0.11
		const n = 4000
		most, least := 0.0, 1.0
		for k := range n {
			v := math.Sin(2 * math.Pi * float64(k) / n)
			if v > 0 {
				v *= tt.up
			} else {
				v *= -tt.down
			}
			apply(m, s, 1, v, 1/(n*tt.frequency), nil)
			most = max(most, s.X[0][0])
			if k > n/2 {
				least = min(least, s.X[0][0])
			}
			i := []float64{1}
			m.Current(i, s, []float64{0})
			near(t, "I at 0 V", i[0], 0, 0)
		}
		if most < 0.4 || least > 0.5*most {
			t.Errorf("%s: the state goes up to %.3f and back to %.3f", tt.card, most, least)
		}
	}
}
