package snn

import "fmt"

// Normalisations lists by name, in order, how the weights of a neuron are kept at one sum.
func Normalisations() []string { return []string{"none", "digital", "periodic", "gain"} }

// Normaliser keeps the sum of the weights onto each neuron at Sum, as hardware could do it:
//
//	none      not at all: homeostasis alone keeps neurons alike
//	digital   before every presentation a controller reads the columns that have changed and
//	          writes w·Sum/Σw back
//	periodic  the same before every Every-th presentation, for what has changed since the last
//	gain      weights stay; the neuron scales its input by Sum/Σw, with Σw measured again for
//	          the columns that have changed
//
// A weight that meets its bound keeps the sum below that. P. U. Diehl and M. Cook, Front. Comput.
// Neurosci. 9:99 (2015), doi:10.3389/fncom.2015.00099, normalise before every presentation.
type Normaliser struct {
	Kind  string  // one of Normalisations
	Sum   float64 // full weights a neuron
	Every int     // presentations, for periodic

	column []float32
	gain   []float32 // of the neurons' inputs; nil: 1
	seen   int       // presentations
	stale  []int32   // neurons whose weights may have changed since the last presentation
	dirty  []bool
}

// Rewritable is what weights need beyond Synapses to be normalised digitally.
type Rewritable interface {
	// Column copies the weights of neuron j to dst, one element an input.
	Column(dst []float32, j int)
	// ScaleColumn rewrites the weights of neuron j as f times what they are.
	ScaleColumn(j int, f float64)
}

// start makes everything stale.
func (n *Normaliser) start(pre, post int) {
	n.column, n.dirty, n.stale = make([]float32, pre), make([]bool, post), n.stale[:0]
	n.gain = nil
	if n.Kind == "gain" {
		n.gain = make([]float32, post)
	}
	for j := range post {
		n.touch(int32(j))
	}
}

// touch says that the weights onto neuron j may have changed.
func (n *Normaliser) touch(j int32) {
	if !n.dirty[j] {
		n.dirty[j] = true
		n.stale = append(n.stale, j)
	}
}

// watch says that the rule may change, at input spikes, weights of neurons that need not fire.
func (n *Normaliser) watch(rule Rule) {
	if n == nil || rule == nil {
		return
	}
	if p, ok := rule.(*Plasticity); ok {
		for _, j := range p.active {
			n.touch(j)
		}
	}
}

// before does what is due before a presentation.
func (n *Normaliser) before(w Synapses) error {
	due := n.Kind == "digital" || n.Kind == "gain" || n.Kind == "periodic" && n.seen%n.Every == 0
	n.seen++
	if !due {
		return nil
	}
	r, ok := w.(Rewritable)
	if !ok {
		return fmt.Errorf("normalisation %s: these weights cannot be read column by column", n.Kind)
	}
	for _, j := range n.stale {
		n.dirty[j] = false
		r.Column(n.column, int(j))
		var sum float64
		for _, x := range n.column {
			sum += float64(x)
		}
		switch {
		case sum <= 0: // a dead column has no sum to be brought to
		case n.Kind == "gain":
			n.gain[j] = float32(n.Sum / sum)
		default:
			r.ScaleColumn(int(j), n.Sum/sum)
		}
	}
	n.stale = n.stale[:0]
	return nil
}
