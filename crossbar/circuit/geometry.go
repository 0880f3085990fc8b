// Package circuit solves the resistor network that an array of cells is: word lines and bit lines of
// resistance, with a cell where they cross and terminals at their ends.
//
// Rows are word lines, columns are bit lines, and cell (r, c) is element r*Cols+c of every slice per
// cell or node. SI base units. A terminal is joined to the nearest crosspoint of its line through one
// segment of the line and through its own resistance; badcrossbar has the same geometry.
//
// A solution is a circuit at rest: the package knows no capacitance, no inductance and no time.
package circuit

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/xbar-sim/xbar/internal/si"
)

// A Geometry says how the cells of an array are joined to each other and to the world.
//
// Left, Right, Top and Bottom are the resistances (Ω, 0 or more) of the terminals at the ends of the word
// lines (left of column 0, right of the last) and of the bit lines (above row 0, below the last), besides
// the one segment; +Inf, or nil for a whole side, leaves an end open. A line with both ends open floats.
type Geometry struct {
	Rows, Cols               int
	Word, Bit                float64   // of one segment, Ω, 0 or more
	Left, Right, Top, Bottom []float64 // one element a line, Ω
}

// Plain is the usual geometry: word lines driven on the left through source ohms, bit lines sensed
// at the bottom through sense ohms, the other ends open.
func Plain(rows, cols int, word, bit, source, sense float64) Geometry {
	return Geometry{Rows: rows, Cols: cols, Word: word, Bit: bit,
		Left: Terminals(rows, source), Bottom: Terminals(cols, sense)}
}

// Terminals are n terminals of the same resistance.
func Terminals(n int, ohm float64) []float64 {
	return slices.Repeat([]float64{ohm}, max(n, 0))
}

// open reports whether end k of a side has no terminal.
func open(side []float64, k int) bool { return side == nil || math.IsInf(side[k], 1) }

// maxCells bounds the size of an array so that indices cannot overflow.
const maxCells = 1 << 40

// Check says everything that is wrong with the geometry.
func (g *Geometry) Check() error {
	if g.Rows < 1 || g.Cols < 1 || g.Rows > maxCells/g.Cols {
		return fmt.Errorf("an array of %d × %d cells: want at least one word line and one bit line", g.Rows, g.Cols)
	}
	var errs []error
	for _, r := range []struct {
		name string
		ohm  float64
	}{{"word", g.Word}, {"bit", g.Bit}} {
		if !(r.ohm >= 0) || math.IsInf(r.ohm, 1) {
			errs = append(errs, &si.ValueError{Key: r.name, Value: shown(r.ohm, "Ω"), Want: "0 Ω or more", Doc: "one segment of a " + r.name + " line"})
		}
	}
	for _, s := range g.sides() {
		errs = append(errs, s.check(s.ohm, "resistance"))
		for k, r := range s.ohm {
			if !(r >= 0) {
				errs = append(errs, &si.ValueError{Key: fmt.Sprintf("%s terminal of %s line %d", s.name, s.line, k+1), Value: shown(r, "Ω"), Want: "0 Ω or more"})
				break
			}
		}
	}
	return errors.Join(errs...)
}

// A side is one of the four edges of an array.
type side struct {
	name, line string
	n          int // lines that end there
	ohm        []float64
}

func (g *Geometry) sides() []side {
	return []side{{"left", "word", g.Rows, g.Left}, {"right", "word", g.Rows, g.Right},
		{"top", "bit", g.Cols, g.Top}, {"bottom", "bit", g.Cols, g.Bottom}}
}

// check refuses a slice of another length than the side has lines.
func (s side) check(x []float64, what string) error {
	if x != nil && len(x) != s.n {
		return fmt.Errorf("%s side: a %s for each of %d lines, want %d %s lines", s.name, what, len(x), s.n, s.line)
	}
	return nil
}

// checkCells refuses conductances that are negative or not numbers; +Inf is a short.
func (g *Geometry) checkCells(s []float64) error {
	if len(s) != g.Rows*g.Cols {
		return fmt.Errorf("%d conductances: want %d, one for each of %d × %d cells", len(s), g.Rows*g.Cols, g.Rows, g.Cols)
	}
	for k, x := range s {
		if !(x >= 0) {
			return &si.ValueError{Key: fmt.Sprintf("cell in row %d, column %d", k/g.Cols+1, k%g.Cols+1),
				Value: shown(x, "S"), Want: "0 S or more"}
		}
	}
	return nil
}

// A Drive is what terminals and cells do to the array: the voltages of the terminals (V; nil is 0 V,
// and voltages of open ends count for nothing), and a current (A) that flows in each cell from its
// word line to its bit line besides what its conductance lets through.
type Drive struct {
	Left, Right, Top, Bottom []float64
	Cells                    []float64
}

// left are the voltages on the left; no drive is one of 0 V.
func (d *Drive) left() []float64 {
	if d == nil {
		return nil
	}
	return d.Left
}

func (g *Geometry) checkDrive(d *Drive) error {
	var errs []error
	for i, v := range [][]float64{d.Left, d.Right, d.Top, d.Bottom} {
		s := g.sides()[i]
		errs = append(errs, s.check(v, "voltage"))
		for k, x := range v {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				errs = append(errs, &si.ValueError{Key: fmt.Sprintf("%s terminal of %s line %d", s.name, s.line, k+1), Value: shown(x, "V"), Want: "a number"})
				break
			}
		}
	}
	if d.Cells != nil && len(d.Cells) != g.Rows*g.Cols {
		errs = append(errs, fmt.Errorf("%d currents of cells: want %d", len(d.Cells), g.Rows*g.Cols))
	}
	return errors.Join(errs...)
}

// transposed is the geometry with word and bit lines exchanged.
func (g *Geometry) transposed() Geometry {
	return Geometry{Rows: g.Cols, Cols: g.Rows, Word: g.Bit, Bit: g.Word,
		Left: g.Top, Right: g.Bottom, Top: g.Left, Bottom: g.Right}
}

// A Solution is the state of the circuit. Slices that are long enough are used again.
type Solution struct {
	Word, Bit   []float64 // voltages of the nodes on word and bit lines, V, one a cell
	Left, Right []float64 // currents that terminals send into the word lines, A
	Top, Bottom []float64 // currents that bit lines send into their terminals, A
	Iterations  int
	Violation   float64 // worst violation of Kirchhoff's current law at any node, A
}

func (s *Solution) size(g *Geometry) {
	s.Word, s.Bit = resize(s.Word, g.Rows*g.Cols), resize(s.Bit, g.Rows*g.Cols)
	s.Left, s.Right = resize(s.Left, g.Rows), resize(s.Right, g.Rows)
	s.Top, s.Bottom = resize(s.Top, g.Cols), resize(s.Bottom, g.Cols)
	s.Iterations, s.Violation = 0, 0
}

// resize returns a slice of n elements, x itself where it is long enough.
func resize(x []float64, n int) []float64 {
	if cap(x) < n {
		return make([]float64, n)
	}
	return x[:n]
}

// shown is a value as an error shows it.
func shown(x float64, unit string) string {
	if !finite(x) {
		return fmt.Sprint(x, " ", unit)
	}
	return si.Format(x, unit)
}
