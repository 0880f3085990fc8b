package crossbar

import (
	"math"
	"reflect"
	"testing"

	"github.com/xbar-sim/xbar/device"
)

// A rewritten column holds its targets, each missed by the card's programming noise; other columns
// and the clocks of their cells are left alone.
func TestRewrite(t *testing.T) {
	a := build(t, preset(t, "ideal"), 40, 3, Options{})
	a.Program(level(120, 0.3), false)
	before := doubles(a.Conductances())
	w := ramp(40, 0, 1)
	a.Rewrite(1, w)
	lo, hi := a.Card().Model.Range()
	for i, g := range doubles(a.Conductances()) {
		r, c := i/3, i%3
		want := before[i]
		if c == 1 {
			want = lo + w[r]*(hi-lo)
		}
		near(t, "conductance", g, want, 1e-6*hi)
		if n := a.PulseCount(r, c); (n == 1) != (c == 1) {
			t.Errorf("cell %d, %d had %d pulses", r, c, n)
		}
	}
	if a.Writes() != 40 {
		t.Errorf("%d writes, want one a cell", a.Writes())
	}
}

// The programming error of 4 000 rewritten cells has the card's standard deviation: that of a
// sample is within 5/√(2n) of it but for one in a million samples.
func TestRewriteMisses(t *testing.T) {
	const n = 4000
	card := still(t)
	a := build(t, card, n, 1, Options{})
	a.Rewrite(0, level(n, 0.5))
	lo, hi := card.Model.Range()
	want := (lo + hi) / 2
	var square float64
	for _, g := range doubles(a.Conductances()) {
		square += (g - want) * (g - want)
	}
	sigma := card.Program.Sigma(want, card.Drift.Ref)
	near(t, "σ of the error over the card's", math.Sqrt(square/n)/sigma, 1, 5/math.Sqrt(2*n))
}

// Column reads what Conductances finds, within the tolerance of the law.
func TestColumn(t *testing.T) {
	a := build(t, preset(t, "pcm"), 20, 3, Options{})
	a.Program(ramp(60, 0.1, 1), false)
	a.Advance(5000)
	col := make([]float32, 20)
	a.Column(col, 2)
	want := exact(a)
	for r, g := range col {
		near(t, "drifted conductance", float64(g)/want[3*r+2], 1, 1e-5)
		if g != a.Conductances()[3*r+2] {
			t.Errorf("row %d: %g S by column, %g by row", r, g, a.Conductances()[3*r+2])
		}
	}
	less := make([]float32, 20)
	a.Difference(less, 2, 0)
	for r, d := range less {
		if want := col[r] - a.Conductances()[3*r]; d != want {
			t.Errorf("row %d: difference %g S, want %g", r, d, want)
		}
	}
}

// Reading through a reader leaves the array as it was, to the last bit of its cache.
func TestReaderLeavesNoTrace(t *testing.T) {
	a := build(t, preset(t, "pcm"), 20, 3, Options{})
	a.Program(ramp(60, 0.1, 1), false)
	a.Advance(1e5)
	before := snapshot(t, a)
	r := a.Reader()
	r.NextInput(input(1))
	r.Read(make([]float32, 3), all(20), nil, 0.1)
	r.Conductances()
	if !reflect.DeepEqual(before, snapshot(t, a)) {
		t.Error("a reader changed the array")
	}
}

// Readers see the same currents as the array, with the same noise for the same stream, at the
// same time and after each other.
func TestReader(t *testing.T) {
	for _, name := range []string{"ideal", "memristor", "pcm"} {
		card := preset(t, name)
		if name == "memristor" {
			card.Noise = device.ReadNoise{White: 0.05}
		}
		a := build(t, card, 30, 4, Options{})
		a.Program(ramp(120, 0, 1), false)
		a.Advance(100)
		r, s := a.Reader(), a.Reader()
		for k := range 3 {
			rows := all(30)[k : 20+k]
			want, got, other := make([]float32, 4), make([]float32, 4), make([]float32, 4)
			s.NextInput(input(7))
			s.Read(other, rows, nil, 0.1)
			a.NextInput(input(k))
			a.Read(want, rows, nil, 0.1)
			r.NextInput(input(k))
			r.Read(got, rows, nil, 0.1)
			for c := range want {
				if want[c] != got[c] {
					t.Errorf("%s, input %d, column %d: a reader finds %g, the array %g", name, k, c, got[c], want[c])
				}
				if name != "ideal" && other[c] == got[c] {
					t.Errorf("%s: two streams have the same noise", name)
				}
			}
		}
	}
}

// Doses that cells take as they are: each by its own part, in the mean of many as so many pulses.
func TestGrade(t *testing.T) {
	a := build(t, preset(t, "ideal"), 4, 2, Options{})
	if !a.Graded() || build(t, preset(t, "memristor"), 1, 1, Options{}).Graded() {
		t.Error("ideal cells take parts of pulses, others do not")
	}
	a.Grade(1, []int32{0, 2}, []float64{0.5, 2})
	_, hi := a.Card().Model.Range()
	second := 0.01 + 0.01*math.Exp(-3*0.01)
	for r, want := range []float64{0.005, 0, second, 0} {
		near(t, "weight", float64(a.Conductances()[2*r+1])/hi, want, 1e-7)
		near(t, "weight of the other column", float64(a.Conductances()[2*r]), 0, 0)
	}
}
