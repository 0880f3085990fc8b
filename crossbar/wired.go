package crossbar

import (
	"math"
	"slices"
	"sync"
)

// A wired is the effective matrix of an array on lines of resistance: with cells that are linear and voltages v on
// the word lines, the current of bit line j is Σᵢ v(i) E(i, j), summed over the tiles below each other, with
//
//	E(i,j) = G(i,j) p(i,j) q(i,j) + S(i,j)
//
// Here p is what the word line leaves of the voltage, bit lines at 0 V, and q the part of the current that comes to
// the end of the bit line, word lines at 0 V: two ladders. S are sneak currents, which reach a sense amplifier through
// other cells: nearly the same for neighbours, whatever their own conductance. A cell that changes
// is in E at once; the ladder of its column follows before the next read, those of the tile when it has moved
// enough, when the sneak currents are scaled as a simpler estimate of them, by row and by column. What this leaves is measured
// now and then against the circuit, and S made anew from it where it is off by a third of the tolerance.
//
// p, q and S are of the conductances without read noise: noise acts on G alone.
type wired struct {
	Wiring
	cols  int
	tiles []*wiredTile
	down  []int32 // by row, the first tile of its row of tiles
	right []int32 // by column, the number of its tile within that row

	used  []float32 // conductances that everything else is of, S
	left  []float32 // p q
	bit   []float32 // q
	sneak []float32 // S, S
	e     []float32 // E, S
	noisy noisyRows // E of the rows being read with noise

	stale  bool // something has changed since follow
	passed bool // time too
	board  board
	solved int   // tiles, so far
	err    error // the first of a solver

	bent    *bent // nil where crosspoints are resistors
	trouble *trouble

	frozen *frozen // for readers of the state as it is; nil until wanted
	shared *frozen // of a reader
}

// A frozen is what all readers of one state share.
type frozen struct {
	once sync.Once
	of   *wired
	done *wired
}

// A trouble is the first failure of a solver, of an array and of its readers.
type trouble struct {
	sync.Mutex
	err error
}

// newWired returns nil for lines without resistance and crosspoints that are resistors, which are read at volts (V).
func newWired(rows, cols int, opt Wiring, volts float64) (*wired, error) {
	if err := opt.Check(); err != nil || opt.Ideal() && !opt.Bent() {
		return nil, err
	}
	if opt.Ideal() {
		opt.Model = idealWires
	}
	w := &wired{Wiring: opt.whole(rows, cols), cols: cols, trouble: &trouble{}}
	n := rows * cols
	var err error
	if w.bent, err = newBent(opt, volts, n); err != nil {
		return nil, err
	}
	for _, x := range []*[]float32{&w.used, &w.left, &w.bit, &w.sneak, &w.e} {
		*x = make([]float32, n)
	}
	for k := range w.left {
		w.left[k], w.bit[k] = 1, 1
	}
	w.down, w.right = make([]int32, rows), make([]int32, cols)
	for r0 := 0; r0 < rows; r0 += w.TileRows {
		r1 := min(r0+w.TileRows, rows)
		for r := r0; r < r1; r++ {
			w.down[r] = int32(len(w.tiles))
		}
		for c0 := 0; c0 < cols; c0 += w.TileCols {
			c1 := min(c0+w.TileCols, cols)
			for c := c0; c < c1; c++ {
				w.right[c] = int32(c0 / w.TileCols)
			}
			w.tiles = append(w.tiles, &wiredTile{
				r0: r0, r1: r1, c0: c0, c1: c1, columns: make([]float64, c1-c0), lines: make([]float64, r1-r0),
				sneaks: sneaks{byRow: make([]float64, r1-r0), byCol: make([]float64, c1-c0)},
			})
		}
	}
	return w, nil
}

// set makes the effective conductance of a cell of conductance g (S).
func (w *wired) set(cell int, g float32) {
	if w.bent != nil {
		w.e[cell] = float32(w.bent.eff[cell]*w.left[cell]) + w.sneak[cell]
		return
	}
	if w.Access > 0 {
		g = float32(w.behind(float64(g)))
	}
	w.e[cell] = float32(g*w.left[cell]) + w.sneak[cell]
}

// touch notes that a cell conducts g (S) now.
func (w *wired) touch(cell int, g float32) {
	if w == nil || w.shared != nil {
		return
	}
	r, c := cell/w.cols, cell%w.cols
	w.noisy.cell(r, c)
	if g == w.used[cell] {
		return
	}
	t := w.tiles[w.down[r]+w.right[c]]
	if w.bent != nil {
		was := w.bent.eff[cell]
		w.bent.set(cell, g)
		w.move(t, r, c, float64(w.bent.eff[cell])-float64(was))
	} else {
		w.note(t, cell, w.used[cell])
		w.move(t, r, c, w.behind(float64(g))-w.behind(float64(w.used[cell])))
	}
	w.used[cell] = g
	w.set(cell, g)
	w.stale, w.frozen = true, nil
}

// move notes that a cell of a tile has changed (S).
func (w *wired) move(t *wiredTile, row, col int, by float64) {
	if by < 0 {
		by = -by
	}
	t.moved += by
	t.line(row, by)
	k := col - t.c0
	was := t.columns[k]
	t.columns[k] += by
	if bound := w.columnBound(t); was <= bound && t.columns[k] > bound {
		t.touched = append(t.touched, int32(k))
	}
}

