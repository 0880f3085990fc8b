package crossbar

import (
	"github.com/xbar-sim/xbar/crossbar/circuit"
)

// Writes through lines of resistance. What a pulse puts on every cell is solved for the conductances that cells have when
// it begins, taken as linear where the study does not say that they bend (wiredwritebent.go); what changes during the pulse is left out. Against
// Newton's method on cells I = G V0 sinh(V/V0), G the conductance at low voltage and V0 half of the voltage of the
// pulse, so that they draw 1.8 times as much, this is off by 3 % of the voltage where lines take 6 % (gated) and 12 %
// (V/2) of it: less than half of what lines take (TestWriteVoltagesAgainstNewton). Bit lines are
// driven through the resistance of sense amplifiers. Tiles without a cell of the pulse are not driven.

// writing solves what pulses put on cells.
type writing struct {
	of         *wired
	bias       string
	x          *circuit.Exact
	rows, cols int // of x
	s          circuit.Solution
	g          []float64
	mark       []bool    // rows of this pulse
	u          []float64 // scratch of a ladder
	inv        []float64
	newton     newtonBoard // of crosspoints that bend
}

// writeError is the error of voltages of a pulse at which iterations stop, of the largest.
const writeError = 1e-4

// selected writes to v the voltages across the cells of column col in the given rows when a pulse of volts (V) is
// applied and all other cells are switched off: each word line carries one cell, and the bit line is a ladder.
func (p *writing) selected(v []float64, g []float32, col int, rows []int32, volts float64) {
	w := p.of
	for _, r := range rows {
		p.mark[r] = true
	}
	if w.bent != nil {
		p.selectedBent(v, g, col, rows, volts)
		return
	}
	first := 0
	for first < len(p.mark) {
		t := w.tiles[w.down[first]+w.right[col]]
		p.ladder(t, g, col, volts)
		first = t.r1
	}
	for k, r := range rows {
		cell := 1 / float64(max(g[int(r)*w.cols+col], 1e-30))
		t := w.tiles[w.down[r]+w.right[col]]
		v[k] = (volts - p.u[r]) * cell / (cell + w.wordPath(t, col))
		p.mark[r] = false
	}
}

// wordPath is the resistance from the driver to the cells of a column, transistors included.
func (w *wired) wordPath(t *wiredTile, col int) float64 {
	near := w.Source + float64(w.Word*float64(col-t.c0+1))
	if w.TwoSided {
		far := w.Source + float64(w.Word*float64(t.c1-col))
		if near+far > 0 {
			near = near * far / (near + far)
		}
	}
	return near + w.Access
}

// ladder makes u, the voltages of the bit line of column col in a tile.
func (p *writing) ladder(t *wiredTile, g []float32, col int, volts float64) {
	w := p.of
	path := w.wordPath(t, col)
	var conducts, sends float64 // seen from the place away from the end of the line
	for r := t.r0; r < t.r1; r++ {
		if p.mark[r] {
			if x := float64(g[r*w.cols+col]); x > 0 {
				x = x / (1 + float64(x*path))
				conducts += x
				sends += float64(x * volts)
			}
		}
		p.inv[r] = 1 / (1 + float64(w.Bit*conducts))
		p.u[r] = float64(w.Bit * sends)
		if r < t.r1-1 {
			conducts, sends = conducts*p.inv[r], sends*p.inv[r]
		}
	}
	end := w.Bit + w.Sense
	at := float64(end*sends) / (1 + float64(end*conducts)) // of the last place
	p.u[t.r1-1] = at
	for r := t.r1 - 2; r >= t.r0; r-- {
		at = (at + p.u[r]) * p.inv[r]
		p.u[r] = at
	}
}

