package snn_test

import (
	"bytes"
	"encoding/gob"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/snn"
)

var _ snn.Rule = (*snn.Plasticity)(nil)

// A synapse with a delay of d steps is one without, whose input spikes d steps later. This holds
// whether the input or the neuron comes first, and when both come in one step.
func TestDelayIsALaterInput(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const pre, post, steps = 4, 3, 400
		kind := rapid.SampledFrom([]snn.TraceKind{snn.Nearest, snn.Additive, snn.Window}).Draw(t, "kind")
		tau := rapid.SampledFrom([]float64{0.2e-3, 2e-3, 20e-3}).Draw(t, "tau")
		x, y, z := snn.Trace{Tau: tau, Kind: kind}, snn.Trace{Tau: 2 * tau, Kind: kind}, snn.Trace{Tau: 5e-3}
		law := rapid.SampledFrom([]snn.Law{
			&snn.Pair{Plus: 0.5, Minus: 0.25, X: x, Y: y},
			&snn.Triplet{EtaPre: 0.25, EtaPost: 0.5, X: x, Y: y, Z: z},
		}).Draw(t, "law")
		longest := rapid.SampledFrom([]float64{0, 1e-3, 10e-3, 31e-3, 50e-3, 127e-3}).Draw(t, "longest")
		delays, err := snn.NewDelays(pre, post, longest, fine, rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)))
		if err != nil {
			t.Fatal(err)
		}
		in, out := trains(t, pre, steps, "in"), trains(t, post, steps, "out")
		all := newFree(pre, post)
		play(t, startRule(law, pre, post, delays), all, in, out, steps+delays.Max+1)
		for i := range in {
			for j := range out {
				var later []int
				for _, s := range in[i] {
					later = append(later, s+delays.Of(int32(i), int32(j)))
				}
				one := newFree(1, 1)
				play(t, startRule(law, 1, 1, nil), one, [][]int{later}, [][]int{out[j]}, steps+delays.Max+1)
				tol := 1e-4 * float64(len(later)+len(out[j])) // a spike's trace ends at 1e-4
				if got, want := all.w[i*post+j], one.w[0]; !(math.Abs(got-want) <= tol) {
					t.Fatalf("weight %d to %d with a delay of %d steps changes by %g, one without by %g", i, j, delays.Of(int32(i), int32(j)), got, want)
				}
			}
		}
	})
}

// The input spikes in step t and reaches the neuron in step t+d. Had the neuron fired a step
// before, the synapse is depressed by what is left of that; in the same step or later it is
// potentiated.
func TestCausalityIsJudgedAtTheSynapse(t *testing.T) {
	const inputs, sent = 60, 100
	delays, err := snn.NewDelays(inputs, 1, 10e-3, fine, rand.New(rand.NewPCG(31, 0)))
	if err != nil {
		t.Fatal(err)
	}
	trace := snn.Trace{Tau: 20e-3}
	left := math.Exp(-fine / 20e-3)
	for i := range int32(inputs) {
		for late, want := range map[int]float64{-1: -0.25 * left, 0: 0.5, 1: 0.5 * left} {
			w := newFree(inputs, 1)
			pre := make([][]int, inputs)
			pre[i] = []int{sent}
			law := &snn.Pair{Plus: 0.5, Minus: 0.25, X: trace, Y: trace}
			play(t, startRule(law, inputs, 1, delays), w, pre, [][]int{{sent + delays.Of(i, 0) + late}}, sent+2*delays.Max+2)
			near(t, "change", w.w[i], want, 1e-7)
		}
	}
}

// One short of the whole way, an input spike has changed nothing yet; then it does so once.
func TestDepressionWaitsForTheLongestDelay(t *testing.T) {
	delays, err := snn.NewDelays(8, 1, 5e-3, fine, rand.New(rand.NewPCG(32, 0)))
	if err != nil {
		t.Fatal(err)
	}
	trace := snn.Trace{Tau: 20e-3}
	pre := make([][]int, 8)
	for i := range pre {
		pre[i] = []int{20}
	}
	for _, tt := range []struct {
		steps int
		done  bool
	}{{20 + 10, false}, {20 + 10 + 1, true}} {
		w := newFree(8, 1)
		play(t, startRule(&snn.Pair{Minus: 1, X: trace, Y: trace}, 8, 1, delays), w, pre, [][]int{{19}}, tt.steps)
		for i, dw := range w.w {
			want := 0.0
			if tt.done {
				want = -math.Exp(-float64(1+delays.Of(int32(i), 0)) * fine / 20e-3)
			}
			near(t, "change", dw, want, 1e-7)
		}
	}
}

