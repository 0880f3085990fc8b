package device_test

import (
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// Steps are the nodes where nodes are, and halfway between them the mean; the same nodes serve both directions by
// conductance, not by the way gone.
func TestPiecewiseStepNodes(t *testing.T) {
	c := preset(t, "ftj-pzt")
	m := c.Model.(*device.PiecewiseStep)
	m.StepLTP, m.StepLTD = 1e-3, 1e-3
	m.NodesLTP, m.NodesLTD = []float64{4, 2, 1}, []float64{1, 3, 7}
	for _, tt := range []struct{ from, up, down float64 }{{0, 4, 0}, {0.25, 3, 2}, {0.5, 2, 3}, {0.75, 1.5, 5}, {1, 0, 7}} {
		s := at(c, tt.from)
		pulse(c, s, true, 1)
		near(t, "SET", s.X[0][0]-tt.from, 1e-3*tt.up, 1e-15)
		s = at(c, tt.from)
		pulse(c, s, false, 1)
		near(t, "RESET", tt.from-s.X[0][0], 1e-3*tt.down, 1e-15)
	}
}

func TestPiecewiseStepRefuses(t *testing.T) {
	c := preset(t, "ftj-pzt")
	if err := c.Set("nodes_ltp", "1"); err == nil || err.Error() != "nodes_ltp = a table of 1: want 2 to 4096 entries (table of the model)" {
		t.Errorf("one node: %v", err)
	}
}

// 256 states in the source: 255 mean steps of the card cross the range.
func TestFTJStates(t *testing.T) {
	c := preset(t, "ftj-pzt")
	s := at(c, 0)
	pulse(c, s, true, 255)
	near(t, "after 255 pulses", s.X[0][0], 1, 0.01)
}
