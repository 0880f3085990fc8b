package snn_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/snn"
)

// frozen are the numbers a network keeps from one presentation to the next.
func frozen(n *snn.Network) []float64 {
	s := n.Layer.State()
	return slices.Concat(weights(n), s.Threshold, []float64{s.Initial})
}

func weights(n *snn.Network) []float64 {
	switch s := n.Synapses.(type) {
	case *snn.Matrix:
		return s.W
	case *ledger:
		return s.W
	}
	panic("unknown synapses")
}

// ledger is a Matrix that books what is done to it, and fails to be written if told so.
type ledger struct {
	*snn.Matrix
	pulses  []int32 // per neuron
	elapsed []float64
	fail    error
}

func (l *ledger) PulseColumn(j int, dose []float32) error {
	l.pulses[j]++
	if l.fail != nil {
		return l.fail
	}
	return l.Matrix.PulseColumn(j, dose)
}

func (l *ledger) Advance(seconds float64) { l.elapsed = append(l.elapsed, seconds) }

func booked(seed uint64) (*snn.Network, *ledger) {
	n := student(seed)
	l := &ledger{Matrix: n.Synapses.(*snn.Matrix), pulses: make([]int32, 6)}
	n.Synapses = l
	return n, l
}

func TestRespondChangesNothing(t *testing.T) {
	n, book := booked(1)
	if err := learn(n, 30, 0.1, 1); err != nil {
		t.Fatal(err)
	}
	before, clock := slices.Clone(frozen(n)), len(book.elapsed)
	clear(book.pulses)
	image := bars(0, 0, rand.New(rand.NewPCG(1, 1)))
	first := slices.Clone(respond(n, image, rand.NewPCG(2, 0)))
	for k := range 20 {
		respond(n, bars(k%classes, 0.3, rand.New(rand.NewPCG(3, uint64(k)))), rand.NewPCG(4, uint64(k)))
	}
	if again := respond(n, image, rand.NewPCG(2, 0)); !slices.Equal(again, first) || slices.Max(first) == 0 {
		t.Errorf("the same image and source gave %v, then %v spikes", first, again)
	}
	if !slices.Equal(frozen(n), before) {
		t.Error("weights or thresholds moved")
	}
	if slices.Max(book.pulses) > 0 || len(book.elapsed) != clock {
		t.Errorf("%d pulses a neuron, %d moves of the clock", book.pulses, len(book.elapsed)-clock)
	}
}

// Two networks that start alike and see the same end alike, bit for bit, whether or not one of
// them is examined on the way and moves into a new Network half-way.
func TestLearnIsDeterministic(t *testing.T) {
	plain, other := student(2), student(2)
	for k := range 60 {
		if k == 30 {
			moved := student(2)
			moved.Synapses = &snn.Matrix{Pre: 64, Post: 6, W: slices.Clone(weights(other)), StepLTP: 0.04, StepLTD: 0.02, BetaLTP: 3, BetaLTD: 3}
			moved.SetState(other.State())
			other = moved
		}
		image := bars(k%classes, 0.1, rand.New(rand.NewPCG(5, uint64(k))))
		a, errA := plain.Learn(image, rand.NewPCG(6, uint64(k)))
		respond(other, bars(0, 0.5, rand.New(rand.NewPCG(7, uint64(k)))), rand.NewPCG(8, uint64(k)))
		b, errB := other.Learn(image, rand.NewPCG(6, uint64(k)))
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		if !slices.Equal(a, b) || !slices.Equal(frozen(plain), frozen(other)) {
			t.Fatalf("the networks differ after presentation %d", k)
		}
	}
	third := student(2)
	if err := learn(third, 60, 0.1, 99); err != nil {
		t.Fatal(err)
	}
	if slices.Equal(weights(plain), weights(third)) {
		t.Error("another source led to the same weights")
	}
}

// A presentation that is learned pulses a column for every output spike and lets its Duration
// pass once.
func TestLearnBooks(t *testing.T) {
	n, book := booked(3)
	n.Duration = 0.45 // longer than the image is shown: a rest follows
	fired := make([]int32, 6)
	for k := range 30 {
		counts, err := n.Learn(bars(k%classes, 0.1, rand.New(rand.NewPCG(9, uint64(k)))), rand.NewPCG(10, uint64(k)))
		if err != nil {
			t.Fatal(err)
		}
		for j, c := range counts {
			fired[j] += c
		}
	}
	if !slices.Equal(book.pulses, fired) || slices.Max(fired) == 0 {
		t.Errorf("pulses %v for spikes %v", book.pulses, fired)
	}
	if want := slices.Repeat([]float64{0.45}, 30); !slices.Equal(book.elapsed, want) {
		t.Errorf("the clock moved by %v s, want 30 times 0.45", book.elapsed)
	}
}

