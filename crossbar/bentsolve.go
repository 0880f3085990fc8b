package crossbar

import (
	"math"
	"slices"

	"github.com/xbar-sim/xbar/crossbar/circuit"
)

// A newtonBoard solves tiles of crosspoints that bend, one after another.
type newtonBoard struct {
	x          *circuit.Newton
	rows, cols int // of x
	s          circuit.Solution
	g          []float64
	cells      circuit.Cells
}

// solve makes the state of a tile of cells of g (S) in geometry geo under a drive, from 0 V: what came before does not show in it.
func (n *newtonBoard) solve(b *bent, geo circuit.Geometry, d *circuit.Drive) (err error) {
	if n.cells, err = b.cross.Cells(n.g); err != nil {
		return err
	}
	if n.x != nil && n.rows == geo.Rows && n.cols == geo.Cols {
		n.x.Reset(n.cells)
	} else {
		if n.x, err = circuit.NewNewton(geo, n.cells); err != nil {
			return err
		}
		n.rows, n.cols = geo.Rows, geo.Cols
	}
	n.s.Word, n.s.Bit = n.s.Word[:0], n.s.Bit[:0]
	return n.x.Solve(&n.s, d)
}

// gather takes the conductances of a tile, S.
func (n *newtonBoard) gather(w *wired, t *wiredTile, g []float32) {
	n.g = n.g[:0]
	for r := t.r0; r < t.r1; r++ {
		for _, x := range g[r*w.cols+t.c0 : r*w.cols+t.c1] {
			n.g = append(n.g, float64(x))
		}
	}
}

// across are the voltages of crosspoints, and chords their conductances there, the slope where there is hardly a voltage.
func (n *newtonBoard) chords(least float64) (across, chords []float64) {
	k := len(n.g)
	across, chords = make([]float64, k), make([]float64, k)
	slope := make([]float64, k)
	for i := range across {
		across[i] = n.s.Word[i] - n.s.Bit[i]
	}
	n.cells.Current(chords, slope, across)
	for i, v := range across {
		if chords[i] /= v; !(math.Abs(v) > least) {
			chords[i] = slope[i]
		}
	}
	return across, chords
}

// read is the drive of one read of a tile.
func (w *wired) read(v []float64) *circuit.Drive {
	d := &circuit.Drive{Left: v}
	if w.TwoSided {
		d.Right = v
	}
	return d
}

// solveBent makes the effective matrix of a tile from typical reads; see bent.
func (w *wired) solveBent(t *wiredTile) {
	w.solved++
	m, n, b := t.rows(), t.cols(), w.bent
	w.board.size(m * n)
	board, turns := &w.board.newton, w.typical(t)
	board.gather(w, t, w.used)
	all, own := make([]float64, m*n), make([]float64, m*n)
	for turn := range turns {
		v := make([]float64, m)
		for i := turn; i < m; i += turns {
			v[i] = b.volts
		}
		if err := board.solve(b, w.geometry(m, n), w.read(v)); err != nil {
			w.failed(err)
			return
		}
		across, chords := board.chords(1e-9 * b.volts)
		for k, c := range chords {
			all[k] += c / float64(turns)
		}
		for i := turn; i < m; i += turns {
			for j := range n {
				b.sees[(t.r0+i)*w.cols+t.c0+j] = float32(across[i*n+j] / b.volts)
				own[i*n+j] = chords[i*n+j]
			}
		}
		if err := w.transferRows(t, chords, turn, turns); err != nil {
			w.failed(err)
			return
		}
	}
	for i := range m {
		from := (t.r0+i)*w.cols + t.c0
		b.update(from, w.used[from:from+n])
		for j := range n {
			b.load[from+j] = 1
			if x := own[i*n+j]; x > 0 {
				b.load[from+j] = float32(min(all[i*n+j]/x, 1e3))
			}
		}
	}
	w.gather(t, w.used)
	w.estimate(t, w.board.transfer)
}

// transferRows writes to the board the currents (A) of the bit lines of a tile of these conductances (S) for a volt on each of the rows from
// one on, alone.
func (w *wired) transferRows(t *wiredTile, g []float64, from, step int) error {
	b, m, n := &w.board, t.rows(), t.cols()
	copy(b.g, g)
	x, err := w.solver(t)
	if err != nil {
		return err
	}
	v := make([]float64, m)
	for i := from; i < m; i += step {
		v[i] = 1
		if err := x.Solve(&b.solution, w.read(v)); err != nil {
			return err
		}
		v[i] = 0
		copy(b.transfer[i*n:(i+1)*n], b.solution.Bottom)
	}
	return nil
}

// compareBent is compare for crosspoints that bend: one of the typical reads, another every time.
func (w *wired) compareBent(t *wiredTile) float64 {
	v, got, turns := make([]float64, t.rows()), make([]float64, t.cols()), w.typical(t)
	t.checks++
	for i := t.checks % turns; i < len(v); i += turns {
		v[i] = w.bent.volts
		at := (t.r0+i)*w.cols + t.c0
		for j, e := range w.e[at : at+t.cols()] {
			got[j] += float64(float64(e) * w.bent.volts)
		}
	}
	want, err := w.newton(t, w.used, v)
	if err != nil {
		w.failed(err)
		return math.Inf(1)
	}
	return off(got, want)
}

// newton solves a tile of cells of g (S) for voltages on its word lines (V), and returns the currents of its bit lines, A. The
// slice belongs to the board.
func (w *wired) newton(t *wiredTile, g []float32, v []float64) ([]float64, error) {
	board := &w.board.newton
	board.gather(w, t, g)
	err := board.solve(w.bent, w.geometry(t.rows(), t.cols()), w.read(v))
	return board.s.Bottom, err
}

// solveRead adds to dst the currents of one read of an array of conductances g (S), solved by Newton's method tile by tile, A. Rows
// that are driven have the conductances in noisy.
func (w *wired) solveRead(dst, g, noisy []float32, rows []int32, amp []float32, v float64) {
	if &noisy[0] != &g[0] {
		g = slices.Clone(g)
		for _, r := range rows {
			from, to := int(r)*w.cols, (int(r)+1)*w.cols
			copy(g[from:to], noisy[from:to])
		}
	}
	for _, t := range w.tiles {
		volts, driven := make([]float64, t.rows()), false
		for i, r := range rows {
			if int(r) < t.r0 || int(r) >= t.r1 {
				continue
			}
			driven = true
			volts[int(r)-t.r0] = v
			if amp != nil {
				volts[int(r)-t.r0] = v * float64(amp[i])
			}
		}
		if !driven {
			continue
		}
		amps, err := w.newton(t, g, volts)
		if err != nil {
			w.failed(err)
			return
		}
		for j, y := range amps {
			dst[t.c0+j] += float32(y)
		}
	}
}
