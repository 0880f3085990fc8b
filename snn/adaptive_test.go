package snn_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/snn"
)

func adaptive(dt, refractory, theta, tauTheta, current, tauCurrent float64) *snn.Adaptive {
	a := &snn.Adaptive{
		LIF:       snn.LIF{Competition: snn.Competition{Step: dt, Refractory: refractory}, Leak: 20e-3},
		ThetaStep: theta, TauTheta: tauTheta, CurrentStep: current, TauCurrent: tauCurrent,
	}
	a.Start(1, 1)
	return a
}

// trainOf drives a single neuron with a constant input and returns the intervals between its
// spikes, steps, the first from the start.
func trainOf(l snn.Layer, input float32, spikes, most int) (intervals []int) {
	last := -1
	for s := 0; s < most && len(intervals) < spikes; s++ {
		if winner(l, s, input) == 0 {
			intervals = append(intervals, s-last)
			last = s
		}
	}
	return intervals
}

// At a steady rate a neuron of interval T meets
//
//	RI (1-e^(-m/τ)) - w₀ e^(-r/τw) τw/(τw-τ) (e^(-m/τw) - e^(-m/τ)) = threshold + θ₀ e^(-T/τθ)
//
// after m = T - r beyond its refractory time r, with θ₀ = step/(1-e^(-T/τθ)) and w₀ = step/(1-e^(-T/τw)) right after a spike.
func TestAdaptationSettles(t *testing.T) {
	const dt, leak = 0.1e-3, 20e-3
	for _, tt := range []struct{ drive, refractory, theta, tauTheta, current, tauCurrent float64 }{
		{2, 0, 0.2, 0.1, 0, 0.1}, {2, 5e-3, 0.2, 0.1, 0, 0.1}, {5, 2e-3, 0.5, 0.5, 0, 0.1},
		{2, 0, 0, 0.1, 0.3, 0.1}, {3, 5e-3, 0, 0.1, 0.5, 0.2}, {3, 0, 0, 0.1, 0.5, leak}, {4, 3e-3, 0.1, 0.05, 0.4, 0.15},
	} {
		margin := func(T float64) float64 { // membrane less threshold at T
			m := T - tt.refractory
			v := tt.drive * (1 - math.Exp(-m/leak))
			w := tt.current / (1 - math.Exp(-T/tt.tauCurrent)) * math.Exp(-tt.refractory/tt.tauCurrent)
			if tt.tauCurrent == leak {
				v -= w * m / leak * math.Exp(-m/leak)
			} else {
				v -= w * tt.tauCurrent / (tt.tauCurrent - leak) * (math.Exp(-m/tt.tauCurrent) - math.Exp(-m/leak))
			}
			return v - 1 - tt.theta/(math.Exp(T/tt.tauTheta)-1)
		}
		lo, hi := tt.refractory+1e-6, 2.0
		for range 60 {
			if mid := (lo + hi) / 2; margin(mid) < 0 {
				lo = mid
			} else {
				hi = mid
			}
		}
		a := adaptive(dt, tt.refractory, tt.theta, tt.tauTheta, tt.current, tt.tauCurrent)
		got := trainOf(a, float32(tt.drive*(1-math.Exp(-dt/leak))), 200, 1e6)
		first := int(math.Ceil(-leak * math.Log(1-1/tt.drive) / dt))
		near(t, fmt.Sprintf("%+v: steps to the first spike", tt), float64(got[0]), float64(first), 1)
		sum := 0
		for _, n := range got[100:] {
			sum += n
		}
		near(t, fmt.Sprintf("%+v: settled interval, ms", tt), float64(sum)/100*dt*1e3, hi*1e3, dt*1e3)
		if got[199] <= got[1] {
			t.Errorf("%+v: intervals go from %d to %d steps", tt, got[1], got[199])
		}
	}
}

// Without steps of θ and w, it is LIF.
func TestAdaptiveIsLIFWhereNothingAdapts(t *testing.T) {
	a := adaptive(1e-3, 2e-3, 0, 0.1, 0, 0.1)
	l := layer(shape{Step: 1e-3, Leak: 20e-3, Refractory: 2e-3}, 1, 1)
	for s := range 500 {
		in := float32(s%7) / 20
		if winner(a, s, in) != winner(l, s, in) || a.V()[0] != l.V()[0] {
			t.Fatalf("step %d: membranes at %g and %g", s, a.V()[0], l.V()[0])
		}
	}
}

// A presentation begins with rested neurons.
func TestBeginRestsAdaptation(t *testing.T) {
	a := adaptive(1e-3, 0, 0.5, 1, 0.5, 1)
	fresh := trainOf(a, 0.2, 5, 1000)
	if tired := trainOf(a, 0.2, 5, 1000); slices.Equal(fresh, tired) {
		t.Fatal("five spikes do not tire")
	}
	a.Begin(0)
	if again := trainOf(a, 0.2, 5, 1000); !slices.Equal(fresh, again) {
		t.Errorf("intervals %v, want %v as at first", again, fresh)
	}
}

// After a spike the current draws the membrane to
// -step τw/(τw-τ) (e^(-t/τw) - e^(-t/τ)), whatever the length of a step.
func TestSpikeTriggeredCurrentIsExact(t *testing.T) {
	for _, dt := range []float64{0.5e-3, 5e-3, 20e-3} {
		a := adaptive(dt, 0, 0, 0.1, 0.5, 0.1)
		if winner(a, 0, 2) != 0 {
			t.Fatal("no spike")
		}
		for k := 1; k < 40; k++ {
			winner(a, k, 0)
			s := float64(k) * dt
			want := -0.5 * 0.1 / 0.08 * (math.Exp(-s/0.1) - math.Exp(-s/20e-3))
			near(t, fmt.Sprintf("steps of %g s, after %g s", dt, s), float64(a.V()[0]), want, 40*0x1p-25)
		}
	}
}
