package crossbar

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/device"
)

// losing returns the card called name with every law of loss: relaxation, decay and drift.
func losing(t testing.TB, name string, beta float64) *device.Card {
	c := preset(t, name)
	c.Noise = device.ReadNoise{}
	lo, hi := c.Model.Range()
	c.Relax = device.Relaxation{
		Mean: []float64{-0.002 * (hi - lo)}, SD: []float64{0.001 * (hi - lo)}, SD0: []float64{0, 0.01 * (hi - lo)},
		Onset: 1, Scale: 1,
	}
	c.Retain = device.Retention{Tau: 1e5, Beta: beta, Level: 0.1, SD: 0.5}
	if name == "memristor" {
		c.Impose(0.05, 0.01)
	}
	return c
}

// lost returns what every cell's conductance should be, from its programmed state, its own deviates and
// the time since it was programmed, by the library's functions.
func lost(a *Array) []float64 {
	g := make([]float64, a.Rows*a.Cols)
	k := a.loss
	a.ohmic.Conductance(g, a.state)
	for i := range g {
		age := a.now - a.last[i]
		nu := a.card.Drift.Exponent(g[i], float64(a.drift.xi[i]))
		x := g[i] + float64(k.offset[i]) + float64(k.slope[i])*math.Log1p(age/a.card.Relax.Onset)
		x = k.end + (max(x, 0)-k.end)*math.Exp(-math.Pow(age/float64(k.tau[i]), a.card.Retain.Beta))
		g[i] = x * math.Pow(1+age/a.card.Drift.Onset, -nu)
	}
	return g
}

func checkLoss(t interface{ Fatalf(string, ...any) }, a *Array, tolerance float64) {
	want, got := lost(a), doubles(a.Conductances())
	for r := range a.Rows {
		var off, sum float64
		for i := r * a.Cols; i < (r+1)*a.Cols; i++ {
			off += math.Abs(got[i] - want[i])
			sum += want[i]
		}
		if off > (tolerance*1.02+3e-6)*sum {
			t.Fatalf("row %d at %g s: its cells are off by %.3g of their sum, tolerance %g", r, a.now, off/sum, tolerance)
		}
	}
}

// Every cell follows relaxation, decay and drift since its own last pulse, under pulses, waits and reads
// in any order, within the tolerance.
func TestLossOfBusyArray(t *testing.T) {
	for _, beta := range []float64{0.4, 1} {
		for _, name := range []string{"memristor", "pcm"} {
			card := losing(t, name, beta)
			rapid.Check(t, func(r *rapid.T) {
				a := build(t, card, 5, 4, Options{D2D: 0.2})
				busy(r, a, func() { checkLoss(r, a, 1e-3) })
			})
		}
	}
}

// Splitting a wait and looking in between change nothing but by the tolerance, and with a tolerance of
// nothing no more than 3000 roundings of drift in float32, 3e-6 each way.
func TestLossOfSplitWaits(t *testing.T) {
	for _, tolerance := range []float64{1e-9, 1e-3} {
		once := build(t, losing(t, "memristor", 0.4), 6, 10, Options{Tolerance: tolerance})
		often := build(t, losing(t, "memristor", 0.4), 6, 10, Options{Tolerance: tolerance})
		for _, a := range []*Array{once, often} {
			a.Program(ramp(60, 0, 1), false)
		}
		once.Advance(3e5)
		for range 3000 {
			often.Advance(100)
			often.Read(make([]float32, 10), []int32{0, 3}, nil, 0.1)
		}
		x, y := doubles(once.Conductances()), doubles(often.Conductances())
		for i := range x {
			near(t, "looked at often over once", y[i]/x[i], 1, 10*tolerance+1e-5) // a cell of a row of ten
		}
	}
}

// Levels widen with the logarithm of time: the ensemble is normal with the law's mean and deviation
// (Kolmogorov–Smirnov at 0.1 %), one cell's readings lie on its own line, and another programming starts another.
func TestRelaxationOfCells(t *testing.T) {
	const n = 4000
	card := preset(t, "memristor")
	card.Program = device.ProgramNoise{}
	card.Relax = device.Relaxation{Mean: []float64{-0.1e-6}, SD: []float64{0.05e-6}, SD0: []float64{0.4e-6}, Onset: 1, Scale: 1}
	a := build(t, card, 40, n/40, Options{Tolerance: 1e-9})
	look := func() []float64 {
		a.Program(level(n, 0.5), true)
		g0 := 13.36e-6 + 0.5*(59.17e-6-13.36e-6)
		var last []float64
		var was float64
		for _, at := range []float64{0, 3600, 86400, 1e7} {
			a.Advance(at - was)
			was = at
			l := math.Log1p(at)
			x := doubles(a.Conductances())
			want := distuv.Normal{Mu: g0 - 0.1e-6*l, Sigma: 0.4e-6 + 0.05e-6*l}
			if d := distance(x, want.CDF); d > 1.95/math.Sqrt(n) {
				t.Errorf("after %g s the distance from the normal is %.4f, want at most %.4f", at, d, 1.95/math.Sqrt(n))
			}
			if last != nil {
				near(t, "correlation of one cell's readings", stat.Correlation(last, x, nil), 1, 1e-6)
			}
			last = x
		}
		return last
	}
	first, second := look(), look()
	near(t, "correlation of two programmings", stat.Correlation(first, second, nil), 0, 4/math.Sqrt(n))
}

