package device_test

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// The gate moves the conductance over four decades in 80 V and leaves the steps alone.
func TestMemtransistorGate(t *testing.T) {
	m := preset(t, "mos2-memtransistor").Model.(*device.Memtransistor)
	s := device.NewState(m, 1)
	g := apply(m, s, 10, m.SetVoltage, m.SetWidth, nil)[0]
	x := 1 - math.Pow(0.95, 10)
	near(t, "conductance, nS", g*1e9, 1+99*x, 1e-9)
	m.Gate = 40
	high := make([]float64, 1)
	m.Conductance(high, s)
	m.Gate = -40
	low := make([]float64, 1)
	m.Conductance(low, s)
	near(t, "decades", math.Log10(high[0]/low[0]), 4, 1e-12)
	lo, hi := m.Range()
	near(t, "on/off", hi/lo, 100, 1e-9)
	near(t, "state", s.X[0][0], x, 1e-13)
	c := preset(t, "mos2-memtransistor")
	if err := c.Set("v_gate", 200.0); err == nil {
		t.Error("a gate that opens the channel to 1000 S was taken")
	}
}
