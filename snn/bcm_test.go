package snn_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat"

	"github.com/xbar-sim/xbar/snn"
)

// θ beside the integral of its equation, and the change that goes with it.
func TestBCMThresholdFollowsTheMeanSquare(t *testing.T) {
	const aim, eta = 1.5, 0.1
	for _, tt := range []struct {
		kind         snn.TraceKind
		tau, average float64
	}{{snn.Additive, 20e-3, 0.3}, {snn.Nearest, 20e-3, 0.3}, {snn.Additive, 20e-3, 10e-3}, {snn.Additive, 20e-3, 5e-3}} {
		y := snn.Trace{Tau: tt.tau, Kind: tt.kind}
		post := []int{10, 30, 31, 60, 150, 152, 154, 156, 300}
		for n := 1; n <= len(post); n++ {
			law := &snn.BCM{Eta: eta, Aim: aim, Average: tt.average, X: snn.Trace{Tau: 20e-3}, Y: y}
			before := change(t, law, 0, []int{post[n-1] - 5}, post[:n-1])
			dw := change(t, law, 0, []int{post[n-1] - 5}, post[:n]) - before
			const parts = 50 // of a step
			theta := 0.0
			for k := range post[n-1] * parts {
				s := (float64(k) + 0.5) / parts // steps
				now := 0.0
				for _, at := range post[:n-1] {
					if float64(at) < s {
						fall := math.Exp(-(s - float64(at)) * fine / tt.tau)
						now = fall + now*float64(tt.kind)
					}
				}
				left := math.Exp(-(float64(post[n-1]) - s) * fine / tt.average)
				theta += now * now / aim * left * fine / parts / tt.average
			}
			near(t, "θ", law.Theta()[0], theta, 2e-4*(1+theta))
			want := eta * (traceOf(y, post[:n-1], post[n-1]) - theta) * math.Exp(-5*fine/20e-3)
			near(t, "Δw", dw, want, 1e-4)
		}
	}
}

// After much activity a slow spike depresses; after little, two close ones potentiate.
func TestBCMSigns(t *testing.T) {
	law := func() *snn.BCM {
		y := snn.Trace{Tau: 20e-3, Kind: snn.Additive}
		return &snn.BCM{Eta: 0.1, Aim: 1, Average: 0.5, X: snn.Trace{Tau: 20e-3}, Y: y}
	}
	var busy []int
	for s := 0; s < 2000; s += 10 {
		busy = append(busy, s)
	}
	if dw := change(t, law(), 0, []int{2199}, append(busy, 2200)); dw >= 0 {
		t.Errorf("a slow spike after a busy second changes a weight by %g, want down", dw)
	}
	if dw := change(t, law(), 0, []int{2199}, []int{2195, 2200}); dw <= 0 {
		t.Errorf("two close spikes after silence change a weight by %g, want up", dw)
	}
}

// At a steady Poisson rate <y²> = (rτ)² + rτ/2. Here Bernoulli trials in steps: y after a step has
// the mean p/(1-a) and the variance p(1-p)/(1-a²), and falls within the step.
func TestBCMThresholdOfPoissonSpikes(t *testing.T) {
	const neurons, steps, rate, tau, aim = 200, 20_000, 40.0, 25e-3, 1.0
	law := &snn.BCM{Eta: 0, Aim: aim, Average: 0.25, X: snn.Trace{Tau: tau}, Y: snn.Trace{Tau: tau, Kind: snn.Additive}}
	r, w, src := startRule(law, 1, neurons, nil), newFree(1, neurons), rand.New(rand.NewPCG(90, 0))
	var means []float64
	sum, n := make([]float64, neurons), make([]float64, neurons)
	for s := range steps {
		var fired []int32
		for j := range int32(neurons) {
			if src.Float64() < rate*fine {
				fired = append(fired, j)
			}
		}
		if err := r.Post(s, fired, w); err != nil {
			t.Fatal(err)
		}
		if s > steps/4 { // ten averaging times
			for _, j := range fired {
				sum[j] += law.Theta()[j]
				n[j]++
			}
		}
	}
	for j := range sum {
		means = append(means, sum[j]/n[j])
	}
	mean, sd := stat.MeanStdDev(means, nil)
	a, p := math.Exp(-fine/tau), rate*fine
	square := p*p/((1-a)*(1-a)) + p*(1-p)/(1-a*a)
	want := square * (1 - a*a) / (2 * fine / tau) / aim
	near(t, "θ", mean, want, 4*sd/math.Sqrt(neurons))
	near(t, "θ in the open", want, ((rate*tau)*(rate*tau)+rate*tau/2)/aim, 0.03*want)
}

// Two patterns that share no input come in turn. Whichever of them the neuron begins to prefer, it
// ends by answering that one alone.
func TestBCMBecomesSelective(t *testing.T) {
	const top, turn = 100.0, 400 // Hz at w = 1; steps
	for seed := range uint64(4) {
		sum := snn.Trace{Tau: 50e-3, Kind: snn.Additive}
		law := &snn.BCM{Eta: 1e-4, Aim: 1.5, Average: 2, X: sum, Y: sum}
		r, src := startRule(law, 2, 1, nil), rand.New(rand.NewPCG(91, seed))
		w := snn.NewDense(2, 1)
		w.W[0], w.W[1] = 0.30, 0.30
		for s := range 1_200_000 {
			active := int32(s / turn % 2)
			var rows, fired []int32
			if s%10 == 0 {
				rows = []int32{active}
			}
			if src.Float64() < float64(w.W[active])*top*fine {
				fired = []int32{0}
			}
			if err := r.Pre(s, rows, w); err != nil {
				t.Fatal(err)
			}
			if err := r.Post(s, fired, w); err != nil {
				t.Fatal(err)
			}
		}
		lo, hi := min(w.W[0], w.W[1]), max(w.W[0], w.W[1])
		if lo > 0.02 || hi < 0.2 || hi > 0.95 {
			t.Errorf("weights %.3f and %.3f: want one that is nothing and one that stands between the bounds", lo, hi)
		}
	}
}