// whole solves one tile under a pulse on cells of column col in the marked rows, all cells conducting, and returns
// the voltages across its cells, row after row. The slice belongs to p.
func (p *writing) whole(t *wiredTile, g []float32, col int, volts float64) ([]float64, error) {
	w, m, n := p.of, t.rows(), t.cols()
	if w.bent != nil {
		return p.wholeBent(t, g, col, volts)
	}
	p.g = p.g[:0]
	for r := t.r0; r < t.r1; r++ {
		for _, x := range g[r*w.cols+t.c0 : r*w.cols+t.c1] {
			p.g = append(p.g, w.behind(float64(x)))
		}
	}
	var err error
	if p.x != nil && p.rows == m && p.cols == n {
		err = p.x.Reset(p.g)
	} else if p.x, err = circuit.NewExact(w.geometry(m, n), p.g); err == nil {
		p.rows, p.cols = m, n
		p.x.Loosen(writeError)
	}
	if err != nil {
		return nil, err
	}
	d := p.drive(t, col, volts)
	if err := p.x.Solve(&p.s, d); err != nil {
		return nil, err
	}
	v := p.s.Word
	for k := range v {
		v[k] -= p.s.Bit[k]
		if w.Access > 0 { // the part across the cell
			x := float64(g[(t.r0+k/n)*w.cols+t.c0+k%n])
			v[k] /= 1 + float64(x*w.Access)
		}
	}
	return v, nil
}

// drive are the voltages of the lines of a tile under a bias.
func (p *writing) drive(t *wiredTile, col int, volts float64) *circuit.Drive {
	d := &circuit.Drive{Left: make([]float64, t.rows()), Bottom: make([]float64, t.cols())}
	on, off, other := volts/2, 0.0, 0.0
	d.Bottom[col-t.c0] = -volts / 2
	if p.bias == "third" {
		on, off, other = volts, volts/3, 2*volts/3
	}
	for i := range d.Left {
		d.Left[i] = off
		if p.mark[t.r0+i] {
			d.Left[i] = on
		}
	}
	if p.bias == "third" {
		for j := range d.Bottom {
			d.Bottom[j] = other
		}
		d.Bottom[col-t.c0] = 0
	}
	if p.of.TwoSided {
		d.Right = d.Left
	}
	return d
}

// lines writes to v the voltages across the cells of column col in the marked rows, which are then no longer marked, where
// no other cell can move and cells have no switches. The column is a ladder, in which every word line stands as a source:
// what the line leaves of its voltage at that place, behind the same part of the resistance of the way there. That other
// bit lines rise a little under the currents of the pulse is left out; what this makes is measured in
// TestColumnOfBiasedWrites: 0.6 % of the voltage where lines take 26 %.
func (p *writing) lines(v []float64, g []float32, col int, rows []int32, volts float64) {
	w := p.of
	on, off, foot := volts/2, 0.0, -volts/2 // against the other bit lines
	if p.bias == "third" {
		on, off, foot = volts/3, -volts/3, -2*volts/3
	}
	at := func(r int) (x, part, source float64) { // what the cell carries is x (source - part u)
		k := r*w.cols + col
		t := w.tiles[w.down[r]+w.right[col]]
		x = w.behind(float64(g[k]))
		left := 1.0
		if w.bit[k] > 0 {
			left = float64(w.left[k] / w.bit[k])
		}
		source = off
		if p.mark[r] {
			source = on
		}
		part = 1 - float64(float64(left*(w.wordPath(t, col)-w.Access))*x)
		return x, max(part, 0), source * left
	}
	for r0 := 0; r0 < len(p.mark); {
		t := w.tiles[w.down[r0]+w.right[col]]
		r0 = t.r1
		if !anyOf(p.mark[t.r0:t.r1]) {
			continue
		}
		var conducts, sends float64
		for r := t.r0; r < t.r1; r++ {
			x, part, source := at(r)
			conducts += float64(x * part)
			sends += float64(x * source)
			p.inv[r] = 1 / (1 + float64(w.Bit*conducts))
			p.u[r] = float64(w.Bit * sends)
			if r < t.r1-1 {
				conducts, sends = conducts*p.inv[r], sends*p.inv[r]
			}
		}
		end := w.Bit + w.Sense
		u := (foot + float64(end*sends)) / (1 + float64(end*conducts))
		p.u[t.r1-1] = u
		for r := t.r1 - 2; r >= t.r0; r-- {
			u = (u + p.u[r]) * p.inv[r]
			p.u[r] = u
		}
	}
	for k, r := range rows {
		_, part, source := at(int(r))
		v[k] = (source - float64(part*p.u[r])) / (1 + float64(float64(g[int(r)*w.cols+col])*w.Access))
	}
	for _, r := range rows {
		p.mark[r] = false
	}
}

