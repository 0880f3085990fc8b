package circuit

import (
	"fmt"
	"math"

	"github.com/xbar-sim/xbar/internal/kernel"
)

// Cells are the current–voltage curves of all cells of an array.
type Cells interface {
	// Current writes the current (A) from word to bit line and its slope (S, 0 or more) of every cell at
	// voltages v (V, word line less bit line). Curves rise, or stay, with voltage.
	Current(amps, slope, v []float64)
}

// A Newton solves arrays of cells whose curves are not straight. Each step solves the array of their
// tangents, and goes along the difference to where the dissipated power, a convex function of all
// voltages for rising curves, is least or nearly so: it cannot run away, whatever the curves.
type Newton struct {
	geo     Geometry
	cells   Cells
	tangent *Exact
	// of every cell: voltage, current, slope, what the tangent carries without a voltage, change of voltage
	v, amps, slope, source, dv []float64
	trial, trialAmps, ignored  []float64
}

// NewNewton prepares a solver. It errs as Check of the geometry does.
func NewNewton(geo Geometry, cells Cells) (*Newton, error) {
	if err := geo.Check(); err != nil {
		return nil, err
	}
	n := geo.Rows * geo.Cols
	x := &Newton{geo: geo, cells: cells}
	for _, s := range []*[]float64{&x.v, &x.amps, &x.slope, &x.source, &x.dv, &x.trial, &x.trialAmps, &x.ignored} {
		*s = make([]float64, n)
	}
	return x, nil
}

// Bounds of Newton's method: the violation of Kirchhoff's current law, relative to the largest current of a cell,
// at which it stops; its steps; and slopes, relative to the steepest, below which a tangent is too flat
// to hold a line.
const (
	exactEnough = 1e-10
	mostSteps   = 200
	flattest    = 1e-12
)

// Solve makes the state under drive, starting from the voltages in s where it has any. Iterations are
// Newton's; no convergence is a *NoConvergence. Currents of d.Cells flow besides those of the curves. Cells that
// latch begin at rest: at most as many solutions follow each other as there are cells.
func (x *Newton) Solve(s *Solution, d *Drive) error {
	if err := x.geo.checkDrive(d); err != nil {
		return err
	}
	l, ok := x.cells.(Latching)
	if !ok || !latches(x.cells) {
		return x.settle(s, d)
	}
	l.Rest()
	for steps := 0; ; {
		err := x.settle(s, d)
		steps += s.Iterations
		if s.Iterations = steps; err != nil || l.Latch(x.v) == 0 {
			return err
		}
	}
}

// Reset puts other cells, as many, in the place of those of the solver.
func (x *Newton) Reset(cells Cells) { x.cells = cells }

// settle makes the state for cells whose states do not change.
func (x *Newton) settle(s *Solution, d *Drive) error {
	n := len(x.v)
	if len(s.Word) != n || len(s.Bit) != n {
		s.size(&x.geo)
		clear(s.Word)
		clear(s.Bit)
	}
	x.pin(s, d)
	for k := range x.v {
		x.v[k] = s.Word[k] - s.Bit[k]
	}
	next := &Solution{}
	for step := 1; step <= mostSteps; step++ {
		violation, err := x.step(s, next, d)
		if err != nil {
			return err
		}
		s.Iterations = step
		largest := kernel.Largest(x.amps)
		if violation <= exactEnough*largest || violation <= 1e-24 {
			s.Violation = max(s.Violation, violation)
			return nil
		}
		s.Violation = violation
	}
	return &NoConvergence{mostSteps, s.Violation}
}

// pin takes lines that nothing separates from a terminal to its voltage, which no step then changes.
func (x *Newton) pin(s *Solution, d *Drive) {
	n := x.geo.Cols
	for i := range x.geo.Rows {
		for _, e := range []end{{x.geo.Word, x.geo.Left, d.Left, i, 0}, {x.geo.Word, x.geo.Right, d.Right, i, 0}} {
			for j := 0; j < n && e.pinned(); j++ {
				s.Word[i*n+j] = at(e.drive, i)
			}
		}
	}
	for j := range n {
		for _, e := range []end{{x.geo.Bit, x.geo.Top, d.Top, j, 0}, {x.geo.Bit, x.geo.Bottom, d.Bottom, j, 0}} {
			for i := 0; i < x.geo.Rows && e.pinned(); i++ {
				s.Bit[i*n+j] = at(e.drive, j)
			}
		}
	}
}

