package crossbar

import "github.com/xbar-sim/xbar/internal/kernel"

// Wires is the circuit around the cells: what currents flow into the sense amplifiers when
// rows are driven.
type Wires interface {
	// Read adds to dst, one element a column, the currents (A) that flow when the listed rows
	// are driven with v·amp[i] volts, or v where amp is nil, and all others with 0 V. g holds the
	// conductances (S), row after row.
	Read(dst []float32, g []float32, rows []int32, amp []float32, v float32)
}

// IdealWires have no resistance: every cell sees the full voltage, and a column's current is
// the sum over its rows, I = Gᵀ V.
type IdealWires struct{}

// Read implements Wires.
func (IdealWires) Read(dst []float32, g []float32, rows []int32, amp []float32, v float32) {
	if amp == nil {
		kernel.AddScaledRows(dst, v, g, rows)
		return
	}
	cols := len(dst)
	for i, r := range rows {
		kernel.AddScaled(dst, v*amp[i], g[int(r)*cols:(int(r)+1)*cols])
	}
}
