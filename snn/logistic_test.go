package snn_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/snn"
)

// image is the response to an image of a class.
type image struct {
	class  int
	counts []int32
}

// tallied books images in the order given.
func tallied(neurons, classes int, images []image) *snn.Tally {
	t := snn.NewTally(neurons, classes)
	t.Keep()
	for _, x := range images {
		t.Add(x.class, x.counts)
	}
	return t
}

// someImages draws responses in which neurons prefer a class each.
func someImages(n, neurons, classes int, src *rand.Rand) []image {
	out := make([]image, n)
	for i := range out {
		counts := make([]int32, neurons)
		for j := range counts {
			rate := 0.3
			if j%classes == i%classes {
				rate = 1.5
			}
			counts[j] = int32(distuv.Poisson{Lambda: rate, Src: src}.Rand())
		}
		out[i] = image{i % classes, counts}
	}
	return out
}

// Classes drawn from a logistic model with known weights. With H = 1/N Σ p(1-p) x xᵀ, the information
// of an image, and the penalty's P = ρm/2 on each difference d of the weights of two classes, the
// fit has in the mean the differences (H+P)⁻¹H d and the covariance (H+P)⁻¹ H (H+P)⁻¹/N. Both
// classes are as frequent within a percent, so that weighing them alike shifts nothing but the
// bias. Every difference stays within 4 standard errors, and the sum of their squares over them is
// below the 99.9 % point of χ².
func TestLogisticRecoversWeights(t *testing.T) {
	const n = 20000
	want, rates := []float64{0.8, -0.5, 0.3, 0, -0.6, 0}, []float64{2, 1, 3, 1.5, 2}
	for j, r := range rates { // the bias that makes the mean score 0
		for k := range 40 {
			want[5] -= want[j] * math.Sqrt(float64(k)) * distuv.Poisson{Lambda: r}.Prob(float64(k))
		}
	}
	src := rand.New(rand.NewPCG(11, 12))
	var images []image
	var spikes float64
	h := mat.NewSymDense(6, nil)
	for range n {
		counts, x, z := make([]int32, 5), []float64{0, 0, 0, 0, 0, 1}, want[5]
		for j, r := range rates {
			counts[j] = int32(distuv.Poisson{Lambda: r, Src: src}.Rand())
			x[j] = math.Sqrt(float64(counts[j]))
			z += want[j] * x[j]
			spikes += float64(counts[j])
		}
		p, class := 1/(1+math.Exp(-z)), 0
		if src.Float64() < p {
			class = 1
		}
		images = append(images, image{class, counts})
		h.SymRankOne(h, p*(1-p)/n, mat.NewVecDense(6, x))
	}
	l := snn.FitLogistic(tallied(5, 2, images))

	var penalised, inverse, shrink, covariance mat.Dense
	penalised.CloneFrom(h)
	for j := range rates {
		penalised.Set(j, j, h.At(j, j)+l.Penalty*spikes/n/2)
	}
	if err := inverse.Inverse(&penalised); err != nil {
		t.Fatal(err)
	}
	shrink.Mul(&inverse, h)
	covariance.Mul(&shrink, &inverse)
	var mean mat.VecDense
	mean.MulVec(&shrink, mat.NewVecDense(6, want))
	var chi float64
	for j := range rates {
		got, se := l.Weight[j][1]-l.Weight[j][0], math.Sqrt(covariance.At(j, j)/n)
		z := (got - mean.AtVec(j)) / se
		if math.Abs(z) > 4 {
			t.Errorf("neuron %d: difference of weights %.4f, want %.4f ± %.4f", j, got, mean.AtVec(j), se)
		}
		chi += z * z
	}
	if limit := (distuv.ChiSquared{K: 5}).Quantile(0.999); chi > limit {
		t.Errorf("χ² = %.1f over five weights, want below %.1f", chi, limit)
	}
	t.Logf("χ² = %.2f, penalty %g", chi, l.Penalty)
}

// The order of the images changes nothing, not even the last bit.
func TestLogisticForgetsTheOrder(t *testing.T) {
	images := someImages(300, 8, 3, rand.New(rand.NewPCG(1, 2)))
	a := snn.FitLogistic(tallied(8, 3, images))
	rapid.Check(t, func(t *rapid.T) {
		b := snn.FitLogistic(tallied(8, 3, rapid.Permutation(images).Draw(t, "order")))
		if a.Penalty != b.Penalty || !slices.Equal(a.Bias, b.Bias) {
			t.Fatalf("penalties %g and %g, biases %v and %v", a.Penalty, b.Penalty, a.Bias, b.Bias)
		}
		for j := range a.Weight {
			if !slices.Equal(a.Weight[j], b.Weight[j]) {
				t.Fatalf("neuron %d: weights %v and %v", j, a.Weight[j], b.Weight[j])
			}
		}
	})
}

// Without a penalty the weights of classes that can be told apart without error would grow for
// ever.
func TestLogisticOfSeparableClasses(t *testing.T) {
	var images []image
	for k := range 60 {
		counts := make([]int32, 3)
		counts[k%3] = int32(1 + k%5)
		images = append(images, image{k % 3, counts})
	}
	l := snn.FitLogistic(tallied(3, 3, images))
	for j, row := range l.Weight {
		for c, w := range row {
			if !(math.Abs(w) < 100) || (w > 0) != (j == c) {
				t.Errorf("neuron %d says %g for class %d", j, w, c)
			}
		}
	}
	for _, x := range images {
		if got := l.Predict(x.counts); got != x.class {
			t.Errorf("counts %v: class %d, want %d", x.counts, got, x.class)
		}
	}
}