// step takes s one step on, and returns what tangents and curves differ by where it arrives.
func (x *Newton) step(s, next *Solution, d *Drive) (violation float64, err error) {
	x.cells.Current(x.amps, x.slope, x.v)
	floor := flattest * kernel.Largest(x.slope)
	if !finite(floor) {
		return 0, fmt.Errorf("a cell has a slope of %s", shown(floor/flattest, "S"))
	}
	for k, g := range x.slope {
		x.slope[k] = max(g, floor, 1e-30)
		x.source[k] = x.amps[k] - float64(x.slope[k]*x.v[k]) + at(d.Cells, k)
	}
	if x.tangent == nil {
		x.tangent, err = NewExact(x.geo, x.slope)
	} else {
		err = x.tangent.Reset(x.slope)
	}
	if err != nil {
		return 0, err
	}
	next.Bit, next.Word = append(next.Bit[:0], s.Bit...), append(next.Word[:0], s.Word...)
	if err := x.tangent.Continue(next, &Drive{Left: d.Left, Right: d.Right, Top: d.Top, Bottom: d.Bottom, Cells: x.source}); err != nil {
		return 0, err
	}
	for k := range x.dv {
		x.dv[k] = next.Word[k] - next.Bit[k] - x.v[k]
	}
	length := x.search(s, next)
	for k := range x.v {
		s.Word[k] += float64(length * (next.Word[k] - s.Word[k]))
		s.Bit[k] += float64(length * (next.Bit[k] - s.Bit[k]))
		x.trial[k] = s.Word[k] - s.Bit[k]
	}
	s.Left, s.Right = append(s.Left[:0], next.Left...), append(s.Right[:0], next.Right...)
	s.Top, s.Bottom = append(s.Top[:0], next.Top...), append(s.Bottom[:0], next.Bottom...)
	x.cells.Current(x.trialAmps, x.ignored, x.trial)
	for k, a := range x.trialAmps {
		carried := x.amps[k] + float64(x.slope[k]*x.dv[k])
		violation = max(violation, math.Abs(a-carried))
	}
	if length < 1 { // the wires carry something else there
		violation = max(violation, kernel.Largest(x.trialAmps))
	}
	copy(x.v, x.trial)
	copy(x.amps, x.trialAmps)
	s.Violation = next.Violation
	return violation, nil
}

// search is how far to go: power falls along the step like φ' = A + s B + Σ I(v + s dv) dv, which rises with s
// from below zero, A and B being those of the wires.
func (x *Newton) search(s, next *Solution) float64 {
	wires := x.wirePower(s, next)
	atStart := -wires
	for k, g := range x.slope {
		atStart -= float64(float64(g*x.dv[k]) * x.dv[k])
	}
	linear := atStart
	for k, a := range x.amps {
		linear -= float64(a * x.dv[k])
	}
	slope := func(length float64) float64 {
		for k, v := range x.v {
			x.trial[k] = v + float64(length*x.dv[k])
		}
		x.cells.Current(x.trialAmps, x.ignored, x.trial)
		sum := linear + float64(length*wires)
		for k, a := range x.trialAmps {
			sum += float64(a * x.dv[k])
		}
		return sum
	}
	lo, hi := 0.0, 1.0
	for range 60 {
		length := hi
		if hi < 1 || lo > 0 {
			length = (lo + hi) / 2
		}
		switch y := slope(length); {
		case math.Abs(y) <= -0.5*atStart || y < 0 && length == 1:
			return length
		case y > 0 || !finite(y):
			if hi = length; lo == 0 && hi == 1 {
				hi = 1 - 0x1p-53 // halve from here on
			}
		default:
			lo = length
		}
	}
	return lo + float64((hi-lo)/2)
}

// wirePower is what the difference of two states dissipates in wires and terminals, V²/Ω.
func (x *Newton) wirePower(s, next *Solution) float64 {
	g, n, power := &x.geo, x.geo.Cols, 0.0
	add := func(ohm, volts float64) {
		if ohm > 0 {
			power += float64(float64(volts*volts) / ohm)
		}
	}
	for i := range g.Rows {
		for j := range n {
			k := i*n + j
			word, bit := next.Word[k]-s.Word[k], next.Bit[k]-s.Bit[k]
			if j > 0 {
				add(g.Word, word-(next.Word[k-1]-s.Word[k-1]))
			} else if !open(g.Left, i) {
				add(g.Word+g.Left[i], word)
			}
			if j == n-1 && !open(g.Right, i) {
				add(g.Word+g.Right[i], word)
			}
			if i > 0 {
				add(g.Bit, bit-(next.Bit[k-n]-s.Bit[k-n]))
			} else if !open(g.Top, j) {
				add(g.Bit+g.Top[j], bit)
			}
			if i == g.Rows-1 && !open(g.Bottom, j) {
				add(g.Bit+g.Bottom[j], bit)
			}
		}
	}
	return power
}
