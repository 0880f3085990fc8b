package snn_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/snn"
)

// competitor makes a layer in which one neuron wins a step, of each kind.
var competitors = []struct {
	name string
	make func(s shape, n int, threshold float64) snn.Layer
}{
	{"lif", func(s shape, n int, threshold float64) snn.Layer { return layer(s, n, threshold) }},
	{"lif with currents", func(s shape, n int, threshold float64) snn.Layer {
		l := &snn.LIF{Competition: s.competition(), Leak: s.Leak, Synapse: 3e-3}
		l.Start(n, threshold)
		return l
	}},
	{"adaptive", func(s shape, n int, threshold float64) snn.Layer {
		l := &snn.Adaptive{
			LIF:       snn.LIF{Competition: s.competition(), Leak: s.Leak},
			ThetaStep: 0.1, TauTheta: 0.1, CurrentStep: 0.1, TauCurrent: 20e-3,
		}
		l.Start(n, threshold)
		return l
	}},
	{"izhikevich", func(s shape, n int, threshold float64) snn.Layer {
		l := snn.NewIzhikevich("fast-spiking")
		l.Competition = s.competition()
		l.Start(n, threshold)
		return l
	}},
}

// layers makes one of every kind, with n neurons.
func layers(n int) map[string]snn.Layer {
	all := map[string]snn.Layer{
		"conductance":       excitatory(n, 0.5e-3, exponential),
		"conductance, full": excitatory(n, 0.5e-3, func(c *snn.Conductance) { c.Relay, c.Dead = snn.NewRelay(), snn.Clamp }),
	}
	for _, c := range competitors {
		all[c.name] = c.make(shape{Step: 0.5e-3, Leak: 20e-3, Refractory: 3e-3, Inhibition: 2e-3, Target: 2, Gain: 0.05}, n, 1)
	}
	return all
}

// Whatever comes in: one neuron fires at most, dead times hold, and a step in which nobody listens
// may be left out.
func TestOneWinsAndDeafStepsMayBeSkipped(t *testing.T) {
	for _, kind := range competitors {
		t.Run(kind.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				dead := rapid.IntRange(0, 6)
				refractory, inhibition := dead.Draw(t, "refractory"), dead.Draw(t, "inhibition")
				s := shape{Step: 1e-3, Leak: 5e-3, Refractory: float64(refractory) * 1e-3, Inhibition: float64(inhibition) * 1e-3}
				a, b := kind.make(s, 3, 1), kind.make(s, 3, 1)
				a.Begin(1000)
				b.Begin(1000)
				last := []int{-100, -100, -100}
				for k := range 60 {
					s := 1000 + k
					input := rapid.SliceOfN(rapid.Float32Range(0, 2), 3, 3).Draw(t, "input")
					j, other := winner(a, s, input...), -1
					if b.Listening(s) {
						other = winner(b, s, input...)
					}
					if j != other {
						t.Fatalf("step %d: neuron %d fires, with deaf steps left out %d", s, j, other)
					}
					if j < 0 {
						continue
					}
					for k, when := range last {
						if k == j && s-when <= refractory || k != j && s-when <= inhibition {
							t.Fatalf("neuron %d fires in step %d, neuron %d did in %d", j, s, k, when)
						}
					}
					last[j] = s
				}
			})
		})
	}
}

// drive advances a layer through steps of random input and lists who fired.
func drive(t *testing.T, l snn.Layer, from, steps int, seed uint64) (log []string) {
	t.Helper()
	n := len(l.State().Threshold)
	input, src := make([]float32, n), rand.New(rand.NewPCG(seed, 0))
	for s := from; s < from+steps; s++ {
		for j := range input {
			input[j] = src.Float32() * (0.5 + float32(j)/float32(n))
		}
		fired, err := l.Advance(s, input)
		if err != nil {
			t.Fatal(err)
		}
		if len(fired) > 0 {
			log = append(log, fmt.Sprint(s, fired))
		}
	}
	return log
}

// deep copies a state.
func deep(s snn.LayerState) snn.LayerState {
	return snn.LayerState{
		Threshold: slices.Clone(s.Threshold), Initial: s.Initial, V: slices.Clone(s.V), GE: slices.Clone(s.GE), GI: slices.Clone(s.GI),
		Since: slices.Clone(s.Since), Relay: slices.Clone(s.Relay), RelayReady: slices.Clone(s.RelayReady),
	}
}

// A fork goes on exactly as its original does, in the middle of whatever it was doing, and neither
// feels what happens to the other.
func TestForkIsIndependent(t *testing.T) {
	for name, l := range layers(8) {
		l.Plastic(true)
		if log := drive(t, l, 0, 300, 1); len(log) < 3 {
			t.Errorf("%s: only %v fire", name, log)
		}
		f, again := l.Fork(), l.Fork()
		before := deep(l.State())
		want := drive(t, f, 300, 300, 2)
		f.Adapt([]int32{9, 9, 9, 9, 9, 9, 9, 9}, 0.15)
		if !reflect.DeepEqual(before, deep(l.State())) {
			t.Errorf("%s: a fork moves its original", name)
		}
		if got := drive(t, l, 300, 300, 2); !slices.Equal(got, want) {
			t.Errorf("%s: the original has %v, its fork had %v", name, got, want)
		}
		if got := drive(t, again, 300, 300, 2); !slices.Equal(got, want) {
			t.Errorf("%s: a second fork has %v, the first had %v", name, got, want)
		}
	}
}

// What State returns is all that a presentation starts from, spikes of the last step and dead
// times included.
func TestStateIsComplete(t *testing.T) {
	for name, l := range layers(8) {
		l.Plastic(true)
		from := 0
		for cut := 290; cut < 320; cut++ { // before, at and after spikes
			from += 2000
			l.Begin(from)
			drive(t, l, from, cut, 3)
			l.Adapt([]int32{1, 2, 3, 4, 5, 6, 7, 8}, 0.15)
			from += cut
			other := layers(8)[name]
			other.Plastic(true)
			other.SetState(deep(l.State()))
			l.Begin(from)
			other.Begin(from)
			a, b := drive(t, l, from, 300, 4), drive(t, other, from, 300, 4)
			if !slices.Equal(a, b) || len(a) == 0 || !reflect.DeepEqual(deep(l.State()), deep(other.State())) {
				t.Fatalf("%s: goes on with %v, restored with %v", name, a, b)
			}
		}
	}
}

func TestStateMustFit(t *testing.T) {
	for name, l := range layers(8) {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: the state of 7 neurons was taken by 8", name)
				}
			}()
			l.SetState(layers(7)[name].State())
		}()
	}
}