// Where the classes are at random, any weight foretells worse than none, and the strongest penalty
// wins; where responses say much, a weak one does.
func TestLogisticChoosesItsPenalty(t *testing.T) {
	src := rand.New(rand.NewPCG(5, 6))
	images := someImages(1000, 9, 3, src)
	telling := snn.FitLogistic(tallied(9, 3, images))
	for i := range images {
		images[i].class = src.IntN(3)
	}
	noise := snn.FitLogistic(tallied(9, 3, images))
	if noise.Penalty != 1e-2 || telling.Penalty > 1e-3 {
		t.Errorf("penalty %g for classes at random, %g for those that the responses tell", noise.Penalty, telling.Penalty)
	}
}

// Weights and biases of a neuron sum to 0 over the classes: only their differences say something.
func TestLogisticIsCentred(t *testing.T) {
	l := snn.FitLogistic(tallied(6, 3, someImages(200, 6, 3, rand.New(rand.NewPCG(3, 4)))))
	for j, row := range append(slices.Clone(l.Weight), l.Bias) {
		var sum, size float64
		for _, w := range row {
			sum, size = sum+w, size+math.Abs(w)
		}
		if math.Abs(sum) > 1e-12*size {
			t.Errorf("row %d of weights sums to %g", j, sum)
		}
	}
}

// The answer is the class with the largest b + Σ √n w.
func TestLogisticPredicts(t *testing.T) {
	src := rand.New(rand.NewPCG(13, 14))
	l := snn.FitLogistic(tallied(6, 3, someImages(200, 6, 3, src)))
	for range 500 {
		counts, scores := make([]int32, 6), slices.Clone(l.Bias)
		for j := range counts {
			counts[j] = int32(src.IntN(20))
			for c, w := range l.Weight[j] {
				scores[c] += math.Sqrt(float64(counts[j])) * w
			}
		}
		if got := l.Predict(counts); scores[got] < slices.Max(scores)-1e-9 {
			t.Errorf("counts %v: class %d of scores %v", counts, got, scores)
		}
	}
}

func TestLogisticEdges(t *testing.T) {
	images := []image{
		{0, []int32{3, 0, 0}}, {0, []int32{2, 1, 0}}, {0, []int32{0, 0, 0}},
		{2, []int32{0, 2, 0}}, {2, []int32{1, 4, 0}},
	}
	l := snn.FitLogistic(tallied(3, 4, images))
	if l.Most != 4 || !math.IsInf(l.Bias[1], -1) || !math.IsInf(l.Bias[3], -1) {
		t.Errorf("most spikes %d, biases %v", l.Most, l.Bias)
	}
	for _, tt := range []struct {
		counts []int32
		want   int
	}{
		{[]int32{1, 0, 0}, 0},
		{[]int32{0, 1, 0}, 2},
		{[]int32{0, 0, 0}, -1},
		{[]int32{0, 0, 5}, -1}, // dead in training: no say
		{[]int32{0, 9, 5}, 2},
	} {
		if got := l.Predict(tt.counts); got != tt.want {
			t.Errorf("counts %v: class %d, want %d", tt.counts, got, tt.want)
		}
		if got := l.Silent(tt.counts); got != (tt.want < 0) {
			t.Errorf("counts %v: silent %v", tt.counts, got)
		}
	}
	only := snn.FitLogistic(tallied(2, 3, []image{{1, []int32{1, 0}}, {1, []int32{0, 2}}}))
	if got := only.Predict([]int32{1, 1}); got != 1 {
		t.Errorf("of one class: class %d, want 1", got)
	}
	if got := snn.FitLogistic(tallied(2, 3, []image{{1, []int32{0, 0}}})).Predict([]int32{1, 1}); got != -1 {
		t.Errorf("of a silent image: class %d, want none", got)
	}
}

func TestLogisticWantsResponses(t *testing.T) {
	for _, late := range []bool{false, true} {
		tally := snn.NewTally(2, 2)
		tally.Add(0, []int32{1, 0})
		if late {
			tally.Keep()
			tally.Add(1, []int32{0, 1})
		}
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("fitted to responses that were not kept (late %v)", late)
				}
			}()
			snn.FitLogistic(tally)
		}()
	}
}

// What is kept are the responses as they came.
func TestTallyKeeps(t *testing.T) {
	images := someImages(40, 7, 3, rand.New(rand.NewPCG(8, 9)))
	next := 0
	tallied(7, 3, images).Each(func(k, class int, counts []int32) {
		if k != next || class != images[k].class || !slices.Equal(counts, images[k].counts) {
			t.Errorf("image %d: class %d, counts %v, want image %d, %v", k, class, counts, next, images[k])
		}
		next++
	})
	if next != 40 {
		t.Errorf("%d images of 40", next)
	}
	snn.NewTally(7, 3).Each(func(int, int, []int32) { t.Error("a tally that keeps nothing has responses") })
}
