package crossbar

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat"

	"github.com/xbar-sim/xbar/variability"
)

const (
	spreadRows, spreadCols = 316, 317 // 100 172 cells
	spreadCells            = spreadRows * spreadCols
)

// moments checks mean 1 and the coefficient of variation within four standard errors; that of
// the standard deviation takes the kurtosis of the sample.
func moments(t *testing.T, what string, x []float64, cv float64) {
	t.Helper()
	n := float64(len(x))
	mean, sd := stat.MeanStdDev(x, nil)
	kurtosis := stat.ExKurtosis(x, nil) + 3
	near(t, what+": mean", mean, 1, 4*cv/math.Sqrt(n))
	near(t, what+": coefficient of variation", sd, cv, 4*cv*math.Sqrt((kurtosis-1)/4/n))
}

func scaled(x []float64, by float64) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = v * by
	}
	return y
}

// What the key d2d spreads is seen from outside: the limits of the range as conductances, the
// step sizes (reciprocals of the numbers of pulses) as factors of mean 1.
func TestD2DMoments(t *testing.T) {
	for _, cv := range []float64{0.1, 0.3} {
		card := preset(t, "memristor")
		lo, hi := card.Model.Range()
		a := build(t, card, spreadRows, spreadCols, Options{D2D: cv})
		moments(t, "g_min", scaled(doubles(a.Conductances()), 1/lo), cv)
		moments(t, "g_max", scaled(doubles(a.state.Spread["g_max"]), 1), cv)
		for _, name := range []string{"states_ltp", "states_ltd"} {
			step := doubles(a.state.Spread[name])
			for i := range step {
				step[i] = 1 / step[i]
			}
			moments(t, "1/"+name, step, cv)
		}
		open := 0
		a.Program(level(spreadCells, 1), false)
		for i, g := range doubles(a.Conductances()) {
			limit := hi * float64(a.state.Spread["g_max"][i])
			if bottom := lo * float64(a.state.Spread["g_min"][i]); limit > bottom {
				near(t, "top of the range", g, limit, 1e-6*limit)
				open++
			}
		}
		if open < spreadCells*9/10 {
			t.Errorf("d2d %g leaves only %d cells of %d a range", cv, open, spreadCells)
		}
	}
}

// Correlations of 10⁵ independent pairs have a standard error of 0.0032.
func TestD2DIsIndependent(t *testing.T) {
	stream := variability.Seed(3).Named("repeat")
	a := build(t, preset(t, "memristor"), spreadRows, spreadCols, Options{D2D: 0.3, Stream: stream.At(0)})
	b := build(t, preset(t, "memristor"), spreadRows, spreadCols, Options{D2D: 0.3, Stream: stream.At(1)})
	names := []string{"g_min", "g_max", "states_ltp", "states_ltd"}
	for i, name := range names {
		x := doubles(a.state.Spread[name])
		near(t, name+": correlation with the next column", stat.Correlation(x[1:], x[:len(x)-1], nil), 0, 0.02)
		near(t, name+": correlation with the next row", stat.Correlation(x[spreadCols:], x[:len(x)-spreadCols], nil), 0, 0.02)
		near(t, name+": correlation with the next repeat", stat.Correlation(x, doubles(b.state.Spread[name]), nil), 0, 0.02)
		for _, other := range names[:i] {
			near(t, name+": correlation with "+other, stat.Correlation(x, doubles(a.state.Spread[other]), nil), 0, 0.02)
		}
	}
	drift := build(t, preset(t, "pcm"), spreadRows, spreadCols, Options{D2D: 0.3})
	xi := doubles(drift.drift.xi)
	near(t, "drift: correlation with the next column", stat.Correlation(xi[1:], xi[:len(xi)-1], nil), 0, 0.02)
	near(t, "drift: correlation with the next row", stat.Correlation(xi[spreadCols:], xi[:len(xi)-spreadCols], nil), 0, 0.02)
	near(t, "drift: correlation with the step", stat.Correlation(xi, doubles(drift.state.Spread["step"]), nil), 0, 0.02)
}

// Independent factors multiply: 1 + cv² = Π (1 + cv_k²).
func TestSpreadsMultiply(t *testing.T) {
	card := preset(t, "memristor")
	card.Spread = map[string]variability.Spread{"g_max": {Kind: variability.Lognormal, CV: 0.2}}
	opt := Options{D2D: 0.1, Spread: map[string]variability.Spread{"g_max": {Kind: variability.Truncated, CV: 0.15}}}
	a := build(t, card, spreadRows, spreadCols, opt)
	want := math.Sqrt((1+0.2*0.2)*(1+0.1*0.1)*(1+0.15*0.15) - 1)
	moments(t, "g_max", doubles(a.state.Spread["g_max"]), want)
	moments(t, "g_min", doubles(a.state.Spread["g_min"]), 0.1)
}

// A spread by name reaches any parameter and moves no other one's numbers.
func TestSpreadByName(t *testing.T) {
	plain := build(t, preset(t, "memristor"), 20, 30, Options{D2D: 0.3})
	more := build(t, preset(t, "memristor"), 20, 30, Options{D2D: 0.3, Spread: map[string]variability.Spread{
		"nl_ltp": {Kind: variability.Normal, CV: 0.1}, "nl_ltd": {Kind: variability.Normal},
	}})
	for name, f := range plain.state.Spread {
		if !slices.Equal(f, more.state.Spread[name]) {
			t.Errorf("a spread of nl_ltp moved %s", name)
		}
	}
	if len(more.state.Spread) != 5 {
		t.Errorf("%d parameters are spread, want the four of d2d and nl_ltp", len(more.state.Spread))
	}
	moments(t, "nl_ltp", doubles(more.state.Spread["nl_ltp"]), 0.1)
	if none := build(t, preset(t, "memristor"), 20, 30, Options{}); len(none.state.Spread) != 0 {
		t.Errorf("without spread %d parameters take memory", len(none.state.Spread))
	}
}

// What a cell is does not change with what is done to it.
func TestD2DStays(t *testing.T) {
	for _, name := range []string{"memristor", "pcm", "vteam"} {
		a := build(t, preset(t, name), 10, 8, Options{D2D: 0.3})
		factors := map[string][]float32{}
		for param, f := range a.state.Spread {
			factors[param] = slices.Clone(f)
		}
		a.Program(level(80, 1), false)
		top := slices.Clone(a.Conductances())
		p := a.Card().Model.Nominal()
		for col := range 8 {
			a.Pulse(col, all(10), p.ResetVoltage, p.ResetWidth)
			a.Pulse(col, all(3), p.SetVoltage, p.SetWidth)
			a.NextInput(variability.Seed(9).At(col))
			a.Read(make([]float32, 8), all(10), nil, p.ReadVoltage)
			a.Advance(1000)
		}
		a.Program(ramp(80, 1, 0), true)
		for param, f := range a.state.Spread {
			if !slices.Equal(f, factors[param]) {
				t.Errorf("%s: the factors of %s changed", name, param)
			}
		}
		a.Program(level(80, 1), false)
		if !slices.Equal(a.Conductances(), top) {
			t.Errorf("%s: the tops of the ranges changed", name)
		}
	}
}
