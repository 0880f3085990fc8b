package experiments

import (
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/periphery"
	"github.com/xbar-sim/xbar/periphery/cost"
)

// Costs are the bills of a trial: of its training, calibration, labels and learning curve left out, of the
// compensation of what the wait did, and of its test. The array of a read-out on cells is an item of each.
// Weights that are plain numbers have none.
type Costs struct {
	Device string    `json:"-"`
	Point  []float64 `json:"-"` // as in its trial
	Repeat int       `json:"-"`

	Train, Infer   []cost.Item
	Compensate     []cost.Item `json:",omitempty"` // gains found, or cells written again, during the wait; nil without
	Presentations  float64     // behind Train, with images that were shown again
	Inferences     float64     // behind Infer
	Compensations  float64     // behind Compensate: gains found, or times all cells were written
	TrainTime      float64     // s, of the network's own clock over the hardware's speed-up
	InferTime      float64     // s
	CompensateTime float64     // s
	Cells          float64     // m²
	Drivers        float64     // m²
	Converters     float64     // m²
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

// onArray returns what the counts of the network's array are worth.
func (n *network) onArray(c periphery.Counts) cost.Ledger { return ledgerOf(tileOf(n.tile), c) }

// ledgerOf returns what counts are worth on a tile, nil where weights are plain numbers.
func ledgerOf(t *periphery.Tile, c periphery.Counts) cost.Ledger {
	l := cost.Ledger{
		Reads: float64(c.Reads), Rows: float64(c.Rows), Columns: float64(c.Columns), Samples: float64(c.Samples),
		Looks: float64(c.Looks), Refreshes: float64(c.Refreshes),
		Writes: c.Writes.Minus(c.Refreshing), Refreshing: c.Refreshing,
	}
	if t != nil {
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

// bills prices the training that ended, the compensation and the test that followed, with the array of the
// read-out where there is one; nil where weights are numbers, or the cells ideal ones, which no technology
// has.
func (n *network) bills(m *Metrics, array *readoutArray, test score) *Costs {
	t := tileOf(n.tile)
	if t == nil || n.card.Class == "ideal" {
		return nil
	}
	at, tech := n.chipOf(t), n.cfg.Cost
	c := &Costs{
		Train: tech.Bill(at, n.book), Infer: tech.Bill(at, test.ledger),
		Presentations: n.book.Shown, Inferences: test.ledger.Shown, TrainTime: n.book.Time, InferTime: test.ledger.Time,
	}
	c.Cells, c.Drivers, c.Converters = tech.Area(at)
	if n.upkeep.times > 0 {
		c.Compensate = tech.Bill(at, n.upkeep.network)
		c.Compensations, c.CompensateTime = float64(n.upkeep.times), n.upkeep.network.Time
	}
	if array.billed() {
		n.billReadout(c, array, test)
	}
	m.Area = c.Cells + c.Drivers + c.Converters
	var busy float64
	m.Energy, m.Busy = cost.Total(c.Train)
	m.InferEnergy, busy = cost.Total(c.Infer)
	if test.ledger.Shown > 0 {
		m.InferEnergy, m.InferBusy = m.InferEnergy/test.ledger.Shown, busy/test.ledger.Shown
	}
	m.KeepEnergy, m.KeepBusy = cost.Total(c.Compensate)
	return c
}

// billReadout puts the array of the read-out on the bills: its writing on that of training, its reads on
// that of inference, its share of the compensation on that.
func (n *network) billReadout(c *Costs, array *readoutArray, test score) {
	at, tech := n.chipOf(array.tile), n.cfg.Cost
	at.Bias = gatedWrites
	w := array.written.Writes
	c.Train = cost.Include(c.Train, tech.Bill(at, array.written), float64(w.Set.Pulses+w.Reset.Pulses))
	c.Infer = cost.Include(c.Infer, tech.Bill(at, test.readout), test.readout.Reads)
	if c.Compensate != nil {
		l := n.upkeep.readout
		c.Compensate = cost.Include(c.Compensate, tech.Bill(at, l), l.Reads+l.Refreshes)
	}
	cells, drivers, converters := tech.Area(at)
	c.Cells, c.Drivers, c.Converters = c.Cells+cells, c.Drivers+drivers, c.Converters+converters
}
