package crossbar

import "github.com/xbar-sim/xbar/device"

// Graded tells whether the cells take parts of pulses (device.Graded).
func (a *Array) Graded() bool {
	_, ok := a.card.Model.(device.Graded)
	return ok
}

// Grade gives the cells of column col in the given rows so many nominal pulses each, positive for
// SET. The cells must be Graded.
func (a *Array) Grade(col int, rows []int32, pulses []float64) {
	if len(rows) == 0 {
		return
	}
	w := &a.work
	w.collect(a, col, rows)
	a.ohmic.Conductance(w.before, w.state)
	a.card.Model.(device.Graded).Grade(w.state, pulses)
	w.scatter(a)
	a.ohmic.Conductance(w.g, w.state)
	p := a.card.Model.Nominal()
	a.settle(p.SetVoltage, p.SetWidth, nil)
}
