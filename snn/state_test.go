package snn_test

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/snn"
)

const cookNeurons = 12

// cook is a small network of Diehl and Cook on bars: conductances, delays of up to 10 ms, triplets,
// normalisation before every presentation, and a rest of so many steps after it.
func cook(tb testing.TB, rest int, change func(*snn.Conductance)) (*snn.Network, *snn.Dense) {
	tb.Helper()
	const pre, dt = 64, 0.5e-3
	src := rand.New(rand.NewPCG(1, 1))
	w := snn.NewDense(pre, cookNeurons)
	for i := range w.W {
		w.W[i] = 0.3 * src.Float32()
	}
	delays, err := snn.NewDelays(pre, cookNeurons, 10e-3, dt, rand.New(rand.NewPCG(2, 2)))
	if err != nil {
		tb.Fatal(err)
	}
	rule := &snn.Plasticity{
		Law: &snn.Triplet{
			EtaPre: 1e-3, EtaPost: 0.05, X: snn.Trace{Tau: 20e-3}, Y: snn.Trace{Tau: 20e-3}, Z: snn.Trace{Tau: 40e-3},
		},
		Step: dt, Up: 1, Down: 1, Delays: delays,
	}
	rule.Start(pre, cookNeurons)
	l := excitatory(cookNeurons, dt, func(c *snn.Conductance) {
		c.Integrator, c.ThetaPlus = snn.Exponential, 0.5e-3
		if change != nil {
			change(c)
		}
	})
	return &snn.Network{
		Synapses: w, Layer: l, Rule: rule, Delays: delays, Norm: &snn.Normaliser{Kind: "digital", Sum: 36},
		Codes:  []snn.Code{snn.NewCode("poisson", 60, 0.1, dt), snn.NewCode("poisson", 120, 0.1, dt)},
		Fewest: 3, Settle: rest, Duration: 0.1, StepTime: dt,
	}, w
}

// presented shows an image of the k-th presentation.
func presented(k int) ([]byte, *rand.PCG) {
	return bars(k%classes, 0.1, rand.New(rand.NewPCG(3, uint64(k)))), rand.NewPCG(4, uint64(k))
}