// row notes what the cells of a row conduct now.
func (w *wired) row(row int, g []float32) {
	if w == nil || w.shared != nil {
		return
	}
	w.noisy.row(row)
	first := int(w.down[row])
	if w.bent != nil {
		for c, x := range g {
			w.touch(row*w.cols+c, x)
		}
		return
	}
	for ; first < len(w.tiles) && w.tiles[first].r0 <= row && row < w.tiles[first].r1; first++ {
		w.segment(w.tiles[first], row, g[w.tiles[first].c0:w.tiles[first].c1])
	}
	w.stale, w.frozen = true, nil
}

// segment notes what the cells of a row within a tile conduct now.
func (w *wired) segment(t *wiredTile, row int, g []float32) {
	at := row*w.cols + t.c0
	to := at + len(g)
	used, left, sneak, e := w.used[at:to], w.left[at:to], w.sneak[at:to], w.e[at:to]
	bound, total := w.columnBound(t), 0.0
	for k, x := range g {
		if x == used[k] {
			continue
		}
		by := float64(x) - float64(used[k])
		now := x
		if w.Access > 0 {
			by = w.behind(float64(x)) - w.behind(float64(used[k]))
			now = float32(w.behind(float64(x)))
		}
		by = math.Abs(by)
		total += by
		was := t.columns[k]
		t.columns[k] = was + by
		if was <= bound && was+by > bound {
			t.touched = append(t.touched, int32(k))
		}
		w.note(t, at+k, used[k])
		used[k] = x
		e[k] = float32(now*left[k]) + sneak[k]
	}
	t.moved += total
	t.line(row, total)
}

// failed keeps the first error.
func (w *wired) failed(err error) {
	if w.err == nil {
		w.err = err
	}
	if w.trouble != nil {
		w.trouble.Lock()
		defer w.trouble.Unlock()
		if w.trouble.err == nil {
			w.trouble.err = err
		}
	}
}

// follow brings the effective matrix up to date.
func (a *Array) follow() {
	w := a.wired
	if w.everyRead() {
		if w.stale { // cells of lines that are not driven conduct too
			a.renewAll(0)
			w.stale, w.passed = false, false
		}
		return
	}
	if w.shared != nil {
		w.thaw(a)
		return
	}
	if !w.stale {
		return
	}
	if w.passed { // cells that nobody reads load the lines all the same
		a.renewAll(w.Tolerance)
	}
	for _, t := range w.tiles {
		w.follow(t)
	}
	w.stale, w.passed, w.frozen = false, false, nil
}

// everyRead reports whether each read is solved by itself.
func (w *wired) everyRead() bool { return w.bent != nil && w.Model == exactWires }

// renewAll brings all rows of the read cache to the present that may have changed by more than a tolerance.
func (a *Array) renewAll(tolerance float64) {
	for r := range a.Rows {
		if a.loss != nil {
			a.loss.renew(a, r)
		} else if d := a.drift; d != nil {
			if c := &d.rows[r]; c.flow*(a.now-c.renewed) > tolerance*c.sum {
				d.refresh(a, r)
			}
		}
	}
}

// time notes that time has passed.
func (w *wired) time() {
	if w != nil && w.shared == nil {
		w.stale, w.passed, w.frozen = true, true, nil
	}
}

// reader returns the matrix for a reader: the same for all of one state, made by the first that reads.
func (w *wired) reader() *wired {
	if w == nil {
		return nil
	}
	r := &wired{Wiring: w.Wiring, cols: w.cols, shared: w.shared, bent: w.bent, trouble: w.trouble}
	if w.bent != nil {
		r.tiles = w.tiles // for what is solved by itself
	}
	if r.everyRead() {
		r.stale, r.shared = true, &frozen{}
		return r
	}
	if r.shared == nil {
		if w.frozen == nil {
			w.frozen = &frozen{of: w}
		}
		r.shared = w.frozen
	}
	return r
}

// thaw gives a reader its matrix. All rows are renewed first, so that it does not depend on which were read.
func (w *wired) thaw(a *Array) {
	if w.e != nil {
		return
	}
	for r := range a.Rows {
		a.renew(r)
	}
	w.shared.once.Do(func() { w.shared.done = w.shared.of.settle(a.g) })
	done := w.shared.done
	w.left, w.sneak, w.e, w.used, w.err, w.bent = done.left, done.sneak, done.e, done.used, done.err, done.bent
}

// settle returns a copy for conductances g (S), up to date.
func (w *wired) settle(g []float32) *wired {
	c := &wired{Wiring: w.Wiring, cols: w.cols, down: w.down, right: w.right, err: w.err, bent: w.bent.clone(), trouble: w.trouble}
	c.used, c.left, c.bit = slices.Clone(w.used), slices.Clone(w.left), slices.Clone(w.bit)
	c.sneak, c.e = slices.Clone(w.sneak), slices.Clone(w.e)
	for _, t := range w.tiles {
		own := *t
		own.columns, own.lines, own.touched = slices.Clone(t.columns), slices.Clone(t.lines), slices.Clone(t.touched)
		own.cells, own.was = slices.Clone(t.cells), slices.Clone(t.was)
		own.byRow, own.byCol = slices.Clone(t.byRow), slices.Clone(t.byCol)
		c.tiles = append(c.tiles, &own)
	}
	for k, x := range g {
		c.touch(k, x)
	}
	for _, t := range c.tiles {
		c.follow(t)
	}
	c.tiles, c.board = nil, board{}
	return c
}
