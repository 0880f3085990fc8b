package crossbar

import "slices"

// A Wired is what an effective matrix remembers: it depends on when it was last compared with the circuit.
type Wired struct {
	Left, Bit, Sneak []float32
	Tiles            []WiredTile
	Sees, Load       []float32 // of crosspoints that bend: bent
	Stale, Passed    bool
	Solved           int
}

// A WiredTile is what it remembers of a tile.
type WiredTile struct {
	Sum, Moved, Since, Limit, Care float64
	Checks                         int
	Columns, Lines                 []float64
	Touched                        []int32
	ByRow, ByCol                   []float64
	All                            float64
	Cells                          []int32 // changed since the tile was solved, and what they were, S
	Was                            []float32
	Many                           bool
	Updates                        int
}

func (w *wired) store() *Wired {
	if w == nil || w.shared != nil {
		return nil
	}
	s := &Wired{Left: copied(w.left), Bit: copied(w.bit), Sneak: copied(w.sneak), Stale: w.stale, Passed: w.passed, Solved: w.solved}
	if w.bent != nil {
		s.Sees, s.Load = copied(w.bent.sees), copied(w.bent.load)
	}
	for _, t := range w.tiles {
		s.Tiles = append(s.Tiles, WiredTile{
			Sum: t.sum, Moved: t.moved, Since: t.since, Limit: t.limit, Care: t.care, Checks: t.checks, All: t.all,
			Columns: copied(t.columns), Lines: copied(t.lines), Touched: copied(t.touched), ByRow: copied(t.byRow), ByCol: copied(t.byCol),
			Cells: copied(t.cells), Was: copied(t.was), Many: t.many, Updates: t.changes.since,
		})
	}
	return s
}

func copied[T any](x []T) []T { return append([]T(nil), x...) }

// fits reports whether restore can take what was stored.
func (w *wired) fits(s *Wired) bool {
	if w == nil || s == nil {
		return w == nil && s == nil
	}
	fits := len(s.Left) == len(w.left) && len(s.Bit) == len(w.bit) && len(s.Sneak) == len(w.sneak) && len(s.Tiles) == len(w.tiles)
	if w.bent != nil {
		fits = fits && len(s.Sees) == len(w.left) && len(s.Load) == len(w.left)
	}
	for k, t := range s.Tiles {
		fits = fits && len(t.Columns) == w.tiles[k].cols() && len(t.Lines) == w.tiles[k].rows() && len(t.ByRow) == w.tiles[k].rows() && len(t.ByCol) == w.tiles[k].cols()
		fits = fits && len(t.Cells) == len(t.Was)
		for _, c := range t.Cells {
			fits = fits && w.tiles[k].has(int(c)/w.cols, int(c)%w.cols) && c >= 0
		}
		for _, c := range t.Touched {
			fits = fits && c >= 0 && int(c) < len(t.Columns)
		}
	}
	return fits
}

// has reports whether a cell of the array is in the tile.
func (t *wiredTile) has(row, col int) bool {
	return row >= t.r0 && row < t.r1 && col >= t.c0 && col < t.c1
}

// restore takes up what was stored; the cells conduct g (S).
func (w *wired) restore(s *Wired, g []float32) {
	if w == nil {
		return
	}
	copy(w.left, s.Left)
	copy(w.bit, s.Bit)
	copy(w.sneak, s.Sneak)
	copy(w.used, g)
	if w.bent != nil {
		copy(w.bent.sees, s.Sees)
		copy(w.bent.load, s.Load)
		for from := 0; from < len(g); from += w.cols {
			w.bent.update(from, g[from:from+w.cols])
		}
	}
	for k := range g {
		w.set(k, g[k])
	}
	for k, t := range w.tiles {
		x := &s.Tiles[k]
		t.sum, t.moved, t.since, t.limit, t.care, t.checks, t.all = x.Sum, x.Moved, x.Since, x.Limit, x.Care, x.Checks, x.All
		t.touched = append(t.touched[:0], x.Touched...)
		copy(t.columns, x.Columns)
		copy(t.lines, x.Lines)
		t.changes = changes{cells: copied(x.Cells), was: copied(x.Was), many: x.Many, since: x.Updates}
		t.most = slices.Max(t.lines)
		copy(t.byRow, x.ByRow)
		copy(t.byCol, x.ByCol)
	}
	w.noisy.forget(0, len(w.noisy.made))
	w.stale, w.passed, w.solved, w.frozen = s.Stale, s.Passed, s.Solved, nil
}
