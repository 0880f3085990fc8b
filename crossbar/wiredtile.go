package crossbar

import (
	"math"

	"github.com/xbar-sim/xbar/crossbar/circuit"
)

// A wiredTile is the rows r0 to r1-1 and columns c0 to c1-1 of an array on lines of their own.
type wiredTile struct {
	r0, r1, c0, c1 int

	sum     float64   // Σ G when it was last estimated, S
	moved   float64   // Σ |ΔG| since then, S
	since   float64   // Σ |ΔG| since it was last solved, S
	care    float64   // 1 where lines take half of the voltage, less where they take more, and more where they take less
	limit   float64   // since over sum at which it is compared with a solution again
	checks  int       // comparisons so far
	columns []float64 // Σ |ΔG| by column since the column was last estimated, S
	lines   []float64 // Σ |ΔG| by row since the tile was last estimated, S
	most    float64   // of lines
	touched []int32   // columns that have moved beyond their bound

	sneaks
	changes // of exact wires
}

// The sneaks of a tile are sums of an estimate of its sneak currents, S.
type sneaks struct {
	byRow, byCol []float64
	all          float64
}

// sneaks estimates them: what reaches a sense amplifier when all lines of one kind are raised alike, for each of the
// two kinds, beyond what does when none is; half of the two.
func (b *board) sneaks(rows, cols int) sneaks {
	s := sneaks{byRow: make([]float64, rows), byCol: make([]float64, cols)}
	for i := range rows {
		from, to := i*cols, (i+1)*cols
		word, bit, word2, bit2, g := b.word[from:to], b.bit[from:to], b.wordLumped[from:to], b.bitLumped[from:to], b.g[from:to]
		row := 0.0
		for j, p := range word {
			q := bit[j]
			x := float64(g[j] * (float64(q*(word2[j]-p)) + float64(p*(bit2[j]-q))))
			row += x
			s.byCol[j] += x
		}
		s.byRow[i] = row
		s.all += row
	}
	return s
}

func sum(x []float64) float64 {
	s := 0.0
	for _, y := range x {
		s += y
	}
	return s
}

func (t *wiredTile) rows() int { return t.r1 - t.r0 }
func (t *wiredTile) cols() int { return t.c1 - t.c0 }

// How far a tile may move, relative to its conductance and to the tolerance, where lines take half of the voltage: before
// ladders are solved again, and before it is first compared with a solution. What lines leave to a cell changes like
// its conductances times what they take, so that it may move further where they take less, up to mostCare times; where
// they take more, less. The error of an estimate that is carried along grows like a twentieth of the change, where
// lines take half of the voltage. A row may move rowAfter times as far as the whole tile.
const (
	estimateAfter = 0.6
	compareAfter  = 4
	mostCare      = 10
	rowAfter      = 8
)

// A drawing board has the memory of one tile.
type board struct {
	g, turned, inv, in               []float64
	word, bit, wordLumped, bitLumped []float64 // parts that lines leave, row after row
	flip                             []float64
	exact                            *circuit.Exact
	rows, cols                       int // of exact
	solution                         circuit.Solution
	transfer                         []float64
	scale                            []float32 // of sneak currents by column
	down                             []float64 // conductances that load bit lines, where they are others than g
	newton                           newtonBoard
}

func (b *board) size(n int) {
	for _, x := range []*[]float64{&b.g, &b.turned, &b.inv, &b.in, &b.word, &b.bit, &b.wordLumped, &b.bitLumped, &b.flip, &b.transfer} {
		if cap(*x) < n {
			*x = make([]float64, n)
		}
		*x = (*x)[:n]
	}
}

