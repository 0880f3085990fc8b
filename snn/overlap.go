package snn

// A Follower is a Rule that also changes synapses when an input spikes after an output spike.
type Follower interface {
	Rule
	// Fired tells that neuron j spikes in step t, after Post.
	Fired(t, j int)
	// Follow fills dose, one element an input, with the pulses that the inputs which spike in step
	// t cause on neuron j for having come after its last spike. It reports whether there are any.
	Follow(t, j int, rows []int32, dose []float32) bool
	// Recent returns the neurons whose last spike an input spike in step t may still follow.
	Recent(t int) []int
}

// Overlap is STDP whose window comes from a table, such as that of voltage waveforms that overlap on
// a cell (periphery.Table.Steps). At an output spike each input is worth
//
//	Before[k]   pulses if it last spiked k steps before (0 is the same step)
//	None        if it did not within len(Before) steps
//
// and an input that spikes k ≥ 1 steps after the last output spike of a neuron is worth After[k-1]
// pulses more on that neuron. A spike meets only the last spike of the other side: a waveform that
// starts again replaces the one before. LTP multiplies doses that potentiate, LTD those that depress.
type Overlap struct {
	Before   []float32
	After    []float32
	None     float32
	LTP, LTD float64 // >= 0; NewOverlap sets both to 1

	last   []int32
	post   []int32 // step of the neuron's last spike, by neuron
	recent []int
}

// NewOverlap returns the rule of a table.
func NewOverlap(before, after []float32, none float32) *Overlap {
	return &Overlap{Before: before, After: after, None: none, LTP: 1, LTD: 1}
}

// Begin implements Rule: spikes of the last presentation are forgotten.
func (r *Overlap) Begin(inputs int) {
	if len(r.last) != inputs {
		r.last = make([]int32, inputs)
	}
	for i := range r.last {
		r.last[i] = never
	}
	for j := range r.post {
		r.post[j] = never
	}
}

// Pre implements Rule.
func (r *Overlap) Pre(t int, rows []int32) {
	for _, i := range rows {
		r.last[i] = int32(t)
	}
}

// Post implements Rule.
func (r *Overlap) Post(t int, dose []float32) {
	none := r.scaled(r.None)
	for i, last := range r.last {
		if k := int32(t) - last; int(k) < len(r.Before) {
			dose[i] = r.scaled(r.Before[k])
		} else {
			dose[i] = none
		}
	}
}

func (r *Overlap) scaled(d float32) float32 {
	if d > 0 {
		return d * float32(r.LTP)
	}
	return d * float32(r.LTD)
}

// Fired implements Follower.
func (r *Overlap) Fired(t, j int) {
	for len(r.post) <= j {
		r.post = append(r.post, never)
	}
	r.post[j] = int32(t)
}

// Recent implements Follower. The slice is valid until the next call.
func (r *Overlap) Recent(t int) []int {
	r.recent = r.recent[:0]
	if len(r.After) == 0 {
		return nil
	}
	for j, at := range r.post {
		if k := int32(t) - at; k >= 1 && int(k) <= len(r.After) {
			r.recent = append(r.recent, j)
		}
	}
	return r.recent
}

// Follow implements Follower.
func (r *Overlap) Follow(t, j int, rows []int32, dose []float32) bool {
	k := int32(t) - r.post[j]
	if k < 1 || int(k) > len(r.After) || len(rows) == 0 {
		return false
	}
	d := r.scaled(r.After[k-1])
	clear(dose)
	for _, i := range rows {
		dose[i] = d
	}
	return d != 0
}
