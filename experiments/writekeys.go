package experiments

import (
	"slices"

	"github.com/xbar-sim/xbar/crossbar"
	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/periphery"
)

// WriteConfig is how cells are programmed: under which bias, and by which routine where weights come from
// elsewhere.
type WriteConfig struct {
	Bias       string
	Compliance float64 // A; 0: none
	Routine    string
	Train      string
	Step       float64
	Tolerance  float64
	Budget     int
	Reads      int
}

func (c *Config) writeDefaults() {
	w := periphery.DefaultWriter()
	c.Write = WriteConfig{gatedWrites, 0, w.Routine, w.Train, w.Step, w.Tolerance, w.Budget, w.Reads}
}

func (c *Config) writeParams() []si.Param {
	return []si.Param{
		{Name: "write.bias", At: &c.Write.Bias, Doc: "what other cells see in a write: nothing (a switch at every cell), V/2 or V/3", Choices: crossbar.Biases()},
		{Name: "write.compliance", At: &c.Write.Compliance, Unit: "A", Doc: "largest current that the switch of a cell lets pass during SET, where write.bias = gated; 0 is no limit", Min: 0, Max: 1},
		{Name: "write.routine", At: &c.Write.Routine, Doc: "mode ex-situ, and read-outs on cells: how weights get into cells: each at its target with the card's programming noise, by pulses without looking, or by pulses and reads", Choices: periphery.Routines()},
		{Name: "write.train", At: &c.Write.Train, Doc: "open, verify: pulses alike, or in one direction each higher or longer than the one before", Choices: periphery.Trains()},
		{Name: "write.step", At: &c.Write.Step, Doc: "by how much, of the nominal pulse, which is tripled at most", Min: 0, Max: 10},
		{Name: "write.tolerance", At: &c.Write.Tolerance, Doc: "verify: distance from the target that is good enough, of the range", Min: 1e-6, Max: 1},
		{Name: "write.budget", At: &c.Write.Budget, Doc: "open, verify: pulses that a cell may get", Min: 1, Max: 1 << 20},
		{Name: "write.reads", At: &c.Write.Reads, Doc: "verify: reads of which the mean is taken at every look", Min: 1, Max: 1 << 16},
	}
}

// writer is the routine of the study for a card. Ideal cells are put where they ought to be.
func (n *network) writer(card *device.Card) periphery.Writer {
	w := n.cfg.Write
	if card.Ideal() {
		by := periphery.DefaultWriter()
		by.Offset = n.cfg.Weights.Offset
		return by
	}
	return periphery.Writer{Routine: w.Routine, Train: w.Train, Step: w.Step, Tolerance: w.Tolerance, Budget: w.Budget, Reads: w.Reads, Offset: n.cfg.Weights.Offset}
}

// write programs weights from elsewhere, books what it takes and keeps what it came to.
func (n *network) write(w []float64) error {
	before := n.tally()
	if n.writer(n.card).Routine == "verify" {
		n.tile.NextInput(n.stream.Named("write")) // whatever was read before, the routine reads the same noise
	}
	r, err := n.tile.Write(w, n.writer(n.card))
	n.book = n.book.Plus(n.tally().Minus(before))
	n.written = r
	return err
}

// countWritten says what programming by pulses came to.
func (n *network) countWritten(m *Metrics) {
	r := n.written
	if r == nil || n.writer(n.card).Routine == "target" || r.Cells == 0 {
		return
	}
	m.ProgramPulses, m.ProgramMost = r.MeanPulses(), float64(slices.Max(r.Pulses))
	m.ProgramError, m.ProgramBias = r.SDError, r.MeanError
	m.ProgramMissed = float64(r.Missed) / float64(r.Cells)
}

// Write implements chip: weights within the limits of cells of one sign above a reference, or of pairs.
func (p *perfect) Write(w []float64, wr periphery.Writer) (*periphery.Written, error) {
	lo, hi := -wr.Offset, 1-wr.Offset
	if p.signed {
		lo, hi = -1, 1
	}
	for i, x := range w {
		p.W[i] = float32(min(max(x, lo), hi))
	}
	return nil, nil
}

// Write leaves 0 where there is no connection.
func (s *sparse) Write(w []float64, wr periphery.Writer) (*periphery.Written, error) {
	return s.chip.Write(s.connected(w), wr)
}
