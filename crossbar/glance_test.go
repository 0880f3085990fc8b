package crossbar

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/variability"
)

// checkGlances compares rows as glance shows them with exact values: of their sum, what is not common
// stays within the tolerance and what f itself is off by within three quarters of it. Cells that drift by themselves may be
// off by more: by the four tolerances of f where they do not drift, by as much where they do and f is of others, and by the rest.
func checkGlances(t interface{ Fatalf(string, ...any) }, a *Array, tolerance float64) {
	want := exact(a)
	for r := range a.Rows {
		f := float64(a.glance(r))
		var sum, all, off float64
		for i := r * a.Cols; i < (r+1)*a.Cols; i++ {
			g := f * float64(a.g[i])
			sum, all, off = sum+g, all+want[i], off+math.Abs(g-want[i])
		}
		if math.Abs(sum-all) > (1.75*tolerance+3e-6)*all || off > 9*tolerance*all {
			t.Fatalf("row %d at %g s: off by %.3g of its sum, its cells by %.3g, tolerance %g", r, a.now, sum/all-1, off/all, tolerance)
		}
	}
}

// What a row has in common is taken from it without going through its cells, whatever pulses and waits
// come between.
func TestGlanceOfBusyArray(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		a := build(t, drifting(t, nil), 5, 4, Options{D2D: 0.2})
		if !a.drift.alike {
			t.Fatal("phase-change cells are not alike")
		}
		busy(r, a, func() { checkGlances(r, a, 1e-3) })
	})
}

// One cell that was programmed a moment ago drifts most of all that its row drifts, and ages as fast.
func TestGlanceOfAYoungCell(t *testing.T) {
	for _, wait := range []float64{1, 5, 15, 60} {
		a := build(t, drifting(t, nil), 5, 4, Options{})
		a.Program(level(20, 0.8), false)
		a.Advance(1e6)
		checkGlances(t, a, 1e-3)
		set(a, 1, []int32{0, 1, 2, 3, 4})
		a.Advance(wait)
		a.renew(0)
		for range 200 {
			a.Advance(0.5)
			checkGlances(t, a, 1e-3)
		}
	}
}

// A row that is looked at every half second is renewed a few times less often, its cells each within a
// tolerance in the mean; where cells differ too much, or the tolerance is wide, rows are renewed as ever.
func TestGlanceRenewsLessOften(t *testing.T) {
	a := build(t, drifting(t, nil), 1, 400, Options{})
	a.Program(ramp(400, 0.1, 1), false)
	b := build(t, drifting(t, nil), 1, 400, Options{})
	b.Program(ramp(400, 0.1, 1), false)
	renewals := func(a *Array, look func()) (n int) {
		was := a.drift.rows[0].renewed
		for range 400 {
			a.Advance(0.5)
			look()
			if now := a.drift.rows[0].renewed; now != was {
				n, was = n+1, now
			}
		}
		return n
	}
	few := renewals(a, func() {
		var off, sum float64
		f := float64(a.glance(0))
		for i, want := range exact(a) {
			off, sum = off+math.Abs(f*float64(a.g[i])-want), sum+want
		}
		if off > 1e-3*sum {
			t.Fatalf("at %g s cells are off by %.3g in the mean", a.now, off/sum)
		}
	})
	many := renewals(b, func() { b.renew(0) })
	if few == 0 || 2*few > many {
		t.Errorf("%d renewals with a glance and %d without: want fewer than half", few, many)
	}
	spread := drifting(t, law(0.05, 0.01))
	spread.Drift.Min = 0
	for name, x := range map[string]*Array{
		"any exponent": build(t, spread, 1, 4, Options{}),
		"1 %":          build(t, drifting(t, nil), 1, 4, Options{Tolerance: 0.01}),
	} {
		if x.drift.alike {
			t.Errorf("%s: cells are taken as alike", name)
		}
	}
}

// An input that sees time pass holds its noise relative to the conductance, with what was common when it
// began taken from it once: without it, rows read and looked at would lose it twice.
func TestGlanceWithinAnInput(t *testing.T) {
	currents := func(a *Array) (x []float32) {
		x = make([]float32, 400)
		a.Read(x, []int32{0}, nil, 1)
		return x
	}
	history := func(alike bool) (*Array, []float32) {
		a := build(t, preset(t, "pcm"), 1, 400, Options{})
		a.drift.alike = alike
		a.Program(ramp(400, 0.1, 1), false)
		for k := range 200 {
			a.Advance(0.5)
			a.NextInput(variability.Seed(3).Named("one").At(k))
			currents(a)
		}
		a.Conductances()
		a.Advance(6) // less than renews the row
		a.NextInput(variability.Seed(3).Named("two"))
		return a, currents(a)
	}
	a, first := history(true)
	_, renewed := history(false) // cell by cell, with the same deviates
	if f := a.noise.common[0]; !(f < 0.998) {
		t.Fatalf("too little in common is left to tell: %g", f)
	}
	mean := func(of func(i int) float64) (m float64) {
		n := 0.0
		for i, x := range first {
			if x > 0 {
				m, n = m+of(i), n+1
			}
		}
		return m / n
	}
	near(t, "read over that of a row renewed", mean(func(i int) float64 { return float64(first[i] / renewed[i]) }), 1, 1e-3)
	near(t, "looks at what this input has read, over the read", mean(func(i int) float64 { return a.Observe(0, i) / float64(first[i]) }), 1, 5e-4)
	start := exact(a)
	a.Advance(200)
	end, last := exact(a), currents(a)
	near(t, "read over read, over the law", mean(func(i int) float64 { return float64(last[i]/first[i]) / (end[i] / start[i]) }), 1, 1e-3)
}
