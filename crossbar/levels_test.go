package crossbar

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat"

	"github.com/xbar-sim/xbar/device"
)

// A routine that programs real cells takes the nearest level; one without noise leaves what it was told, the mean
// of many cells. Neither changes the list it was given.
func TestProgramTakesLevels(t *testing.T) {
	a := build(t, preset(t, "ideal-4bit"), 8, 4, Options{})
	w := ramp(32, 0, 1)
	before := slices.Clone(w)
	a.Program(w, true)
	for i, g := range doubles(a.Conductances()) {
		near(t, "level", g*1e6, 10*math.Round(w[i]*15)/15, 1e-6)
	}
	a.Program(w, false)
	for i, g := range doubles(a.Conductances()) {
		near(t, "as told", g*1e6, 10*w[i], 1e-6)
	}
	a.Rewrite(1, []float64{0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7})
	for r := range 8 {
		near(t, "rewritten", float64(a.Conductances()[4*r+1])*1e6, 10*math.Round(1.5*float64(r))/15, 1e-6)
	}
	if !slices.Equal(w, before) {
		t.Error("the list of weights was changed")
	}
}

// Binary cells are in one state or the other, each with the scatter of its switching: σ of ln G within four standard
// errors. Programmed again they are drawn again.
func TestProgramRedraws(t *testing.T) {
	card := preset(t, "oxram-binary")
	card.Spread = nil
	m := card.Model.(*device.Binary)
	const n = 100 * 100
	a := build(t, card, 100, 100, Options{})
	for _, tt := range []struct{ w, g, sigma float64 }{{0.4, m.GMin, m.SigmaHRS}, {0.6, m.GMax, m.SigmaLRS}} {
		logs := func() []float64 {
			a.Program(level(n, tt.w), true)
			x := doubles(a.Conductances())
			for i := range x {
				x[i] = math.Log(x[i])
			}
			return x
		}
		first, second := logs(), logs()
		mean, sd := stat.MeanStdDev(first, nil)
		near(t, "mean of ln G", mean, math.Log(tt.g)-tt.sigma*tt.sigma/2, 4*tt.sigma/math.Sqrt(n))
		near(t, "σ of ln G", sd, tt.sigma, 4*tt.sigma/math.Sqrt(2*n))
		near(t, "correlation between two programmings", stat.Correlation(first, second, nil), 0, 4/math.Sqrt(n))
	}
}
