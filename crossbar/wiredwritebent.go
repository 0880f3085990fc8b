package crossbar

import (
	"math"

	"github.com/xbar-sim/xbar/crossbar/circuit"
)

// Writes of crosspoints that bend are solved by Newton's method for the conductances that cells have when the pulse begins, G being
// theirs at the read voltage; selectors and transistors take their part of the voltage, and half-selected cells conduct what their curve says at that
// voltage. Energies and compliance currents take cells as resistors of G.

// selects leaves of the voltages of the gathered cells what selectors leave, on ideal lines.
func (a *Array) selects(w *scratch) {
	g := make([]float64, len(w.cells))
	for k, cell := range w.cells {
		g[k] = float64(a.g[cell])
	}
	a.wired.bent.divide(w.v, g)
}

// selectedBent is selected: the ladder of the bit line, in which crosspoints with the path to their driver stand as their tangents, Newton's
// steps. For curves that bend upwards these converge from 0 V, like those of a convex function of one variable; where they do not
// the column is solved as an array by itself.
func (p *writing) selectedBent(v []float64, g []float32, col int, rows []int32, volts float64) {
	w := p.of
	for r0 := 0; r0 < len(p.mark); {
		t := w.tiles[w.down[r0]+w.right[col]]
		r0 = t.r1
		if !anyOf(p.mark[t.r0:t.r1]) {
			continue
		}
		own, err := p.column(t, g, col, volts)
		if err != nil {
			w.failed(err)
		}
		for k, r := range rows {
			if int(r) >= t.r0 && int(r) < t.r1 {
				v[k] = own[int(r)-t.r0]
			}
		}
	}
	for _, r := range rows {
		p.mark[r] = false
	}
}

// Bounds of the steps of a column: the change of voltages at which they end, of the voltage of the pulse, and their number.
const (
	columnEnough = 1e-9
	columnSteps  = 60
)

// column are the voltages of the cells of a column in a tile, of those of the pulse, V.
func (p *writing) column(t *wiredTile, g []float32, col int, volts float64) ([]float64, error) {
	w, m := p.of, t.rows()
	x := w.bent.cross
	x.Access = w.wordPath(t, col)
	conducts := make([]float64, m)
	for i := range conducts {
		if p.mark[t.r0+i] {
			conducts[i] = float64(g[(t.r0+i)*w.cols+col])
		}
	}
	cells, err := x.Cells(conducts)
	if err != nil {
		return nil, err
	}
	u, v, amps, slope := make([]float64, m), make([]float64, m), make([]float64, m), make([]float64, m)
	latching, _ := cells.(circuit.Latching)
	for step := 0; ; step++ {
		if step == columnSteps {
			return p.columnCircuit(t, cells, &x, volts)
		}
		for i := range v {
			v[i] = volts - u[i]
			if !p.mark[t.r0+i] {
				v[i] = 0
			}
		}
		cells.Current(amps, slope, v)
		moved := p.descend(t, u, amps, slope)
		if moved <= columnEnough*math.Abs(volts) && (latching == nil || latching.Latch(v) == 0) {
			x.Across(v, cells, v)
			return v, nil
		}
	}
}

// descend takes the voltages u of a bit line to where the tangents of its crosspoints have them, and returns by how much they have moved
// at most, V.
func (p *writing) descend(t *wiredTile, u, amps, slope []float64) (moved float64) {
	w, m := p.of, t.rows()
	var conducts, sends float64
	next, inv := p.u[t.r0:t.r1], p.inv[t.r0:t.r1]
	for i := range m {
		if p.mark[t.r0+i] {
			conducts += slope[i]
			sends += amps[i] + float64(slope[i]*u[i])
		}
		inv[i] = 1 / (1 + float64(w.Bit*conducts))
		next[i] = float64(w.Bit * sends)
		if i < m-1 {
			conducts, sends = conducts*inv[i], sends*inv[i]
		}
	}
	end := w.Bit + w.Sense
	at := float64(end*sends) / (1 + float64(end*conducts))
	for i := m - 1; i >= 0; i-- {
		if i < m-1 {
			at = (at + next[i]) * inv[i]
		}
		moved = max(moved, math.Abs(at-u[i]))
		u[i] = at
	}
	return moved
}

// columnCircuit is column by Newton's method on a column of an array, with its search along every step.
func (p *writing) columnCircuit(t *wiredTile, cells circuit.Cells, x *circuit.Crosspoint, volts float64) ([]float64, error) {
	m := t.rows()
	geo := circuit.Geometry{Rows: m, Cols: 1, Bit: p.of.Bit, Left: circuit.Terminals(m, 0), Bottom: circuit.Terminals(1, p.of.Sense)}
	d := &circuit.Drive{Left: make([]float64, m)}
	for i := range d.Left {
		if p.mark[t.r0+i] {
			d.Left[i] = volts
		}
	}
	solver, err := circuit.NewNewton(geo, cells)
	if err != nil {
		return make([]float64, m), err
	}
	var s circuit.Solution
	err = solver.Solve(&s, d)
	v := make([]float64, m)
	for i := range v {
		v[i] = s.Word[i] - s.Bit[i]
	}
	x.Across(v, cells, v)
	return v, err
}

// across are the voltages across cells by themselves, V.
func (n *newtonBoard) across(b *bent) []float64 {
	v := make([]float64, len(n.g))
	for k := range v {
		v[k] = n.s.Word[k] - n.s.Bit[k]
	}
	b.cross.Across(v, n.cells, v)
	return v
}

// wholeBent is whole.
func (p *writing) wholeBent(t *wiredTile, g []float32, col int, volts float64) ([]float64, error) {
	w := p.of
	p.newton.gather(w, t, g)
	if err := p.newton.solve(w.bent, w.geometry(t.rows(), t.cols()), p.drive(t, col, volts)); err != nil {
		return nil, err
	}
	return p.newton.across(w.bent), nil
}
