package snn_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/snn"
)

// A window of 25 ms in steps of 0.5 ms: 50 steps, the edge inside.
func TestRectangularWindow(t *testing.T) {
	for _, tt := range []struct {
		name   string
		window float64 // s
		before []int   // spikes of the input, steps before the output spike
		want   float64
	}{
		{"same step", 25e-3, []int{0}, 2},
		{"inside", 25e-3, []int{20}, 2},
		{"exactly the window", 25e-3, []int{50}, 2},
		{"one step more", 25e-3, []int{51}, -0.5},
		{"long ago", 25e-3, []int{400}, -0.5},
		{"never", 25e-3, nil, -0.5},
		{"the last spike counts", 25e-3, []int{300, 60, 49}, 2},
		{"many spikes, all too early", 25e-3, []int{300, 60, 51}, -0.5},
		{"many spikes count once", 25e-3, []int{40, 30, 20, 10, 0}, 2},
		{"no window: same step", 0, []int{0}, 2},
		{"no window: the step before", 0, []int{1}, -0.5},
		{"a window of 1.2 steps ends after one", 0.6e-3, []int{1}, 2},
		{"and not after two", 0.6e-3, []int{2}, -0.5},
		{"a window of 1.8 steps ends after two", 0.9e-3, []int{2}, 2},
		{"never is beyond the longest window", 1000, nil, -0.5},
	} {
		const now = 500
		pre := make([][]int, 3)
		for _, ago := range tt.before {
			pre[1] = append(pre[1], now-ago)
		}
		w := newFree(3, 1)
		play(t, startRule(&snn.Rectangular{Window: tt.window, LTP: 2, LTD: 0.5}, 3, 1, nil), w, pre, [][]int{{now}}, now+1)
		if want := []float64{-0.5, tt.want, -0.5}; !slices.Equal(w.w, want) {
			t.Errorf("%s: changes %v, want %v", tt.name, w.w, want)
		}
	}
}

// An output spike in step 0 has no past.
func TestRectangularFirstStep(t *testing.T) {
	w := newFree(2, 1)
	play(t, startRule(&snn.Rectangular{Window: 25e-3, LTP: 1, LTD: 1}, 2, 1, nil), w, [][]int{{0}, nil}, [][]int{{0}}, 1)
	if want := []float64{1, -1}; !slices.Equal(w.w, want) {
		t.Errorf("changes %v, want %v", w.w, want)
	}
}

// An output spike does not use up the spikes before it, for itself or for other neurons.
func TestRectangularMemory(t *testing.T) {
	w := newFree(2, 2)
	play(t, startRule(&snn.Rectangular{Window: 25e-3, LTP: 1, LTD: 2}, 2, 2, nil), w, [][]int{{4}, nil}, [][]int{{5, 9}, {9}}, 10)
	if want := []float64{2, 1, -4, -2}; !slices.Equal(w.w, want) {
		t.Errorf("changes %v, want %v", w.w, want)
	}
}

// Potentiation is positive and depression negative; a share of 0 is no dose at all, so that
// nothing is written.
func TestRectangularSigns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		share := rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(1e-6, 10))
		law := &snn.Rectangular{Window: 5e-3, LTP: share.Draw(t, "ltp"), LTD: share.Draw(t, "ltd")}
		last := rapid.SliceOfN(rapid.IntRange(0, 40), 6, 6).Draw(t, "spikes")
		pre := make([][]int, len(last))
		for i, s := range last {
			pre[i] = []int{s}
		}
		w := newFree(len(last), 1)
		play(t, startRule(law, len(last), 1, nil), w, pre, [][]int{{40}}, 41)
		for i, at := range last {
			want := float64(-float32(law.LTD))
			if 40-at <= 10 {
				want = float64(float32(law.LTP))
			}
			if w.w[i] != want {
				t.Fatalf("input spiked %d steps ago: change %g, want %g", 40-at, w.w[i], want)
			}
		}
	})
}