// Changes become pulses, as many as each direction needs.
func TestDosesCountPulses(t *testing.T) {
	trace := snn.Trace{Tau: 20e-3}
	p := &snn.Plasticity{Law: &snn.Pair{Plus: 0.5, Minus: 0.25, X: trace, Y: trace}, Step: fine, Up: 10, Down: 100}
	p.Start(1, 1)
	w := newFree(1, 1)
	play(t, p, w, [][]int{{5, 7}}, [][]int{{5}}, 8)
	near(t, "pulses", w.w[0], 10*0.5-100*0.25*math.Exp(-2*fine/20e-3), 1e-5)
}

// After Forget nothing has spiked, and with delays nothing is under way.
func TestForget(t *testing.T) {
	delays, err := snn.NewDelays(2, 2, 5e-3, fine, rand.New(rand.NewPCG(33, 0)))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []*snn.Delays{nil, delays} {
		for _, kind := range []snn.TraceKind{snn.Nearest, snn.Additive} {
			trace := snn.Trace{Tau: 20e-3, Kind: kind}
			p, w := startRule(&snn.Pair{Plus: 0.5, Minus: 0.25, X: trace, Y: trace}, 2, 2, d), newFree(2, 2)
			for s := range 30 {
				if err := p.Pre(s, []int32{0, 1}, w); err != nil {
					t.Fatal(err)
				}
				if err := p.Post(s, []int32{int32(s % 2)}, w); err != nil {
					t.Fatal(err)
				}
			}
			p.Forget()
			clear(w.w)
			for s := 30; s < 60; s++ {
				if err := p.Pre(s, nil, w); err != nil {
					t.Fatal(err)
				}
			}
			if err := p.Post(60, []int32{0, 1}, w); err != nil {
				t.Fatal(err)
			}
			if slices.ContainsFunc(w.w, func(dw float64) bool { return dw != 0 }) {
				t.Errorf("delays %t, kind %d: changes %v", d != nil, kind, w.w)
			}
		}
	}
}

// A law that looks at weights says so where they cannot be read.
func TestWeightsThatCannotBeRead(t *testing.T) {
	trace := snn.Trace{Tau: 20e-3}
	law := &snn.Symmetric{EtaPre: 1, EtaPost: 1, Exponent: 1, X: trace, Y: trace}
	p, hidden := startRule(law, 1, 1, nil), struct{ snn.Plastic }{newFree(1, 1)}
	for _, err := range []error{p.Post(1, []int32{0}, hidden), func() error {
		if err := p.Post(1, []int32{0}, newFree(1, 1)); err != nil {
			t.Fatal(err)
		}
		return p.Pre(2, []int32{0}, hidden)
	}()} {
		if err == nil || !strings.Contains(err.Error(), "cannot be read") {
			t.Errorf("error %v, want that weights cannot be read", err)
		}
	}
}

