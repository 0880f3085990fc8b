package periphery

import (
	"github.com/xbar-sim/xbar/crossbar"
	"github.com/xbar-sim/xbar/variability"
)

// lines is an array as layouts see it: the rows and columns in use, behind the switches that put spare
// lines in the place of bad ones. Without spares it is the array. What it does not take over from the
// array, such as its events and its time, is of all cells, spares and replaced lines included.
type lines struct {
	*crossbar.Array
	Rows, Cols int     // in use
	row, col   []int32 // the lines of the array that are in use, in their order; nil where there are no spares

	rows    []int32
	current []float32
	column  []float32
	place   []float64
}

// newLines puts an array behind switches that leave its last rows and columns unused.
func newLines(a *crossbar.Array, spareRows, spareCols int) *lines {
	l := &lines{Array: a, Rows: a.Rows - spareRows, Cols: a.Cols - spareCols}
	if spareRows == 0 && spareCols == 0 {
		return l
	}
	l.row, l.col = upTo(l.Rows), upTo(l.Cols)
	l.own()
	return l
}

func upTo(n int) []int32 {
	x := make([]int32, n)
	for i := range x {
		x[i] = int32(i)
	}
	return x
}

// own gives the switches memory that no reader shares.
func (l *lines) own() {
	l.rows = make([]int32, 0, l.Rows)
	l.current, l.column = make([]float32, l.Array.Cols), make([]float32, l.Array.Rows)
	l.place = make([]float64, l.Array.Rows)
}

// at returns the place of a cell in use.
func (l *lines) at(r, c int) (int, int) {
	if l.row == nil {
		return r, c
	}
	return int(l.row[r]), int(l.col[c])
}

// driven are the word lines of the array behind rows in use, valid until the next call.
func (l *lines) driven(rows []int32) []int32 {
	if l.row == nil {
		return rows
	}
	l.rows = l.rows[:0]
	for _, r := range rows {
		l.rows = append(l.rows, l.row[r])
	}
	return l.rows
}

// Read is that of the array; columns that are not in use are not sensed.
func (l *lines) Read(dst []float32, rows []int32, amp []float32, v float64) {
	if l.row == nil {
		l.Array.Read(dst, rows, amp, v)
		return
	}
	clear(l.current)
	l.Array.Read(l.current, l.driven(rows), amp, v)
	for c, k := range l.col {
		dst[c] += l.current[k]
	}
}

// Pulse is that of the array.
func (l *lines) Pulse(col int, rows []int32, v, width float64) {
	_, c := l.at(0, col)
	l.Array.Pulse(c, l.driven(rows), v, width)
}

// Grade is that of the array.
func (l *lines) Grade(col int, rows []int32, pulses []float64) {
	_, c := l.at(0, col)
	l.Array.Grade(c, l.driven(rows), pulses)
}

// Observe is that of the array.
func (l *lines) Observe(r, c int) float64 { return l.Array.Observe(l.at(r, c)) }

// ExpectedStep is that of the array.
func (l *lines) ExpectedStep(r, c int, v, width float64) float64 {
	r, c = l.at(r, c)
	return l.Array.ExpectedStep(r, c, v, width)
}

// Fault is that of the array.
func (l *lines) Fault(r, c int) variability.Fault { return l.Array.Fault(l.at(r, c)) }

// Disturb is that of the array.
func (l *lines) Disturb(r, c int) crossbar.Disturb { return l.Array.Disturb(l.at(r, c)) }

// Column is that of the array, of the rows in use.
func (l *lines) Column(dst []float32, col int) {
	if l.row == nil {
		l.Array.Column(dst, col)
		return
	}
	l.Array.Column(l.column, int(l.col[col]))
	l.used(dst)
}

// Difference is that of the array, of the rows in use.
func (l *lines) Difference(dst []float32, plus, minus int) {
	if l.row == nil {
		l.Array.Difference(dst, plus, minus)
		return
	}
	l.Array.Difference(l.column, int(l.col[plus]), int(l.col[minus]))
	l.used(dst)
}

func (l *lines) used(dst []float32) {
	for r, k := range l.row {
		dst[r] = l.column[k]
	}
}

// Rewrite is that of the array; rows that are not in use are erased.
func (l *lines) Rewrite(col int, w []float64) {
	if l.row == nil {
		l.Array.Rewrite(col, w)
		return
	}
	clear(l.place)
	for r, k := range l.row {
		l.place[k] = w[r]
	}
	l.Array.Rewrite(int(l.col[col]), l.place)
}

// Program is that of the array; lines that are not in use are erased.
func (l *lines) Program(w []float64, noisy bool) {
	if l.row == nil {
		l.Array.Program(w, noisy)
		return
	}
	all := make([]float64, l.Array.Rows*l.Array.Cols)
	for r, i := range l.row {
		for c, j := range l.col {
			all[int(i)*l.Array.Cols+int(j)] = w[r*l.Cols+c]
		}
	}
	l.Array.Program(all, noisy)
}

// Conductances are those of the array: of the lines in use, row after row. Where there are spares they are
// a copy.
func (l *lines) Conductances() []float32 {
	g := l.Array.Conductances()
	if l.row == nil {
		return g
	}
	out := make([]float32, 0, l.Rows*l.Cols)
	for r := range l.row {
		out = append(out, l.gather(g, r)...)
	}
	return out
}

// Line returns the conductances of a row in use, S, as the read cache has them; valid until the next call.
func (l *lines) Line(r int) []float32 {
	g := l.Array.Conductances()
	if l.row == nil {
		return g[r*l.Cols : (r+1)*l.Cols]
	}
	return l.gather(g, r)
}

func (l *lines) gather(g []float32, r int) []float32 {
	from := g[int(l.row[r])*l.Array.Cols:]
	out := l.current[:l.Cols]
	for c, k := range l.col {
		out[c] = from[k]
	}
	return out
}

// Reader is that of the array behind the same switches.
func (l *lines) Reader() *lines {
	r := *l
	r.Array = l.Array.Reader()
	if l.row != nil {
		r.own()
	}
	return &r
}
