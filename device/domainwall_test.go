package device_test

import (
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// The wall moves in proportion to time and to the excess over the threshold, and stops at the ends.
func TestDomainWallMoves(t *testing.T) {
	m := preset(t, "sot-domain-wall").Model.(*device.DomainWall)
	for _, tt := range []struct{ v, dt, want float64 }{
		{1, 10e-9, 0.55}, {1, 40e-9, 0.7}, {1.5, 10e-9, 0.6}, {-1, 10e-9, 0.45}, {0.5, 1, 0.5}, {0.75, 20e-9, 0.55}, {1, 1, 1}, {-1, 1, 0},
	} {
		s := device.NewState(m, 1)
		m.Set(s, []float64{0.5})
		apply(m, s, 1, tt.v, tt.dt, nil)
		near(t, "place", s.X[0][0], tt.want, 1e-12)
	}
}
