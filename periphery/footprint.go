package periphery

import (
	"github.com/xbar-sim/xbar/crossbar"
	"github.com/xbar-sim/xbar/device"
)

// A Footprint is the memory that a tile takes, found without making one.
type Footprint struct {
	Cells       int64 // with reference columns
	Bytes       int64 // for as long as the tile lives
	Programming int64 // bytes more while weights are programmed
}

// FootprintOf returns the memory that New takes for rows×cols weights on cells of a card: that of
// the cells (crossbar.CellBytes) and about 100 bytes a column for its converter and its streams.
func FootprintOf(card *device.Card, rows, cols int, opt Options) (Footprint, error) {
	name := opt.Layout
	if name == "" {
		name = card.Layout
	}
	l, err := layoutOf(name, opt.Cells, opt.Levels)
	if err != nil {
		return Footprint{}, err
	}
	columns := int64(l.columns(cols) + opt.Spares.Columns)
	cells := int64(rows+opt.Spares.Rows) * columns
	return Footprint{
		Cells:       cells,
		Bytes:       cells*int64(crossbar.CellBytes(card, opt.Array)) + 100*columns,
		Programming: cells * int64(8+crossbar.ProgrammingBytes(card)), // targets, then what crossbar needs
	}, nil
}
