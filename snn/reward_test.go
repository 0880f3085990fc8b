package snn_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/snn"
)

var _ snn.Rule = (*snn.Reward)(nil)

// gated makes a rule that waits for reward, with a pair window of 1 e^(-dt/20 ms) both ways.
func gated(pre, post int, tau float64) *snn.Reward {
	trace := snn.Trace{Tau: 20e-3}
	r := &snn.Reward{Inner: &snn.Plasticity{Law: &snn.Pair{Plus: 1, Minus: 1, X: trace, Y: trace}, Step: fine, Up: 1, Down: 1}, Eta: 0.1, Tau: tau}
	r.Start(pre, post)
	return r
}

func deliver(t testing.TB, r *snn.Reward, at int, reward []float32, w snn.Plastic) {
	t.Helper()
	if err := r.Deliver(at, reward, w); err != nil {
		t.Fatal(err)
	}
}

// Nothing changes before the reward; then it is Eta R e^(-dt/τ+) e^(-wait/τe), with the sign of R and
// of the pair.
func TestRewardByHand(t *testing.T) {
	const tau = 0.5
	for _, wait := range []int{0, 1, 200, 1000, 20_000} { // steps; the last is 20 τ
		for _, reward := range []float32{1, -1, 0, 0.5} {
			for _, dt := range []int{10, -10} {
				r, w := gated(1, 1, tau), newFree(1, 1)
				play(t, r, w, [][]int{{100}}, [][]int{{100 + dt}}, 111)
				if w.w[0] != 0 {
					t.Fatalf("before any reward the weight changed by %g", w.w[0])
				}
				at := 100 + max(dt, 0) + wait
				deliver(t, r, at, []float32{reward}, w)
				want := 0.1 * float64(reward) * math.Exp(-5e-3/20e-3) * math.Exp(-float64(at-100-max(dt, 0))*fine/tau)
				if dt < 0 {
					want = -want
				}
				near(t, "Δw", w.w[0], want, 1e-6*math.Abs(want))
			}
		}
	}
}

// Eligibilities of many pairs add up, however far apart they are, and stay after a reward.
func TestRewardOfManyPairs(t *testing.T) {
	const tau = 0.1
	r, w := gated(1, 1, tau), newFree(1, 1)
	var pre, post []int
	want, last := 0.0, 0
	for k, gap := range []int{0, 400, 900, 2500, 1300, 700} {
		last += gap + 100
		pre, post = append(pre, last), append(post, last+k)
	}
	play(t, r, w, [][]int{pre}, [][]int{post}, last+200)
	left := func(s, by int) float64 { return math.Exp(-float64(by-s) * fine / tau) }
	end := last + 300
	for k, s := range pre {
		want += 0.1 * math.Exp(-float64(k)*fine/20e-3) * left(s+k, end)
		if k > 0 { // the neuron's last spike depresses
			since := s - post[k-1]
			want -= 0.1 * math.Exp(-float64(since)*fine/20e-3) * left(s, end)
		}
	}
	deliver(t, r, end, []float32{1}, w)
	near(t, "Δw", w.w[0], want, 1e-4*want)
	deliver(t, r, end+100, []float32{1}, w)
	near(t, "Δw after a second reward", w.w[0], want*(1+left(end, end+100)), 1e-4*want)
}

// Every neuron has its own reward: those of the right class learn what those of others unlearn.
func TestRewardOfEveryNeuron(t *testing.T) {
	r, w := gated(2, 3, 1), newFree(2, 3)
	play(t, r, w, [][]int{{10}, nil}, [][]int{{12}, {12}, {12}}, 13)
	deliver(t, r, 12, []float32{1, -1, 0}, w)
	e := 0.1 * math.Exp(-2*fine/20e-3)
	for k, want := range []float64{e, -e, 0, 0, 0, 0} {
		near(t, "Δw", w.w[k], want, 1e-7)
	}
	if err := r.Deliver(13, []float32{1, 1}, w); err == nil || !strings.Contains(err.Error(), "3 neurons") {
		t.Errorf("two rewards for three neurons: error %v", err)
	}
	r.Forget()
	clear(w.w)
	deliver(t, r, 14, []float32{1}, w)
	if slices.ContainsFunc(w.w, func(x float64) bool { return x != 0 }) {
		t.Error("after Forget something was still eligible")
	}
}

// A law that looks at weights sees those of the synapses, not eligibilities.
func TestRewardShowsTheWeights(t *testing.T) {
	trace := snn.Trace{Tau: 20e-3}
	law := &snn.Symmetric{EtaPre: 1, EtaPost: 1, Exponent: 1, X: trace, Y: trace}
	r := &snn.Reward{Inner: &snn.Plasticity{Law: law, Step: fine, Up: 1, Down: 1}, Eta: 1, Tau: 1e6}
	r.Start(1, 1)
	w := newFree(1, 1)
	w.w[0] = 0.25
	play(t, r, w, [][]int{{11}}, [][]int{{10}}, 12)
	deliver(t, r, 12, []float32{1}, w)
	near(t, "Δw", w.w[0]-0.25, -0.25*math.Exp(-fine/20e-3), 1e-6)
}

// A neuron for each class learns the labels of patterns by reward alone.
func TestRewardTeachesLabels(t *testing.T) {
	const inputs, classes = 12, 3
	trace := snn.Trace{Tau: 20e-3}
	r := &snn.Reward{Inner: &snn.Plasticity{Law: &snn.Pair{Plus: 1, X: trace, Y: trace}, Step: fine, Up: 1, Down: 1}, Eta: 0.02, Tau: 0.05}
	r.Start(inputs, classes)
	w := snn.NewDense(inputs, classes)
	src := rand.New(rand.NewPCG(95, 0))
	for k := range w.W {
		w.W[k] = 0.5
	}
	now := 0
	for k := range 300 {
		class := k % classes
		for range 100 {
			var rows, fired []int32
			for i := range int32(inputs) {
				if int(i)%classes == class && src.Float64() < 0.1 {
					rows = append(rows, i)
				}
			}
			if j := src.IntN(classes); src.Float64() < 0.05 {
				fired = []int32{int32(j)}
			}
			if err := r.Pre(now, rows, w); err != nil {
				t.Fatal(err)
			}
			if err := r.Post(now, fired, w); err != nil {
				t.Fatal(err)
			}
			now++
		}
		reward := []float32{-1, -1, -1}
		reward[class] = 1
		deliver(t, r, now, reward, w)
		now += 300
	}
	for i := range inputs {
		for j := range classes {
			got, right := w.W[i*classes+j], i%classes == j
			if right && got < 0.9 || !right && got > 0.1 {
				t.Errorf("weight from an input of class %d to the neuron of class %d is %.2f", i%classes, j, got)
			}
		}
	}
}

// A network has rewards to give only if its rule waits for them.
func TestRewardNeedsItsRule(t *testing.T) {
	n := &snn.Network{Rule: startRule(dietCook(), 1, 1, nil), Synapses: snn.NewDense(1, 1)}
	if err := n.Reward([]float32{1}); err == nil || !strings.Contains(err.Error(), "does not wait") {
		t.Errorf("error %v, want that the rule does not wait", err)
	}
}
