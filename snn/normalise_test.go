package snn_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/snn"
)

// rewritten is ideal weights that tell which columns were rewritten.
type rewritten struct {
	*snn.Dense
	cols []int
}

func (r *rewritten) ScaleColumn(j int, f float64) {
	r.cols = append(r.cols, j)
	r.Dense.ScaleColumn(j, f)
}

func (r *rewritten) sum(j int) (sum float64) {
	for i := range r.Pre {
		sum += float64(r.W[i*r.Post+j])
	}
	return sum
}

// normalised makes a network of 50 inputs and 6 neurons, of which the planned ones fire, in turn over
// presentations of 40 steps, with all else at hand to be looked at.
func normalised(norm *snn.Normaliser, law snn.Law, plan ...[]int32) (*snn.Network, *rewritten) {
	const pre, post = 50, 6
	w, src := &rewritten{Dense: snn.NewDense(pre, post)}, rand.New(rand.NewPCG(110, 0))
	for k := range w.W {
		w.W[k] = 0.1 + 0.5*src.Float32()
	}
	return &snn.Network{
		Synapses: w, Codes: []snn.Code{snn.NewCode("poisson", 100, 40*fine, fine)}, Norm: norm, StepTime: fine,
		Rule: startRule(law, pre, post, nil),
		Layer: &script{plan: func(t int) []int32 {
			if t%40 == 30 && t/40 < len(plan) {
				return plan[t/40]
			}
			return nil
		}},
	}, w
}

// present shows the network another image and returns the columns that were rewritten.
func present(t *testing.T, n *snn.Network, w *rewritten, k int) []int {
	t.Helper()
	w.cols = nil
	if _, err := n.Learn(flat(50, 255), rand.NewPCG(111, uint64(k))); err != nil {
		t.Fatal(err)
	}
	slices.Sort(w.cols)
	return w.cols
}

// Every weight is rounded once, so that a sum is off by 2^-24 of itself at most; columns that no
// output spike has touched are left alone.
func TestDigitalNormalisation(t *testing.T) {
	const sum = 15
	trace := snn.Trace{Tau: 20e-3}
	n, w := normalised(&snn.Normaliser{Kind: "digital", Sum: sum}, &snn.Pair{Plus: 0.01, X: trace, Y: trace}, []int32{1, 4}, nil, []int32{2})
	for k, want := range [][]int{{0, 1, 2, 3, 4, 5}, {1, 4}, nil, {2}} {
		n.Layer.(*script).heard = func(at int, _ []float32) {
			if at%40 > 0 {
				return
			}
			for j := range w.Post {
				near(t, "sum after normalisation", w.sum(j), sum, sum*math.Exp2(-24))
			}
		}
		if got := present(t, n, w, k); !slices.Equal(got, want) {
			t.Errorf("presentation %d: columns %v were rewritten, want %v", k, got, want)
		}
	}
}

// A weight that meets 1 keeps its column below the sum; one of nothing stays nothing.
func TestNormalisationAtTheBounds(t *testing.T) {
	trace := snn.Trace{Tau: 20e-3}
	n, w := normalised(&snn.Normaliser{Kind: "digital", Sum: 45}, &snn.Pair{Plus: 0.01, X: trace, Y: trace})
	for i := range w.Pre {
		w.W[i*w.Post+3] = 0
	}
	present(t, n, w, 0)
	for k, x := range w.W {
		if x < 0 || x > 1 || k%w.Post == 3 && x != 0 {
			t.Errorf("weight %d is %g", k, x)
		}
	}
	if s := w.sum(0); s >= 45 || s < 35 {
		t.Errorf("a column that meets its bound sums to %g, want somewhat below 45", s)
	}
}

// Every third presentation, for all that has changed in between.
func TestPeriodicNormalisation(t *testing.T) {
	trace := snn.Trace{Tau: 20e-3}
	n, w := normalised(&snn.Normaliser{Kind: "periodic", Sum: 15, Every: 3}, &snn.Pair{Plus: 0.01, X: trace, Y: trace}, []int32{1}, nil, []int32{5, 0}, []int32{2})
	for k, want := range [][]int{{0, 1, 2, 3, 4, 5}, nil, nil, {0, 1, 5}, nil, nil, {2}, nil} {
		if got := present(t, n, w, k); !slices.Equal(got, want) {
			t.Errorf("presentation %d: columns %v were rewritten, want %v", k, got, want)
		}
	}
}

// The gain leaves weights alone: the neuron hears what it would hear of normalised ones.
func TestGainNormalisation(t *testing.T) {
	const sum = 15
	trace := snn.Trace{Tau: 20e-3}
	n, w := normalised(&snn.Normaliser{Kind: "gain", Sum: sum}, &snn.Pair{Plus: 0.01, X: trace, Y: trace}, []int32{1, 4}, []int32{1})
	for k := range 3 {
		before, first := slices.Clone(w.W), true
		n.Codes = []snn.Code{snn.NewCode("first-spike", 1, 40*fine, fine)} // all inputs in the first step
		n.Layer.(*script).heard = func(_ int, input []float32) {
			if !first {
				return
			}
			first = false
			for j, x := range input {
				near(t, "input of a white image", float64(x), sum, 1e-5)
				near(t, "sum of the weights", w.sum(j), sumOf(before, j, w.Post), 0)
			}
		}
		if got := present(t, n, w, k); got != nil {
			t.Errorf("columns %v were rewritten", got)
		}
	}
}

func sumOf(w []float32, j, post int) (sum float64) {
	for ; j < len(w); j += post {
		sum += float64(w[j])
	}
	return sum
}

// Input spikes change weights of neurons that do not fire: of those that fired not long before, or of
// all under a rule for silent neurons.
func TestNormalisationFollowsInputSpikes(t *testing.T) {
	trace := snn.Trace{Tau: 20e-3}
	n, w := normalised(&snn.Normaliser{Kind: "digital", Sum: 15}, &snn.Pair{Plus: 0.01, Minus: 0.01, X: trace, Y: trace}, []int32{1})
	present(t, n, w, 0)
	if got := present(t, n, w, 1); !slices.Equal(got, []int{1}) {
		t.Errorf("after its spike: columns %v were rewritten, want 1", got)
	}
	if got := present(t, n, w, 2); !slices.Equal(got, []int{1}) {
		t.Errorf("still depressed by input: columns %v were rewritten, want 1", got)
	}
	n, w = normalised(&snn.Normaliser{Kind: "digital", Sum: 15}, &snn.Vogels{Eta: 0.001, Rate: 5, Tau: 20e-3})
	for k := range 3 {
		if got := present(t, n, w, k); len(got) != w.Post {
			t.Errorf("silent neurons: columns %v were rewritten, want all", got)
		}
	}
}

func TestNormalisationNeedsColumns(t *testing.T) {
	for _, kind := range []string{"digital", "periodic", "gain"} {
		n, _ := normalised(&snn.Normaliser{Kind: kind, Sum: 15, Every: 1}, dietCook())
		n.Synapses = &snn.Matrix{Pre: 50, Post: 6, W: make([]float64, 300)}
		if _, err := n.Learn(flat(50, 255), rand.NewPCG(0, 0)); err == nil || !strings.Contains(err.Error(), "column by column") {
			t.Errorf("%s: error %v, want that columns cannot be read", kind, err)
		}
	}
}
