package snn

import (
	"fmt"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// Dense is ideal weights made for speed: float32, row after row, each held within [0, 1]. A
// pulse is a change over the whole range, so that a dose is the change itself:
//
//	w ← w + dose,   0 <= w <= 1
//
// A change below half a unit in the last place of a weight, 3e-8 at w = 0.5, is lost.
type Dense struct {
	Pre, Post int
	W         []float32
}

// NewDense returns weights of 0.
func NewDense(pre, post int) *Dense {
	return &Dense{Pre: pre, Post: post, W: make([]float32, pre*post)}
}

// Dims implements Synapses.
func (m *Dense) Dims() (pre, post int) { return m.Pre, m.Post }

// Row returns the weights from input i. They belong to the matrix.
func (m *Dense) Row(i int32) []float32 { return m.W[int(i)*m.Post : (int(i)+1)*m.Post] }

// Forward implements Synapses.
func (m *Dense) Forward(dst []float32, rows []int32, amp []float32) {
	for k, r := range rows {
		if amp == nil {
			kernel.Add(dst, m.Row(r))
		} else {
			kernel.AddScaled(dst, amp[k], m.Row(r))
		}
	}
}

// PulseColumn implements Synapses.
func (m *Dense) PulseColumn(j int, dose []float32) error {
	if len(dose) != m.Pre || j < 0 || j >= m.Post {
		return fmt.Errorf("column %d with %d doses: the matrix has %d rows and %d columns", j, len(dose), m.Pre, m.Post)
	}
	for i, d := range dose {
		w := &m.W[i*m.Post+j]
		*w = min(max(*w+d, 0), 1)
	}
	return nil
}

// PulseRow implements Synapses.
func (m *Dense) PulseRow(i int32, cols []int32, dose []float32) error {
	if len(dose) != len(cols) || i < 0 || int(i) >= m.Pre {
		return fmt.Errorf("row %d with %d columns and %d doses: the matrix has %d rows and %d columns", i, len(cols), len(dose), m.Pre, m.Post)
	}
	row := m.Row(i)
	for k, j := range cols {
		row[j] = min(max(row[j]+dose[k], 0), 1)
	}
	return nil
}

// Column copies the weights of neuron j to dst, one element an input.
func (m *Dense) Column(dst []float32, j int) {
	for i := range dst {
		dst[i] = m.W[i*m.Post+j]
	}
}

// ScaleColumn multiplies the weights of neuron j with f >= 0, which is how a digital controller
// would rewrite them, and holds them at 1.
func (m *Dense) ScaleColumn(j int, f float64) {
	for i := range m.Pre {
		w := &m.W[i*m.Post+j]
		*w = min(float32(float64(*w)*f), 1)
	}
}

// Advance implements Synapses: a plain number does not drift.
func (m *Dense) Advance(float64) {}
