package snn

import (
	"errors"
	"math"
	"math/bits"
)

// Plasticity is the Rule that follows a Law: it keeps the traces, knows the delays, and turns
// changes into doses of nominal pulses.
//
// With delays, what comes first is judged at the synapse: an output spike in step t finds the
// trace of an input as it was one delay ago, and an input spike of step t finds the trace of the
// neuron as it is one delay later. The latter is done for all neurons at once, in step
// t + Delays.Max, as in the simulator Brian 1; so Pre must be told of every step until then. A
// pair that meets in one step counts as input before output.
type Plasticity struct {
	Law      Law
	Step     float64 // s
	Up, Down float64 // nominal pulses that potentiate or depress by the whole range
	Delays   *Delays // nil: spikes arrive at once

	needs    Needs
	pre      *history
	post     *history
	slow     *history
	active   []int32 // neurons whose trace is not yet faint
	isActive []bool
	expiry   int       // no trace becomes faint before this step
	await    [][]int32 // with delays: inputs that spiked in the last Delays.Max steps
	met      []float32 // with delays: what an arriving spike meets, a ring of steps for every neuron
	slots    int       // steps of that ring, a power of two
	dw, x, w []float32 // one element an input
	y, dwRow []float32 // one element an active neuron
	wRow     []float32
}

// Start makes the rule ready for a network of pre inputs and post neurons.
func (p *Plasticity) Start(pre, post int) {
	p.needs = p.Law.Needs()
	lag := unlagged
	if p.Delays != nil {
		lag = p.Delays.Max
	}
	p.pre = newHistory(pre, p.needs.Pre, p.Step, lag)
	p.post, p.slow = nil, nil
	if p.needs.Post != nil {
		p.post = newHistory(post, *p.needs.Post, p.Step, unlagged)
	}
	if p.needs.Slow != nil {
		p.slow = newHistory(post, *p.needs.Slow, p.Step, unlagged)
	}
	p.active, p.isActive = make([]int32, 0, post), make([]bool, post)
	p.dw, p.x, p.w = make([]float32, pre), make([]float32, pre), make([]float32, pre)
	p.y, p.dwRow, p.wRow = make([]float32, post), make([]float32, post), make([]float32, post)
	if p.Delays != nil {
		p.await = make([][]int32, p.Delays.Max+1)
		p.slots = 1 << bits.Len(uint(p.Delays.Max))
		p.met = make([]float32, p.slots*post)
	}
	if s, ok := p.Law.(starter); ok {
		s.start(pre, post, p.Step)
	}
	p.Forget()
}

// Forget implements Rule.
func (p *Plasticity) Forget() {
	for _, h := range []*history{p.pre, p.post, p.slow} {
		if h != nil {
			h.forget()
		}
	}
	for k := range p.await {
		p.await[k] = p.await[k][:0]
	}
	clear(p.met)
	p.active, p.expiry = p.active[:0], math.MaxInt
	for j := range p.isActive {
		p.isActive[j] = p.needs.Silent
		if p.needs.Silent {
			p.active = append(p.active, int32(j))
		}
	}
}

// Pre implements Rule.
func (p *Plasticity) Pre(t int, rows []int32, w Plastic) error {
	for _, i := range rows {
		p.pre.spike(i, t)
	}
	if !p.needs.OnPre || p.await == nil && len(rows) == 0 {
		return nil
	}
	p.retire(t)
	if p.await != nil {
		slot := &p.await[t%len(p.await)]
		*slot = append((*slot)[:0], rows...)
		rows = p.await[(t+1)%len(p.await)] // those of t - Max
	}
	if len(p.active) == 0 {
		return nil
	}
	p.note(t)
	if p.met == nil && !p.needs.Weights { // all of them meet the same
		return w.PulseRows(rows, p.active, p.dwRow[:len(p.active)])
	}
	for k := range rows {
		if err := p.arrive(t, rows[k:k+1], w); err != nil {
			return err
		}
	}
	return nil
}

// retire drops the neurons whose trace has become faint, once every spike that met it has arrived.
func (p *Plasticity) retire(t int) {
	if t < p.expiry || p.needs.Silent {
		return
	}
	p.expiry = math.MaxInt
	kept := p.active[:0]
	for _, j := range p.active {
		if end := p.end(j); t < end {
			kept = append(kept, j)
			p.expiry = min(p.expiry, end)
		} else {
			p.isActive[j] = false
		}
	}
	p.active = kept
}

