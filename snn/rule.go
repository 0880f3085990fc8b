package snn

// A Rule turns spikes into changes of weights. Steps are counted from the start of the network's
// life and never fall.
type Rule interface {
	// Forget makes it as if nothing had spiked yet.
	Forget()
	// Pre tells that the listed inputs spike in step t.
	Pre(t int, rows []int32, w Plastic) error
	// Post tells that the listed neurons fire in step t; it comes after Pre of that step.
	Post(t int, fired []int32, w Plastic) error
}

// A Law is the formula of a learning rule in which one spike changes a weight by what it finds
// of the other side's spikes. Changes are in units of the weight's range, positive to
// potentiate. Plasticity delivers them.
type Law interface {
	// Needs says what the law wants to know.
	Needs() Needs
	// Post sets dw[i] to the change of the weight from input i to a neuron that fires.
	Post(dw []float32, e PostEvent)
	// Pre sets dw[k] to the change of the weight from an input that spikes to neuron e.Cols[k].
	Pre(dw []float32, e PreEvent)
}

// Needs is what a law wants to know of each spike.
type Needs struct {
	Pre     Trace  // of inputs, seen by Post
	Post    *Trace // of neurons, seen by Pre and, as before the spike, by Post; nil: none
	Slow    *Trace // a second trace of neurons, seen by Post as before the spike; nil: none
	Weights bool   // the weights themselves
	OnPre   bool   // input spikes change weights
	Silent  bool   // ... of neurons without a trace, too
}

// A PostEvent is an output spike of one neuron.
type PostEvent struct {
	Neuron int32
	Step   int
	X      []float32 // traces of the inputs as the synapses see them
	Y, Z   float32   // the neuron's own traces just before the spike
	W      []float32 // its weights, nil where the law does not need them
}

// A PreEvent is an input spike as some neurons see it.
type PreEvent struct {
	Input int32
	Cols  []int32
	Y     []float32 // traces of those neurons when the spike reaches them
	W     []float32 // the weights to them, nil where the law does not need them
}

// Plastic is what a rule does to weights: a part of Synapses.
type Plastic interface {
	PulseColumn(j int, dose []float32) error
	PulseRow(i int32, cols []int32, dose []float32) error
}

// legible is what weights that can be read one column at a time have beyond Plastic: ideal ones,
// or an array whose controller reads before it writes.
type legible interface{ Column(dst []float32, j int) }

// Plasticity is the Rule that follows a Law: it keeps the traces, knows the delays, and turns
// changes into doses of nominal pulses.
type Plasticity struct {
	Law      Law
	Step     float64 // s
	Up, Down float64 // nominal pulses that potentiate or depress by the whole range
	Delays   *Delays // nil: spikes arrive at once

	needs     Needs
	pre       *history
	post      *history
	slow      *history
	active    []int32   // neurons whose trace is not yet faint
	isActive  []bool    //
	await     [][]int32 // with delays: inputs that spiked in the last Delays.Max steps
	dw, x, w  []float32 // one element an input
	dwRow, yz []float32 // one element an active neuron
}

// Start makes the rule ready for a network of pre inputs and post neurons.
func (p *Plasticity) Start(pre, post int) {
	p.needs = p.Law.Needs()
	p.pre = newHistory(pre, p.needs.Pre, p.Step)
	if p.needs.Post != nil {
		p.post = newHistory(post, *p.needs.Post, p.Step)
	}
	if p.needs.Slow != nil {
		p.slow = newHistory(post, *p.needs.Slow, p.Step)
	}
	p.isActive = make([]bool, post)
	if p.needs.Silent {
		for j := range post {
			p.active, p.isActive[j] = append(p.active, int32(j)), true
		}
	}
	if p.Delays != nil {
		p.await = make([][]int32, p.Delays.Max+1)
	}
	p.dw, p.x = make([]float32, pre), make([]float32, pre)
	p.dwRow, p.yz = make([]float32, post), make([]float32, post)
	if p.needs.Weights {
		p.w = make([]float32, max(pre, post))
	}
}

