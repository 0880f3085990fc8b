package snn_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat"

	"github.com/xbar-sim/xbar/snn"
)

// The window of the rule, spike pair by spike pair.
func TestPairWindow(t *testing.T) {
	const plus, minus, up, down = 0.01, 0.012, 17e-3, 34e-3
	for _, kind := range []snn.TraceKind{snn.Nearest, snn.Additive} {
		law := &snn.Pair{Plus: plus, Minus: minus, X: snn.Trace{Tau: up, Kind: kind}, Y: snn.Trace{Tau: down, Kind: kind}}
		for _, dt := range []int{-300, -100, -20, -3, -1, 0, 1, 2, 5, 40, 120} { // steps from input to output
			want := plus * math.Exp(-float64(dt)*fine/up)
			if dt < 0 {
				want = -minus * math.Exp(float64(dt)*fine/down)
			}
			near(t, "Δw", change(t, law, 0.5, []int{400}, []int{400 + dt}), want, 1e-8)
		}
	}
}

// All pairs count with additive traces, the nearest ones with the others.
func TestPairsOfManySpikes(t *testing.T) {
	const tau = 20e-3
	e := func(steps ...int) (sum float64) {
		for _, s := range steps {
			sum += math.Exp(-float64(s) * fine / tau)
		}
		return sum
	}
	pre, post := []int{100, 110, 150}, []int{120, 123, 160}
	for kind, want := range map[snn.TraceKind]float64{
		snn.Additive: e(20, 10, 23, 13, 60, 50, 10) - 2*e(30, 27),
		snn.Nearest:  e(10, 13, 10) - 2*e(27),
	} {
		trace := snn.Trace{Tau: tau, Kind: kind}
		near(t, "Δw", change(t, &snn.Pair{Plus: 1, Minus: 2, X: trace, Y: trace}, 0, pre, post), want, 1e-6)
	}
}

// drift is the mean change of a weight in a step in which its input and its neuron spike with
// chances p and q, and the standard error of that, from 40 runs of 16 × 16 synapses.
func drift(t *testing.T, law snn.Law, p, q, w0 float64, seed uint64) (mean, err float64) {
	t.Helper()
	const runs, n, burn, steps = 40, 16, 1000, 4000
	means := make([]float64, runs)
	for run := range means {
		src := rand.New(rand.NewPCG(seed, uint64(run)))
		some := func(p float64) (who []int32) {
			for k := range int32(n) {
				if src.Float64() < p {
					who = append(who, k)
				}
			}
			return who
		}
		r, w := startRule(law, n, n, nil), newFree(n, n)
		for s := range burn + steps {
			if s == burn || s < burn && s%50 == 0 {
				for k := range w.w {
					w.w[k] = w0
				}
			}
			if err := r.Pre(s, some(p), w); err != nil {
				t.Fatal(err)
			}
			if err := r.Post(s, some(q), w); err != nil {
				t.Fatal(err)
			}
		}
		means[run] = (stat.Mean(w.w, nil) - w0) / steps
	}
	mean, sd := stat.MeanStdDev(means, nil)
	return mean, sd / math.Sqrt(runs)
}

// Independent Poisson spikes drift by r_pre r_post (A+ τ+ - A- τ-), with τ/(1 + rτ) for a nearest
// trace. In steps, an output spike sees inputs of its own step and an input spike does not see the
// neuron's, so that τ is half a step longer for the one and shorter for the other; the sums over
// steps are exact.
func TestPairDrift(t *testing.T) {
	const plus, minus, up, down = 0.01, 0.012, 15e-3, 30e-3
	a, b := math.Exp(-fine/up), math.Exp(-fine/down)
	for k, tt := range []struct {
		kind      snn.TraceKind
		pre, post float64 // Hz
	}{
		{snn.Additive, 40, 20}, {snn.Additive, 10, 60}, {snn.Nearest, 40, 20}, {snn.Nearest, 10, 60},
	} {
		law := &snn.Pair{Plus: plus, Minus: minus, X: snn.Trace{Tau: up, Kind: tt.kind}, Y: snn.Trace{Tau: down, Kind: tt.kind}}
		p, q := tt.pre*fine, tt.post*fine
		got, err := drift(t, law, p, q, 0, uint64(40+k))
		x, y := p/(1-a), q*b/(1-b)
		closed := tt.pre * tt.post * (plus*up - minus*down) * fine
		if tt.kind == snn.Nearest {
			x, y = p/(1-(1-p)*a), q*b/(1-(1-q)*b)
			closed = tt.pre * tt.post * (plus*up/(1+tt.pre*up) - minus*down/(1+tt.post*down)) * fine
		}
		want := q*plus*x - p*minus*y
		near(t, "drift a step", got, want, 4*err)
		near(t, "drift a step", want, closed, 1.1*p*q*(plus+minus)/2)
	}
}

// The sign of each direction can be turned.
func TestPairSigns(t *testing.T) {
	trace := snn.Trace{Tau: 20e-3}
	for _, tt := range []struct{ plus, minus, causal, acausal float64 }{
		{0.1, 0.1, +1, -1}, {-0.1, -0.1, -1, +1}, {0.1, -0.1, +1, +1},
	} {
		law := &snn.Pair{Plus: tt.plus, Minus: tt.minus, X: trace, Y: trace}
		if dw := change(t, law, 0.5, []int{10}, []int{20}); dw*tt.causal <= 0 {
			t.Errorf("Plus %g: input before output gives %g", tt.plus, dw)
		}
		if dw := change(t, law, 0.5, []int{20}, []int{10}); dw*tt.acausal <= 0 {
			t.Errorf("Minus %g: input after output gives %g", tt.minus, dw)
		}
	}
}
