package experiments

import (
	"fmt"
	"strings"

	"github.com/xbar-sim/xbar/crossbar"
	"github.com/xbar-sim/xbar/internal/si"
)

// WireConfig says of what the lines of arrays are.
type WireConfig struct {
	Model              string
	Segment, Word, Bit float64 // Ω; -1: as the width says, as Segment
	Width, Pitch       float64 // m; no pitch is four widths for cells with a switch, two without
	Source, Sense      float64 // Ω
	Access             float64 // Ω; -1: as the cells have a switch
	Conductance        float64 // of cells as lines see them, of the card's
	TwoSided           bool
	Error              float64 // of cached currents
	Active             float64 // part of the word lines that a typical read drives
	Tile               int     // 0: TileRows and TileCols
	TileRows, TileCols int
}

// accessTransistor is the resistance of a transistor that is on, Ω: the default of NeuroSim (resistanceAccess).
const accessTransistor = 15e3

func (w *WireConfig) defaults() {
	w.Model, w.Segment, w.Word, w.Bit = "ideal", -1, -1, -1
	w.Conductance, w.Active = 1, 0.1
	w.Width, w.Error, w.TileRows, w.TileCols = 32e-9, 5e-3, 128, 128
}

func (w *WireConfig) params() []si.Param {
	return []si.Param{
		{Name: "wires.model", At: &w.Model, Doc: "how currents through the lines are found: no resistance, an effective matrix that follows the cells, one solved after every change, or an approximation", Choices: crossbar.WiringModels()},
		{Name: "wires.segment", At: &w.Segment, Unit: "Ω", Doc: "resistance of lines from cell to cell (-1: from width and pitch)", Min: -1, Max: 1e6},
		{Name: "wires.word", At: &w.Word, Unit: "Ω", Doc: "that of word lines (-1: wires.segment)", Min: -1, Max: 1e6},
		{Name: "wires.bit", At: &w.Bit, Unit: "Ω", Doc: "that of bit lines (-1: wires.segment)", Min: -1, Max: 1e6},
		{Name: "wires.width", At: &w.Width, Unit: "m", Doc: "width of copper lines (where wires.segment = -1)", Min: 14e-9, Max: 200e-9},
		{Name: "wires.pitch", At: &w.Pitch, Unit: "m", Doc: "pitch of cells (0: four widths for cells with a switch, that is write.bias = gated, two without)", Min: 0, Max: 1e-4},
		{Name: "wires.source", At: &w.Source, Unit: "Ω", Doc: "resistance of a word-line driver", Min: 0, Max: 1e9},
		{Name: "wires.sense", At: &w.Sense, Unit: "Ω", Doc: "resistance of a sense amplifier", Min: 0, Max: 1e9},
		{Name: "wires.access", At: &w.Access, Unit: "Ω", Doc: "resistance in series with every cell: a transistor that is on (-1: 15 kΩ where write.bias = gated, else 0 Ω)", Min: -1, Max: 1e9},
		{Name: "wires.conductance", At: &w.Conductance, Doc: "conductance of cells that lines see, of the card's (write energies stay)", Min: 1e-9, Max: 1e6},
		{Name: "wires.two_sided", At: &w.TwoSided, Doc: "word lines are driven at both ends"},
		{Name: "wires.error", At: &w.Error, Doc: "error of cached currents against the circuit, of the largest", Min: 1e-6, Max: 0.5},
		{Name: "wires.active", At: &w.Active, Doc: "part of the word lines that a typical read drives: the operating point of cached wires where crosspoints bend", Min: 1e-3, Max: 1},
		{Name: "tile.size", At: &w.Tile, Doc: "lines of a tile, either way (0: tile.rows, tile.cols)", Min: 0, Max: 1 << 20},
		{Name: "tile.rows", At: &w.TileRows, Doc: "word lines of a tile (where lines have resistance; 0 is all)", Min: 0, Max: 1 << 20},
		{Name: "tile.cols", At: &w.TileCols, Doc: "bit lines of a tile (reference columns included; 0 is all)", Min: 0, Max: 1 << 20},
	}
}

// aboutWires tells whether a key says something about lines and tiles.
func aboutWires(key string) bool {
	return strings.HasPrefix(key, "wires.") || strings.HasPrefix(key, "tile.")
}

