package periphery

import (
	"fmt"

	"github.com/xbar-sim/xbar/variability"
)

// Spares are rows and columns that an array has beyond those it needs. After it was made, a test writes
// every cell to the top of its range and to the bottom, one write and one look each, and finds bad those
// whose two reads lie less than half of the nominal range apart. Then, as long as it gains, the worst line
// in use and the spare that is best there change places. The test knows nothing of faults but what its reads
// find, with their noise. Its writes and looks are counted; spares take area, and lengthen the lines.
type Spares struct {
	Rows, Columns int // 0 to MaxSpares
}

// MaxSpares is the most spare lines on either side.
const MaxSpares = 4096

// Check refuses a number that is negative or beyond MaxSpares.
func (s Spares) Check() error {
	for _, x := range []struct {
		key string
		n   int
	}{{"tile.spare_rows", s.Rows}, {"tile.spare_cols", s.Columns}} {
		if x.n < 0 || x.n > MaxSpares {
			return fmt.Errorf("%s = %d: want 0 to %d lines", x.key, x.n, MaxSpares)
		}
	}
	return nil
}

// A Repair is what the test of an array with spares came to.
type Repair struct {
	Bad           int // cells found bad on the lines in use at first
	Left          int // and on those in use at the end
	Rows, Columns int // lines replaced
}

// Repaired returns what the test came to; nothing where there are no spares.
func (t *Tile) Repaired() Repair { return t.repair }

// repairLines tests the array and puts spare lines in the place of bad ones.
func (t *Tile) repairLines(stream variability.Stream) {
	if t.array.row == nil {
		return
	}
	p := newPlan(t.test(stream), t.array)
	t.repair.Bad = p.left()
	for {
		rows, from, to, gain := p.best()
		if gain <= 0 {
			break
		}
		p.swap(rows, from, to)
		if rows {
			t.repair.Rows++
		} else {
			t.repair.Columns++
		}
	}
	t.repair.Left = p.left()
	t.array.row, t.array.col = p.line[0], p.line[1]
}

// test returns which cells of the whole array are bad, row after row, and leaves them erased.
func (t *Tile) test(stream variability.Stream) []bool {
	a := t.array.Array
	a.NextInput(stream)
	lo, hi := a.Card().Model.Range()
	span := make([]float64, a.Rows*a.Cols)
	w := make([]float64, a.Rows)
	for _, end := range []float64{1, 0} {
		for r := range w {
			w[r] = end
		}
		for c := range a.Cols {
			a.Rewrite(c, w)
			for r := range w {
				g := a.Observe(r, c)
				if end == 0 {
					g = -g
				}
				span[r*a.Cols+c] += g
			}
		}
	}
	t.counts.Looks += uint64(2 * len(span))
	bad := make([]bool, len(span))
	for i, s := range span {
		bad[i] = s < (hi-lo)/2
	}
	a.Program(make([]float64, len(span)), false)
	return bad
}

// A plan is which lines are in use and which are spare; side 0 are the rows and side 1 the columns.
type plan struct {
	bad   []bool
	cols  int
	line  [2][]int32
	spare [2][]int32
}

func newPlan(bad []bool, l *lines) *plan {
	p := &plan{bad: bad, cols: l.Array.Cols}
	p.line = [2][]int32{upTo(l.Rows), upTo(l.Cols)}
	for side, n := range []int{l.Array.Rows, l.Array.Cols} {
		p.spare[side] = upTo(n)[len(p.line[side]):]
	}
	return p
}

// score counts the bad cells of a line where it crosses those in use.
func (p *plan) score(side int, line int32) (n int) {
	for _, k := range p.line[1-side] {
		r, c := line, k
		if side == 1 {
			r, c = k, line
		}
		if p.bad[int(r)*p.cols+int(c)] {
			n++
		}
	}
	return n
}

// best finds the exchange that leaves the fewest bad cells: rows before columns, low before high.
func (p *plan) best() (rows bool, from, to, gain int) {
	for side := range p.line {
		worst, at := -1, 0
		for i, k := range p.line[side] {
			if n := p.score(side, k); n > worst {
				worst, at = n, i
			}
		}
		for i, k := range p.spare[side] {
			if n := worst - p.score(side, k); n > gain {
				rows, from, to, gain = side == 0, at, i, n
			}
		}
	}
	return rows, from, to, gain
}

// swap puts a spare line in the place of one in use. That one is of no further use.
func (p *plan) swap(rows bool, from, to int) {
	side := 1
	if rows {
		side = 0
	}
	p.line[side][from] = p.spare[side][to]
	p.spare[side] = append(p.spare[side][:to:to], p.spare[side][to+1:]...)
}

// left counts the bad cells on the lines in use.
func (p *plan) left() (n int) {
	for _, r := range p.line[0] {
		n += p.score(0, r)
	}
	return n
}
