package snn

import (
	"math"
	"math/rand/v2"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// A Train is the spikes of all inputs over one presentation: rows[at[t]:at[t+1]] are the inputs
// that spike in step t, in rising order.
type Train struct {
	at   []int32
	rows []int32

	when, who []int32 // events as they were generated, input after input
}

// Steps returns the number of steps, 0 before the first presentation.
func (s *Train) Steps() int { return max(len(s.at)-1, 0) }

// Step returns the inputs that spike in step t.
func (s *Train) Step(t int) []int32 { return s.rows[s.at[t]:s.at[t+1]] }

// Spikes returns the number of spikes of all inputs together.
func (s *Train) Spikes() int { return len(s.rows) }

func (s *Train) begin() { s.when, s.who = s.when[:0], s.who[:0] }

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

// A Code turns grey levels (0..255) into spikes.
type Code interface {
	// Encode fills train with the spikes of one presentation, drawing from src.
	Encode(train *Train, image []byte, src *rand.PCG)
}

// Codes lists the input codes by name.
func Codes() []string { return []string{"poisson", "regular"} }

// NewCode returns the code called name with the given highest rate (Hz), length of a
// presentation (s) and step (s). It returns nil for an unknown name.
func NewCode(name string, rate, duration, step float64) Code {
	steps := int(math.Round(duration / step))
	switch name {
	case "poisson":
		return newPoisson(rate, steps, step)
	case "regular":
		return &Regular{rate: rate, steps: steps, step: step}
	}
	return nil
}

// Poisson is rate coding by independent coin flips: in every step an input of grey level x
// spikes with probability p = rate·step·x/255. Spikes are found by drawing the gaps between
// them, which are geometric: ⌊ln U/ln(1-p)⌋ steps without a spike.
type Poisson struct {
	steps int
	inv   [256]float64 // 1/ln(1-p), 0 for a level that never spikes
}

func newPoisson(rate float64, steps int, step float64) *Poisson {
	c := &Poisson{steps: steps}
	for x := 1; x < 256; x++ {
		p := min(rate*step*float64(x)/255, 1-1e-9)
		if 1-p < 1 {
			c.inv[x] = 1 / kernel.Log(1-p)
		}
	}
	return c
}

// Encode implements Code.
func (c *Poisson) Encode(train *Train, image []byte, src *rand.PCG) {
	train.begin()
	limit := float64(c.steps)
	for i, x := range image {
		inv := c.inv[x]
		if inv == 0 {
			continue
		}
		for t := 0.0; ; t++ {
			t += math.Floor(kernel.Log(kernel.Uniform(src)) * inv)
			if t >= limit {
				break
			}
			train.add(int(t), i)
		}
	}
	train.finish(c.steps)
}

// Regular is rate coding without chance in the count: an input of grey level x spikes every
// 255/(rate x) seconds, but at most once a step, from a random phase.
type Regular struct {
	rate  float64
	steps int
	step  float64
}

// Encode implements Code.
func (c *Regular) Encode(train *Train, image []byte, src *rand.PCG) {
	train.begin()
	for i, x := range image {
		if x == 0 {
			continue
		}
		period := max(255/(c.rate*float64(x)*c.step), 1)
		for t := (1 - kernel.Uniform(src)) * period; t < float64(c.steps); t += period {
			train.add(int(t), i)
		}
	}
	train.finish(c.steps)
}