// Learning that goes on from a stored state, by way of a file, is learning that never stopped,
// under every law, with delays and without, and with a reward to wait for.
func TestRulesGoOnFromTheirState(t *testing.T) {
	const pre, post, half = 12, 5, 3
	for name, law := range everyLaw() {
		for _, delayed := range []bool{false, true} {
			for _, rewarded := range []bool{false, true} {
				fresh := func() *snn.Network {
					src := rand.New(rand.NewPCG(34, 0))
					var delays *snn.Delays
					if delayed {
						var err error
						if delays, err = snn.NewDelays(pre, post, 8e-3, fine, src); err != nil {
							t.Fatal(err)
						}
					}
					w := snn.NewDense(pre, post)
					for k := range w.W {
						w.W[k] = src.Float32()
					}
					n := &snn.Network{
						Synapses: w, Codes: []snn.Code{snn.NewCode("poisson", 80, 0.1, fine)}, Delays: delays, StepTime: fine,
						Layer: &script{plan: func(t int) []int32 {
							if t%120 < 90 && t%11 == 0 {
								return []int32{int32(t / 11 % post)}
							}
							return nil
						}},
						Settle: 20, Norm: &snn.Normaliser{Kind: "digital", Sum: pre / 2},
					}
					inner := startRule(law(), pre, post, delays)
					n.Rule = inner
					if rewarded {
						r := &snn.Reward{Inner: inner, Eta: 1, Tau: 0.05}
						r.Start(pre, post)
						n.Rule = r
					}
					return n
				}
				show := func(n *snn.Network, from, to int) []float32 {
					for k := from; k < to; k++ {
						image := slices.Repeat([]byte{255, 0, 90}, pre/3)
						if _, err := n.Learn(image, rand.NewPCG(35, uint64(k))); err != nil {
							t.Fatal(err)
						}
						if rewarded {
							if err := n.Reward([]float32{1, -1, 0, 1, 1}); err != nil {
								t.Fatal(err)
							}
						}
					}
					return n.Synapses.(*snn.Dense).W
				}
				whole, first, second := fresh(), fresh(), fresh()
				want := slices.Clone(show(whole, 0, 2*half))
				copy(second.Synapses.(*snn.Dense).W, show(first, 0, half))
				second.SetState(byFile(t, first.State()))
				if got := show(second, half, 2*half); !slices.Equal(got, want) {
					t.Errorf("%s, delays %t, reward %t: learning went on otherwise", name, delayed, rewarded)
				}
			}
		}
	}
}

func byFile(t *testing.T, s snn.NetworkState) (back snn.NetworkState) {
	t.Helper()
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(s); err != nil {
		t.Fatal(err)
	}
	if err := gob.NewDecoder(&b).Decode(&back); err != nil {
		t.Fatal(err)
	}
	return back
}

// A show is what a rule hears in a presentation: spikes of inputs and of neurons, step by step.
type show struct{ pre, post [][]int32 }

// digitShow draws a presentation as MNIST makes it with 400 neurons: 2300 input spikes from 160
// lit pixels in 700 steps, 17 output spikes of 10 neurons, and the steps of rest that are not
// skipped.
func digitShow(src *rand.Rand) show {
	const lit, active, rest = 160, 10, 36
	s := show{make([][]int32, steps+rest), make([][]int32, steps+rest)}
	pixels, neurons := src.Perm(784)[:lit], src.Perm(400)[:active]
	slices.Sort(pixels)
	for t := range steps {
		for _, i := range pixels {
			if src.Float64() < 2300.0/(lit*steps) {
				s.pre[t] = append(s.pre[t], int32(i))
			}
		}
	}
	for k := range 17 {
		t := src.IntN(steps)
		s.post[t] = append(s.post[t], int32(neurons[k%active]))
	}
	return s
}

// BenchmarkPlasticity is what the triplet rule costs a presentation with 784 inputs and 400
// neurons.
func BenchmarkPlasticity(b *testing.B) {
	src := rand.New(rand.NewPCG(21, 0))
	shows := make([]show, 20)
	for k := range shows {
		shows[k] = digitShow(src)
	}
	delays, err := snn.NewDelays(784, 400, 10e-3, fine, src)
	if err != nil {
		b.Fatal(err)
	}
	for _, bb := range []struct {
		name   string
		delays *snn.Delays
	}{{"at once", nil}, {"delays", delays}} {
		b.Run(bb.name, func(b *testing.B) {
			m := snn.NewDense(784, 400)
			for k := range m.W {
				m.W[k] = src.Float32()
			}
			p := startRule(dietCook(), 784, 400, bb.delays)
			clock := 0
			for n := 0; b.Loop(); n++ {
				s := shows[n%len(shows)]
				for k := range s.pre {
					p.Pre(clock+k, s.pre[k], m)
					if len(s.post[k]) > 0 {
						p.Post(clock+k, s.post[k], m)
					}
				}
				clock += 1000
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N), "µs/presentation")
		})
	}
}
