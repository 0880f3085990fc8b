package crossbar

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/variability"
)

// logs of the factors of a parameter: normal, so correlations are those of the deviates.
func logs(a *Array, name string) []float64 {
	x := doubles(a.state.Spread[name])
	for i := range x {
		x[i] = math.Log(x[i])
	}
	return x
}

// The standard error of a correlation of 10⁵ cells is at most 0.0032; four of them.
func TestParametersAreCorrelated(t *testing.T) {
	card := preset(t, "memristor")
	card.Correlation = map[[2]string]float64{device.Pair("g_max", "g_min"): 0.5, device.Pair("g_max", "states_ltp"): 0.1}
	a := build(t, card, spreadRows, spreadCols, Options{
		D2D: 0.3, Correlation: -0.2,
		Pairs: map[[2]string]float64{device.Pair("states_ltp", "g_max"): 0.4},
	})
	for _, tt := range []struct {
		a, b string
		want float64
	}{
		{"g_max", "g_min", 0.5},       // the card's
		{"g_max", "states_ltp", -0.4}, // the study's: steps, of which the number of pulses is the reciprocal
		{"g_min", "states_ltd", 0.2},  // everybody's
		{"states_ltp", "states_ltd", -0.2},
	} {
		near(t, tt.a+" and "+tt.b, stat.Correlation(logs(a, tt.a), logs(a, tt.b), nil), tt.want, 0.013)
	}
	for _, name := range []string{"g_max", "g_min"} {
		moments(t, name, doubles(a.state.Spread[name]), 0.3)
	}
}

// In an array cells have in common what the texture says, and a spread keeps its CV.
func TestTextureOfAnArray(t *testing.T) {
	const arrays = 200
	var in, out, all float64
	for k := range arrays {
		a := build(t, preset(t, "memristor"), 10, 10, Options{
			D2D: 0.3, Texture: variability.Texture{Row: 0.7}, Stream: variability.Seed(5).At(k),
		})
		x := logs(a, "g_max")
		v := math.Log(1 + 0.09)
		for i := range x {
			x[i] += v / 2
		}
		for r := range 9 {
			in += x[r*10] * x[r*10+5] / v / (9 * arrays)
			out += x[r*10] * x[r*10+10] / v / (9 * arrays)
			all += x[r*10] * x[r*10] / v / (9 * arrays)
		}
	}
	// 1800 products, of which neighbours share a row: four standard errors of √(2/1800), more than enough
	near(t, "same row", in, 0.7, 0.14)
	near(t, "same column", out, 0, 0.14)
	near(t, "variance", all, 1, 0.14)
}

func TestDifferencesRefused(t *testing.T) {
	pair := func(a, b string, rho float64) map[[2]string]float64 {
		return map[[2]string]float64{device.Pair(a, b): rho}
	}
	for _, tt := range []struct {
		opt  Options
		want string
	}{
		{Options{D2D: 0.1, Correlation: -0.9}, "contradict"},
		{Options{D2D: 0.1, Pairs: pair("g_max", "g_mix", 0.1)}, `did you mean "g_min"`},
		{Options{D2D: 0.1, Texture: variability.Texture{Row: 2}}, "at most 1"},
		{Options{D2D: 0.5, Shape: variability.Spread{Kind: variability.Normal}}, "0.25"},
		{Options{D2D: 0.5, Shape: variability.Spread{Kind: variability.Discrete}}, "levels"},
	} {
		if _, err := New(preset(t, "memristor"), 4, 4, tt.opt); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: error %v, want one that says %s", tt.opt, err, tt.want)
		}
	}
	if err := (Options{D2D: 0.1, Correlation: 1}).Check(preset(t, "memristor")); err != nil {
		t.Errorf("correlation 1: %v", err)
	}
}