// gather puts the conductances of a tile on the board.
func (w *wired) gather(t *wiredTile, g []float32) {
	w.board.size(t.rows() * t.cols())
	k := 0
	if b := w.bent; b != nil {
		w.board.down = w.board.down[:0]
		for r := t.r0; r < t.r1; r++ {
			for c := r*w.cols + t.c0; c < r*w.cols+t.c1; c++ {
				w.board.g[k] = float64(b.eff[c])
				w.board.down = append(w.board.down, float64(float64(b.load[c])*w.board.g[k]))
				k++
			}
		}
		return
	}
	for r := t.r0; r < t.r1; r++ {
		for _, x := range g[r*w.cols+t.c0 : r*w.cols+t.c1] {
			w.board.g[k] = w.behind(float64(x))
			k++
		}
	}
}

// wordLadders writes to dst what word lines leave of a volt at their terminals for conductances g to ground.
func (w *wired) wordLadders(dst, g []float64, rows, cols int) {
	b := &w.board
	flip(b.turned, g, rows, cols)
	far := math.Inf(1)
	if w.TwoSided {
		far = w.Source
	}
	ladder{w.Word, w.Source, far}.voltages(b.flip, b.inv, b.in, b.turned, rows)
	for i := range rows {
		for j := range cols {
			dst[i*cols+j] = b.flip[(cols-1-j)*rows+i]
		}
	}
}

// flip writes the columns of x as rows, the last first.
func flip(dst, x []float64, rows, cols int) {
	for i := range rows {
		for j, y := range x[i*cols : (i+1)*cols] {
			dst[(cols-1-j)*rows+i] = y
		}
	}
}

// bitLadders writes to dst what bit lines leave.
func (w *wired) bitLadders(dst, g []float64, cols int) {
	ladder{w.Bit, w.Sense, math.Inf(1)}.voltages(dst, w.board.inv, nil, g, cols)
}

// estimate makes the parts that lines leave to the cells of a tile from its conductances, and scales the sneak
// currents by what their estimate says of rows and columns; with solved given, the transfer of the
// tile (S) by row and column, it makes them anew instead.
func (w *wired) estimate(t *wiredTile, solved []float64) {
	m, n, b := t.rows(), t.cols(), &w.board
	w.wordLadders(b.word, b.g, m, n)
	down := b.g
	if w.bent != nil {
		down = b.down
	}
	w.bitLadders(b.bit, down, n)
	lumped := b.transfer
	if solved != nil { // which is in b.transfer
		lumped = make([]float64, m*n)
	}
	for k, x := range down {
		lumped[k] = x * b.word[k]
	}
	w.bitLadders(b.bitLumped, lumped, n)
	for k, x := range b.g {
		lumped[k] = x * b.bit[k]
	}
	w.wordLadders(b.wordLumped, lumped, m, n)
	was := sneaks{byRow: t.byRow, byCol: t.byCol, all: t.all}
	t.sneaks = b.sneaks(m, n)
	b.scale = b.scale[:0]
	for j, x := range t.byCol {
		b.scale = append(b.scale, float32(quotient(x, was.byCol[j])))
	}
	for i := range m {
		from, at := i*n, (t.r0+i)*w.cols+t.c0
		used, left, bit, sneak, e := w.used[at:at+n], w.left[at:at+n], w.bit[at:at+n], w.sneak[at:at+n], w.e[at:at+n]
		word, sunk, g := b.word[from:from+n], b.bit[from:from+n], b.g[from:from+n]
		row := float32(quotient(t.byRow[i], was.byRow[i]) * quotient(was.all, t.all))
		for j, x := range word {
			part := x * sunk[j]
			left[j], bit[j] = float32(part), float32(sunk[j])
			own := float32(used[j] * left[j])
			if w.Access > 0 || w.bent != nil {
				own = float32(float32(g[j]) * left[j])
			}
			if solved != nil { // so that E is what was solved, to its last bit
				sneak[j] = float32(solved[from+j] - float64(own))
			} else {
				sneak[j] *= float32(row * b.scale[j])
			}
			e[j] = own + sneak[j]
		}
	}
	t.since += t.moved
	t.sum = sum(b.g)
	reached := 0.0
	for k, x := range b.g {
		reached += float64(x * float64(b.word[k]*b.bit[k]))
	}
	if part := 2 * reached; part < t.sum {
		t.care = part / t.sum * (part / t.sum)
	} else {
		t.care = mostCare
		if lost := 2 * (t.sum - reached); lost*mostCare > t.sum {
			t.care = t.sum / lost
		}
	}
	t.settled()
	w.noisy.forget(t.r0, t.r1)
	if solved != nil {
		t.since, t.limit = 0, compareAfter*w.Tolerance*t.care
	}
}

