package crossbar

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/device"
)

// drifting returns the phase-change card without read noise: with the drift that is given, or
// its own.
func drifting(t testing.TB, d *device.Drift) *device.Card {
	c := preset(t, "pcm")
	c.Noise = device.ReadNoise{}
	if d != nil {
		c.Drift = *d
	}
	return c
}

// law is a drift exponent that does not depend on conductance, with spread sd.
func law(nu, sd float64) *device.Drift {
	return &device.Drift{Onset: 20, Ref: 25e-6, Offset: nu, Min: nu, Max: nu, SDOffset: sd, SDMin: sd, SDMax: sd}
}

// exact returns G_prog (1 + t/t0)^-ν of every cell, from its programmed state, its own ν and
// the time since its own last pulse.
func exact(a *Array) []float64 {
	g := make([]float64, a.Rows*a.Cols)
	a.ohmic.Conductance(g, a.state)
	for i := range g {
		nu := a.card.Drift.Exponent(g[i], float64(a.drift.xi[i]))
		g[i] *= math.Pow(1+(a.now-a.last[i])/a.card.Drift.Onset, -nu)
	}
	return g
}

// checkRows compares the read cache with exact values. The predicted change of a row, which
// bounds the real one because drift only slows down, may not exceed the tolerance; float32
// keeps the rest below 3e-6.
func checkRows(t interface{ Fatalf(string, ...any) }, a *Array, tolerance float64) {
	want := exact(a)
	got := doubles(a.Conductances())
	for r := range a.Rows {
		var off, sum float64
		for i := r * a.Cols; i < (r+1)*a.Cols; i++ {
			off += math.Abs(got[i] - want[i])
			sum += want[i]
		}
		if off > (tolerance+3e-6)*1.01*sum {
			t.Fatalf("row %d at %g s: its cells are off by %.3g of their sum, tolerance %g", r, a.now, off/sum, tolerance)
		}
	}
}

// P12: one exponent, in the published time t0 + t.
func TestDriftFactors(t *testing.T) {
	const year = 365.25 * 86400
	a := build(t, drifting(t, law(0.05, 0)), 3, 4, Options{})
	a.Program(ramp(12, 0, 1), false)
	start := doubles(a.Conductances())
	for _, tt := range []struct{ t, factor float64 }{
		{60, 0.94655}, {3600, 0.77132}, {86400, 0.65800}, {1e7, 0.51886}, {year, 0.48989}, {10 * year, 0.43661},
	} {
		a.Advance(tt.t - 20 - a.Now())
		for i, g := range doubles(a.Conductances()) {
			near(t, "drift factor", g/start[i], tt.factor, 1e-5)
		}
	}
}

// The law holds at all times, for cells that differ in exponent and conductance, within the
// tolerance that was asked for.
func TestDriftLaw(t *testing.T) {
	for _, tolerance := range []float64{0, 1e-2, 1e-4, 1e-9} {
		a := build(t, drifting(t, nil), 20, 30, Options{Tolerance: tolerance, D2D: 0.2})
		a.Program(ramp(600, 0, 1), true)
		if tolerance == 0 {
			tolerance = 1e-3
		}
		checkRows(t, a, 0)
		for _, now := range []float64{1e-6, 0.35, 0.7, 20, 20.5, 60, 3600, 3601, 86400, 1e7, 1e9} {
			a.Advance(now - a.Now())
			checkRows(t, a, tolerance)
		}
	}
}

// A mean exponent below zero raises the conductance by the same law.
func TestDriftUpward(t *testing.T) {
	card := drifting(t, nil)
	card.Impose(-0.05, 0.01)
	a := build(t, card, 10, 20, Options{})
	a.Program(level(200, 0.8), false)
	before := a.MeanConductance()
	for _, now := range []float64{0.5, 3600, 86400} {
		a.Advance(now - a.Now())
		checkRows(t, a, 1e-3)
	}
	if a.MeanConductance() < 1.4*before {
		t.Errorf("in a day the mean went from %g to %g S, want up by a half", before, a.MeanConductance())
	}
}

// Pulses, waiting and looking in any order: every cell follows the law since its own last pulse.
func TestDriftOfBusyArray(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		a := build(t, drifting(t, nil), 5, 4, Options{D2D: 0.2})
		busy(r, a, func() { checkRows(r, a, 1e-3) })
	})
}

