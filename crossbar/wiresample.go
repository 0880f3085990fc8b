package crossbar

import (
	"math"

	"github.com/xbar-sim/xbar/crossbar/circuit"
)

// A WireSample compares the currents of one read, without read noise, with a fresh solution of the circuit. Errors
// are the largest of any column, of the largest current; NaN where the method does not know such lines.
type WireSample struct {
	Loss       float64 // part of the currents of ideal lines that is missing, over all columns
	Error      float64 // of the currents that reads see
	FirstOrder float64 // of the first-order estimate
	AlphaBeta  float64 // of the estimate of that name
}

// SampleWires drives the listed rows as a read would. It changes nothing; ok is false where lines have no resistance.
func (a *Array) SampleWires(rows []int32) (s WireSample, ok bool, err error) {
	if !a.hasLines() || len(rows) == 0 {
		return s, false, nil
	}
	if a.wired.bent != nil {
		return a.sampleBent(rows)
	}
	r := a.Reader()
	g := r.Conductances()
	w := a.wired
	if w.shared != nil {
		r.follow()
		w = r.wired
	}
	p := &wired{Wiring: w.Wiring, cols: a.Cols}
	p.Model = exactWires // for the solver
	seen, ideal := make([]float64, a.Cols), make([]float64, a.Cols)
	exact, first, second := make([]float64, a.Cols), make([]float64, a.Cols), make([]float64, a.Cols)
	for _, i := range rows {
		for j, e := range w.e[int(i)*a.Cols : (int(i)+1)*a.Cols] {
			seen[j] += float64(e)
			ideal[j] += float64(g[int(i)*a.Cols+j])
		}
	}
	for r0 := 0; r0 < a.Rows; r0 += w.TileRows {
		v := make([]float64, min(w.TileRows, a.Rows-r0))
		for _, i := range rows {
			if k := int(i) - r0; k >= 0 && k < len(v) {
				v[k] = 1
			}
		}
		for c0 := 0; c0 < a.Cols; c0 += w.TileCols {
			t := &wiredTile{r0: r0, r1: r0 + len(v), c0: c0, c1: min(c0+w.TileCols, a.Cols)}
			p.gather(t, g)
			found, err := p.currents(t, v)
			if err != nil {
				return s, true, err
			}
			for j, x := range found {
				exact[c0+j] += x
			}
			p.approximate(first[c0:t.c1], circuit.FirstOrder, t, v)
			p.approximate(second[c0:t.c1], circuit.AlphaBeta, t, v)
		}
	}
	s = WireSample{Error: off(seen, exact), FirstOrder: off(first, exact), AlphaBeta: off(second, exact)}
	if all := sum(ideal); all > 0 {
		s.Loss = 1 - sum(exact)/all
	}
	return s, true, nil
}

// approximate adds to dst the currents that an approximation finds in the tile on the board, NaN where it cannot.
func (w *wired) approximate(dst []float64, m circuit.Method, t *wiredTile, v []float64) {
	e, err := circuit.Effective(m, w.geometry(t.rows(), t.cols()), w.board.g)
	if err != nil {
		for j := range dst {
			dst[j] = math.NaN()
		}
		return
	}
	circuit.Currents(dst, e, v)
}

// off is the largest difference, of the largest of want.
func off(got, want []float64) float64 {
	most, largest := 0.0, 0.0
	for j, x := range want {
		d := math.Abs(got[j] - x)
		if math.IsNaN(d) {
			return d
		}
		most, largest = max(most, d), max(largest, math.Abs(x))
	}
	if largest == 0 {
		return 0
	}
	return most / largest
}

// Lost returns of every cell the part of a volt on its word line that lines keep from the current at its sense amplifier, with
// all others at 0 V and without what comes there through other cells: 1 - p q of the effective matrix, or 1 - E/G of an
// approximation; nil where lines have no resistance. Transistors are not in it.
func (a *Array) Lost() []float32 {
	if !a.hasLines() {
		return nil
	}
	r := a.Reader()
	if r.wired.everyRead() { // typical reads have a matrix
		w := *a.wired
		w.Model, w.frozen, w.stale = cachedWires, nil, true
		r.wired = w.reader()
	}
	r.follow()
	lost := make([]float32, len(a.g))
	for k, x := range r.wired.left {
		lost[k] = 1 - x
	}
	return lost
}

// WireTrouble is the first failure to solve a tile; reads after it are not to be trusted.
func (a *Array) WireTrouble() error {
	w := a.wired
	if w == nil {
		return nil
	}
	w.trouble.Lock()
	defer w.trouble.Unlock()
	return w.trouble.err
}

// hasLines reports whether lines have resistance.
func (a *Array) hasLines() bool { return a.wired != nil && a.wired.Model != idealWires }