// wiring is what arrays are told of their lines.
func (c *Config) wiring() (crossbar.Wiring, error) {
	w := &c.Wires
	if w.Model == "ideal" {
		return crossbar.Wiring{Cell: c.Cells.crosspoint(w.Conductance)}, nil
	}
	segment := w.Segment
	if segment < 0 {
		pitch := w.Pitch
		if pitch == 0 {
			pitch = 2 * w.Width
			if c.Write.Bias == gatedWrites {
				pitch = 4 * w.Width
			}
		}
		var err error
		if segment, err = crossbar.SegmentResistance(w.Width, pitch); err != nil {
			return crossbar.Wiring{}, fmt.Errorf("wires.pitch: %w", err)
		}
	}
	or := func(x float64) float64 {
		if x < 0 {
			return segment
		}
		return x
	}
	out := crossbar.Wiring{
		Model: w.Model, Word: or(w.Word), Bit: or(w.Bit), Source: w.Source, Sense: w.Sense, Access: c.access(),
		TwoSided: w.TwoSided, TileRows: w.TileRows, TileCols: w.TileCols, Tolerance: w.Error,
		Cell: c.Cells.crosspoint(w.Conductance), Active: w.Active,
	}
	if w.Tile > 0 {
		out.TileRows, out.TileCols = w.Tile, w.Tile
	}
	if w.Conductance != 1 { // the voltages of a circuit depend on conductance times resistance alone
		for _, r := range []*float64{&out.Word, &out.Bit, &out.Source, &out.Sense, &out.Access} {
			*r *= w.Conductance
		}
	}
	return out, out.Check()
}

// access is the resistance in series with every cell, Ω.
func (c *Config) access() float64 {
	switch {
	case c.Wires.Access >= 0:
		return c.Wires.Access
	case c.Write.Bias == gatedWrites:
		return accessTransistor
	}
	return 0
}

// checkWires refuses lines that cannot be, and resistances between -1 and 0.
func (c *Config) checkWires() error {
	for _, x := range []struct {
		key string
		ohm float64
	}{{"wires.segment", c.Wires.Segment}, {"wires.word", c.Wires.Word}, {"wires.bit", c.Wires.Bit}, {"wires.access", c.Wires.Access}} {
		if x.ohm < 0 && x.ohm != -1 {
			return &si.ValueError{Key: x.key, Value: si.Exact(x.ohm, "Ω"), Want: "0 Ω or more, or -1 for what other keys make"}
		}
	}
	if c.Write.Compliance > 0 && c.Write.Bias != gatedWrites {
		return &si.ValueError{Key: "write.compliance", Value: si.Exact(c.Write.Compliance, "A"), Want: "0 A where cells have no switch (write.bias = " + c.Write.Bias + ")"}
	}
	_, err := c.wiring()
	return err
}

// wireNotes say what lines a study has, where it does not sweep them.
func (c *Config) wireNotes(swept map[string]bool) []string {
	w := &c.Wires
	if swept["wires.model"] || w.Model == "ideal" {
		return nil
	}
	text := "wires " + w.Model
	fixed := !swept["wires.conductance"] && !swept["wires.segment"] && !swept["wires.width"] && !swept["wires.pitch"] && !swept["write.bias"]
	if l, err := c.wiring(); err == nil && fixed {
		text += ", " + si.Format(l.Word/w.Conductance, "Ω")
		if l.Bit != l.Word {
			text += " and " + si.Format(l.Bit/w.Conductance, "Ω")
		}
		text += " a segment"
	}
	rows, cols := w.TileRows, w.TileCols
	if w.Tile > 0 {
		rows, cols = w.Tile, w.Tile
	}
	if !swept["tile.size"] && !swept["tile.rows"] && !swept["tile.cols"] && rows > 0 && cols > 0 {
		text += fmt.Sprintf(", tiles of %d × %d cells", rows, cols)
	}
	if r := c.access(); r > 0 && !swept["wires.access"] && (w.Access > 0 || !swept["write.bias"]) {
		text += ", transistors of " + si.Format(r, "Ω")
	}
	if w.Conductance != 1 && !swept["wires.conductance"] {
		text += fmt.Sprintf(", cells of %g times their conductance", w.Conductance)
	}
	return []string{text}
}

// wired reports whether any point of the study has lines with resistance.
func (c *Config) wired() bool {
	for _, a := range c.Axes {
		if a.Key == "wires.model" {
			return true
		}
	}
	return c.Wires.Model != "ideal"
}
