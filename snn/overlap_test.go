package snn_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/snn"
)

// ones is a table of so many equal values.
func ones(n int, x float32) []float32 { return slices.Repeat([]float32{x}, n) }

// What a pair is worth, by hand: the table for the nearest spikes, on either side.
func TestOverlapByHand(t *testing.T) {
	law := &snn.Overlap{Before: []float32{5, 4, 3}, None: -1, After: []float32{-2, -8}}
	for _, tt := range []struct {
		name      string
		pre, post []int
		want      float64
	}{
		{"same step", []int{10}, []int{10}, 5},
		{"one before", []int{9}, []int{10}, 4},
		{"at the end of the table", []int{8}, []int{10}, 3},
		{"too early", []int{7}, []int{10}, -1},
		{"no input", nil, []int{10}, -1},
		{"one after", []int{11}, []int{10}, -1 - 2},
		{"two after", []int{12}, []int{10}, -1 - 8},
		{"too late", []int{13}, []int{10}, -1},
		{"no output", []int{3, 4, 5}, nil, 0},
		{"the nearest input counts", []int{8, 9}, []int{10}, 4},
		{"the nearest output counts", []int{12}, []int{10, 11}, -1 - 1 - 2},
		{"between two outputs", []int{11}, []int{10, 12}, -1 - 2 + 4},
	} {
		w := newFree(1, 1)
		play(t, startRule(law, 1, 1, nil), w, [][]int{tt.pre}, [][]int{tt.post}, 20)
		near(t, tt.name, w.w[0], tt.want, 0)
	}
}

// A table with a rectangle in it is the rectangular rule, spike by spike, after delays too.
func TestOverlapIsRectangular(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const pre, post, steps = 5, 3, 400
		window := rapid.IntRange(0, 60).Draw(t, "window")
		longest := rapid.SampledFrom([]float64{0, 10e-3, 60e-3}).Draw(t, "longest")
		var delays *snn.Delays
		if longest > 0 {
			delays, _ = snn.NewDelays(pre, post, longest, fine, rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)))
		}
		in, out := trains(t, pre, steps, "in"), trains(t, post, steps, "out")
		got, want := newFree(pre, post), newFree(pre, post)
		play(t, startRule(&snn.Overlap{Before: ones(window+1, 1), None: -0.5}, pre, post, delays), got, in, out, steps)
		play(t, startRule(&snn.Rectangular{Window: float64(window) * fine, LTP: 1, LTD: 0.5}, pre, post, delays), want, in, out, steps)
		if !slices.Equal(got.w, want.w) {
			t.Fatalf("a window of %d steps: the table changes %v, the rule %v", window, got.w, want.w)
		}
	})
}

// Five students to whom an input shortly before their spike is good and one shortly after it half as
// bad, with cells that take half as much from a depressing pulse: each knows the three patterns
// afterwards, and in the mean they gain 25 points; see TestNetworkLearns for both bounds. With windows
// of one strength the two sides nearly cancel under Poisson input, and the gain is 18.
func TestOverlapLearns(t *testing.T) {
	const noise, students = 0.15, 5
	gain := 0.0
	for seed := range uint64(students) {
		n := student(seed)
		p := &snn.Plasticity{Law: &snn.Overlap{Before: ones(25, 1), After: ones(25, -0.5)}, Step: 1e-3, Up: 1, Down: 1}
		p.Start(64, 6)
		n.Rule = p
		before := exam(n, "rate-weighted", noise, seed)
		if err := learn(n, 300, noise, seed); err != nil {
			t.Fatal(err)
		}
		after := exam(n, "rate-weighted", noise, seed)
		gain += (after - before) / students
		if after < 0.9 {
			t.Errorf("student %d is right in %.0f %%, want at least 90", seed, 100*after)
		}
	}
	t.Logf("gain %.0f points", 100*gain)
	if gain < 0.25 {
		t.Errorf("training gains %.0f points, want at least 25", 100*gain)
	}
}
