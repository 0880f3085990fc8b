package circuit

import (
	"errors"
	"fmt"
	"math"
)

// nodes are an array whose lines have no resistance: a node for every line, and one for all lines that
// shorts join.
type nodes struct {
	geo   *Geometry
	g     []float64
	class []int // of each line, word lines first: the first line of its class
}

func newNodes(geo *Geometry, g []float64) *nodes {
	f := newForest(geo.Rows + geo.Cols)
	for k, x := range g {
		if math.IsInf(x, 1) {
			f.join(k/geo.Cols, geo.Rows+k%geo.Cols)
		}
	}
	n := &nodes{geo: geo, g: g, class: make([]int, len(f))}
	for k := range f {
		n.class[k] = f.find(k)
	}
	return n
}

// ends are the two ends of line k.
func (n *nodes) ends(k int, d *Drive) [2]end {
	g := n.geo
	if k < g.Rows {
		return [2]end{{0, g.Left, d.Left, k, 0}, {0, g.Right, d.Right, k, 0}}
	}
	k -= g.Rows
	return [2]end{{0, g.Top, d.Top, k, 0}, {0, g.Bottom, d.Bottom, k, 0}}
}

// solve solves the equations of all classes without a fixed voltage by Cholesky's factorisation.
func (n *nodes) solve(s *Solution, d *Drive) error {
	volts, err := n.pinned(d)
	if err != nil {
		return err
	}
	index := map[int]int{}
	for k := range n.class {
		if c := n.class[k]; c == k {
			if _, ok := volts[c]; !ok {
				index[c] = len(index)
			}
		}
	}
	if size := len(index); size > 0 {
		m, b := make([]float64, size*size), make([]float64, size)
		n.assemble(m, b, index, volts, d)
		if !cholesky(m, size) {
			return errors.New("rounding leaves a group of lines without a voltage of its own: terminals that hold it are too weak beside its cells")
		}
		backward(m, b)
		for c, i := range index {
			volts[c] = b[i]
		}
	}
	n.state(s, volts, d)
	return nil
}

// pinned are the voltages of classes that nothing separates from a terminal.
func (n *nodes) pinned(d *Drive) (map[int]float64, error) {
	volts := map[int]float64{}
	for k, c := range n.class {
		for _, e := range n.ends(k, d) {
			if !e.pinned() {
				continue
			}
			v := at(e.drive, e.line)
			if old, ok := volts[c]; ok && old != v {
				return nil, fmt.Errorf("lines without resistance join terminals of %g V and %g V: nothing limits their current", old, v)
			}
			volts[c] = v
		}
	}
	return volts, nil
}

func (n *nodes) assemble(m, b []float64, index map[int]int, volts map[int]float64, d *Drive) {
	size := len(b)
	add := func(c, other int, g, amps float64) { // from class c to other, -1 to a terminal at amps/g
		i, ok := index[c]
		if !ok {
			return
		}
		b[i] += amps
		m[i*size+i] += g
		if other < 0 {
			return
		}
		if j, ok := index[other]; ok {
			m[i*size+j] -= g
		} else {
			b[i] += float64(g * volts[other])
		}
	}
	for k, g := range n.g {
		w, c := n.class[k/n.geo.Cols], n.class[n.geo.Rows+k%n.geo.Cols]
		if w != c {
			a := at(d.Cells, k)
			add(w, c, g, -a)
			add(c, w, g, a)
		}
	}
	for k, c := range n.class {
		for _, e := range n.ends(k, d) {
			if !open(e.side, e.line) && !e.pinned() {
				g := 1 / e.side[e.line]
				add(c, -1, g, float64(g*at(e.drive, e.line)))
			}
		}
	}
}

// state makes voltages and currents of the voltages of classes. Of the terminals that nothing separates
// each has the same share in the current of its class.
func (n *nodes) state(s *Solution, volts map[int]float64, d *Drive) {
	rows, cols := n.geo.Rows, n.geo.Cols
	out := make([]float64, rows+cols) // what leaves a class through cells and resistances, by its first line
	for k, g := range n.g {
		w, c := n.class[k/cols], n.class[rows+k%cols]
		s.Word[k], s.Bit[k] = volts[w], volts[c]
		if w != c {
			a := float64(g*(volts[w]-volts[c])) + at(d.Cells, k)
			out[w] += a
			out[c] -= a
		}
	}
	fixed := make([]int, rows+cols)
	flow := make([][2]float64, rows+cols)
	for k, c := range n.class {
		for i, e := range n.ends(k, d) {
			if e.pinned() {
				fixed[c]++
				continue
			}
			e.node = volts[c]
			flow[k][i], _ = e.current()
			out[c] -= flow[k][i]
		}
	}
	for k, c := range n.class {
		for i, e := range n.ends(k, d) {
			if e.pinned() {
				flow[k][i] = out[c] / float64(fixed[c])
			}
		}
		if fixed[c] == 0 {
			s.Violation = max(s.Violation, math.Abs(out[c]))
		}
	}
	for i := range rows {
		s.Left[i], s.Right[i] = flow[i][0], flow[i][1]
	}
	for j := range cols {
		s.Top[j], s.Bottom[j] = 0-flow[rows+j][0], 0-flow[rows+j][1]
	}
}
