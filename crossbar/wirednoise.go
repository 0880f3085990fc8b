package crossbar

// noisyRows are the effective conductances of rows under the read noise of an input, made when they are read. A row
// that changes is made again; a column that is written or whose ladder is solved again is put into the rows that have it.
type noisyRows struct {
	e     []float32 // S; nil until wanted
	made  []uint64  // by row, 1 + the input that it was made for; 0: it must be made
	at    []int32   // by row, how much of log it knows
	log   []int32   // columns that have changed, of one input
	input uint32    // of log
	last  int       // row of the last cell that changed
}

// cell notes that a cell has changed. Several of one row in turn are a row; of one column, a column.
func (n *noisyRows) cell(row, col int) {
	switch {
	case n.e == nil:
	case len(n.log) > 0 && int(n.log[len(n.log)-1]) == col:
	case row == n.last:
		n.made[row] = 0
	default:
		n.column(col)
	}
	n.last = row
}

// column notes that a column has changed.
func (n *noisyRows) column(col int) {
	if n.e == nil {
		return
	}
	if len(n.log) >= len(n.e)/len(n.made) {
		n.forget(0, len(n.made))
		n.log = n.log[:0]
		return
	}
	n.log = append(n.log, int32(col))
}

// row notes that a row has changed.
func (n *noisyRows) row(row int) {
	if n.e != nil {
		n.made[row] = 0
	}
}

// forget notes that rows from to to-1 have changed.
func (n *noisyRows) forget(from, to int) {
	if n.e != nil {
		clear(n.made[from:to])
	}
}

// matrix returns the effective conductances of the listed rows (S), of conductances with the noise of an input where
// they are given.
func (w *wired) matrix(noisy []float32, input uint32, rows []int32) []float32 {
	if noisy == nil {
		return w.e
	}
	n := &w.noisy
	if n.e == nil {
		n.e, n.made, n.at, n.last = make([]float32, len(w.e)), make([]uint64, len(w.e)/w.cols), make([]int32, len(w.e)/w.cols), -1
	}
	if n.input != input {
		n.input, n.log = input, n.log[:0]
	}
	for _, r := range rows {
		row, from := int(r), int(r)*w.cols
		if n.made[row] != uint64(input)+1 || len(n.log)-int(n.at[row]) > w.cols/4 {
			w.noisyRow(noisy[from:from+w.cols], from)
			n.made[row] = uint64(input) + 1
		} else {
			for _, c := range n.log[n.at[row]:] {
				w.noisyCell(noisy, from+int(c))
			}
		}
		n.at[row] = int32(len(n.log))
	}
	return n.e
}

func (w *wired) noisyCell(noisy []float32, cell int) {
	x := noisy[cell]
	if w.bent != nil {
		x = w.bent.noisy(cell, x, w.used[cell])
	} else if w.Access > 0 {
		x = float32(w.behind(float64(x)))
	}
	w.noisy.e[cell] = float32(x*w.left[cell]) + w.sneak[cell]
}

// noisyRow makes the row that begins at a cell.
func (w *wired) noisyRow(g []float32, from int) {
	to := from + len(g)
	dst, left, sneak := w.noisy.e[from:to], w.left[from:to], w.sneak[from:to]
	if w.bent != nil {
		for j, x := range g {
			dst[j] = float32(w.bent.noisy(from+j, x, w.used[from+j])*left[j]) + sneak[j]
		}
		return
	}
	if w.Access > 0 {
		for j, x := range g {
			dst[j] = float32(float32(w.behind(float64(x)))*left[j]) + sneak[j]
		}
		return
	}
	for j, x := range g {
		dst[j] = float32(x*left[j]) + sneak[j]
	}
}