// A row of strong cells that has stood for days is RESET: what is left is weak and young, and
// changes a thousand times faster than the row did.
func TestDriftAfterResetOfRow(t *testing.T) {
	a := build(t, drifting(t, nil), 1, 50, Options{})
	a.Program(level(50, 1), false)
	for range 3 {
		a.Advance(86400)
		checkRows(t, a, 1e-3)
	}
	for col := range 50 {
		reset(a, col, []int32{0})
	}
	for range 40 {
		a.Advance(0.5)
		checkRows(t, a, 1e-3)
	}
}

// How often rows are looked at on the way does not matter: a day in one step is a day in many.
func TestDriftInSteps(t *testing.T) {
	make1 := func() *Array {
		a := build(t, drifting(t, nil), 20, 30, Options{})
		a.Program(ramp(600, 0, 1), false)
		return a
	}
	once, often, unseen := make1(), make1(), make1()
	once.Advance(86400)
	dst := make([]float32, 30)
	for k := range 8640 {
		often.Advance(10)
		unseen.Advance(10)
		often.Read(dst, []int32{int32(k % 20), int32(k % 7)}, nil, 0.1)
	}
	want := doubles(once.Conductances())
	got, apart := doubles(often.Conductances()), doubles(unseen.Conductances())
	for r := range 20 {
		var g, w float64
		for i := 30 * r; i < 30*(r+1); i++ {
			g, w = g+got[i], w+want[i]
		}
		near(t, "row after many steps over row after one", g/w, 1, 1e-3)
	}
	for i := range want {
		near(t, "cell that nobody read on the way", apart[i]/want[i], 1, 1e-6)
	}
}

// A SET acts on the undrifted conductance: without scatter the new one is
// G + m1 G + c1 + a1 e^(-p/2.6) of what was programmed, a day ago or now. Then the cell drifts
// from its beginning, and its neighbours from theirs.
func TestDriftRestartsAtPulse(t *testing.T) {
	card := drifting(t, law(0.06, 0.01))
	pcm := card.Model.(*device.PCM)
	pcm.M2, pcm.C2, pcm.A2, pcm.ResetScatter = 0, 0, 0, 0
	a := build(t, card, 2, 3, Options{})
	set(a, 1, []int32{0})
	first := 0.1 + (-0.084*0.1 + 0.88 + 1.4*math.Exp(-1/2.6)) // µS
	near(t, "after one pulse, µS", float64(a.Conductances()[1])*1e6, first, 1e-6)
	a.Advance(86400)
	near(t, "a day later it has lost two fifths", float64(a.Conductances()[1])*1e6/first, 0.6, 0.1)
	set(a, 1, []int32{0})
	second := first + (-0.084*first + 0.88 + 1.4*math.Exp(-2/2.6))
	near(t, "after a second pulse, µS", float64(a.Conductances()[1])*1e6, second, 1e-6)
	nu := card.Drift.Exponent(second*1e-6, float64(a.drift.xi[1]))
	a.Advance(3580)
	near(t, "an hour after that, µS", float64(a.Conductances()[1])*1e6, second*math.Pow(180, -nu), 1e-5)
	other := card.Drift.Exponent(0.1e-6, float64(a.drift.xi[2]))
	near(t, "its neighbour, µS", float64(a.Conductances()[2])*1e6, 0.1*math.Pow(1+89980.0/20, -other), 1e-6)
	reset(a, 1, []int32{0})
	near(t, "after RESET, µS", float64(a.Conductances()[1])*1e6, 0.1, 1e-7)
}

