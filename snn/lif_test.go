package snn_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/snn"
)

// shape is a layer with charge as input and exact steps.
type shape struct{ Step, Leak, Refractory, Inhibition, Target, Gain float64 }

func (s shape) competition() snn.Competition {
	return snn.Competition{Step: s.Step, Refractory: s.Refractory, Inhibition: s.Inhibition, Target: s.Target, Gain: s.Gain}
}

func layer(s shape, n int, threshold float64) *snn.LIF {
	l := &snn.LIF{Competition: s.competition(), Leak: s.Leak}
	l.Start(n, threshold)
	return l
}

// winner advances a layer in which one neuron wins a step and returns it, or -1.
func winner(l snn.Layer, step int, input ...float32) int {
	fired, err := l.Advance(step, input)
	switch {
	case err != nil || len(fired) > 1:
		panic(fmt.Sprint(fired, err))
	case len(fired) == 0:
		return -1
	}
	return int(fired[0])
}

// quarters is a layer in steps of 1 ms that loses half of its charge in each, refractory for 2
// steps and inhibited for 4: every number in the tests that use it is exact.
func quarters(n int, threshold float64) *snn.LIF {
	return layer(shape{Step: 1e-3, Leak: 1e-3 / math.Ln2, Refractory: 2e-3, Inhibition: 4e-3}, n, threshold)
}

// intervals drives a single neuron with the same input in every step and returns the steps to
// the first spike and from there to the second.
func intervals(t *testing.T, l snn.Layer, input float32) (first, second int) {
	t.Helper()
	fired := -1
	for s := range 2_000_000 {
		if winner(l, s, input) < 0 {
			continue
		}
		if fired >= 0 {
			return fired + 1, s - fired
		}
		fired = s
	}
	t.Fatal("no two spikes in 2 000 000 steps")
	return
}

// rounding is how many steps single precision may move the crossing of 13 by a membrane that
// tends to drive: half an ulp of 13 a step, summed with decay a, over the slope of v there.
func rounding(drive, a float64) float64 {
	return 0x1p-21 / (1 - a) / ((drive - 13) * (1 - a))
}

// From rest, v after n inputs I is I (1-aⁿ)/(1-a), so the threshold θ takes
// n = ⌈ln(1 - θ(1-a)/I)/ln a⌉ steps. The drives are those of validation by hand: θ = 13 mV,
// leak 100 ms, 5 ms refractory.
func TestLIFStepsToThreshold(t *testing.T) {
	for _, step := range []float64{0.25e-3, 0.5e-3, 1e-3} {
		a := float64(float32(math.Exp(-step / 0.1)))
		for _, drive := range []float64{14, 16, 20, 30, 60, 120} {
			l := layer(shape{Step: step, Leak: 0.1, Refractory: 5e-3}, 1, 13)
			input := float32(drive * (1 - a))
			n := math.Log(1-13*(1-a)/float64(input)) / math.Log(a)
			slack := rounding(drive, a)
			if math.Ceil(n-slack) != math.Ceil(n+slack) {
				t.Fatalf("step %g, drive %g: %g steps cannot be told in float32", step, drive, n)
			}
			want := int(math.Ceil(n))
			first, second := intervals(t, l, input)
			if dead := int(math.Round(5e-3 / step)); first != want || second != want+dead {
				t.Errorf("step %g s, drive %g: intervals of %d and %d steps, want %d and %d", step, drive, first, second, want, want+dead)
			}
		}
	}
}

// Reset to 0 and a constant drive: f = 1/(refractory + leak ln(RI/(RI-θ))). The step rounds an
// interval up by at most one step; a decay of single precision is off by at most 2⁻²⁵, and
// with it the leak by 2⁻²⁵ leak/step.
func TestLIFApproachesTheContinuousRate(t *testing.T) {
	for _, tt := range []struct{ drive, rate float64 }{ // mV, Hz
		{14, 3.7188}, {16, 5.8005}, {20, 9.0924}, {30, 16.1816}, {60, 33.9908}, {120, 60.7301},
	} {
		exact := 0.005 + 0.1*math.Log(tt.drive/(tt.drive-13))
		for _, step := range []float64{1e-3, 0.1e-3, 0.01e-3} {
			l := layer(shape{Step: step, Leak: 0.1, Refractory: 5e-3}, 1, 13)
			a := float64(float32(math.Exp(-step / 0.1)))
			_, n := intervals(t, l, float32(tt.drive*(1-a)))
			tol := step + exact*0x1p-25*0.1/step + step*rounding(tt.drive, a)
			got := float64(n) * step
			near(t, fmt.Sprintf("interval at %g mV in steps of %g s, s", tt.drive, step), got, exact, tol)
			near(t, fmt.Sprintf("rate at %g mV in steps of %g s, Hz", tt.drive, step), 1/got, tt.rate, tol/(exact*got)+5e-5)
		}
	}
}

