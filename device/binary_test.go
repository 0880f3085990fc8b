package device_test

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// many returns cells of a model that are all off or all on, and what draws for them.
func many(m device.Synapse, n int, w float64, purpose string) (device.State, func() []float64) {
	s, all := device.NewState(m, n), make([]float64, n)
	for i := range all {
		all[i] = w
	}
	m.Set(s, all)
	src, xi := variability.Seed(23).Named(purpose).Source(), make([]float64, n*m.Draws())
	return s, func() []float64 {
		kernel.Normals(xi, src)
		return xi
	}
}

// ones counts the cells in LRS.
func ones(s device.State) (n float64) {
	for _, on := range s.X[0] {
		n += on
	}
	return n
}

// The switched part is p, and after n pulses 1 - (1-p)^n, within four standard errors of the binomial law.
func TestBinarySwitchesWithItsProbability(t *testing.T) {
	const cells = 40_000
	m := preset(t, "cbram-ges2").Model.(*device.Binary)
	for _, tt := range []struct{ n, p float64 }{{1, 0.4}, {3, 1 - math.Pow(0.6, 3)}, {0.5, 1 - math.Sqrt(0.6)}} {
		s, draw := many(m, cells, 0, "binary")
		apply(m, s, 1, m.SetVoltage, tt.n*m.SetWidth, draw())
		near(t, "switched part", ones(s)/cells, tt.p, 4*math.Sqrt(tt.p*(1-tt.p)/cells))
		before := ones(s)
		apply(m, s, 1, m.ResetVoltage, m.ResetWidth, draw())
		near(t, "switched back", ones(s)/before, 0.5, 4*0.5/math.Sqrt(before))
		mean := device.NewState(m, 1)
		apply(m, mean, 1, m.SetVoltage, tt.n*m.SetWidth, nil)
		near(t, "without noise", mean.X[0][0], tt.p, 1e-12)
	}
}

// ln G of the switched cells is normal with mean ln g - σ²/2 and standard deviation σ: Kolmogorov–Smirnov at the 0.1 %
// level, D < 1.95/√n. The mean of G itself is g_max or g_min.
func TestBinaryRedrawIsLognormal(t *testing.T) {
	const cells = 40_000
	m := preset(t, "oxram-binary").Model.(*device.Binary)
	m.PSet, m.PReset = 1, 1
	for _, tt := range []struct {
		from, g, sigma, volts float64
	}{{0, 304e-6, 0.053, m.SetVoltage}, {1, 11.9e-6, 0.444, m.ResetVoltage}} {
		s, draw := many(m, cells, tt.from, "redraw")
		g := apply(m, s, 1, tt.volts, m.SetWidth, draw())
		near(t, "mean over nominal", stat.Mean(g, nil)/tt.g, 1, 4*tt.sigma/math.Sqrt(cells)*math.Exp(tt.sigma))
		ln := make([]float64, cells)
		for i := range ln {
			ln[i] = math.Log(g[i])
		}
		slices.Sort(ln)
		law := distuv.Normal{Mu: math.Log(tt.g) - tt.sigma*tt.sigma/2, Sigma: tt.sigma}
		var d float64
		for i, x := range ln {
			f := law.CDF(x)
			d = max(d, f-float64(i)/cells, float64(i+1)/cells-f)
		}
		if limit := 1.95 / math.Sqrt(cells); !(d < limit) {
			t.Errorf("Kolmogorov–Smirnov distance %.4f, want < %.4f", d, limit)
		}
	}
}

// A pulse on a cell that is there already draws nothing anew; a switching does, independently of the last.
func TestBinaryRedrawsAtSwitchingOnly(t *testing.T) {
	const cells = 10_000
	m := preset(t, "oxram-binary").Model.(*device.Binary)
	m.PSet, m.PReset = 1, 1
	s, draw := many(m, cells, 0, "switching")
	first := apply(m, s, 1, m.SetVoltage, m.SetWidth, draw())
	if again := apply(m, s, 1, m.SetVoltage, m.SetWidth, draw()); !slices.Equal(first, again) {
		t.Error("a second SET pulse changes a cell")
	}
	apply(m, s, 1, m.ResetVoltage, m.ResetWidth, draw())
	next := apply(m, s, 1, m.SetVoltage, m.SetWidth, draw())
	near(t, "correlation from one SET to the next", stat.Correlation(first, next, nil), 0, 4/math.Sqrt(cells))
	lo, hi := m.Reach()
	if slices.Min(next) < lo || slices.Max(next) > hi {
		t.Error("beyond the reach")
	}
}

// σ of ln G as N2D2 has it: exp(origin + slope ln G).
func TestOxRAMSigma(t *testing.T) {
	m := preset(t, "oxram-binary").Model.(*device.Binary)
	near(t, "σ LRS", m.SigmaLRS, math.Exp(-17.1691-1.7575*math.Log(m.GMax)), 5e-4)
	near(t, "σ HRS", m.SigmaHRS, math.Exp(-1.7081-0.0791*math.Log(m.GMin)), 5e-4)
}

// One attempt on 64 devices in HRS with a drawn pulse of probability 0.0020: 0.1079 switch in the mean.
func TestOxRAM64Devices(t *testing.T) {
	m := preset(t, "oxram-binary").Model.(*device.Binary)
	near(t, "devices", 64*0.0020*m.PSet, 0.1079, 1e-4)
}
