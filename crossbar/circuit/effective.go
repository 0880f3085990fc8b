package circuit

import (
	"errors"
	"math"
)

// A Method is a way to the currents of an array.
type Method string

// The methods, from none to all of the physics.
const (
	Ideal        Method = "ideal"       // wires have no resistance
	FirstOrder   Method = "first-order" // loss to first order in the resistance of wires
	DMR          Method = "dmr"         // a factor for every line, from the mean of all lines
	AlphaBeta    Method = "alpha-beta"  // a factor for every line and place, from the line itself
	ExactCircuit Method = "exact"
)

// Methods lists all methods, the exact one first.
func Methods() []Method { return []Method{ExactCircuit, FirstOrder, DMR, AlphaBeta, Ideal} }

// errPlain says what the methods that are not exact cannot do.
var errPlain = errors.New("only the exact method knows lines that float, have terminals at both ends, or have one at the other end")

// Effective returns the conductances (S) of an array of ideal wires that has the same currents: with
// voltages v on the left and bit lines at 0 V, the current of bit line j is Σᵢ v(i) e(i, j).
// It errs as NewExact does; methods that are not exact want
// the plain geometry, word lines driven on the left and bit lines sensed at the bottom.
func Effective(m Method, geo Geometry, g []float64) ([]float64, error) {
	if m == ExactCircuit {
		x, err := NewExact(geo, g)
		if err != nil {
			return nil, err
		}
		return x.Transfer()
	}
	if err := errors.Join(geo.Check(), geo.checkCells(g)); err != nil {
		return nil, err
	}
	if !geo.plain() {
		return nil, errPlain
	}
	for _, x := range g {
		if math.IsInf(x, 1) {
			return nil, errors.New("only the exact method knows cells of 0 Ω")
		}
	}
	a := &approximation{geo: &geo, g: g, e: make([]float64, len(g))}
	switch m {
	case FirstOrder:
		a.firstOrder()
	case DMR:
		a.dmr()
	case AlphaBeta:
		a.alphaBeta()
	default:
		copy(a.e, g)
	}
	return a.e, nil
}

// plain reports whether every word line has a terminal on the left alone and every bit line at the
// bottom alone.
func (g *Geometry) plain() bool {
	for i := range g.Rows {
		if open(g.Left, i) || !open(g.Right, i) {
			return false
		}
	}
	for j := range g.Cols {
		if open(g.Bottom, j) || !open(g.Top, j) {
			return false
		}
	}
	return true
}

// An approximation is on its way to effective conductances e.
type approximation struct {
	geo  *Geometry
	g, e []float64
}

// Currents adds to dst the currents of bit lines under voltages v on the left: Σᵢ v(i) e(i, j).
func Currents(dst, e, v []float64) {
	n := len(dst)
	for i, x := range v {
		for j, y := range e[i*n : (i+1)*n] {
			dst[j] += float64(x * y)
		}
	}
}

// Transfer is Effective of the exact method: one solution for each line of the side that has fewer. Since
// a network of resistors is reciprocal, the current that a volt on word line i sends into bit line j
// is that which a volt on bit line j sends into word line i, and rows or columns serve equally.
func (x *Exact) Transfer() ([]float64, error) {
	m, n := x.geo.Rows, x.geo.Cols
	e := make([]float64, m*n)
	var s Solution
	if m <= n {
		d := &Drive{Left: make([]float64, m)}
		for i := range m {
			d.Left[i] = 1
			if err := x.Solve(&s, d); err != nil {
				return nil, err
			}
			copy(e[i*n:(i+1)*n], s.Bottom)
			d.Left[i] = 0
		}
		return e, nil
	}
	d := &Drive{Bottom: make([]float64, n)}
	for j := range n {
		d.Bottom[j] = 1
		if err := x.Solve(&s, d); err != nil {
			return nil, err
		}
		for i, a := range s.Left {
			e[i*n+j] = 0 - a
		}
		d.Bottom[j] = 0
	}
	return e, nil
}
