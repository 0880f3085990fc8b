package experiments

import (
	"fmt"
	"slices"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/variability"
)

// A sparse chip connects each neuron to some inputs only, chosen at random. Where there is no
// connection the weight is 0 and is never changed: as a number it does not exist; as a cell it stays
// at the bottom of its range, where the reference cells cancel its current up to what spread, noise
// and the error of the first programming leave.
type sparse struct {
	chip
	on  [][]bool // [neuron][input]
	fan int      // inputs of a neuron

	dose, few []float32
	cols      []int32
}

// newSparse leaves each neuron fan inputs, chosen by the stream.
func newSparse(c chip, fan int, stream variability.Stream) *sparse {
	pre, post := c.Dims()
	s := &sparse{chip: c, fan: fan, on: make([][]bool, post), dose: make([]float32, pre)}
	for j := range s.on {
		s.on[j] = make([]bool, pre)
		for _, i := range stream.At(j).Rand().Perm(pre)[:fan] {
			s.on[j][i] = true
		}
	}
	return s
}

// PulseColumn leaves out inputs without a connection.
func (s *sparse) PulseColumn(j int, dose []float32) error {
	if j < 0 || j >= len(s.on) || len(dose) != len(s.dose) {
		return s.chip.PulseColumn(j, dose) // says what is wrong
	}
	for i, on := range s.on[j] {
		if s.dose[i] = 0; on {
			s.dose[i] = dose[i]
		}
	}
	return s.chip.PulseColumn(j, s.dose)
}

// PulseRows leaves out neurons without a connection.
func (s *sparse) PulseRows(rows, cols []int32, dose []float32) error {
	for r, i := range rows {
		if len(cols) != len(dose) || i < 0 || int(i) >= len(s.dose) {
			return s.chip.PulseRows(rows[r:r+1], cols, dose) // says what is wrong
		}
		s.cols, s.few = s.cols[:0], s.few[:0]
		for k, j := range cols {
			if j < 0 || int(j) >= len(s.on) || s.on[j][i] {
				s.cols, s.few = append(s.cols, j), append(s.few, dose[k])
			}
		}
		if err := s.chip.PulseRows(rows[r:r+1], s.cols, s.few); err != nil {
			return err
		}
	}
	return nil
}

// Tick passes the step on to cells.
func (s *sparse) Tick(step int) {
	if t, ok := s.chip.(onTile); ok {
		t.Tick(step)
	}
}

// Program leaves 0 where there is no connection.
func (s *sparse) Program(w []float64, noisy bool) {
	s.chip.Program(s.connected(w), noisy)
}

// connected returns w with 0 where there is no connection.
func (s *sparse) connected(w []float64) []float64 {
	w = slices.Clone(w)
	for k := range w {
		if !s.on[k%len(s.on)][k/len(s.on)] {
			w[k] = 0
		}
	}
	return w
}

// Weights are 0 where there is no connection.
func (s *sparse) Weights() []float32 {
	w := s.chip.Weights()
	for k := range w {
		if !s.on[k%len(s.on)][k/len(s.on)] {
			w[k] = 0
		}
	}
	return w
}

// Column is 0 where there is no connection.
func (s *sparse) Column(dst []float32, j int) {
	s.chip.Column(dst, j)
	for i, on := range s.on[j] {
		if !on {
			dst[i] = 0
		}
	}
}

// ScaleColumn rewrites the connections of neuron j alone.
func (s *sparse) ScaleColumn(j int, f float64) {
	s.chip.ScaleColumn(j, f)
	if p, ok := s.chip.(*perfect); ok { // weights of 0 were counted too
		p.writes -= uint64(p.Pre - s.fan)
	}
}

func (s *sparse) reader() chip  { return &sparse{chip: s.chip.reader(), on: s.on, fan: s.fan} }
func (s *sparse) absorb(r chip) { s.chip.absorb(r.(*sparse).chip) }

// fanIn is how many of so many inputs each neuron is connected to.
func (c *Config) fanIn(inputs int) int {
	if c.Network.FanIn == 0 {
		return inputs
	}
	return min(c.Network.FanIn, inputs)
}

// checkFanIn refuses normalisation by rewriting where some cells of a column are not to be written.
func (c *Config) checkFanIn(cards []*device.Card) error {
	few, rewrites := c.Network.FanIn > 0, c.Norm.Kind == "digital" || c.Norm.Kind == "periodic"
	for _, a := range c.Axes {
		few = few || a.Key == "network.fan_in"
		rewrites = rewrites || a.Key == "norm.kind" && (slices.Contains(a.Words, "digital") || slices.Contains(a.Words, "periodic"))
	}
	for _, card := range cards {
		if few && rewrites && !c.perfect(card) {
			return &si.ValueError{Key: "network.fan_in", Value: fmt.Sprint(c.Network.FanIn),
				Want: "0 where norm.kind = digital or periodic rewrites whole columns of " + card.Name, Doc: "inputs of a neuron"}
		}
	}
	return nil
}
