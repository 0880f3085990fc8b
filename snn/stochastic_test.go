package snn_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat"

	"github.com/xbar-sim/xbar/snn"
)

// binary is synapses of cells cells each onto one neuron; a pulse flips a cell by chance.
type binary struct {
	cells      int
	set        []bool // cell after cell, synapse after synapse
	pSet, pRst float64
	src        *rand.Rand
}

func newBinary(synapses, cells int, pSet, pRst float64, seed uint64) *binary {
	return &binary{cells, make([]bool, synapses*cells), pSet, pRst, rand.New(rand.NewPCG(seed, 0))}
}

func (b *binary) PulseColumn(_ int, dose []float32) error {
	for i, d := range dose {
		p := float64(d) * b.pSet
		if d < 0 {
			p = -float64(d) * b.pRst
		}
		for k := i * b.cells; k < (i+1)*b.cells; k++ {
			if b.src.Float64() < p {
				b.set[k] = d > 0
			}
		}
	}
	return nil
}

func (b *binary) PulseRows(_, _ []int32, _ []float32) error { return nil }

// weights returns the part of each synapse's cells that are set.
func (b *binary) weights() []float64 {
	w := make([]float64, len(b.set)/b.cells)
	for k, on := range b.set {
		if on {
			w[k/b.cells] += 1 / float64(b.cells)
		}
	}
	return w
}

// soft is analogue synapses onto one neuron with soft bounds, Δw = up (1-w) or -down w.
type soft struct {
	w        []float64
	up, down float64
}

func (s *soft) PulseColumn(_ int, dose []float32) error {
	for i, d := range dose {
		if d > 0 {
			s.w[i] += float64(d) * s.up * (1 - s.w[i])
		} else {
			s.w[i] += float64(d) * s.down * s.w[i]
		}
	}
	return nil
}

func (s *soft) PulseRows(_, _ []int32, _ []float32) error { return nil }

// The dose of an input that spiked so long ago; the end of the window is inside.
func TestStochasticWindow(t *testing.T) {
	for _, tau := range []float64{0, 20e-3} {
		law := &snn.Stochastic{LTP: 0.2, LTD: 0.05, Window: 50e-3, Tau: tau}
		for _, ago := range []int{0, 1, 37, 99, 100, 101, 150, 400} {
			want := -0.05
			if ago <= 100 {
				want = 0.2
				if tau > 0 {
					want *= math.Exp(-float64(ago) * fine / tau)
				}
			}
			near(t, "dose", change(t, law, 0.5, []int{400 - ago}, []int{400}), want, 1e-7)
		}
		near(t, "dose without a spike", change(t, law, 0.5, nil, []int{400}), -0.05, 1e-8)
	}
}

// event presents output spikes to rules, one after another: every synapse has been hit within the
// window with chance q.
func event(t *testing.T, law snn.Law, synapses int, q float64, src *rand.Rand, events int, each func(e int), ws ...snn.Plastic) {
	t.Helper()
	r := startRule(law, synapses, 1, nil)
	for e := range events {
		r.Forget()
		var hit []int32
		for i := range int32(synapses) {
			if src.Float64() < q {
				hit = append(hit, i)
			}
		}
		for _, w := range ws {
			if err := r.Pre(1000*e, hit, w); err != nil {
				t.Fatal(err)
			}
			if err := r.Post(1000*e, []int32{0}, w); err != nil {
				t.Fatal(err)
			}
		}
		if each != nil {
			each(e)
		}
	}
}

