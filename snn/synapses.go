// Package snn has spiking neurons, input codes and learning rules. It knows no crossbar: it
// declares what it needs of its weights, and whoever has that can be trained.
package snn

import (
	"fmt"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// Synapses are the weights from pre (inputs, rows) to post (neurons, columns). A full weight is
// 1.
type Synapses interface {
	// Dims returns the number of inputs and of neurons.
	Dims() (pre, post int)

	// Forward adds to dst, one element a neuron, the sum of the weights of the listed rows;
	// amp scales each row, nil is 1 for all.
	Forward(dst []float32, rows []int32, amp []float32)

	// PulseColumn changes the weights of neuron j: dose[i] is the expected number of nominal
	// programming pulses on the synapse from input i, positive to potentiate, negative to
	// depress. Where pulses are whole, a fraction is a probability.
	PulseColumn(j int, dose []float32) error

	// PulseRows does the same, row after row, on the synapses from the listed inputs to the listed
	// neurons: dose[k] from each of them to neuron cols[k].
	PulseRows(rows, cols []int32, dose []float32) error

	// Advance lets time pass, s: weights may drift.
	Advance(seconds float64)
}

// A Matrix is the plainest Synapses: bounded weights of float64 that take a fraction of a
// pulse as a fraction of its step,
//
//	Δw = +StepLTP e^(-BetaLTP w)       per potentiating pulse
//	Δw = -StepLTD e^(-BetaLTD (1-w))   per depressing pulse
//
// held within [0, 1]. Querlioz et al., IEEE Trans. Nanotechnol. 12(3), 288–295 (2013),
// doi:10.1109/TNANO.2013.2250995.
type Matrix struct {
	Pre, Post        int
	W                []float64 // row after row
	StepLTP, StepLTD float64
	BetaLTP, BetaLTD float64

	row []float32
}

// Dims implements Synapses.
func (m *Matrix) Dims() (pre, post int) { return m.Pre, m.Post }

// Forward implements Synapses.
func (m *Matrix) Forward(dst []float32, rows []int32, amp []float32) {
	if m.row == nil {
		m.row = make([]float32, m.Post)
	}
	for i, r := range rows {
		for j, w := range m.W[int(r)*m.Post : (int(r)+1)*m.Post] {
			m.row[j] = float32(w)
		}
		a := float32(1)
		if amp != nil {
			a = amp[i]
		}
		kernel.AddScaled(dst, a, m.row)
	}
}

// PulseColumn implements Synapses.
func (m *Matrix) PulseColumn(j int, dose []float32) error {
	if len(dose) != m.Pre || j < 0 || j >= m.Post {
		return fmt.Errorf("column %d with %d doses: the matrix has %d rows and %d columns", j, len(dose), m.Pre, m.Post)
	}
	for i, d := range dose {
		m.pulse(i*m.Post+j, float64(d))
	}
	return nil
}

// PulseRows implements Synapses.
func (m *Matrix) PulseRows(rows, cols []int32, dose []float32) error {
	for _, i := range rows {
		if len(dose) != len(cols) || i < 0 || int(i) >= m.Pre {
			return fmt.Errorf("row %d with %d columns and %d doses: the matrix has %d rows and %d columns", i, len(cols), len(dose), m.Pre, m.Post)
		}
		for k, j := range cols {
			m.pulse(int(i)*m.Post+int(j), float64(dose[k]))
		}
	}
	return nil
}

func (m *Matrix) pulse(cell int, dose float64) {
	w := &m.W[cell]
	if dose > 0 {
		*w += float64(dose * m.StepLTP * kernel.Exp(-m.BetaLTP**w))
	} else if dose < 0 {
		*w += float64(dose * m.StepLTD * kernel.Exp(-m.BetaLTD*(1-*w)))
	}
	*w = min(max(*w, 0), 1)
}

// Advance implements Synapses: a plain number does not drift.
func (m *Matrix) Advance(float64) {}