// One synapse whose input spikes within the window of an output spike with probability q, with
// exponential damping 3 of potentiation and none of depression (Querlioz, steps 0.0017 and
// 0.0007). The mean step a+ e^(-3u) q - a- (1-q) vanishes at u* = ln(a+ q/(a- (1-q)))/3, held
// within [0, 1].
//
// Around u* the weight is an Ornstein–Uhlenbeck process of rate κ = 3 a- (1-q) and diffusion
// a-² (1-q)/q, so its variance is a-/(6q). In the stationary state E[e^(-3u)] = e^(-3u*)
// exactly, which puts the mean 3/2 of the variance above u*. At a bound the process is cut
// off: with u* there, half a normal stays, whose mean is √(2/π) standard deviations away; with
// u* well beyond by d, an exponential of mean variance/d; one step more for its size.
func TestQuerliozFixedPoint(t *testing.T) {
	const (
		ltp, ltd = 0.0017, 0.0007
		share    = 0.25 // of a pulse: tiny steps
		synapses = 64
		events   = 40_000
	)
	for k, tt := range []struct{ q, fixed, start float64 }{
		{0.1, 0, 0.3}, {0.29, 0, 0}, {0.5, 0.296, 0.1}, {0.7, 0.578, 0.5}, {0.9, 1, 1}, {0.97, 1, 0.8},
	} {
		free := math.Log(ltp*tt.q/(ltd*(1-tt.q))) / 3
		variance := share * ltd / (6 * tt.q)
		// The average of such a process over a time T errs by √(2 variance/(κT)).
		slack := 4 * math.Sqrt(2*variance/(3*share*ltd*(1-tt.q)*synapses*events))
		want, tol := tt.fixed, slack+5e-4 // the table's last digit
		switch beyond := max(-free, free-1); {
		case beyond > math.Sqrt(variance):
			tol += variance/beyond + share*ltp
		case beyond > -math.Sqrt(variance):
			tol += math.Sqrt(2/math.Pi*variance) + share*ltp
		default:
			want += 1.5 * variance
		}
		rule := &snn.Plasticity{Law: &snn.Rectangular{Window: 5e-3, LTP: share, LTD: share}, Step: 1e-3, Up: 1, Down: 1}
		m := snn.Matrix{Pre: synapses, Post: 1, StepLTP: ltp, StepLTD: ltd, BetaLTP: 3}
		got := averageWeight(t, tt.q, tt.start, rule, m, events, rand.New(rand.NewPCG(12, uint64(k))))
		near(t, fmt.Sprintf("mean weight at q = %g", tt.q), got, want, tol)
	}
}

// averageWeight runs the rule for events output spikes to forget the start, and returns the
// mean weight over as many more. Every input spikes 3 steps before an output spike with
// probability q and else 6 steps before, one step out of the window.
func averageWeight(t *testing.T, q, start float64, rule *snn.Plasticity, m snn.Matrix, events int, src *rand.Rand) float64 {
	m.W = slices.Repeat([]float64{start}, m.Pre)
	rule.Start(m.Pre, 1)
	hit, miss := make([]int32, 0, m.Pre), make([]int32, 0, m.Pre)
	sum := 0.0
	for e := range 2 * events {
		hit, miss = hit[:0], miss[:0]
		for i := range int32(m.Pre) {
			if src.Float64() < q {
				hit = append(hit, i)
			} else {
				miss = append(miss, i)
			}
		}
		rule.Forget()
		if err := errors.Join(rule.Pre(20*e+4, miss, &m), rule.Pre(20*e+7, hit, &m), rule.Post(20*e+10, []int32{0}, &m)); err != nil {
			t.Fatal(err)
		}
		if e < events {
			continue
		}
		for _, w := range m.W {
			sum += w
		}
	}
	return sum / float64(events*m.Pre)
}
