package crossbar

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/xbar-sim/xbar/variability"
)

// ks is the test of Kolmogorov and Smirnov at the 0.1 % level: D > 1.95/√n.
func ks(t *testing.T, what string, x []float64, law interface{ CDF(float64) float64 }) {
	t.Helper()
	if d, limit := distance(x, law.CDF), 1.95/math.Sqrt(float64(len(x))); d > limit {
		t.Errorf("%s: distance from its distribution %.4f, want at most %.4f", what, d, limit)
	}
}

// Drift exponents are normal between cells, with the sign of their mean: |N(0.06, 0.02)|.
func TestDriftExponentsAreNormal(t *testing.T) {
	a := build(t, drifting(t, law(0.06, 0.02)), 100, 40, Options{Tolerance: 1e-9})
	a.Program(level(4000, 1), false)
	start := doubles(a.Conductances())
	a.Advance(1e5)
	nu := doubles(a.Conductances())
	for i, g := range nu {
		nu[i] = -math.Log(g/start[i]) / math.Log(1+1e5/20)
	}
	ks(t, "exponents", nu, distuv.Normal{Mu: 0.06, Sigma: 0.02}) // 0.1 % are folded, a fifth of the limit's 3 %
}

// What write–verify leaves is normal, with the card's standard deviation at the target.
func TestProgrammingErrorsAreNormal(t *testing.T) {
	card := preset(t, "pcm")
	a := build(t, card, 100, 40, Options{})
	lo, hi := card.Model.Range()
	for _, w := range []float64{0.5, 0.7} { // 4 standard deviations from the ends
		a.Program(level(4000, w), true)
		g := lo + w*(hi-lo)
		sd := card.Program.Sigma(g, card.Drift.Ref)
		ks(t, "programming errors", doubles(a.Conductances()), distuv.Normal{Mu: g, Sigma: sd})
	}
}

// White noise of single cells, read after read, and 1/f noise between cells are normal.
func TestReadNoiseIsNormal(t *testing.T) {
	a := build(t, preset(t, "memristor", "read_noise", 0.05), 100, 40, Options{})
	a.Program(level(4000, 0.5), false)
	var x []float64
	g := doubles(a.Conductances())
	for i := range 4000 {
		x = append(x, a.Observe(i/40, i%40)/g[i]-1)
	}
	ks(t, "white noise", x, distuv.Normal{Sigma: 0.05})

	card := strong(t, *law(0, 0))
	b := build(t, card, 100, 40, Options{})
	b.Program(level(4000, 1), false)
	b.NextInput(input(1))
	x = relative(b)
	for i := range x {
		x[i]--
	}
	g0 := float64(b.g[0])
	ks(t, "1/f noise", x, distuv.Normal{Sigma: card.Noise.Q(g0, card.Drift.Ref) * math.Sqrt(card.Noise.FreshPower(card.Drift.Onset))})
}

// One pulse changes cells by normal amounts, of the step and of the range.
func TestPulseScatterIsNormal(t *testing.T) {
	for name, sd := range map[string]float64{"c2c": 0.3 * 0.001, "c2c_range": 0.02} {
		card := preset(t, "gokmen-vlasov", "c2c", 0.0, "c2c_range", 0.0, "step_ltp", 0.001, "slope_ltp", 0.0)
		card.Spread = nil
		if err := card.Set(name, map[string]float64{"c2c": 0.3, "c2c_range": 0.02}[name]); err != nil {
			t.Fatal(err)
		}
		a := build(t, card, 100, 40, Options{})
		a.Program(level(4000, 0.5), false)
		before := doubles(a.Conductances())
		for j := range 40 {
			set(a, j, all(100))
		}
		lo, hi := card.Model.Range()
		x := doubles(a.Conductances())
		for i := range x {
			x[i] = (x[i] - before[i]) / (hi - lo)
		}
		ks(t, name, x, distuv.Normal{Mu: 0.001, Sigma: sd})
	}
}

// P27, forward: 50 cells that differ by 0.3 in their step, 100 pulses that differ by 0.1 of it. The analysis of variance
// finds both again: over 60 arrays the means of its estimates are within 3 standard errors of the truth.
func TestAnalysisOfVarianceFindsBothSpreads(t *testing.T) {
	const cells, pulses, arrays = 50, 100, 60
	const step, between, within = 0.0005, 0.3, 0.1
	card := preset(t, "gokmen-vlasov", "c2c", within, "c2c_range", 0.0, "step_ltp", step, "slope_ltp", 0.0)
	card.Spread = nil
	lo, hi := card.Model.Range()
	var d2d, c2c []float64
	for k := range arrays {
		a := build(t, card, cells, 1, Options{
			Stream: variability.Seed(uint64(k)).Named("anova"),
			Spread: map[string]variability.Spread{"step_ltp": {Kind: variability.Lognormal, CV: between}},
		})
		a.Program(level(cells, 0.05), false)
		steps := make([][]float64, cells)
		last := doubles(a.Conductances())
		for range pulses {
			set(a, 0, all(cells))
			now := doubles(a.Conductances())
			for i := range now {
				steps[i] = append(steps[i], (now[i]-last[i])/(hi-lo)/step)
			}
			last = now
		}
		var means []float64
		var inside float64
		for _, s := range steps {
			m, v := stat.MeanVariance(s, nil)
			means, inside = append(means, m), inside+v/cells
		}
		d2d = append(d2d, stat.Variance(means, nil)-inside/pulses)
		c2c = append(c2c, inside)
	}
	for _, tt := range []struct {
		what string
		x    []float64
		want float64
	}{
		{"between cells", d2d, between * between},
		{"within cells", c2c, within * within * (1 + between*between)}, // of the cell's own step
	} {
		m, sd := stat.MeanStdDev(tt.x, nil)
		near(t, "variance "+tt.what, m, tt.want, 3*sd/math.Sqrt(arrays))
	}
}

// The redraw of what a RESET leaves in phase-change cells is normal: 10 % of g_min.
func TestResetScatterIsNormal(t *testing.T) {
	card := preset(t, "pcm")
	a := build(t, card, 100, 40, Options{})
	a.Program(level(4000, 1), false)
	for j := range 40 {
		reset(a, j, all(100))
	}
	ks(t, "RESET", doubles(a.Conductances()), distuv.Normal{Mu: 0.1e-6, Sigma: 0.01e-6})
}
