package crossbar

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/xbar-sim/xbar/crossbar/circuit"
)

// Models of wires beside the methods of package circuit.
const (
	idealWires  = "ideal"
	exactWires  = "exact"
	cachedWires = "cached"
)

// A Wiring says of what the lines of an array are. An array larger than a tile is cut into tiles, each with
// drivers and sense amplifiers of its own; the currents of tiles below each other add behind the amplifiers. Word
// lines are driven on the left, bit lines sensed at the bottom, in the geometry of package circuit: a terminal is one
// segment from the nearest cell. The zero value is lines without resistance, which nobody cuts.
type Wiring struct {
	Model         string  // see WiringModels; "" is "ideal"
	Word, Bit     float64 // of one segment, Ω, 0 or more
	Source, Sense float64 // of a driver and of a sense amplifier, Ω, 0 or more
	TwoSided      bool    // word lines are driven at both ends
	Access        float64 // in series with every cell: a transistor that is on, Ω, 0 or more

	Cell   circuit.Crosspoint // what cells are beside Access; its Access and Read do not count. The zero value is resistors
	Active float64            // part of the word lines that a typical read drives, where crosspoints bend; 0 means 0.1

	TileRows, TileCols int     // 0: as many as the array has
	Tolerance          float64 // of cached currents, relative to the largest; 0 means 0.005
}

// WiringModels lists how currents are found.
//
//	ideal        lines have no resistance
//	cached       an effective matrix that follows the cells, and is solved anew where it is off by more than the tolerance
//	exact        an effective matrix that is solved anew after every change; of crosspoints that bend every read by itself
//	first-order  and other approximations of package circuit: a formula, from the conductances of now
func WiringModels() []string {
	return []string{idealWires, cachedWires, exactWires, string(circuit.FirstOrder), string(circuit.DMR), string(circuit.AlphaBeta)}
}

// Check refuses what cannot be.
func (w Wiring) Check() error {
	if w.Model != "" && !slices.Contains(WiringModels(), w.Model) {
		return fmt.Errorf("wires %q: want one of %v", w.Model, WiringModels())
	}
	var errs []error
	for _, x := range []struct {
		name string
		ohm  float64
	}{{"word", w.Word}, {"bit", w.Bit}, {"source", w.Source}, {"sense", w.Sense}, {"access", w.Access}} {
		if !(x.ohm >= 0) || math.IsInf(x.ohm, 1) {
			errs = append(errs, fmt.Errorf("wires: %s of %g Ω: want 0 or more", x.name, x.ohm))
		}
	}
	if w.TileRows < 0 || w.TileCols < 0 || !(w.Tolerance >= 0 && w.Tolerance < 1) {
		errs = append(errs, fmt.Errorf("wires: tiles of %d × %d cells and a tolerance of %g: want 0 or more, the tolerance below 1", w.TileRows, w.TileCols, w.Tolerance))
	}
	if !(w.Active >= 0 && w.Active <= 1) {
		errs = append(errs, fmt.Errorf("wires: a typical read of %g of the lines: want 0 to 1", w.Active))
	}
	errs = append(errs, w.Cell.Check())
	if w.TwoSided && w.formula() {
		errs = append(errs, fmt.Errorf("wires: %s knows lines that are driven on one side only", w.Model))
	}
	return errors.Join(errs...)
}

// Ideal reports whether the lines have no resistance, by what they are or by what is asked for.
func (w Wiring) Ideal() bool {
	return w.Model == "" || w.Model == idealWires || w.Word == 0 && w.Bit == 0 && w.Source == 0 && w.Sense == 0 && w.Access == 0
}

// Bent reports whether crosspoints are no resistors.
func (w Wiring) Bent() bool { return !w.Cell.Straight() }

// formula reports whether currents come from an approximation of package circuit.
func (w Wiring) formula() bool {
	return !slices.Contains([]string{"", idealWires, exactWires, cachedWires}, w.Model)
}

// defaultError is the error of cached currents that is aimed at.
const defaultError = 5e-3

// whole puts numbers in the place of zeros that stand for others.
func (w Wiring) whole(rows, cols int) Wiring {
	if w.TileRows == 0 || w.TileRows > rows {
		w.TileRows = rows
	}
	if w.TileCols == 0 || w.TileCols > cols {
		w.TileCols = cols
	}
	if w.Model == "" {
		w.Model = idealWires
	}
	if w.Active == 0 {
		w.Active = 0.1
	}
	if w.Tolerance == 0 {
		w.Tolerance = defaultError
	}
	return w
}

// geometry is that of a tile.
func (w *Wiring) geometry(rows, cols int) circuit.Geometry {
	g := circuit.Plain(rows, cols, w.Word, w.Bit, w.Source, w.Sense)
	if w.TwoSided {
		g.Right = circuit.Terminals(rows, w.Source)
	}
	return g
}

// behind is what a cell of conductance g (S) and its transistor conduct together.
func (w *Wiring) behind(g float64) float64 { return g / (1 + float64(g*w.Access)) }
