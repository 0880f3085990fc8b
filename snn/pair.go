package snn

// Pair is STDP between pairs of spikes, with exponential windows:
//
//	input spike    Δw = -Minus y,   y a trace of the neuron with time constant τ-
//	output spike   Δw = +Plus x,    x a trace of the input with time constant τ+
//
// so that an input spike dt before an output spike gives +Plus e^(-dt/τ+), and one dt after it
// -Minus e^(-dt/τ-). Additive traces pair every spike with every other; nearest ones pair each
// with the last of the other side. Independent Poisson spikes drift by r_pre r_post (Plus τ+ -
// Minus τ-) with additive traces; a nearest trace of rate r counts as τ/(1 + rτ) instead of τ.
//
// G.-q. Bi and M.-m. Poo, J. Neurosci. 18(24), 10464–10472 (1998),
// doi:10.1523/JNEUROSCI.18-24-10464.1998 (windows); S. Song, K. D. Miller and L. F. Abbott,
// Nature Neurosci. 3, 919–926 (2000), doi:10.1038/78829 (rule); A. Morrison, M. Diesmann and
// W. Gerstner, Biol. Cybern. 98, 459–478 (2008), doi:10.1007/s00422-008-0233-1 (traces).
type Pair struct {
	Plus, Minus float64 // of the range; negative turns the sign
	X, Y        Trace
}

// Needs implements Law.
func (l *Pair) Needs() Needs { return Needs{Pre: l.X, Post: &l.Y, OnPre: l.Minus != 0} }

// Pre implements Law.
func (l *Pair) Pre(dw []float32, e PreEvent) {
	minus := -float32(l.Minus)
	for k, y := range e.Y {
		dw[k] = minus * y
	}
}

// Post implements Law.
func (l *Pair) Post(dw []float32, e PostEvent) {
	plus := float32(l.Plus)
	for i, x := range e.X {
		dw[i] = plus * x
	}
}