// Forget implements Rule.
func (p *Plasticity) Forget() {
	for _, h := range []*history{p.pre, p.post, p.slow} {
		if h != nil {
			h.forget()
		}
	}
	if !p.needs.Silent {
		p.active = p.active[:0]
		clear(p.isActive)
	}
	for k := range p.await {
		p.await[k] = p.await[k][:0]
	}
}

// Pre implements Rule. With delays, an input spike changes weights when it has reached all
// neurons, by what it met at each of them.
func (p *Plasticity) Pre(t int, rows []int32, w Plastic) error {
	for _, i := range rows {
		p.pre.spike(i, t)
	}
	if !p.needs.OnPre {
		return nil
	}
	if p.await != nil {
		slot := &p.await[t%len(p.await)]
		*slot = append((*slot)[:0], rows...)
		rows = p.await[(t+1)%len(p.await)] // those of t - Max
	}
	if len(rows) == 0 {
		return nil
	}
	p.retire(t)
	if len(p.active) == 0 {
		return nil
	}
	return p.arrive(t, rows, w)
}

// arrive changes the weights from the listed inputs to the active neurons.
func (p *Plasticity) arrive(t int, rows []int32, w Plastic) error {
	y, dw := p.yz[:len(p.active)], p.dwRow[:len(p.active)]
	for n, i := range rows {
		if p.Delays != nil {
			for k, j := range p.active {
				y[k] = p.post.at(j, t, p.Delays.Max-p.Delays.Of(i, j))
			}
		} else if n == 0 && p.post != nil {
			for k, j := range p.active {
				y[k] = p.post.at(j, t, 0)
			}
		}
		if n == 0 || p.Delays != nil || p.needs.Weights {
			p.Law.Pre(dw, PreEvent{Input: i, Cols: p.active, Y: y, W: p.row(i, w)})
			p.scale(dw)
		}
		if err := w.PulseRow(i, p.active, dw); err != nil {
			return err
		}
	}
	return nil
}

// row returns the weights from input i to the active neurons, nil where the law does not ask.
func (p *Plasticity) row(i int32, w Plastic) []float32 {
	if !p.needs.Weights {
		return nil
	}
	all := w.(rower).Row(i)
	out := p.w[:len(p.active)]
	for k, j := range p.active {
		out[k] = all[j]
	}
	return out
}

// retire drops the neurons whose trace has become faint.
func (p *Plasticity) retire(t int) {
	if p.needs.Silent || p.post == nil {
		return
	}
	horizon := len(p.post.decay)
	if p.Delays != nil {
		horizon += p.Delays.Max
	}
	kept := p.active[:0]
	for _, j := range p.active {
		if t-p.post.last[j] < horizon {
			kept = append(kept, j)
		} else {
			p.isActive[j] = false
		}
	}
	p.active = kept
}

// Post implements Rule.
func (p *Plasticity) Post(t int, fired []int32, w Plastic) error {
	for _, j := range fired {
		e := PostEvent{Neuron: j, Step: t, X: p.seen(t, j), W: p.column(j, w)}
		if p.post != nil {
			e.Y = p.post.at(j, t, 0)
		}
		if p.slow != nil {
			e.Z = p.slow.at(j, t, 0)
		}
		p.Law.Post(p.dw, e)
		p.scale(p.dw)
		if err := w.PulseColumn(int(j), p.dw); err != nil {
			return err
		}
		p.fire(j, t)
	}
	return nil
}

func (p *Plasticity) fire(j int32, t int) {
	if p.post != nil {
		p.post.spike(j, t)
	}
	if p.slow != nil {
		p.slow.spike(j, t)
	}
	if p.needs.OnPre && !p.isActive[j] {
		p.active, p.isActive[j] = append(p.active, j), true
	}
}

// seen returns the traces of all inputs as the synapses of neuron j see them in step t.
func (p *Plasticity) seen(t int, j int32) []float32 {
	for i := range p.x {
		lag := 0
		if p.Delays != nil {
			lag = p.Delays.Of(int32(i), j)
		}
		p.x[i] = p.pre.at(int32(i), t, lag)
	}
	return p.x
}

func (p *Plasticity) column(j int32, w Plastic) []float32 {
	if !p.needs.Weights {
		return nil
	}
	out := p.w[:len(p.x)]
	w.(legible).Column(out, int(j))
	return out
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
