package snn_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/xbar-sim/xbar/snn"
)

// Forward Euler, v ← v + (RI - v) step/leak with reset to 0, 13 mV threshold, leak 100 ms, 0.5 ms
// steps and 5 ms refractory: steps to threshold and rates by hand.
func TestLIFEulerSteps(t *testing.T) {
	for _, tt := range []struct {
		drive float64 // mV
		steps int
		rate  float64 // Hz
	}{
		{14, 527, 3.7244}, {16, 334, 5.8140}, {20, 210, 9.0909}, {30, 114, 16.1290}, {60, 49, 33.8983}, {120, 23, 60.6061},
	} {
		l := &snn.LIF{Competition: snn.Competition{Step: 0.5e-3, Refractory: 5e-3}, Leak: 0.1, Integrator: snn.Euler}
		l.Start(1, 13)
		first, second := intervals(t, l, float32(tt.drive*0.5e-3/0.1))
		if first != tt.steps || second != tt.steps+10 {
			t.Errorf("drive %g mV: %d steps to threshold and %d between spikes, want %d and 10 more", tt.drive, first, second, tt.steps)
		}
		near(t, fmt.Sprintf("rate at %g mV, Hz", tt.drive), 1/(float64(second)*0.5e-3), tt.rate, 5e-5)
	}
}

// psp returns the response of a membrane to an input of 1 in step 0, one element a step.
func psp(step, leak, synapse float64, k snn.Integrator, steps int) []float64 {
	l := &snn.LIF{Competition: snn.Competition{Step: step}, Leak: leak, Synapse: synapse, Integrator: k}
	l.Start(1, 1e9)
	out := make([]float64, steps)
	for s := range out {
		winner(l, s, map[bool]float32{true: 1}[s == 0])
		out[s] = float64(l.V()[0])
	}
	return out
}

func highest(x []float64) (at int) {
	for k, y := range x {
		if y > x[at] {
			at = k
		}
	}
	return at
}

// Leak dV/dt = -V + i Leak/Synapse peaks as validation by hand has it, there for
// Leak dV/dt = -V + i: its peaks are per Synapse/Leak of ours.
func TestLIFCurrentPSP(t *testing.T) {
	const step = 50e-6
	for _, tt := range []struct{ leak, synapse, at, peak float64 }{ // ms, ms, ms, of w
		{100, 1, 4.6517, 0.009545}, {20, 5, 9.2420, 0.157490}, {10, 2, 4.0236, 0.133748},
	} {
		v := psp(step, tt.leak*1e-3, tt.synapse*1e-3, snn.Exponential, 400)
		k := highest(v)
		name := fmt.Sprintf("leak %g ms, synapse %g ms: ", tt.leak, tt.synapse)
		// In single precision a flat top of the membrane is the same over √(2 ulp tm ts) around it.
		near(t, name+"time of the peak, ms", float64(k)*step*1e3, tt.at, 0.05+math.Sqrt(2*0x1p-22*tt.leak*tt.synapse))
		// 2⁻²⁵ of both decays in each of 200 steps.
		near(t, name+"peak", v[k]*tt.synapse/tt.leak, tt.peak, 200*0x1p-24*tt.peak+5e-7)
	}
}

// At every step the membrane is what the closed form says, also for equal time constants and for
// those that nearly are, and whatever the step.
func TestLIFCurrentIsExact(t *testing.T) {
	for _, tt := range []struct{ leak, synapse float64 }{ // ms
		{100, 1}, {20, 5}, {10, 2}, {5, 20}, {10, 10}, {10, 10 * (1 + 1e-9)}, {10, 10 * (1 + 1e-4)}, {10, 10.5},
	} {
		for _, step := range []float64{0.1, 0.5, 1, 5} { // ms
			for k, v := range psp(step*1e-3, tt.leak*1e-3, tt.synapse*1e-3, snn.Exponential, 40) {
				s := float64(k) * step
				want := s / tt.leak * math.Exp(-s/tt.leak)
				if d := tt.leak - tt.synapse; math.Abs(d) > 1e-6 {
					want = tt.leak / d * (math.Exp(-s/tt.leak) - math.Exp(-s/tt.synapse))
				}
				// 40 roundings of the sum and of each decay, half an ulp of 1 in all.
				near(t, fmt.Sprintf("%v after %g ms", tt, s), v, want, 40*0x1p-24)
			}
		}
	}
}

// A current that flows in at once is an input of charge, which acts one step later.
func TestLIFCurrentOfNoLength(t *testing.T) {
	v := psp(1e-3, 0.1, 1e-6, snn.Exponential, 50)
	for k, x := range v {
		want := 0.0
		if k > 0 {
			want = math.Exp(-float64(k) / 100)
		}
		near(t, fmt.Sprintf("after %d ms", k), x, want, 2e-5) // 1 µs of 100 ms
	}
}

// Euler steps of a current: i_k = (1-dt/ts)^k and V_k = Σ (1-dt/tm)^(k-1-m) i_m dt/ts.
func TestLIFCurrentEuler(t *testing.T) {
	const step, leak, synapse = 0.5e-3, 20e-3, 5e-3
	a, b := 1-step/leak, 1-step/synapse
	for k, v := range psp(step, leak, synapse, snn.Euler, 60) {
		want := step / synapse * (math.Pow(a, float64(k)) - math.Pow(b, float64(k))) / (a - b)
		near(t, fmt.Sprintf("step %d", k), v, want, 60*0x1p-24)
	}
}

// What an inhibited neuron had of a current is gone, and what comes is lost.
func TestInhibitionEndsCurrents(t *testing.T) {
	l := &snn.LIF{Competition: snn.Competition{Step: 1e-3, Inhibition: 3e-3}, Leak: 0.1, Synapse: 10e-3}
	l.Start(2, 1)
	winner(l, 0, 100, 5)
	for s := 1; winner(l, s, 0, 0) != 0; s++ {
		if s > 2 {
			t.Fatal("a current of 100 does not fire its neuron")
		}
	}
	for s := 2; s < 5; s++ {
		winner(l, s, 0, 5)
		if v := l.V()[1]; v != 0 {
			t.Fatalf("step %d: an inhibited membrane is at %g", s, v)
		}
	}
	winner(l, 5, 0, 0.5)
	if v := l.V()[1]; v != 0 {
		t.Errorf("the membrane is at %g from input of its dead time", v)
	}
	winner(l, 6, 0, 0)
	if v := l.V()[1]; !(v > 0) {
		t.Error("the neuron does not listen again")
	}
}
