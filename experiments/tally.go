package experiments

import (
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/periphery"
	"github.com/xbar-sim/xbar/periphery/cost"
)

// Costs are the bills of a trial: of its training, calibration, labels and learning curve left out, and
// of its test. Weights that are plain numbers have none.
type Costs struct {
	Device string    `json:"-"`
	Point  []float64 `json:"-"` // as in its trial
	Repeat int       `json:"-"`

	Train, Infer  []cost.Item
	Presentations float64 // behind Train, with images that were shown again
	Inferences    float64 // behind Infer
	TrainTime     float64 // s, of the network's own clock over the hardware's speed-up
	InferTime     float64 // s
	Cells         float64 // m²
	Drivers       float64 // m²
	Converters    float64 // m²
}

// costParams are the keys of prices.
func (c *Config) costParams() []si.Param { return c.Cost.Params() }

// tally returns what has happened so far on the tile and in the network.
func (n *network) tally() cost.Ledger {
	steps, fired := n.net.Activity()
	shown, spikes := n.net.Shown()
	l := n.onArray(n.tile.Counts())
	pre, post := n.tile.Dims()
	l.Updates = float64(steps) * float64(post)
	l.Fired = float64(fired)
	l.Compared = float64(spikes) + float64(float64(fired)*float64(pre))
	l.Shown, l.Time = float64(shown), float64(shown)*n.net.Duration
	return l
}

// tested returns what a pass over images took; before are the counts of the tile before it.
func (n *network) tested(before periphery.Counts, s score) cost.Ledger {
	l := n.onArray(n.tile.Counts()).Minus(n.onArray(before))
	_, post := n.tile.Dims()
	l.Updates, l.Fired = float64(s.steps)*float64(post), float64(s.fired)
	l.Shown, l.Time = float64(s.images), float64(s.shown)*n.net.Duration
	return l
}

// onArray returns what the counts of a tile are worth.
func (n *network) onArray(c periphery.Counts) cost.Ledger {
	l := cost.Ledger{
		Reads: float64(c.Reads), Rows: float64(c.Rows), Columns: float64(c.Columns), Samples: float64(c.Samples),
		Looks: float64(c.Looks), Refreshes: float64(c.Refreshes),
		Writes: c.Writes.Minus(c.Refreshing), Refreshing: c.Refreshing,
	}
	if t := tileOf(n.tile); t != nil {
		l.Drawn = t.Drawn(c)
	}
	return l
}

// tileOf returns the cells behind weights, nil where they are plain numbers.
func tileOf(c chip) *periphery.Tile {
	switch c := c.(type) {
	case onTile:
		return c.Tile
	case *sparse:
		return tileOf(c.chip)
	}
	return nil
}

// chipOf says of which array bills are.
func (n *network) chipOf(t *periphery.Tile) cost.Chip {
	a := t.Array()
	p := a.Card().Model.Nominal()
	_, post := t.Dims()
	bias := n.cfg.Write.Bias
	if a.Card().Ideal() {
		bias = gatedWrites
	}
	return cost.Chip{
		Rows: a.Rows, Columns: a.Cols, Outputs: post, DACBits: n.cfg.DAC.Bits, ADCBits: n.cfg.ADC.Bits, Bias: bias,
		Shared: n.cfg.ADC.Share, Ramp: n.cfg.ADC.Kind == "ramp",
		ReadVoltage: p.ReadVoltage, ReadWidth: p.ReadWidth, MeanConductance: a.Reader().MeanConductance(), // looking must not renew the cells
	}
}

// bills prices the training that ended and the test that followed; nil where weights are numbers, or the
// cells ideal ones, which no technology has.
func (n *network) bills(m *Metrics, test cost.Ledger) *Costs {
	t := tileOf(n.tile)
	if t == nil || n.card.Class == "ideal" {
		return nil
	}
	at, tech := n.chipOf(t), n.cfg.Cost
	c := &Costs{
		Train: tech.Bill(at, n.book), Infer: tech.Bill(at, test),
		Presentations: n.book.Shown, Inferences: test.Shown, TrainTime: n.book.Time, InferTime: test.Time,
	}
	c.Cells, c.Drivers, c.Converters = tech.Area(at)
	m.Area = c.Cells + c.Drivers + c.Converters
	var busy float64
	m.Energy, m.Busy = cost.Total(c.Train)
	m.InferEnergy, busy = cost.Total(c.Infer)
	if test.Shown > 0 {
		m.InferEnergy, m.InferBusy = m.InferEnergy/test.Shown, busy/test.Shown
	}
	return c
}
