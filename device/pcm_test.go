package device_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

func pcm(t testing.TB) *device.PCM {
	t.Helper()
	return preset(t, "pcm").Model.(*device.PCM)
}

// after are the pulse numbers at which the published recursion is tabulated.
var after = []int{1, 2, 3, 5, 10, 20}

// recursion returns mean and standard deviation of the conductance after n SET pulses from
// exactly g0, in µS. Without clipping both are exact, for μ and σ are linear in G:
//
//	E⁺   = (1 + m1) E + c1 + a1 e^(-n/2.6)
//	Var⁺ = (1 + m1)² Var + (m2 E + s)² + m2² Var,  s = c2 + a2 e^(-n/2.6)
func recursion(g0 float64, pulses int) (mean, sd float64) {
	mean = g0
	var variance float64
	for n := 1; n <= pulses; n++ {
		fresh := math.Exp(-float64(n) / 2.6)
		s := 0.26 + 2.15*fresh
		variance = (1-0.084)*(1-0.084)*variance + (0.091*mean+s)*(0.091*mean+s) + 0.091*0.091*variance
		mean += -0.084*mean + 0.88 + 1.4*fresh
	}
	return mean, math.Sqrt(variance)
}

// The means need no chance; g_max is out of the way.
func TestPCMMeans(t *testing.T) {
	want := []float64{1.9246, 3.2916, 4.3367, 5.8048, 7.7590, 9.3803}
	m := pcm(t)
	m.GMax = 1
	s := device.NewState(m, 1)
	s.X[0][0] = m.GMin
	done := 0
	for k, n := range after {
		g := apply(m, s, n-done, m.SetVoltage, m.SetWidth, nil)[0]
		done = n
		near(t, "mean, µS", g/1e-6, want[k], 1e-4)
		exact, _ := recursion(0.1, n)
		near(t, "mean, µS", g/1e-6, exact, 1e-12)
		if s.X[1][0] != float64(n) {
			t.Errorf("after %d pulses the count is %g", n, s.X[1][0])
		}
	}
}

// A lower limit far below zero takes the clip away on that side too, so the recursion for the
// variance is exact. The standard error of a standard deviation is sd √((κ-1)/(4N)) with the
// kurtosis κ of the sample.
func TestPCMScatter(t *testing.T) {
	const cells = 40_000
	want := []float64{1.7327, 2.1430, 2.3288, 2.4572, 2.4920, 2.6938}
	m := pcm(t)
	m.GMax = 1
	s := device.NewState(m, cells)
	s.Spread = map[string][]float32{"g_min": make([]float32, cells)}
	for i := range s.X[0] {
		s.X[0][i] = m.GMin
		s.Spread["g_min"][i] = -1e6
	}
	xi, src := make([]float64, cells), variability.Seed(6).Named("pcm scatter").Source()
	done := 0
	for k, n := range after {
		for ; done < n; done++ {
			kernel.Normals(xi, src)
			apply(m, s, 1, m.SetVoltage, m.SetWidth, xi)
		}
		exactMean, exact := recursion(0.1, n)
		near(t, "closed form, µS", exact, want[k], 1e-4)
		mean, sd := stat.MeanStdDev(s.X[0], nil)
		kurtosis := stat.ExKurtosis(s.X[0], nil) + 3
		near(t, "mean, µS", mean/1e-6, exactMean, 4*exact/math.Sqrt(cells))
		near(t, "standard deviation, µS", sd/1e-6, exact, 4*exact*math.Sqrt((kurtosis-1)/4/cells))
	}
}

// Within [0.1, 12] µS the published Monte Carlo of 20 000 cells gives 2.08 ± 1.53 after one
// pulse, 7.70 ± 2.17 after ten, 8.90 ± 1.97 after twenty. Both runs have their error, and the
// numbers are rounded to 0.01.
func TestPCMScatterWithinItsRange(t *testing.T) {
	const cells = 40_000
	m := pcm(t)
	s := device.NewState(m, cells)
	for i := range s.X[0] {
		s.X[0][i] = m.GMin
	}
	xi, src := make([]float64, cells), variability.Seed(7).Named("pcm clipped").Source()
	done := 0
	for _, tt := range []struct {
		n        int
		mean, sd float64
	}{{1, 2.08, 1.53}, {10, 7.70, 2.17}, {20, 8.90, 1.97}} {
		for ; done < tt.n; done++ {
			kernel.Normals(xi, src)
			apply(m, s, 1, m.SetVoltage, m.SetWidth, xi)
		}
		mean, sd := stat.MeanStdDev(s.X[0], nil)
		kurtosis := stat.ExKurtosis(s.X[0], nil) + 3
		both := math.Sqrt(1.0/cells + 1.0/20_000)
		near(t, "mean, µS", mean/1e-6, tt.mean, 4*tt.sd*both+0.005)
		near(t, "standard deviation, µS", sd/1e-6, tt.sd, 4*tt.sd*both*math.Sqrt((kurtosis-1)/4)+0.005)
	}
}

