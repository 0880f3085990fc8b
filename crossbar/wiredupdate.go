package crossbar

import (
	"math"
	"slices"

	"github.com/xbar-sim/xbar/crossbar/circuit"
)

// Exact wires after a few cells have changed. With δ the changes of their conductances (S), v(i) the voltages across
// them when word line i is driven with a volt, u(j) those, the other way round, for bit line j, and Z the voltages across
// them when a current of one ampere is drawn through them one by one, all of the new circuit,
//
//	E(i,j) = E_old(i,j) + v(i)ᵀ δ (1 - Z δ)⁻¹ u(j)
//
// One solution for each changed cell has all three, because the circuit is reciprocal (Woodbury's identity; the terms
// in parentheses make old voltages of new ones). E_old is kept as float32: a tile is solved whole after mostUpdates.
type changes struct {
	cells []int32   // of the array, in the order in which they have changed since the tile was solved, some more than once
	was   []float32 // their conductances before, S
	many  bool      // so many that the tile is solved whole
	since int       // updates since it was
}

const (
	mostUpdates = 256
	wholeGoal   = 1e-9 // error of voltages of a tile that is solved whole, relative: E is kept as float32
	updateGoal  = 1e-8 // error of voltages of an update, relative: of a change, which is small itself
)

// note takes down what a cell of an exact tile was, S.
func (w *wired) note(t *wiredTile, cell int, was float32) {
	if w.Model != exactWires || t.many {
		return
	}
	if len(t.cells) >= min(t.rows(), t.cols()) {
		t.many = true
		return
	}
	t.cells, t.was = append(t.cells, int32(cell)), append(t.was, was)
}

// update makes the effective matrix of a tile of that before and of the cells that have changed; false where it is
// better made whole.
func (w *wired) update(t *wiredTile) bool {
	cells, delta := t.changed(w)
	if t.many || t.limit == 0 || t.changes.since >= mostUpdates || 4*len(cells) > 3*min(t.rows(), t.cols()) {
		return false
	}
	m, n, k, b := t.rows(), t.cols(), len(cells), &w.board
	w.gather(t, w.used)
	x, err := w.solver(t)
	if err != nil {
		w.failed(err)
		return true
	}
	x.Loosen(updateGoal)
	v, u, z := make([]float64, k*m), make([]float64, k*n), make([]float64, k*k)
	d := &circuit.Drive{Cells: make([]float64, m*n)}
	for a, cell := range cells {
		d.Cells[cell] = 1
		if err := x.Solve(&b.solution, d); err != nil {
			w.failed(err)
			return true
		}
		d.Cells[cell] = 0
		for i, amps := range b.solution.Left {
			v[a*m+i] = amps + b.solution.Right[i]
		}
		copy(u[a*n:(a+1)*n], b.solution.Bottom)
		for c, other := range cells { // 1 - Z δ
			z[c*k+a] = float64((b.solution.Word[other] - b.solution.Bit[other]) * delta[a])
		}
		z[a*k+a]++
	}
	eliminate(z, u, k, n)
	w.before(t)
	for a := range cells {
		now := u[a*n : (a+1)*n]
		for i, y := range v[a*m : (a+1)*m] {
			y *= delta[a]
			for j, x := range now {
				b.transfer[i*n+j] += float64(y * x)
			}
		}
	}
	since := t.changes.since + 1
	w.solved++
	w.estimate(t, b.transfer)
	t.since, t.changes = 0, changes{cells: t.cells[:0], was: t.was[:0], since: since}
	return true
}

// changed are the cells of a tile that have changed, each once, as elements of the tile, and by how much, S.
func (t *wiredTile) changed(w *wired) (cells []int32, delta []float64) {
	seen := map[int32]bool{}
	for k, cell := range t.cells {
		if by := w.behind(float64(w.used[cell])) - w.behind(float64(t.was[k])); !seen[cell] && by != 0 {
			cells = append(cells, int32(t.place(w, int(cell))))
			delta = append(delta, by)
		}
		seen[cell] = true
	}
	return cells, delta
}

// place is a cell of the array as an element of the tile.
func (t *wiredTile) place(w *wired, cell int) int {
	return (cell/w.cols-t.r0)*t.cols() + cell%w.cols - t.c0
}

// before writes to the board the effective matrix as it was before cells changed.
func (w *wired) before(t *wiredTile) {
	n := t.cols()
	for i := range t.rows() {
		at := (t.r0+i)*w.cols + t.c0
		for j, e := range w.e[at : at+n] {
			w.board.transfer[i*n+j] = float64(e)
		}
	}
	for k, cell := range slices.Backward(t.cells) { // the first of a cell stands in the end
		now := w.e[cell]
		w.set(int(cell), t.was[k])
		w.board.transfer[t.place(w, int(cell))] = float64(w.e[cell])
		w.e[cell] = now
	}
}

// eliminate solves z x = u for n right-hand sides, element a of each in row a of u, which becomes x.
func eliminate(z, u []float64, k, n int) {
	for a := range k {
		p := a
		for r := a + 1; r < k; r++ {
			if math.Abs(z[r*k+a]) > math.Abs(z[p*k+a]) {
				p = r
			}
		}
		swap(z[a*k:(a+1)*k], z[p*k:(p+1)*k])
		swap(u[a*n:(a+1)*n], u[p*n:(p+1)*n])
		for r := range k {
			if f := z[r*k+a] / z[a*k+a]; r != a && f != 0 {
				subtract(z[r*k:(r+1)*k], z[a*k:(a+1)*k], f)
				subtract(u[r*n:(r+1)*n], u[a*n:(a+1)*n], f)
			}
		}
	}
	for a := range k {
		for j := range n {
			u[a*n+j] /= z[a*k+a]
		}
	}
}

func swap(x, y []float64) {
	for k := range x {
		x[k], y[k] = y[k], x[k]
	}
}

func subtract(x, y []float64, times float64) {
	for k, v := range y {
		x[k] -= float64(times * v)
	}
}
