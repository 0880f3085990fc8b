package crossbar

import "github.com/xbar-sim/xbar/crossbar/circuit"

// Writes of crosspoints that bend are solved by Newton's method for the conductances that cells have when the pulse begins, G being
// theirs at the read voltage; selectors and transistors take their part of the voltage, and half-selected cells conduct what their curve says at that
// voltage.

// selects leaves of the voltages of the gathered cells what selectors leave, on ideal lines.
func (a *Array) selects(w *scratch) {
	g := make([]float64, len(w.cells))
	for k, cell := range w.cells {
		g[k] = float64(a.g[cell])
	}
	a.wired.bent.divide(w.v, g)
}

// selectedBent is selected: every word line is a driver behind its path, and the bit line a column of an array by itself.
func (p *writing) selectedBent(v []float64, g []float32, col int, rows []int32, volts float64) {
	w := p.of
	for r0 := 0; r0 < len(p.mark); {
		t := w.tiles[w.down[r0]+w.right[col]]
		r0 = t.r1
		if !anyOf(p.mark[t.r0:t.r1]) {
			continue
		}
		m := t.rows()
		geo := circuit.Geometry{
			Rows: m, Cols: 1, Bit: w.Bit, Left: circuit.Terminals(m, w.wordPath(t, col)-w.Access), Bottom: circuit.Terminals(1, w.Sense),
		}
		d := &circuit.Drive{Left: make([]float64, m)}
		p.newton.g = p.newton.g[:0]
		for r := t.r0; r < t.r1; r++ {
			x := 0.0
			if p.mark[r] {
				x, d.Left[r-t.r0] = float64(g[r*w.cols+col]), volts
			}
			p.newton.g = append(p.newton.g, x)
		}
		p.newton.x = nil // paths differ from column to column
		if err := p.newton.solve(w.bent, geo, d); err != nil {
			w.failed(err)
		}
		own := p.newton.across(w.bent)
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