// The drive RI that just reaches the threshold is the threshold.
func TestLIFRheobase(t *testing.T) {
	a := float64(float32(math.Exp(-0.01)))
	l := layer(shape{Step: 1e-3, Leak: 0.1}, 1, 13)
	for s := range 20_000 {
		if winner(l, s, float32(13*0.999*(1-a))) >= 0 {
			t.Fatal("a drive below threshold fires")
		}
	}
	intervals(t, l, float32(13*1.001*(1-a)))
}

// Charge u decays to u aᵏ in k steps: the input that then fires the neuron is θ - u aᵏ.
func TestLIFLeaksBetweenInputs(t *testing.T) {
	for _, k := range []int{1, 2, 10, 100, 400} {
		want := 1 - 0.9*math.Exp(-float64(k)*1e-3/0.1)
		fires := func(input float64) bool {
			l := layer(shape{Step: 1e-3, Leak: 0.1}, 1, 1)
			winner(l, 0, 0.9)
			for s := 1; s < k; s++ {
				winner(l, s, 0)
			}
			return winner(l, k, float32(input)) == 0
		}
		// k roundings of half an ulp in v and of 2⁻²⁵ in the decay.
		if tol := float64(k+2) * 0x1p-24; fires(want-tol) || !fires(want+tol) {
			t.Errorf("%d steps after 0.9: want to fire from %.7f on", k, want)
		}
	}
}

func TestLIFDeadTimesAreExact(t *testing.T) {
	for _, tt := range []struct {
		refractory, inhibition float64 // s
		strong                 int     // steps between spikes of a neuron that is always driven
		other                  int     // steps after which the other can fire
	}{
		{0, 0, 1, 1}, {1e-3, 0, 2, 1}, {0, 1e-3, 1, 2}, {10e-3, 4e-3, 11, 5}, {4e-3, 10e-3, 5, 11},
		{0.4e-3, 0.6e-3, 1, 2}, {0.6e-3, 0.4e-3, 2, 1}, // to the nearest step
	} {
		l := layer(shape{Step: 1e-3, Leak: 0.1, Refractory: tt.refractory, Inhibition: tt.inhibition}, 2, 1)
		if j := winner(l, 0, 2, 0); j != 0 {
			t.Fatalf("neuron %d fires, want 0", j)
		}
		after := func(input []float32) int {
			l.Begin(0)
			winner(l, 0, 2, 0)
			for s := 1; ; s++ {
				if got := l.Listening(s); got != (s >= min(tt.strong, tt.other)) {
					t.Fatalf("%v: Listening(%d) = %t", tt, s, got)
				}
				if winner(l, s, input...) >= 0 {
					return s
				}
			}
		}
		if s := after([]float32{2, 0}); s != tt.strong {
			t.Errorf("%v: the neuron fires again after %d steps", tt, s)
		}
		if s := after([]float32{0, 2}); s != tt.other {
			t.Errorf("%v: the other fires after %d steps", tt, s)
		}
	}
}

func TestLIFWinner(t *testing.T) {
	for _, tt := range []struct {
		name      string
		threshold []float64
		input     []float32
		want      int
	}{
		{"silence", []float64{1, 1, 1}, []float32{0, 0, 0}, -1},
		{"below", []float64{1, 1, 1}, []float32{0.5, 0.75, 0.875}, -1},
		{"at the threshold", []float64{1, 1, 1}, []float32{0.5, 1, 0.875}, 1},
		{"the strongest", []float64{1, 1, 1}, []float32{1.25, 1.5, 2}, 2},
		{"farthest beyond its own threshold", []float64{1, 3, 1.5}, []float32{1.25, 3.125, 2.25}, 2},
		{"far below does not count", []float64{9, 1, 1}, []float32{8, 1.5, 1.25}, 1},
		{"tie", []float64{2, 1, 1}, []float32{1, 1.5, 1.5}, 1},
		{"tie of all at the threshold", []float64{1, 1, 1}, []float32{1, 1, 1}, 0},
		{"tie at different thresholds", []float64{1, 2, 3}, []float32{1.5, 2.5, 3.5}, 0},
		{"no threshold in reach", []float64{math.Inf(1), math.Inf(1), 1}, []float32{1e30, 9, 0}, -1},
	} {
		l := quarters(3, 1)
		copy(l.Threshold, tt.threshold)
		l.Begin(0)
		if got := winner(l, 0, tt.input...); got != tt.want {
			t.Errorf("%s: neuron %d fires, want %d", tt.name, got, tt.want)
		}
	}
}

