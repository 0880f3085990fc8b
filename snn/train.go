package snn

// A Train is the spikes of all inputs over one presentation: rows[at[t]:at[t+1]] are the inputs
// that spike in step t, in rising order.
type Train struct {
	at   []int32
	rows []int32

	weight []float32 // of all spikes in a step; nil is 1 throughout

	when, who []int32   // events as they were generated, input after input
	amp       []float32 // what Amplitudes returned last
	draws     logDraws
}

// Steps returns the number of steps, 0 before the first presentation.
func (s *Train) Steps() int { return max(len(s.at)-1, 0) }

// Step returns the inputs that spike in step t.
func (s *Train) Step(t int) []int32 { return s.rows[s.at[t]:s.at[t+1]] }

// Spikes returns the number of spikes of all inputs together.
func (s *Train) Spikes() int { return len(s.rows) }

// Amplitudes returns the weight of each spike in step t, nil where all weigh 1. The slice is valid
// until the next call.
func (s *Train) Amplitudes(t int) []float32 {
	if s.weight == nil {
		return nil
	}
	s.amp = s.amp[:0]
	for range s.Step(t) {
		s.amp = append(s.amp, s.weight[t])
	}
	return s.amp
}

func (s *Train) begin() { s.when, s.who, s.weight = s.when[:0], s.who[:0], nil }

func (s *Train) add(step, input int) {
	s.when, s.who = append(s.when, int32(step)), append(s.who, int32(input))
}

// finish sorts the events by step, keeping the order of inputs.
func (s *Train) finish(steps int) {
	if cap(s.at) < steps+1 {
		s.at = make([]int32, steps+1)
	}
	s.at = s.at[:steps+1]
	clear(s.at)
	for _, t := range s.when {
		s.at[t+1]++
	}
	for t := range steps {
		s.at[t+1] += s.at[t]
	}
	if cap(s.rows) < len(s.when) {
		s.rows = make([]int32, len(s.when), 2*len(s.when))
	}
	s.rows = s.rows[:len(s.when)]
	for k, t := range s.when {
		s.rows[s.at[t]] = s.who[k]
		s.at[t]++
	}
	copy(s.at[1:], s.at[:steps])
	s.at[0] = 0
}