// through sends a state through the form in which it is kept on disk.
func through(t *testing.T, s snn.NetworkState) (out snn.NetworkState) {
	t.Helper()
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(s); err != nil {
		t.Fatal(err)
	}
	if err := gob.NewDecoder(&b).Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

// A network that is stored and restored in the middle of training ends as one that never stopped,
// to the last bit: with input still under way, with a short rest and with a long one.
func TestTrainingGoesOnFromItsState(t *testing.T) {
	for _, rest := range []int{0, 7, 40, 300} {
		for name, change := range map[string]func(*snn.Conductance){
			"": nil, " with inhibitory neurons": func(c *snn.Conductance) { c.Relay = snn.NewRelay() },
			" with held neurons": func(c *snn.Conductance) { c.Dead = snn.Clamp },
		} {
			name = fmt.Sprintf("%d steps of rest%s", rest, name)
			plain, w := cook(t, rest, change)
			moved, v := cook(t, rest, change)
			spikes := 0
			for k := range 24 {
				if k > 5 && k%3 == 0 {
					other, u := cook(t, rest, change)
					copy(u.W, v.W)
					other.SetState(through(t, moved.State()))
					moved, v = other, u
				}
				image, src := presented(k)
				a, err := plain.Learn(image, src)
				if err != nil {
					t.Fatal(err)
				}
				image, src = presented(k)
				b, err := moved.Learn(image, src)
				if err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(a, b) || !slices.Equal(w.W, v.W) {
					t.Fatalf("%s: presentation %d: spikes %v, restored %v; weights equal: %t", name, k, a, b, slices.Equal(w.W, v.W))
				}
				for _, n := range a {
					spikes += int(n)
				}
			}
			p, s := plain.Shown()
			p2, s2 := moved.Shown()
			if spikes < 50 || p != p2 || s != s2 {
				t.Errorf("%s: %d spikes; %d presentations of %d spikes, restored %d of %d", name, spikes, p, s, p2, s2)
			}
		}
	}
}

// A fork answers as the network itself would, image after image.
func TestNetworkForkAnswersAlike(t *testing.T) {
	for _, rest := range []int{0, 300} {
		n, w := cook(t, rest, nil)
		for k := range 10 {
			image, src := presented(k)
			if _, err := n.Learn(image, src); err != nil {
				t.Fatal(err)
			}
		}
		before := slices.Clone(w.W)
		f, all := n.Fork(w), 0
		for k := 10; k < 20; k++ {
			image, src := presented(k)
			a := slices.Clone(respond(f, image, src))
			_, src = presented(k)
			b := respond(n, image, src)
			if !slices.Equal(a, b) {
				t.Fatalf("rest of %d: image %d: the fork has %v, the network %v", rest, k, a, b)
			}
			for _, c := range a {
				all += int(c)
			}
		}
		if all == 0 || !slices.Equal(before, w.W) {
			t.Errorf("rest of %d: %d spikes, weights moved: %t", rest, all, !slices.Equal(before, w.W))
		}
	}
}

// An image that draws too few spikes is shown again with the next code, until it draws enough or
// codes run out; every showing counts, takes its time and is normalised for.
func TestImagesAreShownAgain(t *testing.T) {
	for _, tt := range []struct {
		rates  []float64 // Hz
		fewest int
		shown  int
	}{
		{[]float64{60}, 3, 1}, {[]float64{60, 60}, 0, 1}, {[]float64{60, 60}, 3, 1},
		{[]float64{1, 60, 60}, 3, 2}, {[]float64{1, 2, 60, 60}, 3, 3}, {[]float64{1, 1, 1}, 3, 3}, {[]float64{60, 60, 60}, 10_000, 3},
	} {
		n, w := cook(t, 20, nil)
		book := &timed{Dense: w}
		n.Synapses, n.Fewest, n.Codes = book, tt.fewest, nil
		for _, r := range tt.rates {
			n.Codes = append(n.Codes, snn.NewCode("poisson", r, 0.2, 0.5e-3))
		}
		image, src := presented(1)
		counts, err := n.Learn(image, src)
		if err != nil {
			t.Fatal(err)
		}
		total := int32(0)
		for _, c := range counts {
			total += c
		}
		shown, _ := n.Shown()
		if shown != tt.shown || book.moves != tt.shown {
			t.Errorf("%+v: shown %d times, time moved %d times", tt, shown, book.moves)
		}
		if enough := int(total) >= tt.fewest; enough != (tt.rates[shown-1] == 60 && tt.fewest < 10_000) {
			t.Errorf("%+v: %d spikes in the last showing", tt, total)
		}
		respond(n, image, src)
		if again, _ := n.Shown(); again-shown != tt.shown || book.moves != tt.shown {
			t.Errorf("%+v: shown %d times while testing, time moved %d times", tt, again-shown, book.moves)
		}
	}
}

// timed is Dense that counts how often its time moves.
type timed struct {
	*snn.Dense
	moves int
}

func (d *timed) Advance(float64) { d.moves++ }

// A network that forgets begins every presentation alike, whatever was under way.
func TestForgetLeavesNothingUnderWay(t *testing.T) {
	n, _ := cook(t, 0, nil)
	n.Layer, n.Forget, n.Norm = layer(shape{Step: 0.5e-3, Leak: 0.1, Refractory: 5e-3, Inhibition: 5e-3}, cookNeurons, 3), true, nil
	image, src := presented(0)
	first := slices.Clone(respond(n, image, src))
	_, src = presented(0)
	if again := respond(n, image, src); !slices.Equal(first, again) || slices.Max(first) == 0 {
		t.Errorf("the same image draws %v, then %v", first, again)
	}
}

// BenchmarkDiehlCook is one presentation of the published size: 784 inputs, 400 neurons, 700 steps of
// 0.5 ms and 300 of rest, about 2500 input spikes.
func BenchmarkDiehlCook(b *testing.B) {
	const pre, post, dt = 784, 400, 0.5e-3
	for _, kind := range snn.Integrators() {
		for _, longest := range []float64{0, 10e-3} {
			w := snn.NewDense(pre, post)
			src := rand.New(rand.NewPCG(1, 0))
			for i := range w.W {
				w.W[i] = 0.2 * src.Float32()
			}
			delays, err := snn.NewDelays(pre, post, longest, dt, src)
			if err != nil {
				b.Fatal(err)
			}
			if longest == 0 {
				delays = nil
			}
			rule := &snn.Plasticity{
				Law:  &snn.Triplet{EtaPre: 1e-4, EtaPost: 0.01, X: snn.Trace{Tau: 20e-3}, Y: snn.Trace{Tau: 20e-3}, Z: snn.Trace{Tau: 40e-3}},
				Step: dt, Up: 1, Down: 1, Delays: delays,
			}
			rule.Start(pre, post)
			n := &snn.Network{
				Synapses: w, Rule: rule, Delays: delays, Norm: &snn.Normaliser{Kind: "digital", Sum: 78},
				Layer: excitatory(post, dt, func(c *snn.Conductance) {
					c.ThetaStart = 25e-3
					if kind == "exponential" {
						c.Integrator = snn.Exponential
					} else if longest == 0 {
						c.Inhibition = 0.5 // more, and Euler steps without delays diverge at once
					}
				}),
				Codes: []snn.Code{snn.NewCode("poisson", 63.75, 0.35, dt)}, Settle: 300, Duration: 0.5, StepTime: dt,
			}
			b.Run(fmt.Sprintf("%s/delay=%g ms", kind, longest*1e3), func(b *testing.B) {
				image, src := digit(), rand.NewPCG(1, 0)
				spikes := int32(0)
				for b.Loop() {
					counts, err := n.Learn(image, src)
					if err != nil {
						b.Fatal(err)
					}
					for _, c := range counts {
						spikes += c
					}
				}
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "presentations/s")
				b.ReportMetric(float64(spikes)/float64(b.N), "spikes")
			})
		}
	}
}
