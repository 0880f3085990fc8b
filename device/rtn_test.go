package device_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// oneTrap is the trap of P29: empty for 1 ms and filled for 3 ms in the mean.
func oneTrap() device.Trap {
	n := device.Telegraph{Traps: 1, Amplitude: 1, Max: 1, Capture: 1e-3, Emission: 3e-3}
	return n.Trap([3]float64{})
}

// P29: variance 0.1875 and corner 212.21 Hz at τc = 1 ms, τe = 3 ms.
func TestTrapMoments(t *testing.T) {
	k := oneTrap()
	near(t, "variance", k.Filled*(1-k.Filled), 0.1875, 1e-12)
	near(t, "corner, Hz", k.Rate/(2*math.Pi), 212.2066, 1e-3)
	near(t, "part of time filled", k.Filled, 0.75, 1e-12)
	ref := func(f float64) float64 { // as printed, with τc and τe
		w := 2 * math.Pi * f
		return 4 / ((1e-3 + 3e-3) * (math.Pow(1/1e-3+1/3e-3, 2) + w*w))
	}
	var power float64 // trapezoids in ln f over 14 decades leave out 1e-6 of it
	for i := range 14000 {
		f := 1e-5 * math.Pow(10, float64(i)/1000)
		near(t, "spectrum over the formula", k.Spectrum(f)/ref(f), 1, 1e-12)
		power += k.Spectrum(f) * f * math.Ln10 / 1000
	}
	near(t, "power under the spectrum", power, 0.1875, 1e-5)
	near(t, "slope far above the corner", math.Log10(k.Spectrum(1e6)/k.Spectrum(1e5)), -2, 1e-4)
}

// Looking in between changes nothing: P(dt1 + dt2) = Σ over the state at dt1.
func TestTrapMarkov(t *testing.T) {
	k := oneTrap()
	for _, split := range [][2]float64{{1e-4, 2e-3}, {3e-3, 1e-6}, {0, 5e-3}, {1, 1e-3}} {
		for _, s := range []bool{false, true} {
			p := k.Later(s, split[0])
			two := p*k.Later(true, split[1]) + (1-p)*k.Later(false, split[1])
			near(t, "filled after both", two, k.Later(s, split[0]+split[1]), 1e-14)
		}
	}
	near(t, "at once", k.Later(true, 0)-k.Later(false, 0), 1, 0)
	near(t, "in the long run", k.Later(false, 10), k.Filled, 1e-15)
}

// Poisson numbers, by χ² against gonum at 0.1 %.
func TestTrapCount(t *testing.T) {
	for _, mean := range []float64{0.3, 1, 6} {
		const n = 40_000
		law := device.Telegraph{Traps: mean}
		want := distuv.Poisson{Lambda: mean}
		got := make([]float64, 40)
		src := variability.Seed(3).Named("traps").Source()
		for range n {
			got[law.TrapCount(kernel.Uniform(src))]++
		}
		var chi, seen, expected float64
		cells := 0
		for k := range got {
			seen, expected = seen+got[k], expected+n*want.Prob(float64(k))
			if expected >= 10 || k == len(got)-1 {
				chi += (seen - expected) * (seen - expected) / max(expected, 1)
				seen, expected = 0, 0
				cells++
			}
		}
		if limit := (distuv.ChiSquared{K: float64(cells - 1)}).Quantile(0.999); chi > limit {
			t.Errorf("mean %g: χ² = %.1f over %d cells, want at most %.1f", mean, chi, cells, limit)
		}
	}
}

// Amplitudes and times are lognormal among traps: Kolmogorov–Smirnov at 0.1 %.
func TestTrapsAreLognormal(t *testing.T) {
	const n = 20_000
	law := device.Telegraph{Amplitude: 0.1, Max: 1, CV: 0.5, Capture: 0.2, Emission: 0.05, TimeSD: 1.5}
	src := variability.Seed(4).Named("traps").Source()
	var f, capture, emission []float64
	for range n {
		k := law.Trap([3]float64{kernel.Normal(src), kernel.Normal(src), kernel.Normal(src)})
		f = append(f, k.Factor)
		capture, emission = append(capture, 1/(k.Filled*k.Rate)), append(emission, 1/((1-k.Filled)*k.Rate))
	}
	v := math.Log(1 + 0.25)
	for _, tt := range []struct {
		what string
		x    []float64
		want distuv.LogNormal
	}{
		{"amplitude", f, distuv.LogNormal{Mu: -v / 2, Sigma: math.Sqrt(v)}},
		{"τc", capture, distuv.LogNormal{Mu: math.Log(0.2), Sigma: 1.5}},
		{"τe", emission, distuv.LogNormal{Mu: math.Log(0.05), Sigma: 1.5}},
	} {
		if d, limit := kolmogorov(tt.x, tt.want.CDF), 1.95/math.Sqrt(n); d > limit {
			t.Errorf("%s: largest distance from the lognormal %.4f, want at most %.4f", tt.what, d, limit)
		}
	}
	near(t, "correlation of the times", stat.Correlation(logs(capture), logs(emission), nil), 0, 4/math.Sqrt(n))
	near(t, "mean factor", stat.Mean(f, nil), 1, 4*0.5/math.Sqrt(n))
}

// Amplitudes grow toward small conductance, up to a limit.
func TestTrapDepth(t *testing.T) {
	law := device.Telegraph{Amplitude: 0.02, Exp: 0.5, Max: 0.3}
	near(t, "at g_ref", law.Depth(1, 1e-5, 1e-5), 0.02, 1e-15)
	near(t, "at a hundredth", law.Depth(1, 1e-7, 1e-5), 0.2, 1e-12)
	near(t, "at 1e-5 of it", law.Depth(1, 1e-10, 1e-5), 0.3, 0)
	near(t, "without current", law.Depth(1, 0, 1e-5), 0.3, 0)
	if (&device.Telegraph{}).Active() || !(&device.Telegraph{Traps: 1, Amplitude: 0.1, Max: 1}).Active() {
		t.Error("a law without traps is active, or one with traps is not")
	}
	imposed := device.DefaultTelegraph()
	imposed.Impose(0.2)
	if imposed.Traps != 1 || !imposed.Active() {
		t.Errorf("imposed on a card without traps: %+v", imposed)
	}
}

// Traps whose times spread over many decades add up to 1/f noise: the mean spectrum of 20 000 falls by
// as many decades as the frequency rises, over the two decades around the median trap. The bound leaves room
// for the spread of 4 e-folds, which is not endless, and for chance.
func TestManyTrapsAreOneOverF(t *testing.T) {
	law := device.Telegraph{Amplitude: 0.1, Max: 1, Capture: 0.1, Emission: 0.1, TimeSD: 4}
	src := variability.Seed(6).Named("traps").Source()
	var low, high float64
	middle := 2 / (2 * math.Pi * 0.1) // corner of the median trap, Hz
	for range 20_000 {
		k := law.Trap([3]float64{kernel.Normal(src), kernel.Normal(src), kernel.Normal(src)})
		low, high = low+k.Spectrum(middle/10), high+k.Spectrum(middle*10)
	}
	near(t, "slope", math.Log10(high/low)/2, -1, 0.05)
}
