package snn_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/snn"
)

// A probe is a law that changes nothing and tells what it is shown: an input spike gives each
// weight the trace of its neuron, an output spike the trace of its input.
type probe struct {
	x, y snn.Trace
	seen func(e snn.PostEvent)
}

func (p *probe) Needs() snn.Needs {
	return snn.Needs{Pre: p.x, Post: &p.y, OnPre: true, Weights: true}
}
func (p *probe) Pre(dw []float32, e snn.PreEvent) { copy(dw, e.Y) }
func (p *probe) Post(dw []float32, e snn.PostEvent) {
	clear(dw)
	p.seen(e)
}

// A listener is weights that tell of changes along a row.
type listener struct {
	*free
	row func(i int32, cols []int32, dose []float32)
}

func (l *listener) PulseRows(rows, cols []int32, dose []float32) error {
	for _, i := range rows {
		l.row(i, cols, dose)
	}
	return nil
}

// traceOf is the trace in step s of a neuron that has spiked in the given rising steps up to then.
func traceOf(law snn.Trace, spikes []int, s int) float64 {
	x := float64(law.Beyond)
	for _, at := range spikes {
		if at > s {
			break
		}
		since := float64(s-at) * fine
		switch fall := math.Exp(-since / law.Tau); law.Kind {
		case snn.Additive:
			x += fall
		case snn.Nearest:
			x = fall
		case snn.Window:
			x = 0
			if since <= law.Tau+fine/2 {
				x = 1
			}
		case snn.Tabled:
			x = float64(law.Beyond)
			if s-at < len(law.Values) {
				x = float64(law.Values[s-at])
			}
		}
	}
	return x
}

// tabled gives a tabled trace values that neither rise nor fall.
func tabled(l *snn.Trace, beyond float32) {
	if l.Kind == snn.Tabled {
		l.Values, l.Beyond = []float32{0.5, -1, 0, 0.75, 0.25, -0.5, 1}, beyond
	}
}

func shifted(spikes []int, by int) (out []int) {
	for _, s := range spikes {
		out = append(out, s+by)
	}
	return out
}

// Every trace, at every synapse, at every spike, beside the sum over all spikes. What is left of a
// spike is dropped below 1e-4.
func TestTracesAtSpikes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const pre, post, steps = 3, 2, 500
		kinds := rapid.SampledFrom([]snn.TraceKind{snn.Nearest, snn.Additive, snn.Window, snn.Tabled})
		taus := rapid.SampledFrom([]float64{0.2e-3, 2e-3, 20e-3, 100e-3})
		law := &probe{x: snn.Trace{Tau: taus.Draw(t, "τx"), Kind: kinds.Draw(t, "x")}, y: snn.Trace{Tau: taus.Draw(t, "τy"), Kind: kinds.Draw(t, "y")}}
		tabled(&law.x, -0.25)
		tabled(&law.y, 0)
		var delays *snn.Delays
		lag := func(i, j int32) int { return 0 }
		if longest := rapid.SampledFrom([]float64{0, 3e-3, 31e-3, 31.5e-3, 64e-3, snn.MaxDelay * fine}).Draw(t, "longest"); longest > 0 {
			delays, _ = snn.NewDelays(pre, post, longest, fine, rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)))
			lag = delays.Of
		}
		in, out := trains(t, pre, steps, "in"), trains(t, post, steps, "out")
		same := func(what string, got float32, law snn.Trace, spikes []int, s int) {
			if want := traceOf(law, spikes, s); !(math.Abs(float64(got)-want) <= 1.01e-4*float64(len(spikes))) {
				t.Fatalf("%s: trace %g in step %d, want %g", what, got, s, want)
			}
		}
		law.seen = func(e snn.PostEvent) {
			for i, x := range e.X {
				same("of an input", x, law.x, shifted(in[i], lag(int32(i), e.Neuron)), e.Step)
			}
			same("of the neuron itself", e.Y, law.y, before(out[e.Neuron], e.Step), e.Step)
		}
		longest, now := 0, 0
		if delays != nil {
			longest = delays.Max
		}
		met := map[[2]int][]float32{} // by input and step, one element a neuron
		w := &listener{free: newFree(pre, post), row: func(i int32, cols []int32, dose []float32) {
			y := make([]float32, post)
			for k, j := range cols {
				y[j] = dose[k]
			}
			met[[2]int{int(i), now - longest}] = y
		}}
		r, first, second := startRule(law, pre, post, delays), bySteps(in, steps), bySteps(out, steps)
		for ; now < steps+longest+1; now++ {
			var rows, fired []int32
			if now < steps {
				rows, fired = first[now], second[now]
			}
			if err := errors.Join(r.Pre(now, rows, w), r.Post(now, fired, w)); err != nil {
				t.Fatal(err)
			}
		}
		for i, train := range in {
			for _, s := range train {
				y := met[[2]int{i, s}]
				for j := range out {
					got := float32(0) // as for neurons that are not told of the spike
					if y != nil {
						got = y[j]
					}
					reached := s + lag(int32(i), int32(j))
					same("that an input spike meets", got, law.y, before(out[j], reached), reached)
				}
			}
		}
	})
}

// before returns the spikes before step s.
func before(spikes []int, s int) []int {
	n, _ := slices.BinarySearch(spikes, s)
	return spikes[:n]
}
