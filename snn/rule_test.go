package snn_test

import (
	"slices"

	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/snn"
)

// free is weights without bounds that take every dose as it is.
type free struct {
	pre, post int
	w         []float64 // input after input
}

func newFree(pre, post int) *free { return &free{pre, post, make([]float64, pre*post)} }

func (f *free) PulseColumn(j int, dose []float32) error {
	for i, d := range dose {
		f.w[i*f.post+j] += float64(d)
	}
	return nil
}

func (f *free) PulseRows(rows, cols []int32, dose []float32) error {
	for _, i := range rows {
		for k, j := range cols {
			f.w[int(i)*f.post+int(j)] += float64(dose[k])
		}
	}
	return nil
}

func (f *free) Column(dst []float32, j int) {
	for i := range dst {
		dst[i] = float32(f.w[i*f.post+j])
	}
}

func (f *free) Cells(dst []float32, i int32, cols []int32) {
	for k, j := range cols {
		dst[k] = float32(f.w[int(i)*f.post+int(j)])
	}
}

// startRule makes the rule of a law for pre inputs and post neurons, in steps of 0.5 ms.
func startRule(law snn.Law, pre, post int, delays *snn.Delays) *snn.Plasticity {
	p := &snn.Plasticity{Law: law, Step: fine, Up: 1, Down: 1, Delays: delays}
	p.Start(pre, post)
	return p
}

// failing is a test, drawn or not.
type failing interface {
	Helper()
	Fatal(args ...any)
}

// play tells a rule of spikes, step by step: pre[i] and post[j] are the steps in which an input and
// a neuron spike.
func play(t failing, r snn.Rule, w snn.Plastic, pre, post [][]int, steps int) {
	t.Helper()
	in, out := bySteps(pre, steps), bySteps(post, steps)
	for s := range steps {
		if err := r.Pre(s, in[s], w); err != nil {
			t.Fatal(err)
		}
		if len(out[s]) > 0 {
			if err := r.Post(s, out[s], w); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// bySteps lists who spikes in each step.
func bySteps(trains [][]int, steps int) [][]int32 {
	at := make([][]int32, steps)
	for k, train := range trains {
		for _, s := range train {
			if s < steps {
				at[s] = append(at[s], int32(k))
			}
		}
	}
	return at
}

// change is what the spikes of one input and one neuron make of a weight.
func change(t failing, law snn.Law, w float64, pre, post []int) float64 {
	t.Helper()
	f := newFree(1, 1)
	f.w[0] = w
	steps := 0
	for _, s := range slices.Concat(pre, post) {
		steps = max(steps, s+1)
	}
	play(t, startRule(law, 1, 1, nil), f, [][]int{pre}, [][]int{post}, steps)
	return f.w[0] - w
}

// trains draws the spikes of n neurons, dense or rare.
func trains(t *rapid.T, n, steps int, name string) [][]int {
	out := make([][]int, n)
	for k := range out {
		gap := rapid.SampledFrom([]int{2, 8, 40, 150}).Draw(t, name)
		for s := rapid.IntRange(0, gap).Draw(t, name); s < steps; s += rapid.IntRange(1, gap).Draw(t, name) {
			out[k] = append(out[k], s)
		}
	}
	return out
}

// script is a layer whose neurons fire by a fixed plan, whatever they hear.
type script struct {
	plan  func(t int) []int32
	heard func(t int, input []float32)
}

func (s *script) Begin(int)          {}
func (s *script) Listening(int) bool { return true }
func (s *script) Advance(t int, input []float32) ([]int32, error) {
	if s.heard != nil {
		s.heard(t, input)
	}
	return s.plan(t), nil
}
func (s *script) Idle(int, int) bool        { return false }
func (s *script) Plastic(bool)              {}
func (s *script) Adapt([]int32, float64)    {}
func (s *script) Fork() snn.Layer           { return s }
func (s *script) State() snn.LayerState     { return snn.LayerState{} }
func (s *script) SetState(_ snn.LayerState) {}

// everyLaw has a law of each kind, with all traces alive.
func everyLaw() map[string]func() snn.Law {
	near, sum, slow := snn.Trace{Tau: 20e-3}, snn.Trace{Tau: 20e-3, Kind: snn.Additive}, snn.Trace{Tau: 40e-3}
	return map[string]func() snn.Law{
		"rectangular": func() snn.Law { return &snn.Rectangular{Window: 20e-3, LTP: 0.02, LTD: 0.01} },
		"stochastic":  func() snn.Law { return &snn.Stochastic{Window: 20e-3, Tau: 20e-3, LTP: 0.02, LTD: 0.01} },
		"pair":        func() snn.Law { return &snn.Pair{Plus: 0.02, Minus: 0.01, X: sum, Y: sum} },
		"triplet":     func() snn.Law { return &snn.Triplet{EtaPre: 0.01, EtaPost: 0.02, X: near, Y: near, Z: slow} },
		"power-law":   func() snn.Law { return &snn.PowerLaw{Eta: 0.02, Target: 0.4, Exponent: 0.2, X: near} },
		"exponential": func() snn.Law { return &snn.ExpWeight{Eta: 0.02, Target: 0.4, Damping: 1, X: near} },
		"symmetric": func() snn.Law {
			return &snn.Symmetric{EtaPre: 0.01, EtaPost: 0.02, Target: 0.4, Exponent: 0.5, X: near, Y: near}
		},
		"overlap": func() snn.Law {
			return &snn.Overlap{Before: []float32{0.02, 0.01, 0.005}, None: -0.01, After: []float32{-0.02, -0.01}}
		},
		"vogels": func() snn.Law { return &snn.Vogels{Eta: 0.01, Rate: 5, Tau: 20e-3} },
		"oja":    func() snn.Law { return &snn.Oja{Eta: 0.01, X: sum, Y: sum} },
		"bcm":    func() snn.Law { return &snn.BCM{Eta: 0.01, Aim: 1, Average: 0.5, X: sum, Y: sum} },
	}
}
