package fit

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/xbar-sim/xbar/device/lab"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/variability"
)

const dtTest = 1e-3 // s

// telegraphTrace is a current with one trap and white noise; step 0 has none.
func telegraphTrace(n int, step, white, low, high float64, src *rand.PCG) lab.Trace {
	t := lab.Trace{Device: "d", Cycle: 1, Voltage: 0.1}
	up := false
	for k := range n {
		i := 2e-6 + float64(white*kernel.Normal(src))
		if up {
			i += step
		}
		t.Time, t.Current = append(t.Time, float64(k)*dtTest), append(t.Current, i)
		stay := low
		if up {
			stay = high
		}
		if kernel.Uniform(src) < 1-kernel.Exp(-dtTest/stay) {
			up = !up
		}
	}
	return t
}

func TestCoverageNoise(t *testing.T) {
	if testing.Short() {
		t.Skip("200 hidden Markov models")
	}
	coverage(t, "noise", func(src *rand.PCG, _ variability.Stream) []claim {
		tr := telegraphTrace(1200, 6e-8, 1.5e-8, 0.02, 0.01, src)
		c := baum(tr.Current, 2)
		r := &Report{}
		mean, _ := moments(tr.Current)
		r.telegraph(c, tr, dtTest, mean)
		return []claim{claimOf(t, r, "step", 6e-8), claimOf(t, r, "time in the low state", 0.02), claimOf(t, r, "time in the high state", 0.01)}
	})
}

// White and 1/f^γ noise: the intervals of the white density and of the exponent.
func TestCoverageSpectrum(t *testing.T) {
	const white, gamma = 1.0, 1.5
	coverage(t, "spectrum", func(src *rand.PCG, _ variability.Stream) []claim {
		// A sum of cosines of random phase and normal amplitude has the spectrum that is put in.
		const n = 2048
		x := normals(n, src)
		for i := range x {
			x[i] *= math.Sqrt(white / (2 * dtTest))
		}
		df := 1 / (n * dtTest)
		for k := 1; k <= 200; k++ {
			f := float64(k) * df
			s := math.Sqrt(100 * kernel.Exp(-gamma*kernel.Log(f)) * df)
			a, b := s*kernel.Normal(src), s*kernel.Normal(src)
			for i := range x {
				sin, cos := math.Sincos(2 * math.Pi * float64(k*i%n) / n)
				x[i] += float64(a*cos) + float64(b*sin)
			}
		}
		c := coloured(welch(x, dtTest, 256))
		if !c.flicker {
			return nil
		}
		lo, hi := c.x[0]-normal95*c.sd(0), c.x[0]+normal95*c.sd(0)
		return []claim{{"white", kernel.Exp(lo) * c.scale, kernel.Exp(hi) * c.scale, white}, {"exponent", c.x[2] - normal95*c.sd(2), c.x[2] + normal95*c.sd(2), gamma}}
	})
}

// The integral of the spectrum is the variance; that of white noise is level.
func TestWelchIsTheVariance(t *testing.T) {
	x := normals(1<<14, variability.Seed(1).Named("welch").Source())
	p := welch(x, dtTest, 512)
	m, _ := moments(p.s)
	near(t, "variance", m/(2*dtTest), 1, 4*math.Sqrt(2.0/(1<<14)))
}

// The number of levels is found: none, two, and three; levels of a hump wider than the noise are not made up.
func TestNoiseCountsLevels(t *testing.T) {
	src := variability.Seed(1).Named("levels").Source()
	quiet := telegraphTrace(1500, 0, 1e-8, 1, 1, src)
	one := telegraphTrace(1500, 6e-8, 1e-8, 0.03, 0.02, src)
	two := telegraphTrace(1500, 6e-8, 1e-8, 0.03, 0.02, src)
	for i, v := range telegraphTrace(1500, 14e-8, 0, 0.05, 0.05, src).Current {
		two.Current[i] += v
	}
	for want, tr := range map[float64]lab.Trace{1: quiet, 2: one, 4: two} {
		r, err := Noise(tr)
		if err != nil {
			t.Fatal(err)
		}
		if e, _ := r.Find("levels"); e.Value != want {
			t.Errorf("%g levels, want %g", e.Value, want)
		}
	}
	if _, err := Noise(telegraphTrace(100, 0, 1e-8, 1, 1, src)); !Refused(err) {
		t.Error(err)
	}
	quiet.Time[700] += 0.5 * dtTest
	if _, err := Noise(quiet); !Refused(err) {
		t.Error(err)
	}
}

// One step of expectation and maximisation never lowers the likelihood.
func TestBaumClimbs(t *testing.T) {
	x := telegraphTrace(800, 3e-8, 1.5e-8, 0.02, 0.01, variability.Seed(1).Named("climb").Source()).Current
	c := &chain{level: []float64{1.99e-6, 2.02e-6}, sigma: 2e-8, move: [][]float64{{0.9, 0.1}, {0.2, 0.8}}}
	last := math.Inf(-1)
	for range 40 {
		c.improve(x)
		if c.logL < last-1e-6 {
			t.Fatalf("from %g to %g", last, c.logL)
		}
		last = c.logL
	}
}
