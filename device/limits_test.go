package device_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// Yakopcic without slowing but for the factor (1-x) or x is VTEAM with a linear window, of the rate at
// the voltage.
func TestYakopcicBecomesVTEAM(t *testing.T) {
	y := preset(t, "taox-miao").Model.(*device.Yakopcic)
	y.AlphaSet, y.AlphaReset, y.XSet, y.XReset, y.XMin = 0, 0, 0, 1, 0
	const up, down = 0.75, -1.25
	m := memTorch()
	m.Conduction, m.WindowSet, m.WindowReset, m.AlphaSet, m.AlphaReset, m.VSet, m.VReset = "conductance", 1, 1, 0, 0, 0.5, -0.75
	m.KSet = 7.5 * (math.Exp(up) - math.Exp(0.5))
	m.KReset = 2 * (math.Exp(-down) - math.Exp(0.75))
	a, b := device.NewState(y, 1), device.NewState(m, 1)
	a.X[0][0], b.X[0][0] = 0.2, 0.2
	for k := range 40 {
		v := up
		if k%3 == 2 {
			v = down
		}
		apply(y, a, 1, v, 0.03, nil)
		apply(m, b, 1, v, 0.03, nil)
		near(t, "state", a.X[0][0], b.X[0][0], 1e-8)
	}
}

// Where R_on and R_off are nearly one the current is ohmic, and linear drift is nonlinear drift with
// q = 1: both move x by a rate times the voltage, under any window.
func TestLinearDriftBecomesNonlinearDrift(t *testing.T) {
	for _, shape := range device.Windows() {
		l := hp()
		l.GMin, l.GMax = 1/1000.001, 1.0/1000
		l.Window = device.Window{Shape: shape, P: 2, J: 1}
		n := preset(t, "ion-drift-nonlinear").Model.(*device.NonlinearDrift)
		n.Window, n.Q, n.K = l.Window, 1, 1e-14*1000/1e-16/1000 // μ R_on/D² over R
		a, b := device.NewState(l, 1), device.NewState(n, 1)
		for _, v := range []float64{0.7, -0.3, 1.2, -1.4} {
			apply(l, a, 1, v, 1, nil)
			apply(n, b, 1, v, 1, nil)
			near(t, shape, a.X[0][0], b.X[0][0], 1e-5)
		}
	}
}

// c2c scatters a step by a part of itself, c2c_range a pulse by a part of the range; both add in
// quadrature; and a read of a cell without threshold is not scattered by the range.
func TestJitter(t *testing.T) {
	const cells = 40_000
	m := preset(t, "jart-vcm").Model.(*device.JART)
	xi := make([]float64, cells)
	kernel.Normals(xi, variability.Seed(6).Named("jitter").Source())
	after := func(v float64) (mean, sd float64) {
		s := device.NewState(m, cells)
		for i := range cells {
			s.X[0][i] = 1
		}
		apply(m, s, 1, v, 1e-6, xi)
		for i := range cells {
			s.X[0][i]--
		}
		return stat.MeanStdDev(s.X[0], nil)
	}
	step, sd := after(0.342)
	near(t, "sd without scatter", sd, 0, 1e-12)
	m.C2C, m.C2CRange = 0.5, 0.01
	want := math.Hypot(0.5*step, 0.01*(m.NHigh-m.NLow))
	mean, sd := after(0.342)
	near(t, "mean", mean, step, 4*want/math.Sqrt(cells))
	near(t, "sd", sd, want, 4*want/math.Sqrt(2*cells))
	_, sd = after(0.17)
	near(t, "sd below half of a pulse", sd, 0, 1e-6)
}

// V² (g_min + g_max)/2 t is what NeuroSim's table gives as energies of pulses in mid-range: pJ.
func TestNeuroSimEnergies(t *testing.T) {
	for _, tt := range []struct {
		card       string
		set, reset float64
	}{
		{"ag-asi", 64, 49}, {"taox-hfox", 0.704, 0.704}, {"pcmo", 100, 100}, {"memristor", 2940, 3630}, {"epiram", 790, 280}, {"taox-tio2", 54e3, 13.5e3},
	} {
		m := preset(t, tt.card).Model
		lo, hi := m.Range()
		p := m.Nominal()
		near(t, tt.card+" SET", 1e12*p.SetVoltage*p.SetVoltage*(lo+hi)/2*p.SetWidth, tt.set, 0.015*tt.set)
		near(t, tt.card+" RESET", 1e12*p.ResetVoltage*p.ResetVoltage*(lo+hi)/2*p.ResetWidth, tt.reset, 0.015*tt.reset)
	}
}
