package device_test

import (
	"math"
	"reflect"
	"testing"

	"gonum.org/v1/gonum/stat"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

const year = 365.25 * 86400

// The published times count from t0 before the end of the pulse.
func TestDriftFactor(t *testing.T) {
	d := device.Drift{Onset: 20}
	for _, tt := range []struct{ t, factor float64 }{
		{20, 1}, {60, 0.94655}, {3600, 0.77132}, {86400, 0.65800}, {1e7, 0.51886}, {year, 0.48989}, {10 * year, 0.43661},
	} {
		near(t, "factor", d.Factor(0.05, tt.t-20), tt.factor, 1e-5)
	}
	near(t, "no exponent", d.Factor(0, 1e9), 1, 0)
	if d.Factor(-0.05, 100) <= 1 || d.Factor(0.05, 100) >= 1 {
		t.Error("a positive exponent must lower the conductance, a negative one raise it")
	}
}

// ν ~ N(0.06, 0.02): (1 + t/t0)^-ν is lognormal with L = ln(t/t0), so its mean is
// e^(-νL + s²L²/2) and its variance that squared times e^(s²L²) - 1. That 1 in 700 exponents
// would be negative and is taken absolute moves the mean by 1.6e-4, a fifth of its error.
func TestDriftEnsemble(t *testing.T) {
	const cells = 20_000
	d := device.Drift{Onset: 20, Ref: 25e-6, Offset: 0.06, Min: 0.06, Max: 0.06, SDOffset: 0.02, SDMin: 0.02, SDMax: 0.02}
	src := variability.Seed(9).Named("drift ensemble").Source()
	f := make([]float64, cells)
	for i := range f {
		f[i] = d.Factor(d.Exponent(10e-6, kernel.Normal(src)), 1e7-20)
	}
	l := math.Log(1e7 / 20)
	s2 := 0.02 * 0.02 * l * l
	wantMean := math.Exp(-0.06*l + s2/2)
	wantSD := wantMean * math.Sqrt(math.Expm1(s2))
	near(t, "closed form, mean", wantMean, 0.47100, 1e-5)
	near(t, "closed form, standard deviation", wantSD, 0.12577, 1e-5)
	mean, sd := stat.MeanStdDev(f, nil)
	kurtosis := stat.ExKurtosis(f, nil) + 3
	near(t, "mean", mean, wantMean, 4*wantSD/math.Sqrt(cells))
	near(t, "standard deviation", sd, wantSD, 4*wantSD*math.Sqrt((kurtosis-1)/4/cells))
	near(t, "median exponent", d.Factor(d.Exponent(10e-6, 0), 1e7-20), 0.45505, 1e-5)
}

// Joshi 2020 in the coefficients of aihwkit.
func TestDriftExponentOfPCM(t *testing.T) {
	d := preset(t, "pcm").Drift
	for _, tt := range []struct{ g, mean, sd float64 }{
		{0.01, 0.09578, 0.045}, {0.05, 0.0708, 0.0315}, {0.1, 0.06009, 0.02288}, {0.2, 0.0493, 0.0142},
		{0.25, 0.04900, 0.01143}, {0.5, 0.04900, 0.008}, {1, 0.049, 0.008}, {1e-9, 0.1, 0.045}, {0, 0.1, 0.045},
	} {
		g := tt.g * 25e-6
		near(t, "mean exponent", d.Mean(g), tt.mean, 5e-5)
		near(t, "spread of the exponent", d.SD(g), tt.sd, 5e-5)
		near(t, "a cell", d.Exponent(g, 1.5), d.Mean(g)+1.5*d.SD(g), 1e-15)
		if d.Exponent(g, -9) < 0 {
			t.Errorf("g = %g: an exponent below zero", tt.g)
		}
	}
}

func TestDriftImpose(t *testing.T) {
	none := device.Drift{Onset: 20, Ref: 25e-6}
	if none.Active() || none.Exponent(1e-6, 3) != 0 {
		t.Error("a card without drift drifts")
	}
	pcm := preset(t, "pcm").Drift
	for _, tt := range []struct {
		name   string
		from   device.Drift
		nu, sd float64
		wantSD float64 // at the top of the range
		top    float64
	}{
		{"on a card without drift", none, 0.05, -1, 0.01, 59e-6},
		{"downward", none, -0.05, -1, 0.01, 59e-6},
		{"with a spread", none, 0.05, 0.03, 0.03, 59e-6},
		{"on a card with drift", pcm, 0.07, -1, pcm.SD(12e-6), 12e-6},
		{"on a card with drift, with a spread", pcm, 0.07, 0.03, 0.03, 12e-6},
		{"none", pcm, 0, 0, 0, 12e-6},
	} {
		d := tt.from
		d.Impose(tt.nu, tt.sd, tt.top)
		near(t, tt.name+": exponent at the top", d.Mean(tt.top), tt.nu, 1e-15)
		near(t, tt.name+": exponent of the mean cell", d.Exponent(tt.top, 0), tt.nu, 1e-15)
		if d.Exponent(tt.top, -20)*tt.nu < 0 {
			t.Errorf("%s: the spread turns the sign of the exponent", tt.name)
		}
		near(t, tt.name+": its spread", d.SD(tt.top), tt.wantSD, 1e-15)
		near(t, tt.name+": shape of the curve", d.Mean(0.3e-6)-d.Mean(tt.top), tt.from.Mean(0.3e-6)-tt.from.Mean(tt.top), 1e-15)
		if !d.Active() {
			t.Errorf("%s: not active", tt.name)
		}
		again := d
		again.Impose(tt.nu, tt.sd, tt.top)
		if !reflect.DeepEqual(again, d) {
			t.Errorf("%s: imposing the same twice is not imposing it once", tt.name)
		}
	}
}
