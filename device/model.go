// Package device says what one kind of cell does under a voltage, and while it waits.
//
// A model is physics without state: it holds parameters, and the array that uses it holds the
// state, one slice per variable. Methods work on slices, so there is no object per cell and
// no call per cell.
//
// Positive voltage (word line minus bit line) drives a cell toward SET, that is to higher
// conductance. A model whose paper says otherwise converts inside and says so. All
// quantities are in SI base units.
package device

import (
	"github.com/xbar-sim/xbar/internal/si"
)

// A Model is the physics of one kind of cell.
type Model interface {
	// Params lists the parameters of the model, each with unit, range and meaning, and where
	// the value is stored.
	Params() []si.Param

	// Vars lists the state variables, in the order of State.X.
	Vars() []Var

	// Current writes to dst the current (A) of every cell at voltage v (V). It changes
	// nothing. The slices have one element per cell of s.
	Current(dst []float64, s State, v []float64)

	// Step lets voltage v (V) act on every cell for dt (s) and changes s. xi holds Draws()
	// standard normals per cell, cell after cell, or is nil: then the mean is taken and the
	// step is a pure function.
	Step(s State, v []float64, dt float64, xi []float64)

	// Draws is the number of standard normals that Step consumes per cell.
	Draws() int
}

// A Synapse is a Model that can hold a weight: it has a range of conductance, nominal pulses
// that move it through that range, and parameters that differ between cells.
type Synapse interface {
	Model

	// Range returns the nominal limits of the conductance at low field, S.
	Range() (gMin, gMax float64)

	// Nominal returns the pulses that potentiate and depress the cell.
	Nominal() *Pulses

	// Set puts every cell at the relative conductance w (0..1 of the cell's own range), as a
	// perfect programming routine would leave it.
	Set(s State, w []float64)

	// D2D lists the parameters that the short key d2d spreads from cell to cell: the limits
	// of the range and the step sizes.
	D2D() []D2D
}

// A Var is one state variable.
type Var struct {
	Name     string
	Unit     string
	Min, Max float64
	Doc      string
}

// A D2D names a parameter that differs from device to device. Where a larger parameter means
// a smaller step (pulses to cross the range), Reciprocal says that its reciprocal is spread.
type D2D struct {
	Param      string
	Reciprocal bool
}

// A State holds what an array keeps for its cells: one slice per state variable, one slice of
// factors for every parameter that differs from cell to cell, and the temperature of every cell
// where it is not RoomTemperature.
type State struct {
	X      [][]float64
	Spread map[string][]float32
	Kelvin []float64 // K; nil: all cells are at RoomTemperature
}

// RoomTemperature is the temperature of a cell unless something heats or cools it, K.
const RoomTemperature = 300.0

// Temperature returns the temperature of cell i, K.
func (s State) Temperature(i int) float64 {
	if s.Kelvin == nil {
		return RoomTemperature
	}
	return s.Kelvin[i]
}

// NewState returns the state of n cells with every variable at zero and no spread.
func NewState(m Model, n int) State {
	s := State{X: make([][]float64, len(m.Vars()))}
	for i := range s.X {
		s.X[i] = make([]float64, n)
	}
	return s
}

// Len returns the number of cells.
func (s State) Len() int { return len(s.X[0]) }

// Slice returns the cells lo to hi-1 of s; it shares their memory.
func (s State) Slice(lo, hi int) State {
	t := State{X: make([][]float64, len(s.X))}
	for i, x := range s.X {
		t.X[i] = x[lo:hi]
	}
	if s.Spread != nil {
		t.Spread = make(map[string][]float32, len(s.Spread))
		for name, f := range s.Spread {
			t.Spread[name] = f[lo:hi]
		}
	}
	if s.Kelvin != nil {
		t.Kelvin = s.Kelvin[lo:hi]
	}
	return t
}

// Field returns the parameter called name, whose nominal value is given, as it is in every
// cell.
func (s State) Field(name string, nominal float64) Field {
	return Field{nominal: nominal, factor: s.Spread[name]}
}

// A Field is a parameter over the cells of an array: one number until it varies.
type Field struct {
	nominal float64
	factor  []float32
}

// At returns the parameter in cell i.
func (f Field) At(i int) float64 {
	if f.factor == nil {
		return f.nominal
	}
	return f.nominal * float64(f.factor[i])
}

// Uniform reports whether all cells share one value.
func (f Field) Uniform() bool { return f.factor == nil }
