package snn

import (
	"math"
	"math/bits"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// A Trace says how a spike is remembered at a synapse: as a value that falls with the time since.
type Trace struct {
	// Tau is the time constant of an exponential trace, or the length of a window, s.
	Tau float64
	// Kind is how spikes add: see the constants.
	Kind TraceKind
}

// TraceKind is how the spikes of a neuron make its trace.
type TraceKind int

// The kinds of trace. x is the trace, each spike at time 0:
const (
	Nearest  TraceKind = iota // x ← 1, then x = e^(-t/Tau): the last spike alone counts
	Additive                  // x ← x + 1, then x = e^(-t/Tau): every spike counts
	Window                    // x = 1 for t <= Tau, else 0
)

// faint is the value below which an exponential trace is taken as 0.
const faint = 1e-4

// A history is the spikes of a layer, from which traces are read as they were some steps ago. A
// spike may be looked at up to 62 steps after it was overtaken by later ones.
type history struct {
	law    Trace
	decay  []float32 // value so many steps after a spike
	last   []int     // step of the latest spike
	recent []uint64  // bit k: a spike at last - k
	older  []int     // latest spike that recent has forgotten
	total  []float32 // additive: the trace right after the latest spike
}

const (
	never  = math.MinInt / 2
	maxLag = 62 // steps
)

func newHistory(n int, law Trace, step float64) *history {
	h := &history{law: law, last: make([]int, n), recent: make([]uint64, n), older: make([]int, n)}
	if law.Kind == Additive {
		h.total = make([]float32, n)
	}
	if law.Kind == Window {
		h.decay = make([]float32, 1+int(math.Round(law.Tau/step)))
		for k := range h.decay {
			h.decay[k] = 1
		}
	} else {
		for k := 0; ; k++ {
			x := kernel.Exp(-float64(k) * step / law.Tau)
			if x < faint {
				break
			}
			h.decay = append(h.decay, float32(x))
		}
	}
	h.forget()
	return h
}

// forget makes it as if there had been no spike.
func (h *history) forget() {
	for i := range h.last {
		h.last[i], h.older[i] = never, never
	}
	clear(h.recent)
	clear(h.total)
}

// spike books a spike of neuron i in step t, which must not lie before its last.
func (h *history) spike(i int32, t int) {
	if h.total != nil {
		h.total[i] = 1 + h.at(i, t, 0)
	}
	passed := t - h.last[i]
	switch {
	case passed >= 64:
		h.older[i], h.recent[i] = h.last[i], 0
	case passed > 0:
		if gone := h.recent[i] >> (64 - passed); gone != 0 {
			h.older[i] = h.last[i] - (64 - passed) - bits.TrailingZeros64(gone)
		}
		h.recent[i] <<= passed
	}
	h.recent[i] |= 1
	h.last[i] = t
}

// after returns the value of a spike so many steps later.
func (h *history) after(steps int) float32 {
	if steps < 0 || steps >= len(h.decay) {
		return 0
	}
	return h.decay[steps]
}

// at returns the trace of neuron i as it was lag steps before step t.
func (h *history) at(i int32, t, lag int) float32 {
	behind := h.last[i] - (t - lag)
	if behind <= 0 {
		x := h.after(-behind)
		if h.total != nil {
			x *= h.total[i]
		}
		return x
	}
	if h.total != nil {
		return h.rewind(i, behind)
	}
	if before := h.recent[i] >> behind; before != 0 {
		return h.after(bits.TrailingZeros64(before))
	}
	return h.after(t - lag - h.older[i])
}

// rewind returns an additive trace as it was so many steps before the latest spike: what later
// spikes brought is taken off and the decay undone.
func (h *history) rewind(i int32, behind int) float32 {
	if behind >= len(h.decay) || behind > maxLag {
		return 0
	}
	x := h.total[i]
	for m := h.recent[i] & (1<<behind - 1); m != 0; m &= m - 1 {
		x -= h.after(bits.TrailingZeros64(m))
	}
	return max(x, 0) / h.decay[behind]
}