// newWriting returns nil for lines without resistance.
func newWriting(w *wired, rows int, bias string) *writing {
	if w == nil || w.Model == idealWires {
		return nil
	}
	return &writing{of: w, bias: bias, mark: make([]bool, rows), u: make([]float64, rows), inv: make([]float64, rows)}
}

// gated reports whether cells that are not programmed are switched off.
func (p *writing) gated() bool { return p.bias == "" || p.bias == "gated" }

// through makes the voltages of the gathered cells, which a pulse of v (V) on column col addresses, and those of all others
// of its tiles where they have no switches.
func (a *Array) through(col int, rows []int32, v float64) {
	p := a.writing
	if p.gated() {
		p.selected(a.work.v, a.g, col, rows, v)
		return
	}
	u := a.others
	u.solved = u.solved[:0]
	for _, r := range rows {
		p.mark[r] = true
	}
	if near, far := u.around(v); p.of.Model == cachedWires && p.of.bent == nil && u.resting(near, far) {
		a.follow()
		p.lines(a.work.v, a.g, col, rows, v)
		return
	}
	for r0 := 0; r0 < a.Rows; {
		t := p.of.tiles[p.of.down[r0]+p.of.right[col]]
		r0 = t.r1
		if !anyOf(p.mark[t.r0:t.r1]) {
			continue
		}
		volts, err := p.whole(t, a.g, col, v)
		if err != nil {
			p.of.failed(err)
			continue
		}
		u.solved = append(u.solved, tileVoltages{t, append([]float64(nil), volts...)})
	}
	for k, r := range rows {
		p.mark[r] = false
		for _, x := range u.solved {
			if int(r) >= x.tile.r0 && int(r) < x.tile.r1 {
				a.work.v[k] = x.v[(int(r)-x.tile.r0)*x.tile.cols()+col-x.tile.c0]
			}
		}
	}
}

func anyOf(x []bool) bool {
	for _, y := range x {
		if y {
			return true
		}
	}
	return false
}

// tileVoltages are the voltages across the cells of a tile, V.
type tileVoltages struct {
	tile *wiredTile
	v    []float64
}

// sufferSolved steps the cells of the tiles of a pulse that are not addressed under the voltages that were solved for
// them.
func (u *unselected) sufferSolved(a *Array, col int, rows []int32, width float64, number uint64) {
	for _, r := range rows {
		u.mark[r] = true
	}
	src := a.stream.Named("disturb").At(int(number)).Source()
	for _, x := range u.solved {
		t, n := x.tile, x.tile.cols()
		for c := t.c0; c < t.c1; c++ {
			list, volts, moves := u.list[:0], u.volts[:0], !u.still
			for r := t.r0; r < t.r1; r++ {
				if u.mark[r] && c == col {
					continue
				}
				v := x.v[(r-t.r0)*n+c-t.c0]
				moves = moves || v > u.hi || v < u.lo
				list, volts = append(list, int32(r)), append(volts, v)
			}
			if moves {
				u.work.gather(a, c, list)
				copy(u.work.v, volts)
				u.move(a, width, src)
			}
		}
	}
	for _, r := range rows {
		u.mark[r] = false
	}
}