func TestLearnReturnsTheErrorOfItsSynapses(t *testing.T) {
	n, book := booked(4)
	book.fail = errors.New("write driver is off")
	before := slices.Clone(frozen(n))
	counts, err := n.Learn(bars(0, 0, rand.New(rand.NewPCG(1, 1))), rand.NewPCG(1, 1))
	if !errors.Is(err, book.fail) || counts != nil {
		t.Errorf("counts %v, error %v, want none and %q", counts, err, book.fail)
	}
	if !slices.Equal(frozen(n), before) || len(book.elapsed) != 0 {
		t.Error("thresholds or clock moved in spite of the error")
	}
}

// witness books the calls a rule receives, in order.
type witness struct{ calls []string }

func (w *witness) Forget() { w.calls = append(w.calls[:0], "forget") }
func (w *witness) Pre(t int, rows []int32, _ snn.Plastic) error {
	w.calls = append(w.calls, fmt.Sprintf("pre %d %d", t, rows))
	return nil
}
func (w *witness) Post(t int, fired []int32, _ snn.Plastic) error {
	w.calls = append(w.calls, fmt.Sprintf("post %d %d", t, fired))
	return nil
}

// The rule hears of all input spikes, also while no neuron listens, and of those in the step of
// an output spike before it.
func TestRuleSeesEverySpike(t *testing.T) {
	n, w := student(5), new(witness)
	n.Rule = w
	image := bars(1, 0.1, rand.New(rand.NewPCG(11, 0)))
	if _, err := n.Learn(image, rand.NewPCG(12, 0)); err != nil {
		t.Fatal(err)
	}
	var train snn.Train
	n.Codes[0].Encode(&train, image, rand.NewPCG(12, 0))
	var pre, post []string
	for k, call := range w.calls {
		var step, neuron int
		if _, err := fmt.Sscanf(call, "post %d [%d]", &step, &neuron); err != nil {
			pre = append(pre, call)
			continue
		}
		post = append(post, call)
		if want := fmt.Sprintf("pre %d %d", step, train.Step(step)); w.calls[k-1] != want {
			t.Errorf("%q follows %q, want %q", call, w.calls[k-1], want)
		}
	}
	want := []string{"forget"}
	for s := range train.Steps() {
		want = append(want, fmt.Sprintf("pre %d %d", s, train.Step(s)))
	}
	if !slices.Equal(pre, want) {
		t.Errorf("calls %q, want %q", pre, want)
	}
	if len(post) == 0 {
		t.Error("no output spike: nothing was tested")
	}
}

func TestImageMustFit(t *testing.T) {
	for _, pixels := range []int{0, 63, 65} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("an image of %d pixels for 64 inputs was taken", pixels)
				}
			}()
			_, _ = student(1).Respond(make([]byte, pixels), rand.NewPCG(1, 1))
		}()
	}
}

func BenchmarkPresent(b *testing.B) {
	const pre, post = 784, 400
	image, src := digit(), rand.NewPCG(1, 0)
	m := &snn.Matrix{Pre: pre, Post: post, W: slices.Repeat([]float64{0.5}, pre*post), StepLTP: 0.01, StepLTD: 0.005, BetaLTP: 3, BetaLTD: 3}
	n := &snn.Network{
		Synapses: m, Layer: layer(shape{1e-3, 0.1, 10e-3, 10e-3, 10, 0.003}, post, 200), Codes: []snn.Code{snn.NewCode("poisson", 60, 0.35, 1e-3)},
		Rule: rectangular(pre, post, 50e-3), Duration: 0.35, Forget: true,
	}
	b.Run("learn", func(b *testing.B) {
		for b.Loop() {
			if _, err := n.Learn(image, src); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "images/s")
	})
	b.Run("respond", func(b *testing.B) {
		for b.Loop() {
			respond(n, image, src)
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "images/s")
	})
}
