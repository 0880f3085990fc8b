package snn_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/snn"
)

// handTally shows 10 images of class 0, 2 of class 1, 4 of class 2 and none of class 3 to four
// neurons. Their mean responses are
//
//	neuron   class 0   class 1   class 2
//	  0        1         3         0       more spikes in all for class 0, but belongs to 1
//	  1        0         1         3
//	  2        0         0         0       dead
//	  3        0         1         1       a tie
func handTally() *snn.Tally {
	t := snn.NewTally(4, 4)
	t.Keep()
	for range 10 {
		t.Add(0, []int32{1, 0, 0, 0})
	}
	t.Add(1, []int32{2, 0, 0, 2})
	t.Add(1, []int32{4, 2, 0, 0})
	for range 4 {
		t.Add(2, []int32{0, 3, 0, 1})
	}
	return t
}

func TestTally(t *testing.T) {
	tally := handTally()
	if want := []int{10, 2, 4, 0}; !slices.Equal(tally.Images, want) {
		t.Errorf("images per class %v, want %v", tally.Images, want)
	}
	for j, want := range [][]float64{{10, 6, 0, 0}, {0, 2, 12, 0}, {0, 0, 0, 0}, {0, 2, 4, 0}} {
		if !slices.Equal(tally.Sum[j], want) {
			t.Errorf("spikes of neuron %d per class %v, want %v", j, tally.Sum[j], want)
		}
	}
	if want := []int{1, 2, -1, 1}; !slices.Equal(tally.Labels(), want) {
		t.Errorf("labels %v, want %v", tally.Labels(), want)
	}
}

func TestLabelsOfAnEmptyTally(t *testing.T) {
	tally := snn.NewTally(3, 2)
	if want := []int{-1, -1, -1}; !slices.Equal(tally.Labels(), want) {
		t.Errorf("labels %v before the first image, want %v", tally.Labels(), want)
	}
	for _, name := range snn.Readouts() {
		if got := snn.NewReadout(name, tally).Predict([]int32{5, 5, 5}); got != -1 {
			t.Errorf("%s predicts class %d from nothing, want -1", name, got)
		}
	}
}

// On the hand-made tally, class mean counts neurons 0 and 3 half each for class 1 and neuron 1
// for class 2. Rate-weighted spreads the votes of a spike: neuron 0 ¼, ¾, 0; neuron 1 0, ¼, ¾;
// neuron 3 0, ½, ½.
func TestPredict(t *testing.T) {
	tally := handTally()
	mean, weighted := snn.NewReadout("class-mean", tally), snn.NewReadout("rate-weighted", tally)
	for _, tt := range []struct {
		name           string
		counts         []int32
		mean, weighted int
	}{
		{"silence", []int32{0, 0, 0, 0}, -1, -1},
		{"only a neuron that was dead in training", []int32{0, 0, 9, 0}, -1, -1},
		{"neuron 0", []int32{1, 0, 0, 0}, 1, 1},
		{"neuron 1", []int32{0, 1, 0, 0}, 2, 2},
		{"class means: (3+0)/2 < 2; votes: 9/4+2/4 > 6/4", []int32{3, 2, 0, 0}, 2, 1},
		{"class means: (3+2)/2 > 2; votes: 9/4+2/4+1 > 6/4+1", []int32{3, 2, 0, 2}, 1, 1},
		{"class means tie at 1: lowest; votes: 6/4+1/4 > 3/4", []int32{2, 1, 0, 0}, 1, 1},
		{"votes tie at ½: lowest", []int32{0, 0, 0, 1}, 1, 1},
		{"the dead neuron has no say", []int32{0, 1, 100, 0}, 2, 2},
	} {
		if got := mean.Predict(tt.counts); got != tt.mean {
			t.Errorf("%s: class mean predicts %d, want %d", tt.name, got, tt.mean)
		}
		if got := weighted.Predict(tt.counts); got != tt.weighted {
			t.Errorf("%s: rate-weighted predicts %d, want %d", tt.name, got, tt.weighted)
		}
	}
}

// Two neurons for class 0 and one for class 1: without the division by the members, class 0
// would win by their number.
func TestClassMeanDividesByMembers(t *testing.T) {
	tally := snn.NewTally(3, 2)
	tally.Add(0, []int32{5, 5, 0})
	tally.Add(1, []int32{0, 0, 5})
	r := snn.NewReadout("class-mean", tally)
	if got := r.Predict([]int32{2, 2, 3}); got != 1 {
		t.Errorf("mean responses 2 and 3 give class %d, want 1", got)
	}
	if got := r.Predict([]int32{3, 4, 3}); got != 0 {
		t.Errorf("mean responses 3.5 and 3 give class %d, want 0", got)
	}
}

// A spike says as much from a neuron that fires often as from one that fires rarely.
func TestRateWeightedNeuronsHaveEqualSay(t *testing.T) {
	tally := snn.NewTally(2, 2)
	tally.Add(0, []int32{10, 0})
	tally.Add(1, []int32{0, 1})
	if got := snn.NewReadout("rate-weighted", tally).Predict([]int32{1, 2}); got != 1 {
		t.Errorf("one spike of a loud and two of a quiet neuron give class %d, want 1", got)
	}
}

// Showing every image of one class twice doubles its spikes and its images: neither labels nor
// predictions may change.
func TestReadoutsDoNotFollowTheNumberOfImages(t *testing.T) {
	const neurons, classes = 5, 3
	rapid.Check(t, func(t *rapid.T) {
		once, twice := snn.NewTally(neurons, classes), snn.NewTally(neurons, classes)
		once.Keep()
		twice.Keep()
		counts := rapid.SliceOfN(rapid.Int32Range(0, 8), neurons, neurons)
		for c := range classes {
			for range rapid.SampledFrom([]int{1, 2, 4}).Draw(t, "images") { // powers of two divide exactly
				n := counts.Draw(t, "counts")
				once.Add(c, n)
				twice.Add(c, n)
				if c == 1 {
					twice.Add(c, n)
				}
			}
		}
		if a, b := once.Labels(), twice.Labels(); !slices.Equal(a, b) {
			t.Fatalf("labels %v, with class 1 shown twice %v", a, b)
		}
		test := counts.Draw(t, "test")
		for _, name := range snn.Readouts() {
			a, b := snn.NewReadout(name, once).Predict(test), snn.NewReadout(name, twice).Predict(test)
			if a != b {
				t.Fatalf("%s: class %d, with class 1 shown twice %d", name, a, b)
			}
			if a < -1 || a >= classes {
				t.Fatalf("%s: class %d of %d", name, a, classes)
			}
		}
	})
}

// A read-out is fitted once: images that are booked later do not move it.
func TestReadoutIsFrozen(t *testing.T) {
	for _, name := range snn.Readouts() {
		tally := handTally()
		r := snn.NewReadout(name, tally)
		before := r.Predict([]int32{1, 0, 0, 0})
		for range 100 {
			tally.Add(3, []int32{50, 0, 0, 0})
		}
		if got := r.Predict([]int32{1, 0, 0, 0}); got != before {
			t.Errorf("%s: class %d, and %d after more images were booked", name, before, got)
		}
	}
}

func TestReadoutsByName(t *testing.T) {
	for _, name := range snn.Readouts() {
		if snn.NewReadout(name, handTally()) == nil {
			t.Errorf("the listed read-out %q is unknown", name)
		}
	}
	for _, name := range []string{"", "class mean", "softmax"} {
		if r := snn.NewReadout(name, handTally()); r != nil {
			t.Errorf("NewReadout(%q) = %T, want nil", name, r)
		}
	}
}
