package device_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// The card's table is of straight lines, so between its entries it is the fit itself: mean 0.892 µS - 0.084 G, standard
// deviation 0.575 µS + 0.09 G.
func TestJumpTableIsItsData(t *testing.T) {
	const cells = 40_000
	c := preset(t, "pcm-memoryless")
	m := c.Model.(*device.JumpTable)
	m.GMin = 0 // out of the way of the scatter
	xi, src := make([]float64, cells), variability.Seed(22).Named("jump table").Source()
	for _, g := range []float64{4.5, 5.1, 7.3} {
		s, w := device.NewState(m, cells), make([]float64, cells)
		for i := range w {
			w[i] = g / 12
		}
		m.Set(s, w)
		near(t, "mean, µS", apply(m, s, 1, m.SetVoltage, m.SetWidth, nil)[0]*1e6, g+0.892-0.084*g, 1e-9)
		m.Set(s, w)
		kernel.Normals(xi, src)
		mean, sd := stat.MeanStdDev(apply(m, s, 1, m.SetVoltage, m.SetWidth, xi), nil)
		want := 0.575 + 0.09*g
		near(t, "sample mean, µS", mean*1e6, g+0.892-0.084*g, 4*want/math.Sqrt(cells))
		near(t, "sample standard deviation, µS", sd*1e6, want, 4*want/math.Sqrt(2*cells))
	}
}

// Pulses are whole, RESET is abrupt, and the mean stops where the table says 0.
func TestJumpTablePulses(t *testing.T) {
	c := preset(t, "pcm-memoryless")
	m := c.Model.(*device.JumpTable)
	part, whole := at(c, 0.2), at(c, 0.2)
	apply(m, part, 1, m.SetVoltage, 0.2*m.SetWidth, nil)
	pulse(c, whole, true, 1)
	near(t, "part of a pulse", part.X[0][0], whole.X[0][0], 0)
	g := apply(m, whole, 1, m.ResetVoltage, m.ResetWidth, nil)[0]
	near(t, "RESET, µS", g*1e6, 0.1, 1e-9)
	g = apply(m, whole, 1, m.SetVoltage, 1e4*m.SetWidth, nil)[0]
	if !(g > 10.5e-6 && g < 12e-6) {
		t.Errorf("ten thousand SET pulses lead to %g S", g)
	}
	alone, together := at(c, 0.01), at(c, 0.01)
	pulse(c, alone, true, 5)
	apply(m, together, 1, m.SetVoltage, 5*m.SetWidth, nil)
	near(t, "five pulses together", together.X[0][0], alone.X[0][0], 1e-15)
}

func TestJumpTableRefuses(t *testing.T) {
	for _, tt := range []struct{ key, value, want string }{
		{"g_table", "1 µS, 3 µS, 2 µS, 4 µS, 5 µS, 6 µS", "g_table = 2 µS: want more than entry 1, 3 µS (conductances of the tables)"},
		{"set_sd", "1 µS, 1 µS", "set_sd = a table of 2: want 6 entries, as many as there are conductances (table of the model)"},
		{"set_mean", "1 µS, -1 µS, 0 S, 0 S, 0 S, 0 S", "set_mean[1] = -1 µS: want 0 to 1 S"},
	} {
		c := preset(t, "pcm-memoryless")
		if err := c.Set(tt.key, tt.value); err == nil || err.Error()[:min(len(tt.want), len(err.Error()))] != tt.want {
			t.Errorf("%s: %v, want %s", tt.key, err, tt.want)
		}
	}
}
