package experiments

import (
	"errors"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/periphery"
)

// LayoutConfig is how weights are made of cells.
type LayoutConfig struct {
	Kind          string
	Cells, Levels int
	Full, Small   float64
	Pulses        int
	Spares        periphery.Spares
}

func (c *Config) layoutDefaults() {
	r := periphery.DefaultRefresh()
	c.Layout.Full, c.Layout.Small, c.Layout.Pulses = r.Full, r.Small, r.MaxPulses
}

func (c *Config) layoutParams() []si.Param {
	return []si.Param{
		{Name: "layout.kind", At: &c.Layout.Kind, Doc: "cells of a weight; empty is the card's own; ideal cells stay single under sliced and binary", Choices: append([]string{""}, periphery.Layouts()...)},
		{Name: "layout.cells", At: &c.Layout.Cells, Doc: "multi, multi-pair, sliced, binary: cells of a weight, or of each side of a pair; 0 is 3, 3, 4, 8", Min: 0, Max: 64},
		{Name: "layout.levels", At: &c.Layout.Levels, Doc: "sliced: levels of a cell, which are the base of its digit; 0 is 16", Min: 0, Max: 256},
		{Name: "layout.full", At: &c.Layout.Full, Doc: "pairs: a cell beyond this part of its range is refreshed; 0 never", Min: 0, Max: 1},
		{Name: "layout.small", At: &c.Layout.Small, Doc: "pairs: but only where the difference is below this part of the range", Min: 0, Max: 1},
		{Name: "layout.pulses", At: &c.Layout.Pulses, Doc: "pairs: SET pulses that a refresh may spend", Min: 0, Max: 1000},
	}
}

// spareParams are the keys of spare lines. A file has the keys of a table together: they come after those of
// WireConfig, which end with tile.
func (c *Config) spareParams() []si.Param {
	return []si.Param{
		{Name: "tile.spare_rows", At: &c.Layout.Spares.Rows, Doc: "word lines of an array beyond those it needs, which replace the worst that a test of all cells finds", Min: 0, Max: periphery.MaxSpares},
		{Name: "tile.spare_cols", At: &c.Layout.Spares.Columns, Doc: "bit lines beyond those it needs", Min: 0, Max: periphery.MaxSpares},
	}
}

// layoutOf is the layout of a card in this study.
func (c *Config) layoutOf(card *device.Card) string {
	kind := c.Layout.Kind
	if kind == "" || card.Class == "ideal" && (kind == "sliced" || kind == "binary") {
		return card.Layout
	}
	return kind
}

// cellsOf is how many cells are asked for a weight on a card.
func (c *Config) cellsOf(card *device.Card) int {
	if kind := c.layoutOf(card); kind == "single" || kind == "pair" {
		return 0
	}
	return c.Layout.Cells
}

// setOnly reports whether both directions of change are SET pulses.
func (c *Config) setOnly(card *device.Card) bool {
	kind := c.layoutOf(card)
	return kind == "pair" || kind == "multi-pair"
}

// stepOf returns the mean change of a weight by one nominal pulse on one of its cells.
func (c *Config) stepOf(card *device.Card, set bool) float64 {
	return meanStep(card, set) / float64(periphery.CellsOf(c.layoutOf(card), c.cellsOf(card)))
}

// checkLayouts refuses layouts that the cells cannot make, or that cannot learn where they must.
func (c *Config) checkLayouts(cards []*device.Card) error {
	var errs []error
	for _, card := range cards {
		kind := c.layoutOf(card)
		err := periphery.Suits(kind, c.Layout.Cells, c.Layout.Levels, card)
		if card.Class == "ideal" && kind != c.Layout.Kind {
			err = nil
		}
		if err == nil && c.Mode == InSitu {
			err = periphery.Learns(kind)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
