package snn

import "slices"

// NetworkState is everything that a network keeps from one presentation to the next but its
// weights: with it, learning goes on as if it had never stopped.
type NetworkState struct {
	Layer         LayerState
	Rule          RuleState
	Clock         int // steps
	Shown, Spikes int
	Fired         int       // spikes of all neurons
	Gain          []float32 // of normalisation
	Stale         []int32   // columns to be normalised
	Normalised    int       // presentations that normalisation has seen
	Flight        []float32 // input under way, with delays; nil: none
}

// RuleState is what a Plasticity remembers of spikes.
type RuleState struct {
	Pre, Post, Slow TraceState
	Active          []int32
	Await           [][]int32 // with delays: inputs whose spikes are under way
	Law             []float64 // what the law itself remembers
	Met             []float32 // with delays: what input under way has met
	Eligible        []float32 // what waits for a reward,
	Base            int       // ... as of this step
}

// TraceState is the spikes behind one kind of trace.
type TraceState struct {
	Last, Older   []int
	Recent        []uint64
	Total, Passed []float32
}

// A lasting rule keeps something from one presentation to the next.
type lasting interface {
	state() RuleState
	setState(RuleState)
}

// A mindful law keeps something of its own from spike to spike.
type mindful interface {
	memory() []float64
	remember([]float64)
}

// State returns what the network keeps; it shares memory with the network.
func (n *Network) State() NetworkState {
	s := NetworkState{Layer: n.Layer.State(), Clock: n.clock, Shown: n.shown, Spikes: n.spikes, Fired: n.fired}
	if r, ok := n.Rule.(lasting); ok {
		s.Rule = r.state()
	}
	if n.flight != nil && slices.ContainsFunc(n.flight.ring, func(x float32) bool { return x != 0 }) {
		s.Flight = n.flight.ring
	}
	if n.Norm != nil {
		s.Gain, s.Stale, s.Normalised = n.Norm.gain, n.Norm.stale, n.Norm.seen
	}
	return s
}

// SetState puts back what State returned, for a network that was made in the same way.
func (n *Network) SetState(s NetworkState) {
	pre, _ := n.Synapses.Dims()
	n.prepare(pre)
	n.Layer.SetState(s.Layer)
	n.clock, n.shown, n.spikes, n.fired = s.Clock, s.Shown, s.Spikes, s.Fired
	if r, ok := n.Rule.(lasting); ok {
		r.setState(s.Rule)
	}
	if n.flight != nil {
		clear(n.flight.ring)
		copy(n.flight.ring, s.Flight)
	}
	if n.Norm == nil {
		return
	}
	n.Norm.seen = s.Normalised
	copy(n.Norm.gain, s.Gain)
	clear(n.Norm.dirty)
	n.Norm.stale = n.Norm.stale[:0]
	for _, j := range s.Stale {
		n.Norm.touch(j)
	}
}

func (p *Plasticity) state() RuleState {
	s := RuleState{Pre: p.pre.state(), Post: p.post.state(), Slow: p.slow.state(), Active: p.active, Await: p.await}
	if m, ok := p.Law.(mindful); ok {
		s.Law = m.memory()
	}
	s.Met = p.met
	return s
}

func (p *Plasticity) setState(s RuleState) {
	p.Forget()
	p.pre.setState(s.Pre)
	p.post.setState(s.Post)
	p.slow.setState(s.Slow)
	for k, rows := range s.Await {
		p.await[k] = append(p.await[k][:0], rows...)
	}
	p.active = slices.Clone(s.Active)
	clear(p.isActive)
	for _, j := range p.active {
		p.isActive[j] = true
	}
	p.expiry = never
	copy(p.met, s.Met)
	if m, ok := p.Law.(mindful); ok {
		m.remember(s.Law)
	}
}

func (h *history) state() TraceState {
	if h == nil {
		return TraceState{}
	}
	return TraceState{Last: h.last, Older: h.older, Recent: h.recent, Total: h.total, Passed: h.passed}
}

func (h *history) setState(s TraceState) {
	if h == nil {
		return
	}
	copy(h.last, s.Last)
	copy(h.older, s.Older)
	copy(h.recent, s.Recent)
	copy(h.total, s.Total)
	copy(h.passed, s.Passed)
}