// RESET is abrupt: whatever the state and however short, the cell returns to g_min and forgets
// its pulses.
func TestPCMReset(t *testing.T) {
	const cells = 20_000
	m := pcm(t)
	s := device.NewState(m, cells)
	w := make([]float64, cells)
	for i := range w {
		w[i] = float64(i) / (cells - 1)
	}
	m.Set(s, w)
	for i, g := range apply(m, s, 1, m.ResetVoltage, m.ResetWidth/10, nil) {
		if g != m.GMin || s.X[1][i] != 0 {
			t.Fatalf("RESET from w = %g leaves %g S and %g pulses", w[i], g, s.X[1][i])
		}
	}
	m.Set(s, w)
	xi := make([]float64, cells)
	kernel.Normals(xi, variability.Seed(8).Named("pcm reset").Source())
	mean, sd := stat.MeanStdDev(apply(m, s, 1, m.ResetVoltage, m.ResetWidth, xi), nil)
	near(t, "mean after RESET, µS", mean/1e-6, 0.1, 4*0.01/math.Sqrt(cells))
	near(t, "standard deviation after RESET, µS", sd/1e-6, 0.01, 4*0.01/math.Sqrt(2*cells))

	before, count := s.X[0][7], s.X[1][7]
	apply(m, s, 1, -0.99*m.Threshold, 1, xi)
	if s.X[0][7] != before || s.X[1][7] != count {
		t.Error("a voltage below the threshold RESETs")
	}
}

// The count is what makes the first pulse after RESET the largest: two cells of one
// conductance but of different pasts go on differently.
func TestPCMRemembersItsPulses(t *testing.T) {
	m := pcm(t)
	s := device.NewState(m, 2)
	s.X[0][0], s.X[0][1], s.X[1][1] = 3e-6, 3e-6, 10
	g := apply(m, s, 1, m.SetVoltage, m.SetWidth, nil)
	near(t, "first pulse, µS", g[0]/1e-6-3, -0.252+0.88+1.4*math.Exp(-1/2.6), 1e-12)
	near(t, "eleventh pulse, µS", g[1]/1e-6-3, -0.252+0.88+1.4*math.Exp(-11/2.6), 1e-12)
}

// Set leaves the count of the mean SET pulses that fit below the target, in every cell by its
// own limits and steps.
func TestPCMSetCountsPulses(t *testing.T) {
	m := pcm(t)
	for _, factor := range []float32{1, 2} {
		s := device.NewState(m, 5)
		s.Spread = map[string][]float32{"step": {factor, factor, factor, factor, factor}}
		p := []int{0, 1, 3, 6, 10}
		w := make([]float64, len(p))
		for i, n := range p {
			g := m.GMin
			for k := 1; k <= n; k++ {
				g += float64(factor) * (m.M1*g + m.C1 + m.A1*math.Exp(-float64(k)/m.P0))
			}
			w[i] = (g*1.001 - m.GMin) / (m.GMax - m.GMin)
		}
		m.Set(s, w)
		for i, n := range p {
			if s.X[1][i] != float64(n) {
				t.Errorf("steps × %g, w = %.3f: count %g, want %d", factor, w[i], s.X[1][i], n)
			}
		}
	}
}

// Several nominal widths are that many pulses, with the scatter of their sum; a shorter pulse
// is a whole one.
func TestPCMWidths(t *testing.T) {
	m := pcm(t)
	s := device.NewState(m, 2)
	m.Set(s, []float64{0, 0})
	one, other := s.Slice(0, 1), s.Slice(1, 2)
	long := apply(m, one, 1, m.SetVoltage, 5*m.SetWidth, nil)[0]
	short := apply(m, other, 5, m.SetVoltage, m.SetWidth, nil)[0]
	near(t, "five pulses, µS", long/1e-6, short/1e-6, 1e-12)
	m.Set(s, []float64{0, 0})
	whole := apply(m, one, 1, m.SetVoltage, m.SetWidth, nil)[0]
	part := apply(m, other, 1, m.SetVoltage, m.SetWidth/5, nil)[0]
	near(t, "a fifth of a pulse, µS", part/1e-6, whole/1e-6, 0)
}

// step scales the mean and c2c adds its fraction of it in quadrature; neither touches the
// card's own scatter.
func TestPCMStepAndScatterScale(t *testing.T) {
	m := pcm(t)
	m.StepScale, m.C2C = 1.5, 0.8
	s := device.NewState(m, 1)
	s.X[0][0] = 3e-6
	mu := 1.5 * (-0.084*3 + 0.88 + 1.4*math.Exp(-1/2.6))
	sigma := 0.091*3 + 0.26 + 2.15*math.Exp(-1/2.6)
	g := apply(m, s, 1, m.SetVoltage, m.SetWidth, []float64{1})[0]
	near(t, "one standard deviation above the mean, µS", g/1e-6, 3+mu+math.Hypot(sigma, 0.8*mu), 1e-12)
}
