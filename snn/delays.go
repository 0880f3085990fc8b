package snn

import (
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// Delays are the times that spikes take from inputs to neurons, one a synapse, in whole steps.
type Delays struct {
	Max int // steps

	pre, post int
	stride    int      // elements of the ring a step, a power of two
	at        []uint32 // delay · stride + neuron, input after input; those of an input rise where sorted
	sorted    bool
	lag       []uint8 // delay, neuron after neuron
}

// firstLevel is how many elements of a ring still lie in a first-level cache. Where there are more, spikes
// are sent in the order of their arrival, which costs an instruction and saves a line of cache each.
const firstLevel = 48 << 10 / 4

// MaxDelay is the longest delay that Delays can have, steps.
const MaxDelay = maxLag

// NewDelays draws pre×post delays, uniform from 0 to longest (s) and rounded to the step (s).
// P. U. Diehl and M. Cook, Front. Comput. Neurosci. 9:99 (2015), doi:10.3389/fncom.2015.00099:
// 0 to 10 ms in the published program. More than MaxDelay steps are refused.
func NewDelays(pre, post int, longest, step float64, src *rand.Rand) (*Delays, error) {
	most := math.Round(longest / step)
	if !(longest >= 0 && most <= MaxDelay) {
		return nil, fmt.Errorf("delays of up to %g s in steps of %g s: want 0 to %d steps", longest, step, MaxDelay)
	}
	d := &Delays{Max: int(most), pre: pre, post: post}
	d.stride = 1 << bits.Len(uint(post-1))
	d.sorted = (d.Max+1)*d.stride > firstLevel
	d.at, d.lag = make([]uint32, pre*post), make([]uint8, pre*post)
	for i := range pre {
		for j := range post {
			steps := int(math.Round(src.Float64() * longest / step))
			d.at[i*post+j] = uint32(steps*d.stride + j)
			d.lag[j*pre+i] = uint8(steps)
		}
		if d.sorted {
			slices.Sort(d.at[i*post : (i+1)*post])
		}
	}
	return d, nil
}

// Of returns the delay from input i to neuron j, steps.
func (d *Delays) Of(i, j int32) int { return int(d.lag[int(j)*d.pre+int(i)]) }

// onto returns the delays from all inputs to neuron j, steps.
func (d *Delays) onto(j int32) []uint8 { return d.lag[int(j)*d.pre : (int(j)+1)*d.pre] }

// A flight is the input that is under way: a ring of steps, each with an element a neuron.
type flight struct {
	*Delays
	ring []float32
	row  []float32
}

func newFlight(d *Delays) *flight {
	slots := 1 << bits.Len(uint(d.Max))
	return &flight{Delays: d, ring: make([]float32, slots*d.stride), row: make([]float32, d.post)}
}

// rower is what weights that show a row as it is have beyond Synapses.
type rower interface{ Row(i int32) []float32 }

// launch sends the spikes of step t on their way.
func (f *flight) launch(t int, rows []int32, amp []float32, s Synapses) {
	base := uint32(t*f.stride) & uint32(len(f.ring)-1)
	direct, plain := s.(rower)
	for k, i := range rows {
		at := f.at[int(i)*f.post : (int(i)+1)*f.post]
		if plain && amp == nil {
			f.scatter(base, at, direct.Row(i))
			continue
		}
		clear(f.row)
		var a []float32
		if amp != nil {
			a = amp[k : k+1]
		}
		s.Forward(f.row, rows[k:k+1], a)
		f.scatter(base, at, f.row)
	}
}

// scatter sends the weights of an input on their way, each to its place.
func (f *flight) scatter(base uint32, at []uint32, w []float32) {
	if f.sorted {
		kernel.ScatterSorted(f.ring, base, at, w, uint32(f.stride))
	} else {
		kernel.Scatter(f.ring, base, at, w)
	}
}

// land returns what arrives in step t. It is valid until done is called for that step.
func (f *flight) land(t int) []float32 {
	base := (t * f.stride) & (len(f.ring) - 1)
	return f.ring[base : base+f.post]
}

// done makes room for the input of a later step.
func (f *flight) done(t int) { clear(f.land(t)) }
