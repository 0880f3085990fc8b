package snn

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/optimize"
	"pgregory.net/rapid"
)

// someLikelihood is the objective on a few random responses.
func someLikelihood(neurons, classes, images int, seed uint64) *likelihood {
	src := rand.New(rand.NewPCG(seed, 1))
	r := newResponses()
	var shown []int
	for c := range classes {
		shown = append(shown, c)
	}
	counts := make([]int32, neurons)
	for i := range images {
		for j := range counts {
			counts[j] = int32(src.IntN(3))
			if j%classes == i%classes {
				counts[j] += int32(src.IntN(3))
			}
		}
		r.add(i%classes, counts)
	}
	return newLikelihood(r.patterns(), neurons, shown)
}

// With step h a central difference is off by h²/6 of the third derivative, which is of the order of
// 1 where Σ (scale √n)² is, and by rounding 2⁻⁵³/h: 1e-9 each for h = 1e-5, at most 30 times that
// for the responses that are larger than the mean.
func TestLikelihoodGradient(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := someLikelihood(rapid.IntRange(1, 6).Draw(t, "neurons"), rapid.IntRange(2, 4).Draw(t, "classes"), 12, rapid.Uint64().Draw(t, "seed"))
		f.penalty = rapid.Float64Range(0, 0.1).Draw(t, "penalty")
		x := make([]float64, f.parameters())
		for i := range x {
			x[i] = rapid.Float64Range(-2, 2).Draw(t, "x")
		}
		grad, rest := make([]float64, len(x)), make([]float64, len(x))
		f.value(grad, x)
		for i, at := range x {
			const h = 1e-5
			x[i] = at + h
			up := f.value(rest, x)
			x[i] = at - h
			down := f.value(rest, x)
			x[i] = at
			if want := (up - down) / (2 * h); math.Abs(grad[i]-want) > 6e-8 {
				t.Fatalf("parameter %d: gradient %.10g, difference %.10g", i, grad[i], want)
			}
		}
	})
}

// Without weights every class has the same probability; a bias of ln 3 makes one class three times
// as likely; scores beyond the range of exp stay finite.
func TestLikelihoodByHand(t *testing.T) {
	f := someLikelihood(3, 4, 20, 1)
	x := make([]float64, f.parameters())
	if got := f.mean(nil, x); math.Abs(got-math.Log(4)) > 1e-15 {
		t.Errorf("%.16g without weights, want ln 4", got)
	}
	x[3*4+2] = math.Log(3)
	if got, want := f.mean(nil, x), (math.Log(2)+3*math.Log(6))/4; math.Abs(got-want) > 1e-15 {
		t.Errorf("%.16g with one class three times as likely, want %.16g", got, want)
	}
	x[3*4+2] = 5000
	if got := f.mean(nil, x); math.Abs(got-3*5000./4) > 1e-9 {
		t.Errorf("%g with one class certain, want 3/4 of 5000", got)
	}
}

// Two images of class 0, one of class 1 and none of class 2 with 4, 0 and 1 spikes: classes weigh the
// same, and the mean of Σ n is (4/2 + 0/2)/2 + 1/2.
func TestLikelihoodWeighsClasses(t *testing.T) {
	r := newResponses()
	r.add(0, []int32{0, 4})
	r.add(3, []int32{1, 0})
	r.add(0, []int32{0, 0})
	f := newLikelihood(r.patterns(), 2, []int{0, 3})
	if f.weight[0] != 0.25 || f.weight[1] != 0.25 || f.weight[2] != 0.5 || f.class[2] != 1 {
		t.Errorf("weights %v of classes %v", f.weight, f.class)
	}
	if math.Abs(f.scale-1/math.Sqrt(1.5)) > 1e-15 {
		t.Errorf("scale %g, want 1/√1.5", f.scale)
	}
}

// The BFGS of gonum, which shares no line with ours, finds the same minimum. The objective curves at
// least as its penalty in every weight; biases are compared by what they say, the objective. Within
// ε of the gradient a strictly convex function lies ε²/2ρ above its minimum at most, and its weights
// ε/ρ from there.
func TestFitMatchesGonum(t *testing.T) {
	const penalty = 1e-3
	for _, classes := range []int{2, 3, 5} {
		f := someLikelihood(8, classes, 200, uint64(classes))
		x := make([]float64, f.parameters())
		steps, length := f.fit(x, penalty)
		if length > flat {
			t.Fatalf("%d classes: gradient %g after %d steps", classes, length, steps)
		}
		p := optimize.Problem{
			Func: func(x []float64) float64 { return f.value(make([]float64, len(x)), x) },
			Grad: func(g, x []float64) { f.value(g, x) },
		}
		r, err := optimize.Minimize(p, make([]float64, len(x)), &optimize.Settings{GradientThreshold: 1e-8}, &optimize.BFGS{})
		if r == nil {
			t.Fatal(err)
		}
		if got := f.value(make([]float64, len(x)), x); math.Abs(got-r.F) > flat*flat/2/penalty+1e-14 {
			t.Errorf("%d classes: minimum %.15g, gonum's %.15g", classes, got, r.F)
		}
		for i := range x {
			if math.Abs(x[i]-r.X[i]) > 1.1*flat/penalty {
				t.Errorf("%d classes: parameter %d is %.8g, gonum's %.8g", classes, i, x[i], r.X[i])
			}
		}
	}
}

// One spike an image, of neuron 0 for the part a of class 0 and of neuron 1 for the same part of class
// 1: by symmetry there are no biases, all four weights are ±d/2, and the objective is
//
//	-a ln σ(d) - (1-a) ln σ(-d) + ρ d²/2,
//
// least where σ(d) - a + ρ d = 0.
func TestFitOfOneSpike(t *testing.T) {
	r := newResponses()
	for c := range 2 {
		for k := range 10 {
			counts := make([]int32, 2)
			if k < 7 {
				counts[c] = 1
			} else {
				counts[1-c] = 1
			}
			r.add(c, counts)
		}
	}
	f := newLikelihood(r.patterns(), 2, []int{0, 1})
	for _, penalty := range []float64{1e-1, 1e-3, 1e-6} {
		lo, hi := 0.0, 10.0
		for range 100 {
			d := (lo + hi) / 2
			if 1/(1+math.Exp(-d))-0.7+penalty*d < 0 {
				lo = d
			} else {
				hi = d
			}
		}
		x := make([]float64, f.parameters())
		f.fit(x, penalty)
		want := []float64{lo / 2, -lo / 2, -lo / 2, lo / 2, 0, 0}
		if e := floats.Distance(x, want, 2); e > flat/0.1 { // the curvature σ(1-σ)/2 is above 0.1
			t.Errorf("penalty %g: %v, want %v", penalty, x, want)
		}
	}
}

// The penalty falls with every weaker one tried, and so does the loss of the images that were fitted.
func TestWeakerPenaltiesFitBetter(t *testing.T) {
	f := someLikelihood(10, 4, 300, 7)
	x, before := make([]float64, f.parameters()), math.Log(4)
	for i, p := range penalties() {
		f.fit(x, p)
		loss := f.mean(nil, x)
		if loss >= before || i > 0 && p >= penalties()[i-1] {
			t.Errorf("penalty %g: loss %g, before %g", p, loss, before)
		}
		before = loss
	}
}
