package snn_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/xbar-sim/xbar/snn"
)

// poissonTask is a tally of neurons that fire with given means, and draws of counts from them.
func poissonTask(rates [][]float64, images int) *snn.Tally {
	t := snn.NewTally(len(rates), len(rates[0]))
	for c := range rates[0] {
		t.Images[c] = images
		for j := range rates {
			t.Sum[j][c] = rates[j][c] * float64(images)
		}
	}
	return t
}

// The answer is that of the exact posterior of Poisson counts whose rates have a hundredth of their
// mean over the classes mixed in.
func TestNaiveBayesIsThePosterior(t *testing.T) {
	rates := [][]float64{{3, 1, 0.2}, {0.5, 2, 2}, {1, 1, 4}}
	r := snn.NewReadout("naive-bayes", poissonTask(rates, 100))
	for n := range 6 * 6 * 6 {
		counts := []int32{int32(n % 6), int32(n / 6 % 6), int32(n / 36)}
		if n == 0 {
			continue
		}
		best, most := -1, math.Inf(-1)
		for c := range 3 {
			var l float64
			for j, k := range counts {
				l += distuv.Poisson{Lambda: 0.99*rates[j][c] + 0.01*stat.Mean(rates[j], nil)}.LogProb(float64(k))
			}
			if l > most {
				best, most = c, l
			}
		}
		if got := r.Predict(counts); got != best {
			t.Errorf("counts %v: class %d, want %d", counts, got, best)
		}
	}
}

// A vote cannot tell a neuron that fires more from one that fires less where both are certain; the
// posterior counts silence too, and is right more often. 2000 draws; the difference of two shares
// has a standard error below 0.016.
func TestNaiveBayesBeatsVotes(t *testing.T) {
	rates := [][]float64{{4, 2}, {2, 2.5}, {0.5, 1}}
	tally := poissonTask(rates, 1000)
	src := rand.New(rand.NewPCG(1, 2))
	right := map[string]float64{}
	for k := range 2000 {
		class := k % 2
		counts := make([]int32, len(rates))
		for j := range rates {
			counts[j] = int32(distuv.Poisson{Lambda: rates[j][class], Src: src}.Rand())
		}
		for _, name := range []string{"naive-bayes", "rate-weighted"} {
			if snn.NewReadout(name, tally).Predict(counts) == class {
				right[name] += 1.0 / 2000
			}
		}
	}
	if right["naive-bayes"] < right["rate-weighted"]+0.016 {
		t.Errorf("right: %v", right)
	}
}

// Dead neurons, classes never shown and neurons that answered one class only leave no NaN behind.
func TestNaiveBayesEdges(t *testing.T) {
	tally := snn.NewTally(3, 3)
	tally.Images = []int{10, 10, 0}
	tally.Sum = [][]float64{{20, 0, 0}, {0, 0, 0}, {0, 15, 0}}
	r := snn.NewReadout("naive-bayes", tally)
	for _, tt := range []struct {
		counts []int32
		want   int
	}{
		{[]int32{2, 0, 0}, 0},
		{[]int32{0, 0, 1}, 1},
		{[]int32{0, 0, 0}, -1},
		{[]int32{3, 0, 1}, 0},
	} {
		if got := r.Predict(tt.counts); got != tt.want {
			t.Errorf("counts %v: class %d, want %d", tt.counts, got, tt.want)
		}
	}
	if got := r.Predict([]int32{0, 1, 0}); got != 0 && got != 1 {
		t.Errorf("a neuron that never fired before says class %d, which was never shown", got)
	}
}
