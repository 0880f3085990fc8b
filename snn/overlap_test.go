package snn_test

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/snn"
)

var _ snn.Follower = (*snn.Overlap)(nil)

// At an output spike the table is read at the age of each input's last spike.
func TestOverlapBefore(t *testing.T) {
	r := snn.NewOverlap([]float32{4, 3, 2}, nil, -0.5)
	r.Begin(5)
	r.Pre(8, []int32{0, 1, 2, 3})
	r.Pre(9, []int32{1, 2})
	r.Pre(10, []int32{2})
	dose := []float32{9, 9, 9, 9, 9}
	r.Post(10, dose)
	if want := []float32{2, 3, 4, 2, -0.5}; !slices.Equal(dose, want) {
		t.Errorf("doses %v, want %v", dose, want)
	}
	r.Post(11, dose)
	if want := []float32{-0.5, 2, 3, -0.5, -0.5}; !slices.Equal(dose, want) {
		t.Errorf("a step later %v, want %v", dose, want)
	}
	r.LTP, r.LTD = 0.5, 2
	r.Post(11, dose)
	if want := []float32{-1, 1, 1.5, -1, -1}; !slices.Equal(dose, want) {
		t.Errorf("scaled %v, want %v", dose, want)
	}
	r.Begin(5)
	r.Post(0, dose)
	if want := []float32{-1, -1, -1, -1, -1}; !slices.Equal(dose, want) {
		t.Errorf("in a new presentation %v, want %v", dose, want)
	}
}

// Without a table after the output spike nobody is followed: the rule of a rectangular scheme.
func TestOverlapIsRectangular(t *testing.T) {
	up := slices.Repeat([]float32{1}, 26) // 25 ms in steps of 1 ms, the edge inside
	r, want := snn.NewOverlap(up, nil, -1), &snn.Rectangular{Window: 25e-3, Step: 1e-3, LTP: 1, LTD: 1}
	src := rand.New(rand.NewPCG(1, 2))
	r.Begin(8)
	want.Begin(8)
	a, b := make([]float32, 8), make([]float32, 8)
	for s := range 500 {
		if i := src.IntN(40); i < 8 {
			r.Pre(s, []int32{int32(i)})
			want.Pre(s, []int32{int32(i)})
		}
		r.Post(s, a)
		want.Post(s, b)
		r.Fired(s, 0)
		if !slices.Equal(a, b) || r.Recent(s+1) != nil {
			t.Fatalf("step %d: %v, want %v", s, a, b)
		}
	}
}

// An input spike k steps after the last spike of a neuron adds After[k-1] on it; in the same step
// it has come before.
func TestOverlapAfter(t *testing.T) {
	r := snn.NewOverlap([]float32{1}, []float32{-4, -2, 0}, 0)
	r.Begin(3)
	r.Fired(10, 2)
	r.Fired(11, 0)
	dose := []float32{9, 9, 9}
	for _, tt := range []struct {
		step   int
		recent []int
		j      int
		want   []float32 // nil: nothing
	}{
		{10, []int{}, 2, nil},
		{11, []int{2}, 2, []float32{0, -4, -4}},
		{12, []int{0, 2}, 2, []float32{0, -2, -2}},
		{12, []int{0, 2}, 0, []float32{0, -4, -4}},
		{13, []int{0, 2}, 2, nil},
		{14, []int{0}, 0, nil},
		{15, []int{}, 0, nil},
	} {
		if got := r.Recent(tt.step); !slices.Equal(got, tt.recent) {
			t.Errorf("step %d: recent %v, want %v", tt.step, got, tt.recent)
		}
		some := r.Follow(tt.step, tt.j, []int32{1, 2}, dose)
		if some != (tt.want != nil) || some && !slices.Equal(dose, tt.want) {
			t.Errorf("step %d, neuron %d: %v %v, want %v", tt.step, tt.j, some, dose, tt.want)
		}
	}
	if r.Follow(11, 2, nil, dose) {
		t.Error("no input follows")
	}
	r.Begin(3)
	if len(r.Recent(12)) != 0 {
		t.Error("a new presentation knows the spikes of the last")
	}
}

// In a network every pair of an input spike and the last output spike of every neuron is booked
// once, at the later of the two.
func TestNetworkFollows(t *testing.T) {
	n, book := booked(3)
	trace := &traced{Overlap: snn.NewOverlap([]float32{1, 0.5}, []float32{-0.5, -0.25}, 0)}
	n.Rule = trace
	if _, err := n.Learn(bars(0, 0.1, rand.New(rand.NewPCG(1, 1))), rand.NewPCG(1, 1)); err != nil {
		t.Fatal(err)
	}
	pulsed := int32(0)
	for _, p := range book.pulses {
		pulsed += p
	}
	if len(trace.fired) < 2 || len(trace.followed) == 0 || int(pulsed) != len(trace.fired)+len(trace.followed) {
		t.Errorf("%d columns pulsed; %d output spikes, %d followed", pulsed, len(trace.fired), len(trace.followed))
	}
	var want [][2]int
	for _, f := range trace.fired { // refractory for 10 steps: no second spike of the neuron within two
		for k := 1; k <= 2; k++ {
			if slices.Contains(trace.pre, f[0]+k) {
				want = append(want, [2]int{f[0] + k, f[1]})
			}
		}
	}
	slices.SortFunc(want, func(a, b [2]int) int { return a[0] - b[0] })
	if !reflect.DeepEqual(trace.followed, want) {
		t.Errorf("followed %v, want %v", trace.followed, want)
	}
	book.fail = errors.New("broken")
	n.Rule = &traced{Overlap: snn.NewOverlap(nil, []float32{-1}, 0)}
	if _, err := n.Learn(bars(0, 0.1, rand.New(rand.NewPCG(1, 1))), rand.NewPCG(1, 1)); !errors.Is(err, book.fail) {
		t.Errorf("error %v", err)
	}
}

// traced is a rule that writes down what it is asked.
type traced struct {
	*snn.Overlap
	pre             []int
	fired, followed [][2]int // step, neuron
}

func (r *traced) Pre(t int, rows []int32) {
	if len(rows) > 0 {
		r.pre = append(r.pre, t)
	}
	r.Overlap.Pre(t, rows)
}

func (r *traced) Fired(t, j int) {
	r.fired = append(r.fired, [2]int{t, j})
	r.Overlap.Fired(t, j)
}

func (r *traced) Follow(t, j int, rows []int32, dose []float32) bool {
	some := r.Overlap.Follow(t, j, rows, dose)
	if some {
		r.followed = append(r.followed, [2]int{t, j})
	}
	return some
}

// A window with two sides learns the patterns of TestNetworkLearns as well: at least 25 points better
// than untrained, in the mean of five students.
func TestOverlapLearns(t *testing.T) {
	const noise, students = 0.15, 5
	before := slices.Repeat([]float32{1}, 26)
	after := slices.Repeat([]float32{-1}, 25)
	gain := 0.0
	for seed := range uint64(students) {
		n := student(seed)
		n.Rule = snn.NewOverlap(before, after, -0.5)
		gain -= exam(n, "class-mean", noise, seed) / students
		if err := learn(n, 300, noise, seed); err != nil {
			t.Fatal(err)
		}
		gain += exam(n, "class-mean", noise, seed) / students
	}
	t.Logf("gain %.0f points", 100*gain)
	if gain < 0.25 {
		t.Errorf("training gains %.0f points, want at least 25", 100*gain)
	}
}
