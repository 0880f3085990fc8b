package snn

import (
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// naiveBayes takes the class under which the spike counts are likeliest, as if neurons fired
// independently with Poisson counts and every class were as frequent: it maximises
//
//	Σ_j n_j ln λ_jc - λ_jc
//
// with λ_jc the mean response of neuron j to class c, to which a hundredth of its mean over all
// classes is mixed, so that a class it never answered is unlikely and not impossible.
type naiveBayes struct {
	logRate [][]float64 // [neuron][class] ln λ
	bias    []float64   // [class] -Σ_j λ, -∞ for a class never shown
	sum     []float64
}

const (
	mixed    = 0.01 // of the mean over all classes in every λ
	faintest = 1e-6 // spikes per image that a neuron without any is credited with
)

func newNaiveBayes(t *Tally) *naiveBayes {
	b := &naiveBayes{logRate: make([][]float64, len(t.Sum)), bias: make([]float64, t.Classes), sum: make([]float64, t.Classes)}
	for c, n := range t.Images {
		if n == 0 {
			b.bias[c] = math.Inf(-1)
		}
	}
	for j := range t.Sum {
		b.logRate[j] = make([]float64, t.Classes)
		var mean float64
		for c := range t.Classes {
			mean += t.mean(j, c) / float64(t.Classes)
		}
		for c := range t.Classes {
			rate := float64((1-mixed)*t.mean(j, c)) + float64(mixed*max(mean, faintest))
			b.logRate[j][c] = kernel.Log(rate)
			b.bias[c] -= rate
		}
	}
	return b
}

// Predict implements Readout. A class without labelled images is never the answer.
func (b *naiveBayes) Predict(counts []int32) int {
	copy(b.sum, b.bias)
	silent := true
	for j, n := range counts {
		if n == 0 {
			continue
		}
		silent = false
		for c, l := range b.logRate[j] {
			b.sum[c] += float64(float64(n) * l)
		}
	}
	if silent {
		return -1
	}
	best, most := -1, math.Inf(-1)
	for c, s := range b.sum {
		if s > most {
			best, most = c, s
		}
	}
	return best
}