// 64 binary cells with the numbers of N2D2: one attempt at potentiation sets 64·0.0020·0.843 =
// 0.1079 of them, with the variance of a binomial. That is a step of 0.0017 of an analogue cell.
func TestStochasticOneAttempt(t *testing.T) {
	const synapses, cells, p = 20_000, 64, 0.0020 * 0.843
	b := newBinary(synapses, cells, 0.843, 0.992, 80)
	event(t, &snn.Stochastic{LTP: 0.0020, LTD: 0.0007, Window: 50e-3}, synapses, 1, rand.New(rand.NewPCG(81, 0)), 1, nil, b)
	n := b.weights()
	for k := range n {
		n[k] *= cells
	}
	mean, variance := stat.MeanVariance(n, nil)
	want := cells * p * (1 - p)
	kurtosis := 3 + (1-6*p*(1-p))/want
	near(t, "cells set", mean, 0.1079, 4*math.Sqrt(want/synapses)+5e-5)
	near(t, "variance", variance, want, 4*want*math.Sqrt((kurtosis-1)/synapses))
	near(t, "mean step", p, 0.0017, 2e-5)
	near(t, "mean step down", 0.0007*0.992, 0.0007, 1e-5)
}

// Under the same spikes, 64 binary cells are on average an analogue cell with soft bounds.
func TestStochasticIsTheAnalogueRuleInExpectation(t *testing.T) {
	const synapses, cells, events = 300, 64, 400
	law := &snn.Stochastic{LTP: 0.020, LTD: 0.007, Window: 50e-3}
	b := newBinary(synapses, cells, 0.843, 0.992, 82)
	s := &soft{make([]float64, synapses), 0.843, 0.992}
	var worst float64
	event(t, law, synapses, 0.4, rand.New(rand.NewPCG(83, 0)), events, func(int) {
		diff, variance := 0.0, 0.0
		for i, w := range b.weights() {
			diff += w - s.w[i]
			variance += s.w[i] * (1 - s.w[i]) / cells
		}
		worst = max(worst, math.Abs(diff)/math.Sqrt(variance))
	}, b, s)
	// The largest of 400 deviations, of which some 400·0.01 are independent.
	if worst > 4 {
		t.Errorf("means differ by up to %.1f standard errors", worst)
	}
	if m := stat.Mean(s.w, nil); m < 0.4 || m > 0.8 {
		t.Errorf("the analogue weights came to %g: they have not been tested", m)
	}
}

// w* = P q/(P q + D (1-q)). Cells of one synapse are hit together, so that the variance is that of M
// cells and of the mean m that they share: m ← m + P (1-m) or m - D m has the second moment
//
//	E = q ((1-P)² E + 2 P (1-P) w* + P²) + (1-q) (1-D)² E
//
// which for small P and D is w*², and leaves w* (1-w*)/M.
func TestStochasticFixedPoint(t *testing.T) {
	const synapses, cells, up, down, q = 256, 16, 0.10, 0.05, 0.3
	const apart, samples = 75, 40 // events; e^(-0.065·75) = 0.8 %
	b := newBinary(synapses, cells, 1, 1, 84)
	var all []float64
	event(t, &snn.Stochastic{LTP: up, LTD: down, Window: 50e-3}, synapses, q, rand.New(rand.NewPCG(85, 0)), apart*(samples+3), func(e int) {
		if e >= 3*apart && e%apart == 0 {
			all = append(all, b.weights()...)
		}
	}, b)
	mean, variance := stat.MeanVariance(all, nil)
	w := up * q / (up*q + down*(1-q))
	near(t, "w* in the open", w, 0.4615, 5e-5)
	second := q * (2*up*(1-up)*w + up*up) / (1 - q*(1-up)*(1-up) - (1-q)*(1-down)*(1-down))
	want := (w-second)/cells + second - w*w
	n := float64(len(all))
	near(t, "mean", mean, w, 4*math.Sqrt(want/n))
	near(t, "variance", variance, want, 4*want*math.Sqrt(2/n))
	// Chances a hundred times smaller leave the cells to themselves.
	small := q * (2*up/100*(1-up/100)*w + up*up/1e4) / (1 - q*(1-up/100)*(1-up/100) - (1-q)*(1-down/100)*(1-down/100))
	near(t, "variance for small chances", (w-small)/cells+small-w*w, w*(1-w)/cells, 0.02*w*(1-w)/cells)
}
