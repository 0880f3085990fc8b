package device

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

// Traps that are all alike have one Lorentzian: P29's τc = 1 ms, τe = 3 ms, of two traps of ΔG = 0.1 G.
func TestDensityOfEqualTraps(t *testing.T) {
	n := Telegraph{Traps: 2, Amplitude: 0.1, Max: 0.9, Capture: 1e-3, Emission: 3e-3}
	f := []float64{0, 212.2066, 2122.066}
	s := n.Density(1e-6, 1e-6, f)
	flat := 2 * 0.01 * 4 / (4e-3 * math.Pow(1e3+1e3/3, 2))
	for i, want := range []float64{flat, flat / 2, flat / 101} {
		if math.Abs(s[i]/want-1) > 1e-6 {
			t.Errorf("at %g Hz: %g, want %g", f[i], s[i], want)
		}
	}
}

// The mean of 40 000 drawn traps, whose amplitude is cut where it would exceed rtn_max, is the density within four
// standard errors.
func TestDensityIsTheMeanOfTraps(t *testing.T) {
	for _, n := range []Telegraph{
		{Traps: 1.5, Amplitude: 0.05, Exp: 0.7, CV: 0.8, Max: 0.12, Capture: 0.1, Emission: 0.02, TimeSD: 2},
		{Traps: 1, Amplitude: 0.02, CV: 0, Max: 0.9, Capture: 1e-3, Emission: 1, TimeSD: 0.4},
		{Traps: 1, Amplitude: 0.3, CV: 2, Max: 0.9, Capture: 1, Emission: 1, TimeSD: 4},
	} {
		const draws, g, ref = 40000, 4e-6, 1e-5
		f := []float64{1e-3, 0.1, 10, 1000}
		want := n.Density(g, ref, f)
		xi := make([]float64, 3*draws)
		kernel.Normals(xi, variability.Seed(4).Named("traps").Source())
		for k := range f {
			var sum, square float64
			for i := range draws {
				trap := n.Trap([3]float64(xi[3*i:]))
				a := n.Depth(trap.Factor, g, ref)
				s := n.Traps * a * a * trap.Spectrum(f[k])
				sum, square = sum+s, square+s*s
			}
			mean := sum / draws
			if se := math.Sqrt((square/draws - mean*mean) / draws); math.Abs(mean-want[k]) > 4*se {
				t.Errorf("%+v at %g Hz: %g, drawn %g ± %g", n, f[k], want[k], mean, se)
			}
		}
	}
}

// Between the shortest and the longest times the spectrum of traps that spread over decades falls as 1/f; all of
// its power is rtn_traps E[A²] E[p (1-p)].
func TestDensityIsNearlyOneOverF(t *testing.T) {
	n := Telegraph{Traps: 1, Amplitude: 0.1, Max: 0.9, Capture: 0.1, Emission: 0.1, TimeSD: 4}
	var f []float64
	for x := -12.0; x <= 12; x += 0.01 {
		f = append(f, math.Pow(10, x))
	}
	s := n.Density(1, 1, f)
	var power, want float64
	for i := range f[1:] {
		power += (s[i]*f[i] + s[i+1]*f[i+1]) / 2 * math.Log(f[i+1]/f[i])
	}
	n.overTimes(func(w float64, trap Trap) { want += 0.01 * w * trap.Filled * (1 - trap.Filled) })
	if math.Abs(power/want-1) > 1e-3 {
		t.Errorf("power %g, want %g", power, want)
	}
	i, j := 1100, 1300 // 0.1 to 10 Hz
	if slope := math.Log10(s[j]/s[i]) / 2; math.Abs(slope+1) > 0.15 {
		t.Errorf("falls with exponent %g, want near -1", slope)
	}
}
