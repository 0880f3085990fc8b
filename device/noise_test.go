package device_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

const gRef = 25e-6 // S, to which Joshi's formulas refer

// σ_prog = 0.26348 + 1.9650 g - 1.1731 g² in µS.
func TestProgramNoiseOfPCM(t *testing.T) {
	n := preset(t, "pcm").Program
	for _, tt := range []struct{ g, sigma, digits float64 }{
		{0.05, 0.359, 5e-4}, {0.2, 0.610, 5e-4}, {0.8, 1.085, 5e-4},
		{0.1, 0.44825, 1e-5}, {0.25, 0.68141, 1e-5}, {0.5, 0.95271, 1e-5}, {0.75, 1.07736, 1e-5}, {1, 1.05538, 1e-5},
	} {
		near(t, "programming error, µS", n.Sigma(tt.g*gRef, gRef)/1e-6, tt.sigma, tt.digits)
	}
	if s := n.Sigma(10*gRef, gRef); s != 0 {
		t.Errorf("where the parabola is negative the error is %g S, want 0", s)
	}
	const cells = 20_000
	x, src := make([]float64, cells), variability.Seed(10).Named("programming").Source()
	for i := range x {
		x[i] = n.Sigma(0.5*gRef, gRef) * kernel.Normal(src)
	}
	_, sd := stat.MeanStdDev(x, nil)
	near(t, "programming error of an ensemble, µS", sd/1e-6, 0.95271, 4*0.95271/math.Sqrt(2*cells))
}

// σ/G = Q √ln((t + t_r)/(2 t_r)) with the published t counted from t0 before the end of the pulse.
func TestSlowReadNoiseOfPCM(t *testing.T) {
	n := preset(t, "pcm").Noise
	sigma := func(g, time float64) float64 { return n.Q(g*gRef, gRef) * n.Growth(time-20, 20) }
	for _, tt := range []struct{ g, time, sigma, tol float64 }{
		{1, 20, 0.03682, 1e-5}, {1, 3600, 0.04192, 1e-5}, {1, 86400, 0.04476, 1e-5}, {1, 1e7, 0.04870, 1e-5},
		{0.5, 3600, 0.066, 1e-3}, {0.5, 86400, 0.070, 1e-3}, {0.1, 3600, 0.187, 1e-3}, {0.1, 86400, 0.20, 1e-3},
	} {
		near(t, "noise over conductance", sigma(tt.g, tt.time), tt.sigma, tt.tol)
	}
	near(t, "Q of an amorphous cell", n.Q(0, gRef), 0.2, 0)
	near(t, "Q at 0.1", n.Q(2.5e-6, gRef), 0.0088/math.Pow(0.1, 0.65), 1e-15)
	if !n.Slow() {
		t.Error("the card has 1/f noise but does not say so")
	}
	if quiet := preset(t, "memristor").Noise; quiet.Slow() || quiet.Q(1e-6, gRef) != 0 {
		t.Error("a card without 1/f noise has some")
	}
}

// Noise power grows by the same amount in every decade of time: that is 1/f.
func TestSlowReadNoiseIsOneOverF(t *testing.T) {
	n := device.ReadNoise{Integration: 1e-6}
	power := func(t float64) float64 { g := n.Growth(t, 0); return g * g }
	near(t, "power per decade", power(10)-power(1), math.Ln10, 1e-6)
	near(t, "power per decade", power(1e6)-power(1e5), math.Ln10, 1e-6)
	near(t, "power in the time of one read", power(1e-6), 0, 1e-15)
}