// end is the step from which input spikes leave neuron j alone.
func (p *Plasticity) end(j int32) int {
	if p.post == nil {
		return never
	}
	end := p.post.last[j] + len(p.post.decay) - 1
	if p.Delays != nil {
		end += p.Delays.Max
	}
	return end
}

// note sets y to the traces of the active neurons in step t, or, if the law does not look at
// weights, dwRow to the doses that follow. With delays it keeps them for spikes that arrive in
// this step and will be told of later.
func (p *Plasticity) note(t int) {
	y := p.y[:len(p.active)]
	if p.post != nil {
		p.post.now(y, p.active, t)
	}
	keep := y
	if !p.needs.Weights {
		keep = p.dwRow[:len(p.active)]
		p.Law.Pre(keep, PreEvent{Cols: p.active, Y: y})
		p.scale(keep)
	}
	if p.met != nil {
		slot := t & (p.slots - 1)
		for k, j := range p.active {
			p.met[int(j)*p.slots+slot] = keep[k]
		}
	}
}

// arrive changes the weights from the one input to the active neurons: in step t it has reached them all.
func (p *Plasticity) arrive(t int, one []int32, w Plastic) error {
	i := one[0]
	y, dw := p.y[:len(p.active)], p.dwRow[:len(p.active)]
	if p.met != nil {
		found := dw
		if p.needs.Weights {
			found = y
		}
		lag, inputs, sent := p.Delays.lag, p.Delays.pre, t-p.Delays.Max
		for k, j := range p.active {
			slot := (sent + int(lag[int(j)*inputs+int(i)])) & (p.slots - 1)
			found[k] = p.met[int(j)*p.slots+slot]
		}
	}
	if p.needs.Weights {
		read, err := legible(w)
		if err != nil {
			return err
		}
		at := p.wRow[:len(p.active)]
		read.Cells(at, i, p.active)
		p.Law.Pre(dw, PreEvent{Cols: p.active, Y: y, W: at})
		p.scale(dw)
	}
	return w.PulseRows(one, p.active, dw)
}

// Post implements Rule.
func (p *Plasticity) Post(t int, fired []int32, w Plastic) error {
	current := false // x holds the traces of this step
	for _, j := range fired {
		e := PostEvent{Neuron: j, Step: t, X: p.x}
		if p.post != nil {
			e.Y = p.post.at(j, t)
		}
		if p.slow != nil {
			e.Z = p.slow.at(j, t)
		}
		if p.slow == nil || e.Z != 0 {
			if p.Delays != nil {
				p.pre.lagged(p.x, t, p.Delays.onto(j))
			} else if !current {
				p.pre.all(p.x, t)
				current = true
			}
			if err := p.change(e, w); err != nil {
				return err
			}
		}
		p.fire(j, t)
	}
	return nil
}

// change changes the weights of the neuron that fires.
func (p *Plasticity) change(e PostEvent, w Plastic) error {
	if p.needs.Weights {
		read, err := legible(w)
		if err != nil {
			return err
		}
		read.Column(p.w, int(e.Neuron))
		e.W = p.w
	}
	p.Law.Post(p.dw, e)
	p.scale(p.dw)
	return w.PulseColumn(int(e.Neuron), p.dw)
}

// fire books an output spike.
func (p *Plasticity) fire(j int32, t int) {
	if p.post != nil {
		p.post.spike(j, t)
	}
	if p.slow != nil {
		p.slow.spike(j, t)
	}
	if !p.needs.OnPre || p.isActive[j] || p.post == nil {
		return
	}
	p.active, p.isActive[j] = append(p.active, j), true
	p.expiry = min(p.expiry, p.end(j))
	if p.met != nil {
		clear(p.met[int(j)*p.slots : (int(j)+1)*p.slots])
	}
}

// legible returns weights that a law can look at.
func legible(w Plastic) (Legible, error) {
	read, ok := w.(Legible)
	if !ok {
		return nil, errors.New("learning rule: it looks at weights, and these cannot be read one by one")
	}
	return read, nil
}

// scale turns changes into doses.
func (p *Plasticity) scale(dw []float32) {
	if p.Up == 1 && p.Down == 1 {
		return
	}
	up, down := float32(p.Up), float32(p.Down)
	for i, d := range dw {
		if d > 0 {
			dw[i] = d * up
		} else {
			dw[i] = d * down
		}
	}
}
