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
	// Values are a tabled trace by the steps since the last spike, Beyond what it is after them and
	// where there has been no spike. Beyond must be 0 for a trace of neurons.
	Values []float32
	Beyond float32
}

// TraceKind is how the spikes of a neuron make its trace.
type TraceKind int

// The kinds of trace. x is the trace, each spike at time 0:
const (
	Nearest  TraceKind = iota // x ← 1, then x = e^(-t/Tau): the last spike alone counts
	Additive                  // x ← x + 1, then x falls as e^(-t/Tau): every spike counts
	Window                    // x = 1 for t <= Tau, else 0
	Tabled                    // x = Values[k], k steps after the last spike, then Beyond
)

// faint is the fraction of its height below which an exponential trace is taken as 0.
const faint = 1e-4

// A history is the spikes of a layer, from which traces are read as they are, or as they were up
// to maxLag steps ago.
type history struct {
	decay []float32 // value so many steps after a spike; the last stands for all later
	last  []int     // step of the latest spike
	total []float32 // additive: the trace right after the latest spike

	// For traces as they were; nil where nobody asks for them.
	recent []uint64 // words of a neuron; bit k of them: a spike at last - k
	words  int
	older  []int     // latest spike that recent has forgotten
	passed []float32 // additive: the trace right after the spike at older
}

const (
	never    = math.MinInt / 2
	maxLag   = 254 // steps, which an uint8 and four words of a history can have
	unlagged = -1  // lag of a history that is read as it is only
)

// newHistory makes a history of n neurons without a spike, of which traces are read as they were
// up to lag steps ago.
func newHistory(n int, law Trace, step float64, lag int) *history {
	h := &history{decay: law.table(step), last: make([]int, n)}
	if law.Kind == Additive {
		h.total = make([]float32, n)
	}
	if lag != unlagged {
		h.words = 1 + (lag+1)/64
		h.recent, h.older, h.passed = make([]uint64, n*h.words), make([]int, n), make([]float32, n)
	}
	h.forget()
	return h
}

// table lists what is left of a spike, step after step, until nothing is.
func (l Trace) table(step float64) (decay []float32) {
	if l.Kind == Tabled {
		return append(append(decay, l.Values...), l.Beyond)
	}
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

// bits returns the words of recent of neuron i.
func (h *history) bits(i int32) []uint64 { return h.recent[int(i)*h.words : (int(i)+1)*h.words] }

// shift makes room in recent for a spike so many steps after the latest.
func (h *history) shift(i int32, steps int) {
	if steps == 0 {
		return
	}
	recent := h.bits(i)
	if k := first(recent, max(64*h.words-steps, 0)); k >= 0 {
		out := h.last[i] - k
		if h.total != nil {
			h.passed[i] = h.at(i, out)
		}
		h.older[i] = out
	}
	whole, part := steps/64, steps%64
	for w := h.words - 1; w >= 0; w-- {
		var x uint64
		if from := w - whole; from >= 0 {
			x = recent[from] << part
			if from > 0 {
				x |= recent[from-1] >> (64 - part)
			}
		}
		recent[w] = x
	}
	recent[0] |= 1
}

// first returns the first bit at or after from that is set, -1 if there is none.
func first(words []uint64, from int) int {
	for w := from / 64; w < len(words); w++ {
		x := words[w]
		if w == from/64 {
			x = x >> (from % 64) << (from % 64)
		}
		if x != 0 {
			return 64*w + bits.TrailingZeros64(x)
		}
	}
	return -1
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
	if h.total != nil {
		return h.sum(i, s)
	}
	if k := first(h.bits(i), -since); k >= 0 {
		return h.after(since + k)
	}
	return h.after(s - h.older[i])
}

// sum returns an additive trace in step s, before the last spike, spike by spike.
func (h *history) sum(i int32, s int) float32 {
	x := float32(h.passed[i] * h.after(s-h.older[i]))
	all, since := h.bits(i), s-h.last[i]
	for k := first(all, -since); k >= 0; k = first(all, k+1) {
		x += h.after(since + k)
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