// quotient is a/b within bounds, and 1 where b says nothing.
func quotient(a, b float64) float64 {
	if !(a > 0 && b > 0) {
		return 1
	}
	return min(max(a/b, 0.5), 2)
}

func (t *wiredTile) settled() {
	t.moved, t.most = 0, 0
	clear(t.columns)
	clear(t.lines)
	t.touched = t.touched[:0]
}

// estimateColumn makes what a bit line leaves from its conductances.
func (w *wired) estimateColumn(t *wiredTile, col int) {
	m, b := t.rows(), &w.board
	b.size(t.rows() * t.cols())
	for i := range m {
		if at := (t.r0+i)*w.cols + col; w.bent != nil {
			b.g[i] = float64(w.bent.load[at]) * float64(w.bent.eff[at])
		} else {
			b.g[i] = w.behind(float64(w.used[at]))
		}
	}
	w.bitLadders(b.bit[:m], b.g[:m], 1)
	for i := range m {
		at := (t.r0+i)*w.cols + col
		now := float32(b.bit[i])
		if was := w.bit[at]; was > 0 {
			w.left[at] *= now / was
		}
		w.bit[at] = now
		w.set(at, w.used[at])
	}
	t.columns[col-t.c0] = 0
	w.noisy.column(col)
}

// bound is how far a tile may move before its ladders are solved again, S.
func (w *wired) bound(t *wiredTile) float64 { return estimateAfter * w.Tolerance * t.care * t.sum }

// columnBound is that of a column.
func (w *wired) columnBound(t *wiredTile) float64 { return w.bound(t) / float64(t.cols()) }

// rowMoved reports whether a row has moved so far that the ladders must be solved again.
func (w *wired) rowMoved(t *wiredTile) bool {
	return t.most*float64(t.rows()) > rowAfter*w.bound(t)
}

// line notes by how much cells of a row have changed, S.
func (t *wiredTile) line(row int, by float64) {
	t.lines[row-t.r0] += by
	t.most = max(t.most, t.lines[row-t.r0])
}

// follow brings a tile up to date.
func (w *wired) follow(t *wiredTile) {
	switch {
	case t.moved == 0:
		return
	case w.Model == idealWires: // crosspoints that bend, each by itself
		t.settled()
		return
	case w.formula():
		w.gather(t, w.used)
		w.byFormula(t)
		return
	case w.Model == exactWires && w.update(t):
		return
	case w.Model == exactWires || t.limit == 0:
		w.solve(t)
		return
	case t.moved <= w.bound(t) && !w.rowMoved(t):
		for _, c := range t.touched {
			w.estimateColumn(t, t.c0+int(c))
		}
		t.touched = t.touched[:0]
		return
	}
	w.gather(t, w.used)
	w.estimate(t, nil)
	if t.since <= t.limit*t.sum {
		return
	}
	miss, part := w.compare(t), w.Tolerance/3
	if t.care < 1 { // what is left of currents shows errors that a comparison of a few rows does not
		part *= math.Sqrt(t.care)
	}
	if miss > part {
		w.solve(t)
		return
	}
	t.limit = t.since / t.sum * min(2, max(1.1, part/max(miss, 1e-12)))
}

