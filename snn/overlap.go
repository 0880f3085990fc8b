package snn

// Overlap is STDP as overlapping waveforms of input and output spikes make it on one kind of cell: a
// table of what a pair of spikes is worth by its delay in steps, in nominal pulses or any multiple of
// them. Only the nearest spike of the other side counts:
//
//	output spike   Δw = Before[k] of an input that last spiked k >= 0 steps before, None of any other
//	input spike    Δw = After[k-1] of a neuron that last spiked k >= 1 steps before
//
// periphery.Table.Steps makes such a table of waveforms and a card.
//
// C. Zamarreño-Ramos et al., Front. Neurosci. 5:26 (2011), doi:10.3389/fnins.2011.00026 (STDP as the
// overlap of spikes at a memristor). Departure: the nearest pair alone overlaps, not all within reach.
type Overlap struct {
	Before []float32
	None   float32
	After  []float32 // empty: input spikes by themselves change nothing
}

// Needs implements Law.
func (l *Overlap) Needs() Needs {
	n := Needs{Pre: Trace{Kind: Tabled, Values: l.Before, Beyond: l.None}}
	if len(l.After) > 0 {
		n.OnPre = true
		n.Post = &Trace{Kind: Tabled, Values: append([]float32{0}, l.After...)}
	}
	return n
}

// Pre implements Law.
func (l *Overlap) Pre(dw []float32, e PreEvent) { copy(dw, e.Y) }

// Post implements Law.
func (l *Overlap) Post(dw []float32, e PostEvent) { copy(dw, e.X) }
