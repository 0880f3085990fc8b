package snn_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/snn"
)

var _ snn.Rule = (*snn.Rectangular)(nil)

// A window of 25 ms in steps of 0.5 ms: 50 steps, the edge inside.
func TestRectangularWindow(t *testing.T) {
	for _, tt := range []struct {
		name   string
		window float64 // s
		before []int   // spikes of the input, steps before the output spike
		want   float32
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
		r := snn.Rectangular{Window: tt.window, Step: 0.5e-3, LTP: 2, LTD: 0.5}
		r.Begin(3)
		for _, ago := range tt.before {
			r.Pre(now-ago, []int32{1})
		}
		dose := []float32{9, 9, 9}
		r.Post(now, dose)
		if want := []float32{-0.5, tt.want, -0.5}; !slices.Equal(dose, want) {
			t.Errorf("%s: doses %v, want %v", tt.name, dose, want)
		}
	}
}

// An output spike in step 0 has no past.
func TestRectangularFirstStep(t *testing.T) {
	r := snn.Rectangular{Window: 25e-3, Step: 0.5e-3, LTP: 1, LTD: 1}
	r.Begin(2)
	r.Pre(0, []int32{0})
	dose := make([]float32, 2)
	r.Post(0, dose)
	if want := []float32{1, -1}; !slices.Equal(dose, want) {
		t.Errorf("doses %v, want %v", dose, want)
	}
}

// An output spike does not use up the spikes before it, and the next presentation knows
// nothing of them, whatever its number of inputs.
func TestRectangularMemory(t *testing.T) {
	r := snn.Rectangular{Window: 25e-3, Step: 0.5e-3, LTP: 1, LTD: 1}
	for _, inputs := range []int{3, 3, 5, 2} {
		r.Begin(inputs)
		dose, none := make([]float32, inputs), slices.Repeat([]float32{-1}, inputs)
		r.Post(3, dose)
		if !slices.Equal(dose, none) {
			t.Errorf("%d inputs: doses %v at the start, want all -1", inputs, dose)
		}
		r.Pre(4, []int32{0, 1})
		for range 2 {
			r.Post(5, dose)
			if dose[0] != 1 || dose[1] != 1 || inputs > 2 && dose[2] != -1 {
				t.Errorf("%d inputs: doses %v, want 1 for the first two", inputs, dose)
			}
		}
	}
}

// Potentiation is positive and depression negative; a share of 0 is no dose at all, so that
// nothing is written.
func TestRectangularSigns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := snn.Rectangular{Window: 10e-3, Step: 1e-3}
		share := rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(1e-6, 10))
		r.LTP, r.LTD = share.Draw(t, "ltp"), share.Draw(t, "ltd")
		last := make([]int, 6)
		r.Begin(len(last))
		for i := range last {
			last[i] = rapid.IntRange(0, 40).Draw(t, "spike")
		}
		for s := range 41 {
			for i, at := range last {
				if at == s {
					r.Pre(s, []int32{int32(i)})
				}
			}
		}
		dose := make([]float32, len(last))
		r.Post(40, dose)
		for i, at := range last {
			want := -r.LTD
			if 40-at <= 10 {
				want = r.LTP
			}
			if dose[i] != float32(want) {
				t.Fatalf("input spiked %d steps ago: dose %g, want %g", 40-at, dose[i], want)
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
		rule := snn.Rectangular{Window: 5e-3, Step: 1e-3, LTP: share, LTD: share}
		m := snn.Matrix{Pre: synapses, Post: 1, StepLTP: ltp, StepLTD: ltd, BetaLTP: 3}
		got := averageWeight(t, tt.q, tt.start, rule, m, events, rand.New(rand.NewPCG(12, uint64(k))))
		near(t, fmt.Sprintf("mean weight at q = %g", tt.q), got, want, tol)
	}
}

// averageWeight runs the rule for events output spikes to forget the start, and returns the
// mean weight over as many more. Every input spikes 3 steps before an output spike with
// probability q and else 6 steps before, one step out of the window.
func averageWeight(t *testing.T, q, start float64, rule snn.Rectangular, m snn.Matrix, events int, src *rand.Rand) float64 {
	m.W = slices.Repeat([]float64{start}, m.Pre)
	dose, hit, miss := make([]float32, m.Pre), make([]int32, 0, m.Pre), make([]int32, 0, m.Pre)
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
		rule.Begin(m.Pre)
		rule.Pre(4, miss)
		rule.Pre(7, hit)
		rule.Post(10, dose)
		pulse(t, &m, 0, dose...)
		if e < events {
			continue
		}
		for _, w := range m.W {
			sum += w
		}
	}
	return sum / float64(events*m.Pre)
}
