package experiments

import (
	"fmt"
	"slices"

	"github.com/xbar-sim/xbar/crossbar"
	"github.com/xbar-sim/xbar/internal/kernel"
	"github.com/xbar-sim/xbar/periphery"
	"github.com/xbar-sim/xbar/snn"
	"github.com/xbar-sim/xbar/variability"
)

// A chip is the weights of a network: a tile of cells, or perfect numbers.
type chip interface {
	snn.Synapses
	snn.Rewritable
	snn.Legible
	Program(w []float64, noisy bool)
	Write(w []float64, wr periphery.Writer) (*periphery.Written, error)
	Calibrate(quantile, headroom float64, run func() error) error
	NextInput(stream variability.Stream)
	Counts() periphery.Counts
	Now() float64
	MeanConductance() float64
	Disturbed() (count, flux float64)
	Faults() [variability.FaultKinds]int
	Wear() (w crossbar.Wear, ok bool)
	SetGain(g float64)
	SetColumnGains(g []float64)
	SetTemperature(kelvin float64)
	Targets() []float64
	Reprogram(targets []float64)
	Weights() []float32

	store(*stored) error
	load(*stored) error
	sampleWires(rows []int32) (s crossbar.WireSample, ok bool, err error)
	grids() []Grid
	reader() chip // shows the same weights, to be read beside this one
	absorb(reader chip)
}

// onTile is weights made of cells.
type onTile struct{ *periphery.Tile }

func (t onTile) store(s *stored) (err error) {
	s.Tile, err = t.Snapshot()
	return err
}

func (t onTile) load(s *stored) error {
	if s.Tile == nil {
		return fmt.Errorf("it has no cells")
	}
	return t.Restore(s.Tile)
}

func (t onTile) sampleWires(rows []int32) (crossbar.WireSample, bool, error) {
	if err := t.Array().WireTrouble(); err != nil {
		return crossbar.WireSample{}, true, err
	}
	return t.Array().SampleWires(t.Driven(rows))
}

func (t onTile) grids() []Grid { return gridsOf(t.Array()) }

func (t onTile) reader() chip  { return onTile{t.Reader()} }
func (t onTile) absorb(r chip) { t.Absorb(r.(onTile).Tile) }

// perfect is ideal weights behind ideal converters: numbers of float32 that take every change as
// it is. They neither drift nor scatter, and their converters have no range.
type perfect struct {
	*snn.Dense
	now    float64 // s
	writes uint64
	gain   []float32
	signed bool // weights of both signs, as pairs of cells hold them
}

func newPerfect(pre, post int, soft *snn.SoftBounds) *perfect {
	p := &perfect{Dense: snn.NewDense(pre, post)}
	p.Soft = soft
	return p
}

// PulseColumn changes weights and counts them.
func (p *perfect) PulseColumn(j int, dose []float32) error {
	for _, d := range dose {
		if d != 0 {
			p.writes++
		}
	}
	return p.Dense.PulseColumn(j, dose)
}

// PulseRows changes weights and counts them.
func (p *perfect) PulseRows(rows, cols []int32, dose []float32) error {
	p.writes += uint64(len(rows) * len(cols))
	return p.Dense.PulseRows(rows, cols, dose)
}

// ScaleColumn rewrites a column and counts its weights.
func (p *perfect) ScaleColumn(j int, f float64) {
	p.writes += uint64(p.Pre)
	p.Dense.ScaleColumn(j, f)
}

// Forward adds the response to spikes, times the gain behind each column.
func (p *perfect) Forward(dst []float32, rows []int32, amp []float32) {
	if p.gain == nil {
		p.Dense.Forward(dst, rows, amp)
		return
	}
	sum := make([]float32, len(dst))
	p.Dense.Forward(sum, rows, amp)
	for j, g := range p.gain {
		dst[j] += float32(sum[j] * g)
	}
}

// Row returns the response to a spike of one row: that of the weights, times the gains.
func (p *perfect) Row(i int32) []float32 {
	if p.gain == nil {
		return p.Dense.Row(i)
	}
	row := slices.Clone(p.Dense.Row(i))
	kernel.Multiply(row, p.gain)
	return row
}

func (p *perfect) Advance(seconds float64) { p.now += seconds }

func (p *perfect) Program(w []float64, _ bool) {
	for i, x := range w {
		p.W[i] = float32(min(max(x, 0), 1))
	}
}

func (p *perfect) Calibrate(float64, float64, func() error) error { return nil }
func (p *perfect) NextInput(variability.Stream)                   {}
func (p *perfect) Counts() periphery.Counts                       { return periphery.Counts{Pulses: p.writes} }
func (p *perfect) Now() float64                                   { return p.now }

// MeanConductance returns the mean weight: these cells have no other unit.
func (p *perfect) MeanConductance() float64 {
	var sum float64
	for _, w := range p.W {
		sum += float64(w)
	}
	return sum / float64(len(p.W))
}

// SetTemperature does nothing: numbers are never warm.
func (p *perfect) SetTemperature(float64) {}

// Targets returns nothing, for time does nothing to the weights.
func (p *perfect) Targets() []float64 { return nil }

// Reprogram does nothing.
func (p *perfect) Reprogram([]float64) {}

// Disturbed returns nothing: numbers have no voltage.
func (p *perfect) Disturbed() (count, flux float64) { return 0, 0 }

// Faults counts no cells: numbers do not die.
func (p *perfect) Faults() (none [variability.FaultKinds]int) { return none }

// Wear is none.
func (p *perfect) Wear() (w crossbar.Wear, ok bool) { return w, false }

func (p *perfect) SetGain(g float64) {
	gains := make([]float64, p.Post)
	for j := range gains {
		gains[j] = g
	}
	p.SetColumnGains(gains)
}

func (p *perfect) SetColumnGains(g []float64) {
	p.gain = make([]float32, p.Post)
	for j, x := range g {
		p.gain[j] = float32(x)
	}
}

func (p *perfect) Weights() []float32 { return append([]float32(nil), p.W...) }

func (p *perfect) store(s *stored) error {
	s.Perfect = &perfectState{W: p.W, Now: p.now, Writes: p.writes}
	return nil
}

func (p *perfect) load(s *stored) error {
	if s.Perfect == nil || len(s.Perfect.W) != len(p.W) {
		return fmt.Errorf("it has not the same weights")
	}
	copy(p.W, s.Perfect.W)
	p.now, p.writes = s.Perfect.Now, s.Perfect.Writes
	return nil
}

// sampleWires finds no lines.
func (p *perfect) sampleWires([]int32) (s crossbar.WireSample, ok bool, err error) {
	return s, false, nil
}

func (p *perfect) grids() []Grid { return nil }

func (p *perfect) reader() chip { return p }
func (p *perfect) absorb(chip)  {}

// perfectState is perfect weights on disk.
type perfectState struct {
	W      []float32
	Now    float64
	Writes uint64
}
