package device_test

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// Beer and Lambert: equal crystalline parts take equal factors of light. Pulses are soft steps of that part.
func TestPhotonicTransmission(t *testing.T) {
	m := preset(t, "photonic-gst").Model.(*device.Photonic)
	s, g := device.NewState(m, 5), make([]float64, 5)
	copy(s.X[0], []float64{0, 0.25, 0.5, 0.75, 1})
	m.Conductance(g, s)
	for i := 1; i < 5; i++ {
		near(t, "factor", g[i]/g[i-1], math.Pow(2, 0.25), 1e-12)
	}
	one := device.NewState(m, 1)
	apply(m, one, 10, m.SetVoltage, m.SetWidth, nil)
	near(t, "amorphous part", one.X[0][0], 1-math.Pow(0.9, 10), 1e-12)
	m.Set(one, []float64{0.5})
	m.Conductance(g[:1], one)
	near(t, "half of the range", g[0]*1e6, 675, 1e-9)
}