// P13: ν ~ N(0.06, 0.02) at 10⁷ s makes conductances of mean 0.47100 and standard deviation
// 0.12577 of the programmed one, e^(-νL + s²L²/2) with L = ln(t/t0); the exponents themselves
// have their mean and spread, each cell its own for good.
func TestDriftEnsemble(t *testing.T) {
	const rows, cols = 100, 200
	a := build(t, drifting(t, law(0.06, 0.02)), rows, cols, Options{})
	a.Program(level(rows*cols, 0.8), false)
	start := float64(a.Conductances()[0])
	a.Advance(1e7 - 20)
	f := doubles(a.Conductances())
	nu := make([]float64, len(f))
	for i := range f {
		f[i] /= start
		nu[i] = -math.Log(f[i]) / math.Log(1e7/20)
	}
	mean, sd := stat.MeanStdDev(f, nil)
	kurtosis := stat.ExKurtosis(f, nil) + 3
	near(t, "mean", mean, 0.47100, 4*0.12577/math.Sqrt(rows*cols))
	near(t, "standard deviation", sd, 0.12577, 4*0.12577*math.Sqrt((kurtosis-1)/4/(rows*cols)))
	mean, sd = stat.MeanStdDev(nu, nil)
	near(t, "mean exponent", mean, 0.06, 4*0.02/math.Sqrt(rows*cols))
	near(t, "spread of exponents", sd, 0.02, 4*0.02/math.Sqrt(2*rows*cols))

	a.Program(level(rows*cols, 0.8), false)
	a.Advance(1e7 - 20)
	for i, g := range doubles(a.Conductances()) {
		near(t, "the same cell, programmed again", g/start, f[i], 1e-5)
	}
}

// P15: weak cells drift faster, and differ more.
func TestDriftDependsOnState(t *testing.T) {
	const rows, cols = 50, 100
	card := drifting(t, nil)
	card.Model.(*device.PCM).GMin, card.Model.(*device.PCM).GMax = 0, 25e-6
	for _, tt := range []struct{ g, mean, sd float64 }{{0.1, 0.06009, 0.02288}, {0.25, 0.049, 0.01143}, {1, 0.049, 0.008}} {
		a := build(t, card, rows, cols, Options{})
		a.Program(level(rows*cols, tt.g), false)
		a.Advance(1e6)
		nu := doubles(a.Conductances())
		for i, g := range nu {
			nu[i] = -math.Log(g/(tt.g*25e-6)) / math.Log(1+1e6/20)
		}
		mean, sd := stat.MeanStdDev(nu, nil)
		near(t, "mean exponent", mean, tt.mean, 1e-5+4*tt.sd/math.Sqrt(rows*cols))
		near(t, "spread of exponents", sd, tt.sd, 1e-5+4*tt.sd/math.Sqrt(2*rows*cols))
	}
}

// Rows that nobody reads cost nothing, and rows that have not changed are left alone.
func TestDriftRenewsWhatIsRead(t *testing.T) {
	a := build(t, drifting(t, nil), 4, 10, Options{})
	a.Program(level(40, 0.5), false)
	dst := make([]float32, 10)
	renewed := func() []float64 { return snapshot(t, a).Renewed }
	a.Advance(100)
	a.Read(dst, []int32{2}, nil, 0.1)
	if got := renewed(); !slices.Equal(got, []float64{0, 0, 100, 0}) {
		t.Errorf("rows were renewed at %v s, want row 2 alone at 100", got)
	}
	a.Read(dst, []int32{2}, nil, 0.1)
	a.Advance(0.01) // 0.1 · 0.01/20 is a change of 5e-5 at most
	a.Read(dst, []int32{2, 3}, nil, 0.1)
	if got := renewed(); !slices.Equal(got, []float64{0, 0, 100, 100.01}) {
		t.Errorf("rows were renewed at %v s, want row 3 at 100.01 and row 2 not again", got)
	}
}

// busy programs an array of five rows and four columns and takes it through pulses either way, reads and waits in any
// order, with looks now and then and at the end.
func busy(r *rapid.T, a *Array, look func()) {
	a.Program(ramp(20, 0.2, 1), false)
	for range rapid.IntRange(1, 25).Draw(r, "events") {
		col := rapid.IntRange(0, 3).Draw(r, "column")
		switch rapid.IntRange(0, 4).Draw(r, "event") {
		case 0:
			set(a, col, some(r, 5))
		case 1:
			reset(a, col, some(r, 5))
		case 2:
			a.Read(make([]float32, 4), some(r, 5), nil, 0.1)
		default:
			a.Advance(math.Pow(10, rapid.Float64Range(-2, 6).Draw(r, "log of waiting time")))
		}
		if rapid.IntRange(0, 3).Draw(r, "look") == 0 {
			look()
		}
	}
	look()
}
