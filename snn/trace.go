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
	Additive                  // x ← x + 1, then x falls as e^(-t/Tau): every spike counts
	Window                    // x = 1 for t <= Tau, else 0
)

// faint is the fraction of its height below which an exponential trace is taken as 0.
const faint = 1e-4

// A history is the spikes of a layer, from which traces are read as they are, or as they were up
// to maxLag steps ago.
type history struct {
	decay []float32 // value so many steps after a spike; the last is 0 and stands for all later
	last  []int     // step of the latest spike
	total []float32 // additive: the trace right after the latest spike

	// For traces as they were; nil where nobody asks for them.
	recent []uint64  // bit k: a spike at last - k
	older  []int     // latest spike that recent has forgotten
	passed []float32 // additive: the trace right after the spike at older
}

const (
	never  = math.MinInt / 2
	maxLag = 62 // steps
)

// newHistory makes a history of n neurons without a spike; lagged says whether traces are read
// as they were.
func newHistory(n int, law Trace, step float64, lagged bool) *history {
	h := &history{decay: law.table(step), last: make([]int, n)}
	if law.Kind == Additive {
		h.total = make([]float32, n)
	}
	if lagged {
		h.recent, h.older, h.passed = make([]uint64, n), make([]int, n), make([]float32, n)
	}
	h.forget()
	return h
}

// table lists what is left of a spike, step after step, until nothing is.
func (l Trace) table(step float64) (decay []float32) {
	if l.Kind == Window {
		for range 1 + int(math.Round(l.Tau/step)) {
			decay = append(decay, 1)
		}
		return append(decay, 0)
	}
	for k := 0; ; k++ {
		x := kernel.Exp(-float64(k) * step / l.Tau)
		if x < faint {
			return append(decay, 0)
		}
		decay = append(decay, float32(x))
	}
}

// forget makes it as if there had been no spike.
func (h *history) forget() {
	for i := range h.last {
		h.last[i] = never
	}
	for i := range h.older {
		h.older[i] = never
	}
	clear(h.recent)
	clear(h.total)
	clear(h.passed)
}

// spike books a spike of neuron i in step t, which must not lie before its last.
func (h *history) spike(i int32, t int) {
	now := float32(0)
	if h.total != nil {
		now = 1 + h.at(i, t)
	}
	if h.recent != nil {
		h.shift(i, t-h.last[i])
	}
	h.last[i] = t
	if h.total != nil {
		h.total[i] = now
	}
}

// shift makes room in recent for a spike so many steps after the latest.
func (h *history) shift(i int32, steps int) {
	if steps == 0 {
		return
	}
	old := h.recent[i]
	kept := max(64-steps, 0) // steps of recent that stay
	gone := old >> kept
	out := h.last[i] - kept - bits.TrailingZeros64(gone)
	if gone == 0 {
		out = h.older[i]
	} else if h.total != nil {
		h.passed[i] = h.at(i, out)
	}
	h.older[i] = out
	h.recent[i] = old<<steps | 1
}

// after returns what is left of a spike so many steps later.
func (h *history) after(steps int) float32 { return h.decay[min(uint(steps), uint(len(h.decay)-1))] }

// at returns the trace of neuron i as it was in step s, at most maxLag steps ago, with the
// spikes of that step.
func (h *history) at(i int32, s int) float32 {
	since := s - h.last[i]
	if since >= 0 {
		x := h.after(since)
		if h.total != nil {
			x = float32(x * h.total[i])
		}
		return x
	}
	before := h.recent[i] >> -since
	if h.total != nil {
		return h.sum(i, s, before)
	}
	if before != 0 {
		return h.after(bits.TrailingZeros64(before))
	}
	return h.after(s - h.older[i])
}

// sum returns an additive trace in step s, spike by spike; bit k of before is one at s - k.
func (h *history) sum(i int32, s int, before uint64) float32 {
	x := float32(h.passed[i] * h.after(s-h.older[i]))
	for ; before != 0; before &= before - 1 {
		x += h.after(bits.TrailingZeros64(before))
	}
	return x
}

// now sets dst[k] to the trace in step t of neuron which[k], which has not spiked later.
func (h *history) now(dst []float32, which []int32, t int) {
	for k, j := range which {
		dst[k] = h.after(t - h.last[j])
	}
	if h.total != nil {
		for k, j := range which {
			dst[k] = float32(dst[k] * h.total[j])
		}
	}
}

// all sets dst to the traces of all neurons in step t; none has spiked later.
func (h *history) all(dst []float32, t int) {
	for i, last := range h.last {
		dst[i] = h.after(t - last)
	}
	if h.total != nil {
		for i, total := range h.total {
			dst[i] = float32(dst[i] * total)
		}
	}
}

// lagged sets dst[i] to the trace of neuron i as it was lag[i] steps before step t.
func (h *history) lagged(dst []float32, t int, lag []uint8) {
	for i, last := range h.last {
		s := t - int(lag[i])
		if s >= last && h.total == nil {
			dst[i] = h.after(s - last)
		} else {
			dst[i] = h.at(int32(i), s)
		}
	}
}