// byFormula makes the effective matrix of a tile by an approximation.
func (w *wired) byFormula(t *wiredTile) {
	m, n, b := t.rows(), t.cols(), &w.board
	e, err := circuit.Effective(circuit.Method(w.Model), w.geometry(m, n), b.g)
	if err != nil {
		w.failed(err)
		return
	}
	t.sum = 0
	for i := range m {
		at := (t.r0+i)*w.cols + t.c0
		for j := range n {
			left := 1.0
			if g := b.g[i*n+j]; g > 0 {
				left = e[i*n+j] / g
				t.sum += g
			}
			w.left[at+j], w.sneak[at+j] = float32(left), 0
			w.set(at+j, w.used[at+j])
		}
	}
	t.settled()
	w.noisy.forget(t.r0, t.r1)
}

// solver prepares the board's solver for the conductances on the board.
func (w *wired) solver(t *wiredTile) (*circuit.Exact, error) {
	b := &w.board
	var err error
	if b.exact != nil && b.rows == t.rows() && b.cols == t.cols() {
		err = b.exact.Reset(b.g)
	} else {
		b.exact, err = circuit.NewExact(w.geometry(t.rows(), t.cols()), b.g)
		b.rows, b.cols = t.rows(), t.cols()
	}
	if err == nil {
		b.exact.Loosen(wholeGoal)
		if w.Model != exactWires {
			b.exact.Loosen(float64(w.Tolerance * 1e-3))
		}
	}
	return b.exact, err
}

// solve makes the effective matrix of a tile from its circuit: one solution for each line of the side that has fewer.
func (w *wired) solve(t *wiredTile) {
	if w.bent != nil {
		w.solveBent(t)
		return
	}
	w.solved++
	w.gather(t, w.used)
	x, err := w.solver(t)
	if err == nil {
		err = w.transfer(t, x)
	}
	if err != nil {
		w.failed(err)
		return
	}
	w.estimate(t, w.board.transfer)
	t.changes = changes{cells: t.cells[:0], was: t.was[:0]}
}

// transfer writes to the board the current of every bit line for a volt on every word line, S. The network is
// reciprocal: rows or columns serve equally.
func (w *wired) transfer(t *wiredTile, x *circuit.Exact) error {
	m, n, b := t.rows(), t.cols(), &w.board
	rows := m <= n
	v := make([]float64, min(m, n))
	d := &circuit.Drive{Bottom: v}
	if rows {
		d = &circuit.Drive{Left: v}
		if w.TwoSided {
			d.Right = v
		}
	}
	for k := range v {
		v[k] = 1
		if err := x.Solve(&b.solution, d); err != nil {
			return err
		}
		v[k] = 0
		if rows {
			copy(b.transfer[k*n:(k+1)*n], b.solution.Bottom)
			continue
		}
		for i, a := range b.solution.Left {
			b.transfer[i*n+k] = -a - b.solution.Right[i]
		}
	}
	return nil
}

// compare returns how far the currents of a tile are off, relative to the largest, when about a twentieth of its rows
// are driven: other rows every time.
func (w *wired) compare(t *wiredTile) float64 {
	if w.bent != nil {
		return w.compareBent(t)
	}
	m, n := t.rows(), t.cols()
	v := make([]float64, m)
	few := max(1, m/20)
	for range few { // a golden part of the tile on, each time
		t.checks++
		v[int(float64(m)*frac(float64(float64(t.checks)*0.6180339887498949)))] = 1
	}
	got := make([]float64, n)
	for i, x := range v {
		if x == 0 {
			continue
		}
		at := (t.r0+i)*w.cols + t.c0
		for j, e := range w.e[at : at+n] {
			got[j] += float64(e)
		}
	}
	want, err := w.currents(t, v)
	if err != nil {
		w.failed(err)
		return math.Inf(1)
	}
	return off(got, want)
}

func frac(x float64) float64 { return x - math.Floor(x) }

// currents solves the tile whose conductances are on the board for voltages on its word lines (V). The slice belongs to
// the board.
func (w *wired) currents(t *wiredTile, v []float64) ([]float64, error) {
	x, err := w.solver(t)
	if err != nil {
		return nil, err
	}
	err = x.Solve(&w.board.solution, w.read(v))
	return w.board.solution.Bottom, err
}