func distance(x []float64, cdf func(float64) float64) float64 {
	x = slices.Sorted(slices.Values(x))
	var d float64
	for i, v := range x {
		p, n := cdf(v), float64(len(x))
		d = max(d, float64(i+1)/n-p, p-float64(i)/n)
	}
	return d
}

// Time constants are lognormal between cells, each for life: Kolmogorov–Smirnov at 0.1 %.
func TestRetentionTimesAreLognormal(t *testing.T) {
	const n = 4000
	card := preset(t, "memristor")
	card.Retain = device.Retention{Tau: 100, Beta: 1, SD: 0.7}
	a := build(t, card, 40, n/40, Options{Tolerance: 1e-9})
	for range 2 {
		a.Program(level(n, 1), false)
		g0 := doubles(a.Conductances())
		a.Advance(50)
		tau := doubles(a.Conductances())
		lo, _ := card.Model.Range()
		for i, g := range tau {
			tau[i] = -50 / math.Log((g-lo)/(g0[i]-lo))
		}
		if d := distance(tau, distuv.LogNormal{Mu: math.Log(100), Sigma: 0.7}.CDF); d > 1.95/math.Sqrt(n) {
			t.Errorf("the distance from the lognormal is %.4f, want at most %.4f", d, 1.95/math.Sqrt(n))
		}
	}
}

// A capacitor that leaks: after any pulses and waits its charge is the sum of what every pulse brought,
// each decayed since its own time. Steps do not depend on the state here.
func TestLeakIsASum(t *testing.T) {
	const tau = 10.0
	card := preset(t, "memristor", "nl_ltp", 0, "nl_ltd", 0, "c2c_range", 0, "states_ltp", 100)
	card.Retain = device.Retention{Tau: tau, Beta: 1}
	lo, hi := card.Model.Range()
	step := (hi - lo) / 100
	a := build(t, card, 3, 2, Options{Tolerance: 1e-9})
	want, now := 0.0, 0.0
	for k := range 40 {
		if k%3 != 2 {
			set(a, 1, []int32{1})
			want += step
		}
		dt := float64(k%5) * 0.7
		a.Advance(dt)
		now += dt
		want *= math.Exp(-dt / tau)
		near(t, "charge over a step", (float64(a.Conductances()[3])-lo)/step, want/step, 1e-4)
		near(t, "a look", (a.Observe(1, 1)-lo)/step, want/step, 1e-4)
	}
	near(t, "a cell that had no pulse", float64(a.Conductances()[2]), lo, 1e-12)
	before := a.ExpectedStep(1, 1, card.Model.Nominal().SetVoltage, card.Model.Nominal().SetWidth)
	near(t, "expected step", before/step, 1, 1e-9)
}

// Readers see what the array shows, without moving it.
func TestReaderOfLosingArray(t *testing.T) {
	a := build(t, losing(t, "pcm", 0.4), 5, 4, Options{})
	a.Program(ramp(20, 0.2, 1), false)
	a.Advance(500)
	set(a, 1, all(5))
	a.Advance(1e4)
	kept := stored(t, a)
	r := a.Reader()
	got := slices.Clone(r.Conductances())
	if !slices.Equal(kept.G, a.g) || !slices.Equal(kept.Loss.Drifted, a.loss.drifted) {
		t.Fatal("a reader has renewed the array")
	}
	for i, g := range a.Conductances() {
		if g != got[i] {
			t.Fatalf("cell %d: %g S, its reader finds %g", i, g, got[i])
		}
	}
}

// With 1/f noise the noise of an input stays relative to the conductance that is lost under it.
func TestNoiseFollowsLoss(t *testing.T) {
	card := preset(t, "pcm")
	card.Retain = device.Retention{Tau: 1e3, Beta: 1}
	a := build(t, card, 2, 3, Options{Tolerance: 1e-9})
	a.Program(level(6, 1), false)
	a.NextInput(input(1))
	x, y := make([]float32, 3), make([]float32, 3)
	a.Read(x, []int32{0}, nil, 1)
	before := slices.Clone(a.Conductances())
	a.Advance(700)
	a.Read(y, []int32{0}, nil, 1)
	for c := range x {
		near(t, "noise over the conductance", float64(y[c]/a.g[c]), float64(x[c]/before[c]), 1e-6)
		if y[c] > 0.6*x[c] {
			t.Errorf("column %d went from %g to %g S in 700 s", c, x[c], y[c])
		}
	}
}

// Two columns in one pass are what each is by itself, also where cells relax and decay.
func TestDifferenceIsOfColumnsNow(t *testing.T) {
	for _, name := range []string{"pcm", "neurram"} {
		card := preset(t, name)
		if name == "neurram" {
			if err := card.Set("retain_tau", "1 h"); err != nil {
				t.Fatal(err)
			}
		}
		make := func() *Array {
			a := build(t, card, 7, 4, Options{})
			a.Program(level(28, 0.7), true)
			a.Advance(7200)
			return a
		}
		both, each := make(), make()
		d, plus, minus := [7]float32{}, [7]float32{}, [7]float32{}
		both.Difference(d[:], 3, 1)
		each.Column(plus[:], 3)
		each.Column(minus[:], 1)
		for r := range d {
			if d[r] != plus[r]-minus[r] {
				t.Errorf("%s, row %d: %g S, want %g", name, r, d[r], plus[r]-minus[r])
			}
		}
	}
}