// Neuron 1 stands at 0.875 of 1 when neuron 0 fires in step 0; then nothing of it is left, and
// what it receives in steps 1 to 4 is lost.
func TestLIFInhibitionResetsAndDeafens(t *testing.T) {
	for _, tt := range []struct {
		input float32
		want  int
	}{{1, 1}, {0.96875, -1}} { // 0.96875 + 0.875/2⁵ would fire
		l := quarters(2, 1)
		if j := winner(l, 0, 2, 0.875); j != 0 {
			t.Fatalf("neuron %d fires, want 0", j)
		}
		for s := 1; s < 5; s++ {
			if j := winner(l, s, 0, 100); j != -1 {
				t.Fatalf("neuron %d fires in step %d, while inhibited", j, s)
			}
		}
		if j := winner(l, 5, 0, tt.input); j != tt.want {
			t.Errorf("neuron %d fires from an input of %g, want %d", j, tt.input, tt.want)
		}
	}
	// A spike of another neuron does not cut short a refractory time.
	l := layer(shape{Step: 1e-3, Leak: 0.1, Refractory: 10e-3, Inhibition: 1e-3}, 2, 1)
	for s := range 15 {
		want := []int{0, -1, 1, -1, -1, -1, -1, -1, -1, -1, -1, 0, -1, 1, -1}[s]
		input := []float32{2, 1}
		if j := winner(l, s, input...); j != want {
			t.Errorf("step %d: neuron %d fires, want %d", s, j, want)
		}
	}
}

func TestLIFResetKeepsThresholds(t *testing.T) {
	l := quarters(2, 1)
	l.Threshold[1] = 0.5
	l.Begin(0)
	winner(l, 0, 0.875, 0)
	l.Begin(0)
	if j := winner(l, 0, 0.75, 0.25); j != -1 {
		t.Errorf("neuron %d fires from charge that was reset", j)
	}
	winner(l, 1, 9, 0)
	l.Begin(0)
	if j := winner(l, 0, 0, 0.5); j != 1 {
		t.Errorf("neuron %d fires, want 1, whose inhibition and not threshold was reset", j)
	}
}

func BenchmarkLIFStep(b *testing.B) {
	const n = 400
	l := layer(shape{Step: 1e-3, Leak: 0.1, Refractory: 10e-3, Inhibition: 10e-3}, n, 1e3)
	input, src := make([]float32, n), rand.New(rand.NewPCG(1, 0))
	for j := range input {
		input[j] = src.Float32()
	}
	for b.Loop() {
		winner(l, 0, input...)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/neuron")
}

// The layer does what its definition says, element by element, with thresholds of every kind.
func TestLIFIsItsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(t, "n")
		src := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		dead, inhibited := src.IntN(6), src.IntN(6)
		l := layer(shape{Step: 1e-3, Leak: 0.01, Refractory: float64(dead) * 1e-3, Inhibition: float64(inhibited) * 1e-3}, n, 1)
		for j := range l.Threshold {
			l.Threshold[j] = 3 * src.Float64() * float64(src.IntN(8)) // one in eight fires always
		}
		l.Begin(0)
		decay := float32(math.Exp(-0.1))
		v, ready, input := make([]float32, n), make([]int, n), make([]float32, n)
		for s := range 100 {
			want, most := -1, float32(0)
			for j := range v {
				input[j] = src.Float32()
				v[j] = float32(decay*v[j]) + input[j]
				if ready[j] > s {
					v[j] = 0
				} else if over := v[j] - float32(l.Threshold[j]); over >= 0 && (want < 0 || over > most) {
					want, most = j, over
				}
			}
			if got := winner(l, s, input...); got != want {
				t.Fatalf("step %d: neuron %d fires, want %d", s, got, want)
			}
			if want < 0 {
				continue
			}
			for j := range v {
				v[j], ready[j] = 0, max(ready[j], s+1+inhibited)
			}
			ready[want] = s + 1 + dead
		}
	})
}

// Thresholds that are set, restored or adapted hold in the next step, those written from Begin on.
func TestLIFThresholdsTakeEffect(t *testing.T) {
	input := []float32{2}
	for name, lower := range map[string]func(l *snn.LIF){
		"SetThreshold": func(l *snn.LIF) { l.SetThreshold(1) },
		"SetState":     func(l *snn.LIF) { l.SetState(snn.LayerState{Threshold: []float64{1}, Initial: 1}) },
		"Adapt":        func(l *snn.LIF) { l.Adapt([]int32{0}, 0) },
		"Begin":        func(l *snn.LIF) { l.Threshold[0] = 1; l.Begin(1) },
	} {
		l := layer(shape{Step: 1e-3, Leak: 1e-6, Target: 1, Gain: 1}, 1, 100) // forgets at once
		if winner(l, 0, input...) >= 0 {
			t.Fatalf("%s: fires below its threshold", name)
		}
		lower(l)
		if winner(l, 1, input...) < 0 {
			t.Errorf("%s: the lower threshold does not hold", name)
		}
	}
}

// Below threshold a neuron with synaptic currents is linear: -w does what w does, the other way round.
func TestNegativeCurrentMirrorsPositive(t *testing.T) {
	l := &snn.LIF{Competition: snn.Competition{Step: 1e-3}, Leak: 40e-3, Synapse: 10e-3}
	l.Start(2, 5)
	for s := 60; s < 80; s++ {
		in := []float32{0, 0}
		if s == 60 {
			in = []float32{1, -1}
		}
		l.Advance(s, in)
	}
	if v := l.V(); v[0] <= 0 || v[1] != -v[0] {
		t.Errorf("membranes %g and %g after inputs of 1 and -1, want opposite ones", v[0], v[1])
	}
}
