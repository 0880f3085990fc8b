package snn_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat"

	"github.com/xbar-sim/xbar/snn"
)

// 0 to 10 ms in steps of 0.5 ms: 21 delays, those at the ends half as often.
func TestDelaysAreUniform(t *testing.T) {
	const pre, post = 300, 100
	d, err := snn.NewDelays(pre, post, 10e-3, fine, rand.New(rand.NewPCG(100, 0)))
	if err != nil {
		t.Fatal(err)
	}
	if d.Max != 20 {
		t.Fatalf("longest delay %d steps, want 20", d.Max)
	}
	var got, want [21]float64
	for k := range want {
		want[k] = pre * post / 20.
	}
	want[0], want[20] = want[0]/2, want[20]/2
	for i := range int32(pre) {
		for j := range int32(post) {
			got[d.Of(i, j)]++
		}
	}
	chiSquare(t, "delays", stat.ChiSquare(got[:], want[:]), 20)
}

// A white pixel spikes in step 0. The spike reaches every neuron after the delay of its own synapse, with its weight, and no other
// step has anything: with few neurons, and with so many that what is under way does not fit a first-level cache.
func TestSpikesArriveAfterTheirDelay(t *testing.T) {
	for _, post := range []int{7, 300} {
		arrivals(t, post)
	}
}

func arrivals(t *testing.T, post int) {
	t.Helper()
	const pre = 5
	d, err := snn.NewDelays(pre, post, 31e-3, fine, rand.New(rand.NewPCG(101, 0)))
	if err != nil {
		t.Fatal(err)
	}
	w := snn.NewDense(pre, post)
	for k := range w.W {
		w.W[k] = float32(k+1) / float32(pre*post)
	}
	var got [100][]float32
	n := &snn.Network{
		Synapses: w, Delays: d, Codes: []snn.Code{snn.NewCode("first-spike", 1, 10*fine, fine)}, Settle: 90,
		Layer: &script{plan: func(int) []int32 { return nil }, heard: func(t int, in []float32) { got[t] = slices.Clone(in) }},
	}
	if _, err := n.Respond(flat(pre, 255), rand.NewPCG(0, 0)); err != nil {
		t.Fatal(err)
	}
	for s := range got {
		for j, x := range got[s] {
			want := 0.0
			for i := range int32(pre) {
				if s == d.Of(i, int32(j)) {
					want += float64(w.W[int(i)*post+j])
				}
			}
			near(t, "input", float64(x), want, 1e-6)
		}
	}
}

func TestDelaysOutOfReach(t *testing.T) {
	for _, longest := range []float64{-1e-3, 127.5e-3, 1, math.NaN(), math.Inf(1)} {
		if _, err := snn.NewDelays(2, 2, longest, fine, rand.New(rand.NewPCG(102, 0))); err == nil || !strings.Contains(err.Error(), "254 steps") {
			t.Errorf("delays of up to %g s: error %v, want one that tells the limit", longest, err)
		}
	}
}
