package snn

import "math"

// A Rule decides at each output spike how the synapses of that neuron change.
type Rule interface {
	// Begin starts a presentation with the given number of inputs.
	Begin(inputs int)
	// Pre tells which inputs spike in step t.
	Pre(t int, rows []int32)
	// Post fills dose, one element an input, with the pulses that an output spike in step t
	// causes: positive to potentiate, negative to depress.
	Post(t int, dose []float32)
}

// Rectangular is STDP with a rectangular window: at an output spike, inputs that spiked within
// the last Window seconds are potentiated by LTP pulses, all others depressed by LTD pulses.
//
// D. Querlioz et al., IEEE Trans. Nanotechnol. 12(3), 288–295 (2013),
// doi:10.1109/TNANO.2013.2250995.
type Rectangular struct {
	Window   float64 // s
	Step     float64 // s
	LTP, LTD float64 // expected pulses per event, >= 0

	last []int32 // step of the input's last spike
}

const never = math.MinInt32 / 2

// Begin implements Rule: inputs of the last presentation are forgotten.
func (r *Rectangular) Begin(inputs int) {
	if len(r.last) != inputs {
		r.last = make([]int32, inputs)
	}
	for i := range r.last {
		r.last[i] = never
	}
}

// Pre implements Rule.
func (r *Rectangular) Pre(t int, rows []int32) {
	for _, i := range rows {
		r.last[i] = int32(t)
	}
}

// Post implements Rule.
func (r *Rectangular) Post(t int, dose []float32) {
	since := int32(t) - int32(math.Round(r.Window/r.Step))
	up, down := float32(r.LTP), -float32(r.LTD)
	for i, last := range r.last {
		if last >= since {
			dose[i] = up
		} else {
			dose[i] = down
		}
	}
}
