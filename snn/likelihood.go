package snn

import (
	"math"
	"slices"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// A likelihood is what logistic regression minimises on some patterns. Its parameters are the
// weights of the classes that were shown, [neuron][class], on scale·√n, and then their biases. It
// is convex, and strictly so in the weights where there is a penalty; the biases, which have none,
// keep the sum of their start.
type likelihood struct {
	patterns []pattern
	class    []int     // of each pattern, among those shown
	weight   []float64 // of each pattern; their sum is 1, and the same for every class
	neurons  int
	classes  int
	root     []float64 // √n
	scale    float64   // makes the mean of Σ (scale √n)² 1
	penalty  float64
	score    []float64
}

// newLikelihood takes patterns of shown classes, which are in rising order.
func newLikelihood(patterns []pattern, neurons int, shown []int) *likelihood {
	f := &likelihood{
		patterns: patterns, neurons: neurons, classes: len(shown),
		class: make([]int, len(patterns)), weight: make([]float64, len(patterns)), score: make([]float64, len(shown)),
	}
	images, present := make([]int, len(shown)), 0
	for i, p := range patterns {
		c := slices.Index(shown, int(p.class))
		f.class[i] = c
		if images[c] == 0 {
			present++
		}
		images[c] += p.images
	}
	most, spikes := int32(0), 0.0
	for i, p := range patterns {
		f.weight[i] = float64(p.images) / float64(images[f.class[i]]*present)
		for _, x := range p.fired {
			most = max(most, x.count)
			spikes += float64(f.weight[i] * float64(x.count))
		}
	}
	f.root = make([]float64, most+1)
	for n := range f.root {
		f.root[n] = math.Sqrt(float64(n))
	}
	f.scale = 1
	if spikes > 0 {
		f.scale = 1 / math.Sqrt(spikes)
	}
	return f
}

func (f *likelihood) parameters() int { return (f.neurons + 1) * f.classes }

// fit brings x to the best parameters under a penalty.
func (f *likelihood) fit(x []float64, penalty float64) (steps int, gradient float64) {
	f.penalty = penalty
	return minimise(f.value, x, flat, mostSteps)
}

// value returns the objective and writes its gradient.
func (f *likelihood) value(grad, x []float64) float64 {
	clear(grad)
	v := f.mean(grad, x)
	var square float64
	for i, w := range x[:f.neurons*f.classes] {
		square += float64(w * w)
		grad[i] += float64(f.penalty * w)
	}
	return v + float64(f.penalty/2*square)
}

// mean returns the mean of -ln p over the patterns, without penalty, and adds its gradient to grad
// unless that is nil.
func (f *likelihood) mean(grad, x []float64) float64 {
	k := f.classes
	biases := f.neurons * k
	var sum float64
	for i, p := range f.patterns {
		s := f.score
		copy(s, x[biases:])
		for _, y := range p.fired {
			n := f.scale * f.root[y.count]
			for c, w := range x[int(y.neuron)*k:][:k] {
				s[c] += float64(n * w)
			}
		}
		sum += float64(f.weight[i] * softmax(s, f.class[i]))
		if grad == nil {
			continue
		}
		s[f.class[i]]--
		for c := range s {
			s[c] = float64(s[c] * f.weight[i])
			grad[biases+c] += s[c]
		}
		for _, y := range p.fired {
			n := f.scale * f.root[y.count]
			g := grad[int(y.neuron)*k:][:k]
			for c, d := range s {
				g[c] += float64(n * d)
			}
		}
	}
	return sum
}

// softmax turns scores into probabilities and returns -ln of that of one class.
func softmax(s []float64, class int) float64 {
	top := s[0]
	for _, x := range s {
		top = max(top, x)
	}
	own := s[class] - top
	var sum float64
	for c, x := range s {
		s[c] = kernel.Exp(x - top)
		sum += s[c]
	}
	for c := range s {
		s[c] /= sum
	}
	return kernel.Log(sum) - own
}
