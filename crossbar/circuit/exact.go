package circuit

import (
	"math"
	"slices"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// An Exact solves an array for any drive, to rounding where it is direct and else to about 1e-11 of the
// largest voltage. It is prepared once for its conductances, and is not for use by several goroutines
// at once.
type Exact struct {
	geo     Geometry // as given
	g       []float64
	flipped bool     // word and bit lines are exchanged inside
	in      Geometry // inside
	inG     []float64
	chain   *chains // word lines inside have resistance
	nodes   *nodes  // no line has
	s       Solution
	goal    float64 // error at which iterations stop; 0 is usual
}

// Loosen lets the solver stop at a relative error of tolerance, in place of about 1e-11, where it iterates. 0
// takes it back.
func (x *Exact) Loosen(tolerance float64) { x.goal = tolerance }

// NewExact prepares a solver for the conductances g (S; one a cell, row after row, +Inf for a short), which
// it keeps. Besides what Check of a geometry says, it errs if a cell is negative or no number, if a line
// floats that no cell joins to a line with a terminal, and if terminals of different lines that nothing
// separates would have to have one voltage.
func NewExact(geo Geometry, g []float64) (*Exact, error) {
	if err := geo.Check(); err != nil {
		return nil, err
	}
	if err := geo.checkCells(g); err != nil {
		return nil, err
	}
	if err := geo.held(g); err != nil {
		return nil, err
	}
	x := &Exact{geo: geo, g: g, in: geo, inG: g}
	if x.flipped = flips(&geo, g); x.flipped {
		x.in, x.inG = geo.transposed(), transpose(nil, g, geo.Rows, geo.Cols)
	}
	if x.in.Word == 0 {
		x.nodes = newNodes(&x.in, x.inG)
	} else {
		x.chain = newChains(&x.in, x.inG)
	}
	return x, nil
}

// Reset prepares the solver for other conductances of the same array, in the memory that it has. It errs as
// NewExact does, and then the solver is of no more use.
func (x *Exact) Reset(g []float64) error {
	if x.chain == nil || flips(&x.geo, g) != x.flipped {
		y, err := NewExact(x.geo, g)
		if err == nil {
			y.goal = x.goal
			*x = *y
		}
		return err
	}
	if err := x.geo.checkCells(g); err != nil {
		return err
	}
	if err := x.geo.held(g); err != nil {
		return err
	}
	x.g, x.inG = g, g
	if x.flipped {
		x.inG = transpose(nil, g, x.geo.Rows, x.geo.Cols)
	}
	x.chain.factor(x.inG)
	return nil
}

// flips reports whether word and bit lines change their parts: lines without resistance, and lines
// with less of it among cells that conduct better than the others, are bit lines inside.
func flips(geo *Geometry, g []float64) bool {
	if geo.Word == 0 || geo.Bit == 0 {
		return geo.Word == 0 && geo.Bit > 0
	}
	return geo.Bit > geo.Word && len(g) > 0 && geo.Bit*slices.Max(g) >= 1
}

// transpose writes the transpose of x, rows by cols, to dst.
func transpose(dst, x []float64, rows, cols int) []float64 {
	dst = resize(dst, len(x))
	for i := range rows {
		for j, y := range x[i*cols : (i+1)*cols] {
			dst[j*rows+i] = y
		}
	}
	return dst
}

// Solve makes the state of the circuit under drive. An error leaves s without meaning; no convergence
// is a *NoConvergence.
func (x *Exact) Solve(s *Solution, drive *Drive) error { return x.solve(s, drive, false) }

// Continue is Solve that starts from the voltages in s, which saves iterations where little has
// changed.
func (x *Exact) Continue(s *Solution, drive *Drive) error {
	return x.solve(s, drive, len(s.Bit) == len(x.g) && len(s.Word) == len(x.g))
}

func (x *Exact) solve(s *Solution, drive *Drive, warm bool) error {
	if err := x.geo.checkDrive(drive); err != nil {
		return err
	}
	s.size(&x.geo)
	if !x.flipped {
		return x.inside(s, drive, warm)
	}
	x.s.size(&x.in)
	if warm {
		transpose(x.s.Bit, s.Word, x.geo.Rows, x.geo.Cols)
	}
	d := &Drive{Left: drive.Top, Right: drive.Bottom, Top: drive.Left, Bottom: drive.Right}
	if drive.Cells != nil {
		d.Cells = transpose(nil, drive.Cells, x.geo.Rows, x.geo.Cols)
		negate(d.Cells)
	}
	err := x.inside(&x.s, d, warm)
	transpose(s.Word, x.s.Bit, x.in.Rows, x.in.Cols)
	transpose(s.Bit, x.s.Word, x.in.Rows, x.in.Cols)
	for _, p := range [][2][]float64{{s.Left, x.s.Top}, {s.Right, x.s.Bottom}, {s.Top, x.s.Left}, {s.Bottom, x.s.Right}} {
		copy(p[0], p[1])
		negate(p[0])
	}
	s.Iterations, s.Violation = x.s.Iterations, x.s.Violation
	return err
}

func negate(x []float64) {
	for k, y := range x {
		x[k] = 0 - y
	}
}

// inside solves the circuit as it is inside.
func (x *Exact) inside(s *Solution, drive *Drive, warm bool) (err error) {
	if x.nodes != nil {
		return x.nodes.solve(s, drive)
	}
	if x.in.Bit == 0 {
		if err = x.chain.solveLumped(s, drive, warm); err == nil {
			x.finish(s, drive)
		}
		return err
	}
	goal := x.goal
	if goal == 0 {
		goal = usual
	}
	if s.Iterations, err = x.chain.solve(s.Bit, drive, warm, goal); err != nil {
		return err
	}
	x.finish(s, drive)
	if x.goal == 0 && s.Violation > balanced*s.largestCurrent() { // high voltages and small currents
		more, err := x.chain.solve(s.Bit, drive, true, usual*usual)
		if err != nil {
			return err
		}
		before := s.Iterations
		x.finish(s, drive)
		s.Iterations = before + more
	}
	return nil
}

// balanced is the violation of Kirchhoff's current law, relative to the largest current of a terminal,
// at which it is worth to go on.
const balanced = 1e-9

// finish makes the state of the circuit of the voltages of bit lines and what the solver leaves.
func (x *Exact) finish(s *Solution, drive *Drive) {
	copy(s.Word, x.chain.t[:len(s.Word)])
	cells := x.chain.z // free now
	x.chain.currents(cells, s.Bit, drive)
	s.terminals(&x.in, drive, cells)
	violation := s.wordViolation(x.chain, drive, cells)
	if x.in.Bit > 0 {
		s.Violation = max(violation, x.chain.worst())
	} else {
		s.Violation = max(s.Violation, violation)
	}
}

func (s *Solution) largestCurrent() float64 {
	return max(kernel.Largest(s.Left), kernel.Largest(s.Right), kernel.Largest(s.Top), kernel.Largest(s.Bottom))
}

// currents makes what flows in every cell from word to bit line, A, after residual has made t of u.
func (c *chains) currents(i, u []float64, drive *Drive) {
	siemens, g, t := 1/c.unit, c.bitG[:len(i)], c.t[:len(i)]
	for k, x := range u[:len(i)] {
		i[k] = siemens * float64(g[k]*(t[k]-x))
	}
	c.eachStiff(func(at int, a float64) { i[at] = -a / c.unit })
	if drive.Cells != nil {
		for k, a := range drive.Cells {
			i[k] += a
		}
	}
}

// terminals makes the currents of the terminals. The difference of two voltages loses digits where
// little drops at a terminal; what is lost is made up from the currents of the cells.
func (s *Solution) terminals(g *Geometry, d *Drive, cells []float64) {
	n := g.Cols
	for i := range g.Rows {
		row := cells[i*n : (i+1)*n]
		s.Left[i], s.Right[i] = balance(sum(row),
			end{g.Word, g.Left, d.Left, i, s.Word[i*n]}, end{g.Word, g.Right, d.Right, i, s.Word[i*n+n-1]})
	}
	total := make([]float64, n)
	for i := range g.Rows {
		for j, a := range cells[i*n : (i+1)*n] {
			total[j] -= a
		}
	}
	last := (g.Rows - 1) * n
	for j := range n {
		top, bottom := balance(total[j],
			end{g.Bit, g.Top, d.Top, j, s.Bit[j]}, end{g.Bit, g.Bottom, d.Bottom, j, s.Bit[last+j]})
		s.Top[j], s.Bottom[j] = 0-top, 0-bottom
	}
}

// An end is an end of a line with the voltage of the node next to it.
type end struct {
	segment float64
	side    []float64
	drive   []float64
	line    int
	node    float64
}

// current is what flows into the line, A, and the conductance that it flows through, S.
func (e end) current() (amps, g float64) {
	if open(e.side, e.line) || e.pinned() {
		return 0, 0
	}
	g = 1 / (e.segment + e.side[e.line])
	return float64(g * (at(e.drive, e.line) - e.node)), g
}

// pinned reports whether nothing separates the line from its terminal.
func (e end) pinned() bool {
	return !open(e.side, e.line) && e.segment == 0 && e.side[e.line] == 0
}

// balance are the currents of the two ends of a line that sends total into its cells.
func balance(total float64, a, b end) (ia, ib float64) {
	ia, ga := a.current()
	ib, gb := b.current()
	switch pa, pb := a.pinned(), b.pinned(); {
	case pa && pb: // which of two has how much, nothing says
		return total / 2, total / 2
	case pa:
		return total - ib, ib
	case pb:
		return ia, total - ia
	}
	if g := ga + gb; g > 0 {
		lost := total - (ia + ib)
		ia += float64(lost * (ga / g))
		ib += float64(lost * (gb / g))
	}
	return ia, ib
}

func sum(x []float64) float64 {
	var parts kernel.Sum // eight, which do not wait for each other
	for ; len(x) >= len(parts); x = x[len(parts):] {
		for k, y := range x[:len(parts)] {
			parts[k] += y
		}
	}
	for k, y := range x {
		parts[k] += y
	}
	return parts.Total()
}

// wordViolation is the worst violation of Kirchhoff's current law on the word lines.
func (s *Solution) wordViolation(c *chains, d *Drive, cells []float64) float64 {
	worst, g := 0.0, c.geo
	for i := range g.Rows {
		v, a := s.Word[i*g.Cols:(i+1)*g.Cols], cells[i*g.Cols:(i+1)*g.Cols]
		last := len(v) - 1
		first := float64(c.left[i]*(at(d.Left, i)-v[0])) - float64(a[0]*g.Word)
		final := float64(c.right[i] * (at(d.Right, i) - v[last]))
		if last == 0 {
			worst = max(worst, math.Abs(first+final))
			continue
		}
		first += v[1] - v[0]
		final += v[last-1] - v[last] - float64(a[last]*g.Word)
		worst = max(worst, math.Abs(first), math.Abs(final),
			kernel.Imbalance(v[1:last], v[:last-1], v[2:], a[1:last], g.Word))
	}
	return worst / g.Word
}
