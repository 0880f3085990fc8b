package snn

import (
	"fmt"
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// Dense is ideal weights made for speed: float32, row after row, each held within [0, 1]. A
// pulse is a change over the whole range, so that a dose is the change itself:
//
//	w ← w + dose,   0 <= w <= 1
//
// unless Soft says that it changes less the nearer the weight is to its end, as in Matrix.
//
// A change below half a unit in the last place of a weight, 3e-8 at w = 0.5, is lost.
type Dense struct {
	Pre, Post int
	W         []float32
	Soft      *SoftBounds // nil: a pulse is the whole range, wherever the weight is
}

// SoftBounds is how a pulse of ideal weights depends on the weight: +StepLTP e^(-BetaLTP w) or
// -StepLTD e^(-BetaLTD (1-w)).
type SoftBounds struct {
	StepLTP, StepLTD float64 // of the range
	BetaLTP, BetaLTD float64
}

// change returns what a dose does to a weight.
func (s *SoftBounds) change(w, dose float32) float32 {
	if dose > 0 {
		return float32(dose * float32(s.StepLTP*kernel.Exp(-s.BetaLTP*float64(w))))
	}
	return float32(dose * float32(s.StepLTD*kernel.Exp(-s.BetaLTD*(1-float64(w)))))
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
	if amp == nil {
		kernel.AddRows(dst[:m.Post], m.W, rows)
		return
	}
	for k, r := range rows {
		kernel.AddScaled(dst, amp[k], m.Row(r))
	}
}

// PulseColumn implements Synapses.
func (m *Dense) PulseColumn(j int, dose []float32) error {
	if len(dose) != m.Pre || j < 0 || j >= m.Post {
		return fmt.Errorf("column %d with %d doses: the matrix has %d rows and %d columns", j, len(dose), m.Pre, m.Post)
	}
	var busy [64]int32 // inputs with a dose, gathered without a jump that cannot be foretold
	for first := 0; first < len(dose); first += len(busy) {
		part, n := dose[first:min(first+len(busy), len(dose))], 0
		for i, d := range part {
			busy[n&63] = int32(i)
			if d != 0 {
				n++
			}
		}
		for _, i := range busy[:n] {
			w, d := &m.W[(first+int(i))*m.Post+j], part[i]
			if m.Soft != nil {
				d = m.Soft.change(*w, d)
			}
			*w = bound(*w + d)
		}
	}
	return nil
}

// bound holds a weight within [0, 1].
func bound(w float32) float32 {
	if math.Float32bits(w) <= oneBits { // as integers, 0 to 1 stand in order; what is negative stands above
		return w
	}
	return min(max(w, 0), 1)
}

const oneBits = 0x3f800000 // of 1

// PulseRows implements Synapses.
func (m *Dense) PulseRows(rows, cols []int32, dose []float32) error {
	for _, i := range rows {
		if len(dose) != len(cols) || i < 0 || int(i) >= m.Pre {
			return fmt.Errorf("row %d with %d columns and %d doses: the matrix has %d rows and %d columns", i, len(cols), len(dose), m.Pre, m.Post)
		}
		row := m.Row(i)
		if m.Soft != nil {
			m.soften(row, cols, dose)
			continue
		}
		for k, j := range cols {
			row[j] = bound(row[j] + dose[k])
		}
	}
	return nil
}

// soften gives weights of a row what their bounds leave of their doses.
func (m *Dense) soften(row []float32, cols []int32, dose []float32) {
	for k, j := range cols {
		row[j] = bound(row[j] + m.Soft.change(row[j], dose[k]))
	}
}

// Column implements Legible.
func (m *Dense) Column(dst []float32, j int) {
	for i := range dst {
		dst[i] = m.W[j]
		j += m.Post
	}
}

// Cells implements Legible.
func (m *Dense) Cells(dst []float32, i int32, cols []int32) {
	row := m.Row(i)
	for k, j := range cols {
		dst[k] = row[j]
	}
}

// ScaleColumn multiplies the weights of neuron j with f >= 0, which is how a digital controller
// would rewrite them, and holds them at 1.
func (m *Dense) ScaleColumn(j int, f float64) {
	for range m.Pre {
		m.W[j] = bound(float32(float64(m.W[j]) * f))
		j += m.Post
	}
}

// Advance implements Synapses: a plain number does not drift.
func (m *Dense) Advance(float64) {}
