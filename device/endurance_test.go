package device

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/xbar-sim/xbar/variability"
)

// F(10⁶) of a Weibull life of 10⁷ cycles and shape 1.5 is 0.0311280.
func TestLifeClosedForm(t *testing.T) {
	e := DefaultEndurance()
	e.Life, e.Shape = 1e7, 1.5
	if n := e.At(0.0311280); math.Abs(n/1e6-1) > 2e-5 {
		t.Errorf("the life that 3.1128 %% do not reach is %g, want 10⁶", n)
	}
	if n := e.At(1 - math.Exp(-1)); math.Abs(n/1e7-1) > 1e-12 {
		t.Errorf("the scale is %g, want 10⁷", n)
	}
	e.Law = "lognormal"
	if n := e.At(0.5); math.Abs(n/1e7-1) > 1e-9 {
		t.Errorf("the median is %g, want 10⁷", n)
	}
}

// Kolmogorov–Smirnov at the 0.1 % level: D > 1.95/√n.
func TestLifeDistributions(t *testing.T) {
	const n = 20_000
	for _, tt := range []struct {
		law string
		cdf func(float64) float64
	}{
		{"weibull", distuv.Weibull{K: 1.8, Lambda: 1e6}.CDF},
		{"lognormal", distuv.LogNormal{Mu: math.Log(1e6), Sigma: 0.7}.CDF},
	} {
		e := DefaultEndurance()
		e.Life, e.Law, e.Shape, e.Sigma = 1e6, tt.law, 1.8, 0.7
		r := variability.Seed(51).Named(tt.law).Rand()
		x := make([]float64, n)
		for i := range x {
			x[i] = e.At(1 - r.Float64())
			for x[i] != x[i] || math.IsInf(x[i], 0) {
				t.Fatalf("%s: a life of %g", tt.law, x[i])
			}
		}
		slices.Sort(x)
		var d float64
		for i, v := range x {
			d = max(d, math.Abs(tt.cdf(v)-float64(i)/n), math.Abs(tt.cdf(v)-float64(i+1)/n))
		}
		if limit := 1.95 / math.Sqrt(n); d > limit {
			t.Errorf("%s: Kolmogorov–Smirnov distance %.4f, want < %.4f", tt.law, d, limit)
		}
	}
}

func TestWhatAPulseConsumes(t *testing.T) {
	e := Endurance{Step: 2, Volt: 3, Floor: 0.01}
	for _, tt := range []struct{ swing, volt, want float64 }{
		{1, 1, 0.5},          // a full SET: half a cycle
		{0.5, 1, 0.125},      // ½ (½)²
		{0, 1, 0.005},        // on a saturated cell: the floor
		{0, 2, 0.04},         // the floor, more at twice the voltage
		{0.5, 0.5, 0.015625}, // ½ (½)² (½)³
		{0, 0, 0},
	} {
		if got := e.Cost(tt.swing, tt.volt); math.Abs(got-tt.want) > 1e-12 {
			t.Errorf("swing %g at %g of the voltage: %g cycles, want %g", tt.swing, tt.volt, got, tt.want)
		}
	}
	for _, p := range []float64{0, 0.5, 1, 2, 2.7} {
		for _, x := range []float64{0, 0.3, 1, 2} {
			if got, want := raised(x, p), math.Pow(x, p); math.Abs(got-want) > 1e-14*want {
				t.Errorf("%g^%g = %g, want %g", x, p, got, want)
			}
		}
	}
}

// The window loses its part a decade, from the onset on, and closes but never turns around.
func TestWindowCloses(t *testing.T) {
	e := Endurance{Top: 0.1, Bottom: 0.05, Onset: 100}
	top, bottom := e.Lost(0)
	if top != 0 || bottom != 0 {
		t.Errorf("lost %g and %g before the first cycle", top, bottom)
	}
	if top, bottom = e.Lost(9900); math.Abs(top-0.2) > 1e-12 || math.Abs(bottom-0.1) > 1e-12 {
		t.Errorf("after two decades %g and %g, want 0.2 and 0.1", top, bottom)
	}
	if top, bottom = e.Lost(1e15); math.Abs(top+bottom-1) > 1e-12 || math.Abs(top-2*bottom) > 1e-12 {
		t.Errorf("a closed window: %g and %g", top, bottom)
	}
}

func TestFates(t *testing.T) {
	e := Endurance{LRS: 0.5, HRS: 0.2}
	for u, want := range map[float64]variability.Fault{0.1: variability.StuckLRS, 0.6: variability.StuckHRS, 0.9: variability.Frozen} {
		if got := e.Fate(u); got != want {
			t.Errorf("%g: %v, want %v", u, got, want)
		}
	}
	c, err := Preset("memristor")
	if err != nil {
		t.Fatal(err)
	}
	if c.Endurance.On() {
		t.Error("a card that states no endurance wears")
	}
	if err := c.Set("endurance_hrs", 0.6); err == nil {
		t.Error("more than certain to fail one way or the other")
	}
}
