package snn_test

import (
	"math"
	"testing"

	"github.com/xbar-sim/xbar/snn"
)

// dietCook is the rule of the published program: nearest traces of 20, 20 and 40 ms.
func dietCook() *snn.Triplet {
	return &snn.Triplet{EtaPre: 1e-4, EtaPost: 1e-2, X: snn.Trace{Tau: 20e-3}, Y: snn.Trace{Tau: 20e-3}, Z: snn.Trace{Tau: 40e-3}}
}

// Steps are half a millisecond.
func TestTripletByHand(t *testing.T) {
	for _, tt := range []struct {
		name      string
		pre, post []int
		want      float64
	}{
		{"10 ms after the input, 30 ms after the neuron's last", []int{120}, []int{80, 140}, 2.865e-3 - 1e-4*math.Exp(-1)},
		{"the same without depression", []int{120}, []int{80, 140}, 0},
		{"the first spike ever", []int{120}, []int{140}, 0},
		{"input 10 ms after the neuron's first spike", []int{120}, []int{100}, -6.065e-5},
		{"of two input spikes the last counts", []int{100, 120}, []int{80, 140}, 2.865e-3 - 1e-4*(math.Exp(-1)+math.Exp(-0.5))},
		{"of two spikes of the neuron the last counts", []int{120}, []int{100, 110}, -1e-4 * math.Exp(-0.25)},
		{"in one step the input comes first", []int{120}, []int{80, 120}, 1e-2*math.Exp(-0.5) - 1e-4*math.Exp(-1)},
		{"first after a rest of 150 ms: nearly nothing", []int{380}, []int{100, 400}, 1e-2*math.Exp(-0.5)*math.Exp(-3.75) - 1e-4*math.Exp(-7)},
	} {
		law := dietCook()
		if tt.want == 0 && len(tt.post) == 2 {
			law.EtaPre, tt.want = 0, 1e-2*math.Exp(-0.5)*math.Exp(-0.75)
		}
		near(t, tt.name, change(t, law, 0.5, tt.pre, tt.post), tt.want, 5e-7)
	}
}

// At a bound, what leads beyond it is lost.
func TestTripletIsBounded(t *testing.T) {
	for _, tt := range []struct {
		name      string
		pre, post []int
		want      float32
	}{
		{"up", []int{10, 20, 30, 40}, []int{10, 20, 30, 40}, 1},
		{"down", []int{11, 12, 13, 14}, []int{10}, 0},
	} {
		law := dietCook()
		law.EtaPost = 0.4
		if tt.want == 0 {
			law.EtaPre = 0.4
		}
		w := snn.NewDense(1, 1)
		w.W[0] = 0.5
		play(t, startRule(law, 1, 1, nil), w, [][]int{tt.pre}, [][]int{tt.post}, 50)
		if w.W[0] != tt.want {
			t.Errorf("%s: the weight came to %g, want %g", tt.name, w.W[0], tt.want)
		}
	}
}
